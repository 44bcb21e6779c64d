"""A trial: scores by hand, items that do not apply, what was not reported, ties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from assessing import Assessment, changed
from luoshi.assessment.league import Line
from luoshi.assessment.models import Run
from luoshi.assessment.queries import run_view
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.succession_plan import Decree
from luoshi.ledger.verify import verify
from luoshi.org.actions.move import move
from luoshi.org.models import Relation
from luoshi.targets.queries import board
from luoshi.workdays.periods import Period


def lines(assessment: Assessment, run: Run) -> dict[str, Line]:
    view = run_view(assessment.district.standing("assessor"), run)
    return {line.unit.code: line for line in view.league.lines}


def test_scores_are_those_computed_by_hand(assessment: Assessment) -> None:
    found = lines(assessment, assessment.trial())
    # 7 of 5 expected is held at the cap of 120, 500 of 500 is 100; 40 and 30 of 70; reporting 100; no matter fell due.
    assert found["QH-T1"].score == Decimal("108.00")
    # 4.79 of 5 is 95.8, 450 of 500 is 90.
    assert found["QH-T2"].score == Decimal("95.32")
    assert [found[u].rank for u in ("QH-T1", "QH-T2", "QH-S1")] == [1, 2, 1]
    assert verify().holds


def test_an_item_that_does_not_apply_gives_its_weight_to_its_siblings(assessment: Assessment) -> None:
    parts = {p.node.code: p for p in lines(assessment, assessment.trial())["QH-T1"].parts}
    assert not parts["closure"].applies
    assert parts["closure"].score is None
    assert parts["closure"].weight == 0
    # Within "work" reporting now carries all 30.
    assert parts["timeliness"].weight == pytest.approx(0.3)
    assert sum(p.weight for p in parts.values()) == pytest.approx(1)


def test_a_unit_without_targets_is_judged_by_its_work_alone(assessment: Assessment) -> None:
    found = lines(assessment, assessment.trial())
    departments = [line for code, line in found.items() if line.unit.group == "departments"]
    assert departments
    # No targets, no forms, no matters: nothing to score, so no score and no rank, which is not the last rank.
    assert all(line.score is None and line.rank is None for line in departments)
    assert all(not part.applies and not part.not_reported for line in departments for part in line.parts)


def test_one_target_alone_carries_the_block(assessment: Assessment) -> None:
    assessment.target("revenue", "QH-S2", "1200")
    parts = {p.node.code: p for p in lines(assessment, assessment.trial())["QH-S2"].parts}
    # The street files nothing and owes no form, so the figure was never asked of it.
    assert not parts["income"].applies


def test_an_amount_set_before_the_boundaries_changed_is_not_scored_on(assessment: Assessment) -> None:
    parts = [Part("QH-T1", Fraction(1, 2)), Part("QH-T2", Fraction(1, 2))]
    decree = Decree(date(2015, 4, 1), "青府〔2015〕9号", "区政府常务会议", "村划归")
    split_unit(assessment.district.standing("admin", date(2015, 4, 2)), "QH-T1", parts, decree)
    found = lines(assessment, assessment.trial())
    for unit, applies in (("QH-T1", False), ("QH-T2", False), ("QH-S1", True)):
        economy = {p.node.code: p for p in found[unit].parts}
        assert economy["investment"].applies is applies, unit


def test_a_partial_sum_is_held_against_the_part_it_stands_for(assessment: Assessment) -> None:
    """南门街道 manages two towns, of which one is silent: no full target against half a sum, as on the board."""
    for town, december in (("QH-T2", "9"), ("QH-T3", "3")):
        since = date(2015, 1, 5)
        move(
            assessment.district.standing("admin", since),
            assessment.district.unit(town),
            assessment.district.unit("QH-S2"),
            Relation.MANAGED_BY,
            since,
            "区委决定",
        )
        assessment.history("invest", town, "2014-12", december)
    target = assessment.target("invest", "QH-S2", "16")
    part = {p.node.code: p for p in lines(assessment, assessment.trial())["QH-S2"].parts}["investment"]
    # 柳林镇 made 9 of 12 last year: 12 of the 16 are its share, 5 of them due by the end of May; it has 4.79.
    assert part.score == pytest.approx(95.8)
    day = date(2015, 6, 12)
    seen = board(assessment.district.standing("assessor", day), Period(2015, 1, 12), day).rows[target.pk]
    assert (seen.reporting, seen.due) == (1, 2)
    assert part.score == pytest.approx(100 * seen.completion / seen.expected)


def test_not_reported_gives_no_points_and_says_so(assessment: Assessment) -> None:
    line = lines(assessment, assessment.trial())["QH-T3"]
    assert {p.node.code for p in line.not_reported} == {"investment", "income"}
    assert all(p.score == 0 and p.lost for p in line.not_reported)
    assert line.score == Decimal("0.00")
    assert line.rank == 3


def test_a_scheme_may_withhold_the_score_instead(assessment: Assessment) -> None:
    line = lines(
        assessment, assessment.trial(assessment.scheme(changed("missing: zero", "missing: withhold")))
    )["QH-T3"]
    assert line.score is None
    assert line.rank is None
    assert line.not_reported


def test_equal_scores_share_a_rank_and_the_next_one_is_skipped(assessment: Assessment) -> None:
    source = changed("groups: [streets, towns, departments]", "groups: [towns]").replace(
        "cap: 120", "cap: 80"
    )
    found = lines(assessment, assessment.trial(assessment.scheme(source)))
    assert found["QH-T1"].score == found["QH-T2"].score
    assert [found[u].rank for u in ("QH-T1", "QH-T2", "QH-T3")] == [1, 1, 3]


def test_ties_may_be_separated_by_a_node(assessment: Assessment) -> None:
    source = (
        changed("ties: shared", "ties: [investment]")
        .replace("cap: 120", "cap: 80", 1)
        .replace("cap: 120", "cap: 50", 1)
    )
    source = source.replace("cap: 80", "cap: 120", 1).replace("digits: 2", "digits: 0")
    found = lines(assessment, assessment.trial(assessment.scheme(source)))
    assert found["QH-T1"].rank == 1
    assert found["QH-T2"].rank == 2


def test_a_growth_target_is_held_against_the_same_period_of_last_year(assessment: Assessment) -> None:
    assessment.history("invest", "QH-T2", "2014-05", "4.5")
    assessment.growth_target("invest", "QH-T2", "8")
    line = lines(assessment, assessment.trial())["QH-T2"]
    part = next(p for p in line.parts if p.node.code == "investment")
    # 4.79 / (4.5 x 1.08) = 4.79 / 4.86
    assert part.score == pytest.approx(98.559671, abs=1e-6)


def test_what_came_in_later_is_not_known_on_the_day(assessment: Assessment) -> None:
    found = lines(assessment, assessment.trial(day=date(2015, 6, 3)))
    assert found["QH-T1"].not_reported
    assert found["QH-T1"].score == Decimal("0.00")
