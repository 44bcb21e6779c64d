"""How firm ranks are, by hand: too close to call, survey errors, what ranks depend on, what an audit finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kernel.schemes import scheme_of
from luoshi.assessment.audit import Audit, Kind, audit
from luoshi.assessment.inputs import Assessed, Group, Inputs
from luoshi.assessment.robustness import (
    Places,
    bench,
    dependences,
    fingerprint,
    robustness,
    standard_errors,
)
from luoshi.kernel.scheme import Scheme

NAN = float("nan")
GROUPS = ("towns", "streets", "townships")


def rules(*weights: int, extra: str = "") -> Scheme:
    """Items i0, i1, ... that score their figure; the last reads the survey where ``extra`` says so."""
    codes = [f"i{n}" for n in range(len(weights))]
    reads = [*codes[:-1], extra] if extra else codes
    items = "".join(
        f"\n  - {{code: {c}, name: {c}, weight: {w}, indicator: {r}, score: {{measure: value}}}}"
        for c, w, r in zip(codes, weights, reads, strict=True)
    )
    return scheme_of(f"digits: 2\nitems:{items}")


def inputs(rules: Scheme, rows: Sequence[Sequence[float]], groups: Sequence[int] = ()) -> Inputs:
    """Units u0, u1, ... with their figures; one below zero was not asked for, NaN was not reported."""
    actual = np.array(rows, float)
    asked = ~(actual < 0)
    places = list(groups) or [0] * len(rows)
    none = np.full(actual.shape, NAN)
    return Inputs(
        scheme_digest="",
        period="2015",
        as_of=date(2015, 12, 31),
        month=12,
        groups=tuple(Group(code, code, "") for code in GROUPS),
        units=tuple(Assessed(f"u{n}", f"u{n}", "", GROUPS[g], simulated=False) for n, g in enumerate(places)),
        indicators=rules.indicators,
        actual=np.where(asked, actual, NAN),
        target=none,
        base=none,
        applies=asked,
    )


# 80.00 and 79.50: the first is ahead while 15 a > 14 b, which a third of the weightings turn round. 10.00 never moves.
CLOSE = [[90.0, 70.0], [75.0, 84.0], [10.0, 10.0]]


def test_a_difference_of_noise_is_too_close_to_call() -> None:
    found = robustness(rules(50, 50), inputs(rules(50, 50), CLOSE))
    assert found.spans == {"u0": Places(1, 2), "u1": Places(1, 2), "u2": Places(3, 3)}
    assert found.alike == {"u0": Places(1, 2), "u1": Places(1, 2), "u2": Places(3, 3)}
    assert found.sets == {}


def test_a_lead_that_no_weighting_turns_round_is_firm() -> None:
    """60.00 and 59.00, but better in both items."""
    found = robustness(rules(50, 50), inputs(rules(50, 50), [[61.0, 59.0], [60.0, 58.0]]))
    assert found.alike == {"u0": Places(1, 1), "u1": Places(2, 2)}


def test_groups_are_drawn_apart_in_any_order_and_who_has_no_total_has_no_interval() -> None:
    rows = [*CLOSE, *([x + 5 for x in row] for row in CLOSE), [50.0, NAN], [40.0, 41.0]]
    groups = [0, 0, 0, 1, 1, 1, 2, 2]
    both = rules(50, 50)
    found = robustness(both, inputs(both, rows, groups))
    assert found.spans["u3"] == found.spans["u0"]
    assert found.spans["u5"] == Places(3, 3)
    assert "u6" not in found.spans
    assert found.spans["u7"] == Places(1, 1)
    order = [7, 2, 5, 0, 3, 6, 1, 4]
    again = robustness(both, inputs(both, [rows[n] for n in order], [groups[n] for n in order]))
    assert {f"u{order[int(code[1:])]}": places for code, places in again.spans.items()} == found.spans


def test_a_shared_rank_lies_in_its_interval() -> None:
    found = robustness(rules(50, 50), inputs(rules(50, 50), [[80.0, 60.0], [80.0, 60.0], [60.0, 80.0]]))
    assert found.alike["u0"] == found.alike["u1"]
    assert all(span.best == 1 for span in found.spans.values())


def survey(errors: Sequence[str | None]) -> tuple[Scheme, Inputs]:
    scheme = rules(50, 50, extra="survey.service")
    plain = inputs(scheme, [[90.0, 96.0], [90.0, 80.0], [90.0, 79.0], [50.0, 60.0], [88.0, -1.0]])
    said = {(f"u{n}", "survey.service"): {"se": error} for n, error in enumerate(errors) if error is not None}
    return scheme, replace(plain, evidence=said)


def test_the_error_of_a_survey_enters_by_its_weight() -> None:
    found = standard_errors(bench(*survey(["2", "2", "4", "2"])))
    assert found is not None
    # Half the weight; the last unit was not surveyed, its total carries no sampling error.
    assert found.tolist() == pytest.approx([1.0, 1.0, 2.0, 1.0, 0.0])


def test_rank_sets_stand_only_where_errors_are_known() -> None:
    found = robustness(*survey(["2", "2", "4", "2"]))
    # Totals 93, 85, 84.5, 55 and 88: the second and the third cannot be told apart, the last is exact.
    assert found.sets["u3"] == Places(5, 5)
    assert found.sets["u0"] == Places(1, 1)
    assert found.sets["u1"].worst == found.sets["u2"].worst == 4
    assert found.coverage == 0.95
    without = robustness(*survey(["2", "2", None, "2"]))
    assert "u2" not in without.sets
    assert robustness(*survey([None] * 4)).sets == {}


def test_a_table_has_one_fingerprint_and_another_error_another() -> None:
    scheme, one = survey(["2", "2", "4", "2"])
    assert fingerprint(one) == fingerprint(survey(["2", "2", "4", "2"])[1])
    assert fingerprint(one) != fingerprint(survey(["2", "2", "5", "2"])[1])
    moved = replace(one, actual=one.actual + 1)
    assert fingerprint(one) != fingerprint(moved)
    assert scheme.indicators == one.indicators


def test_ranks_depend_on_the_weights_that_turn_them_round() -> None:
    """Of three items the third is the same for all: its weight moves nobody."""
    scheme = rules(40, 40, 20)
    rows = [[*row, 70.0] for row in CLOSE]
    found = {one.code: one for one in dependences(scheme, inputs(scheme, rows), "towns")}
    assert found["i2"].total == pytest.approx(0, abs=0.01)
    assert found["i0"].total == pytest.approx(found["i1"].total, abs=0.05)
    assert found["i0"].low <= found["i0"].total <= found["i0"].high
    assert found["i0"].first <= found["i0"].total
    firm = dependences(scheme, inputs(scheme, rows), "towns", "u2")
    assert firm == ()
    assert dependences(scheme, inputs(scheme, rows), "towns", "u9") == ()


def audited(rows: Sequence[Sequence[float]], *weights: int) -> Audit:
    scheme = rules(*weights)
    return audit(scheme, inputs(scheme, rows))


def kinds(found: Audit) -> set[tuple[Kind, tuple[str, ...]]]:
    return {(finding.kind, finding.codes) for finding in found.findings}


# Eight units: the second item repeats the first, the third is the same for all, the fourth goes its own way.
EIGHT = [
    [90.0, 89.0, 70.0, 40.0],
    [80.0, 81.0, 70.0, 75.0],
    [70.0, 69.0, 70.0, 55.0],
    [60.0, 62.0, 70.0, 80.0],
    [50.0, 49.0, 70.0, 45.0],
    [40.0, 41.0, 70.0, 70.0],
    [30.0, 29.0, 70.0, 50.0],
    [20.0, 22.0, 70.0, 65.0],
]


def test_an_audit_names_what_repeats_and_what_decides_nothing() -> None:
    found = audited(EIGHT, 40, 10, 30, 20)
    assert {(Kind.SAME, ("i0", "i1")), (Kind.NOTHING, ("i2",)), (Kind.ALIKE, ("i2",))} <= kinds(found)
    by_code = {item.code: item for item in found.items}
    assert by_code["i2"].stated == pytest.approx(0.3)
    assert by_code["i2"].makes == pytest.approx(0)
    assert sum(item.makes or 0 for item in found.items) == pytest.approx(1)
    assert by_code["i0"].decides
    # The third is the same for all, the fourth goes against the others: the second makes most of the differences.
    assert (Kind.STRONG, ("i1",)) in kinds(audited(EIGHT, 10, 30, 30, 30))


def test_few_units_give_no_correlation() -> None:
    found = audited(EIGHT[:4], 40, 10, 30, 20)
    assert not found.enough_units
    assert found.correlations == () and found.blocks == ()
    assert {kind for kind, _codes in kinds(found)}.isdisjoint({Kind.SAME, Kind.OPPOSED, Kind.ALIKE})


def test_an_item_that_half_the_units_left_out_is_named() -> None:
    scheme = rules(50, 50)
    rows = [[float(n), NAN if n % 2 else float(n)] for n in range(8)]
    found = audit(scheme, inputs(scheme, rows))
    assert (Kind.SILENT, ("i1",)) in kinds(found)
