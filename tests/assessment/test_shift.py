"""A change since an earlier result falls exactly into own change, the others' change and new rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessing import SCHEME, Assessment, changed
from assessment.drawn import Rows, district, rows_of_units
from luoshi.assessment.opened import earlier_runs, open_run
from luoshi.assessment.shift import adding_up, shift

OTHER_RULES = changed("weight: 40", "weight: 10")


def both(first: Rows, second: Rows) -> tuple[Rows, Rows]:
    """The same units twice: groups of the first, figures of each; who is only in one is left out."""
    return first, [(group, figures) for (group, _old), (_new, figures) in zip(first, second, strict=False)]


@settings(max_examples=8, deadline=None)
@given(rows_of_units, rows_of_units, st.booleans())
def test_the_parts_are_the_change(first: Rows, second: Rows, new_rules: bool) -> None:
    before, after = both(first, second)
    then, now = district(before), district(after, OTHER_RULES if new_rules else SCHEME)
    for unit in now.codes:
        found = shift(then, now, unit)
        if found.score is not None:
            assert found.score.change == found.items.total
            assert found.score.own + found.score.others + found.score.rules == found.score.change
            assert new_rules or found.score.rules == 0
            # Nobody's completion depends on the others: their figures move ranks only.
            assert found.score.others == 0
        if found.rank is not None:
            assert found.rank.own + found.rank.others + found.rank.rules == found.rank.change
            assert found.then.rank is not None and found.now.rank is not None
            assert found.rank.change == found.then.rank - found.now.rank
            assert new_rules or found.rank.rules == 0


@settings(max_examples=8, deadline=None)
@given(rows_of_units, rows_of_units)
def test_there_and_back_is_turned_around(first: Rows, second: Rows) -> None:
    before, after = both(first, second)
    then, now = district(before), district(after)
    for unit in now.codes:
        if unit in then.codes and len(before) == len(after):
            there, back = shift(then, now, unit), shift(now, then, unit)
            assert {line.unit.code for line in there.passed} == {line.unit.code for line in back.passed_by}
            if there.rank is not None and back.rank is not None:
                assert there.rank.change == -back.rank.change


def test_rules_alone_and_others_alone() -> None:
    # 120 % and 100 % of the targets against 100 % and 120 %, both on time; nothing fell due of matters.
    rows: Rows = [(1, [480, 500, 9, None]), (1, [400, 600, 9, None]), (0, [400, 500, 9, None])]
    then = district(rows)
    ruled = shift(then, district(rows, OTHER_RULES), "U0")
    # 0.4 x 120 + 0.3 x 100 + 30 = 108 becomes, of 10 and 30 inside 70 %, 0.175 x 120 + 0.525 x 100 + 30 = 103.5.
    assert ruled.score is not None and ruled.rank is not None
    assert (ruled.score.change, ruled.score.rules) == (Decimal("-4.50"), Decimal("-4.50"))
    assert (ruled.score.own, ruled.score.others) == (0, 0)
    assert (ruled.rank.change, ruled.rank.rules) == (-1, -1)
    assert [line.unit.code for line in ruled.passed_by] == ["U1"] and ruled.passed == ()
    better: Rows = [rows[0], (1, [480, 600, 9, None]), rows[2]]
    overtaken = shift(then, district(better), "U0")
    assert overtaken.rank is not None and overtaken.score is not None
    assert overtaken.score.change == 0
    assert (overtaken.rank.change, overtaken.rank.others) == (-1, -1)
    assert [line.unit.code for line in overtaken.passed_by] == ["U1"]


def test_two_causes_that_are_needed_both_share_the_place() -> None:
    """U0 rises by two thirds of the way only while U1 falls: each alone wins nothing, together one place."""
    then = district([(1, [400, 500, 9, None]), (1, [440, 500, 9, None])])
    now = district([(1, [416, 500, 9, None]), (1, [412, 500, 9, None])])
    found = shift(then, now, "U0")
    assert found.rank is not None
    assert (found.rank.change, found.rank.own, found.rank.others) == (1, Decimal("0.50"), Decimal("0.50"))
    assert [line.unit.code for line in found.passed] == ["U1"]


@given(
    st.lists(st.integers(-100_000, 100_000), min_size=3, max_size=3),
    st.integers(0, 3),
)
def test_rounded_parts_add_up_and_stay_within_a_step(thousandths: list[int], digits: int) -> None:
    parts = [part / 1000 for part in thousandths]
    step = Decimal(1).scaleb(-digits)
    total = sum((Decimal(part) for part in thousandths), Decimal(0)) / 1000
    told = adding_up(parts, total.quantize(step), digits)
    assert sum(told, Decimal(0)) == total.quantize(step)
    assert all(abs(float(said) - part) <= 2 * float(step) for said, part in zip(told, parts, strict=True))


def test_a_unit_that_was_not_assessed_before_has_no_movement() -> None:
    then = district([(1, [400, 500, 9, None]), (1, [440, 500, 9, None])])
    now = district([(1, [400, 500, 9, None]), (1, [440, 500, 9, None]), (1, [480, 500, 9, None])])
    with pytest.raises(KeyError):
        shift(then, now, "U2")
    # Its coming counts among the others' changes of those who were there.
    found = shift(then, now, "U1")
    assert found.rank is not None
    assert (found.rank.change, found.rank.others) == (-1, -1)


def test_the_runs_to_compare_with_are_those_that_one_sees(assessment: Assessment) -> None:
    first = assessment.trial(day=date(2015, 6, 5))
    second = assessment.trial(first.scheme)
    third = assessment.trial(first.scheme)
    office, unit = (assessment.district.standing(code) for code in ("assessor", "t1_head"))
    today = office.today
    assert earlier_runs(office, "trial", second.as_of, today, second) == [first]
    assert earlier_runs(office, "trial", third.as_of, today, third) == [second, first]
    assert earlier_runs(unit, "trial", third.as_of, today, third) == []
    found = shift(open_run(office, first), open_run(office, third), "QH-T2")
    assert found.same_rules and found.score is not None
    assert found.score.own + found.score.others + found.score.rules == found.score.change


def test_another_group_is_another_rule() -> None:
    then = district([(0, [400, 400, 9, 9]), (0, [360, 400, 9, 9]), (1, [320, 400, 9, 9])])
    now = district([(0, [400, 400, 9, 9]), (1, [360, 400, 9, 9]), (1, [320, 400, 9, 9])])
    found = shift(then, now, "U1").rank
    # It was second of the streets and is first of the towns, with the very same figures.
    assert found is not None and (found.change, found.own, found.others, found.rules) == (1, 0, 0, 1)
