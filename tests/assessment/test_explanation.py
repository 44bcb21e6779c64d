"""Explanations are the calculation itself: what they add up to and what they promise is what it gives."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings

from assessing import Assessment, changed
from assessment.drawn import Rows, district, rows_of_units
from luoshi.assessment.comparison import compare
from luoshi.assessment.league import live_league
from luoshi.assessment.levers import Lever, levers
from luoshi.assessment.opened import open_live, open_run
from luoshi.assessment.scoring import account
from luoshi.assessment.stakes import scored_at, with_figure
from luoshi.assessment.trace import Branch
from luoshi.ledger.refusal import Denied
from luoshi.workdays.periods import Period

HALF = Period.parse("2015-H1")


@settings(max_examples=50, deadline=None)
@given(rows_of_units)
def test_the_differences_add_up_to_the_difference_of_the_scores(
    rows: Rows,
) -> None:
    opened = district(rows)
    lines = opened.league.lines
    for one, other in pairwise(lines):
        found = compare(one, other, 2)
        if one.score is None or other.score is None:
            assert found.total is None
            continue
        assert found.total == one.score - other.score
        assert sum((item.points for item in found.items), Decimal(0)) + found.rest == found.total
        assert found.only_rounding
        turned = compare(other, one, 2)
        assert turned.total == -found.total and turned.rest == -found.rest


@settings(max_examples=8, deadline=None)
@given(rows_of_units)
def test_every_lever_gives_what_it_promises_and_the_step_before_gives_no_place(
    rows: Rows,
) -> None:
    opened = district(rows)
    rules = opened.scheme.rules
    for row, unit in enumerate(opened.inputs.units):
        for lever in levers(opened, unit.code).found:
            code = lever.part.node.rule.indicator  # type: ignore[union-attr]
            cell = row, opened.inputs.indicators.index(code)
            for outcome in (lever.full, lever.best, lever.place):
                if outcome is not None:
                    given = with_figure(opened.inputs, cell, float(outcome.figure))
                    assert scored_at(rules, given, row) == outcome.then
            if lever.full is not None:
                given = with_figure(opened.inputs, cell, float(lever.full.figure))
                leaf = [part.node.code for part in opened.league.line(unit.code).parts].index(
                    lever.part.node.code
                )
                assert account(rules, given).score[row, leaf] >= 100 - 1e-6
            if lever.place is not None:
                step = 100 / 9 if lever.due else 0.01
                before = round(float(lever.place.figure) - step, 6)
                rank = scored_at(rules, with_figure(opened.inputs, cell, before), row).rank
                now = opened.league.line(unit.code).rank
                assert now is not None and lever.place.then.rank is not None
                assert lever.place.then.rank < now
                assert rank is None or rank >= now


def by_code(found: tuple[Lever, ...], code: str) -> Lever:
    return next(lever for lever in found if lever.part.node.code == code)


def test_a_town_by_hand(assessment: Assessment) -> None:
    """柳林镇: investment 4.79 of 5 (40 %), revenue 450 of 500 (30 %), timely (10 %); nothing fell due (20 %).

    Re-based on what applies: 4/7 and 3/7 of 70 %, and 30 % for timeliness.
    95.8 x 0.4 + 90 x 0.3 + 100 x 0.3 = 38.32 + 27 + 30 = 95.32; at 5, that is 100 %, 1.68 more. 石桥镇 has
    120 x 0.4 + 100 x 0.3 + 30 = 108.00; above it needs 12.69 more: investment at 95.8 % + 12.69 / 0.4 would be
    127.5 %, beyond the cap; revenue at 90 % + 42.3 % likewise. No single item wins the place.
    """
    opened = open_run(assessment.district.standing("assessor"), assessment.trial())
    found = levers(opened, "QH-T2")
    invest, revenue = by_code(found.found, "investment"), by_code(found.found, "income")
    assert invest.full is not None and revenue.full is not None
    assert (invest.full.figure, invest.full.gain) == (Decimal(5), Decimal("1.68"))
    assert (revenue.full.figure, revenue.full.gain) == (Decimal(500), Decimal("3.00"))
    assert invest.best is not None and invest.best.gain == Decimal("9.68")
    assert found.nearest is None and found.dearest == revenue
    compared_by_hand = compare(opened.league.line("QH-T2"), opened.league.line("QH-T1"), 2)
    assert compared_by_hand.total == Decimal("-12.68")
    assert [(item.rule.code, item.points) for item in compared_by_hand.telling] == [
        ("investment", Decimal("-9.68")),
        ("income", Decimal("-3.00")),
    ]
    assert compared_by_hand.rest == 0


def test_a_place_is_won_by_the_smallest_step(assessment: Assessment) -> None:
    """With a rival at 95.40, 柳林镇 (95.32) needs 0.08 points: investment 4.80 gives 0.08, and the tie is the rank."""
    opened = open_run(assessment.district.standing("assessor"), assessment.trial())
    row, rival = opened.row("QH-T2"), opened.row("QH-T1")
    actual = opened.inputs.actual.copy()
    columns = [opened.inputs.indicators.index(code) for code in ("invest", "revenue")]
    actual[rival, columns] = [4.8, 450]
    inputs = replace(opened.inputs, actual=actual)
    league = live_league(opened.scheme, inputs, {})
    moved = replace(opened, inputs=inputs, league=league, account=account(opened.scheme.rules, inputs))
    assert league.line("QH-T2").rank == 2 and row != rival
    invest = by_code(levers(moved, "QH-T2").found, "investment")
    assert invest.place is not None
    assert (invest.place.figure, invest.place.then.rank) == (Decimal("4.80"), 1)


def test_the_tree_adds_up_and_names_who_took_a_weight(assessment: Assessment) -> None:
    opened = open_run(assessment.district.standing("assessor"), assessment.trial())
    found = opened.trace("QH-T2")
    blocks = {row.node.code: row for row in found.rows if isinstance(row, Branch)}
    assert sum(block.points for block in blocks.values()) == pytest.approx(found.total, abs=1e-9)
    assert blocks["economy"].weight == pytest.approx(0.7)
    closure = found.steps[3]
    assert not closure.part.applies
    assert [node.code for node in closure.heirs] == ["timeliness"]
    assert found.steps[2].whole == pytest.approx(0.1)
    assert found.steps[2].part.weight == pytest.approx(0.3)


def test_a_closed_condition_has_no_lever_of_its_own(assessment: Assessment) -> None:
    gated = changed(
        "score: {measure: completion, cap: 120, floor: 0}",
        "score: {measure: completion, cap: 120, floor: 0}\n"
        "        gate: {indicator: revenue, measure: completion, at_least: 0.95}",
    )
    opened = open_run(assessment.district.standing("assessor"), assessment.trial(assessment.scheme(gated)))
    invest = by_code(levers(opened, "QH-T2").found, "investment")
    assert invest.closed and invest.full is None and invest.place is None
    revenue = by_code(levers(opened, "QH-T2").found, "income")
    # At 95 % of revenue the condition opens and investment counts as well: 38.32 points more than its own 3.00.
    assert revenue.full is not None and revenue.full.gain == Decimal("41.32")


def test_what_does_not_add_up_is_told_as_a_rest(assessment: Assessment) -> None:
    line = open_run(assessment.district.standing("assessor"), assessment.trial()).league.line("QH-T2")
    halves = [part._replace(points=None if part.points is None else part.points / 2) for part in line.parts]
    found = compare(line, replace(line, parts=tuple(halves), score=Decimal(90)), 2)
    assert found.total == Decimal("5.32") and not found.only_rounding
    assert sum((item.points for item in found.items), found.rest) == found.total


def test_only_who_sees_a_run_opens_it(assessment: Assessment) -> None:
    run = assessment.trial()
    with pytest.raises(Denied):
        open_run(assessment.district.standing("t1_head"), run)
    with pytest.raises(Denied):
        open_live(assessment.district.standing("t1_head"), run.scheme, HALF, run.as_of)
    assert open_live(assessment.district.standing("leader"), run.scheme, HALF, run.as_of).row("QH-T2") >= 0
