"""What the whole language of schemes can say is explained as well: blocks that are no means, scales, places, events."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessing import SCHEME, changed
from assessment.drawn import Rows, district
from luoshi.assessment.levers import levers
from luoshi.assessment.shift import shift
from luoshi.assessment.stakes import scored_at, with_figure

ROWS: Rows = [
    (1, [400, 450, 9, 5]),
    (1, [440, 500, 9, 7]),
    (1, [360, 520, 7, 9]),
    (1, [320, 300, 5, 8]),
    (0, [400, 400, 9, 9]),
]
GEOMETRIC = changed("digits: 2\n", "digits: 2\ncombine: geometric\n")
SCALED = changed("score: {measure: completion, cap: 120, floor: 0}", "normalise: {by: min_max}")
BONUS = (
    SCHEME
    + """\
adjustments:
  bonus_cap: 3
  items:
    - code: matters_bonus
      name: 办结加分
      indicator: matters.closure
      score: {measure: value, knots: [[50, 0], [100, 3]]}
"""
)


@pytest.mark.parametrize("source", [GEOMETRIC, SCALED, BONUS])
def test_levers_and_movement_hold_in_every_scheme(source: str) -> None:
    then, now = district(ROWS, source), district([*ROWS[1:], ROWS[0]], source)
    for unit, row in then.codes.items():
        for lever in levers(then, unit).found:
            code = lever.part.node.rule.indicator  # type: ignore[union-attr]
            cell = row, then.inputs.indicators.index(code)
            for outcome in (lever.full, lever.best, lever.place):
                if outcome is not None:
                    given = with_figure(then.inputs, cell, float(outcome.figure))
                    assert scored_at(then.scheme.rules, given, row) == outcome.then
            if lever.place is not None and lever.place.places is not None:
                assert lever.place.places > 0
        found = shift(then, now, unit)
        assert found.score is not None
        assert found.score.own + found.score.others + found.score.rules == found.score.change
        assert sum((item.points for item in found.items.items), found.items.rest) == found.items.total


def test_a_bonus_stands_in_the_comparison() -> None:
    opened = district(ROWS, BONUS)
    found = opened.compare("U2", "U0")
    bonus = next(item for item in found.items if item.rule.code == "matters_bonus")
    # 9 of 9 closed is 100 %, three points; 5 of 9 is 55.555556 %, a ninth of them.
    assert bonus.points == Decimal("2.67") and bonus.one is not None and bonus.one.part is None
    assert found.only_rounding


def test_a_geometric_mean_leaves_a_rest() -> None:
    found = district(ROWS, GEOMETRIC).compare("U0", "U3")
    assert found.total is not None
    assert sum((item.points for item in found.items), found.rest) == found.total
