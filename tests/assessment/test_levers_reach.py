"""How far a lever reaches: to the place it tells and not one step less, with whomever the rule compares."""

from __future__ import annotations

import numpy as np
import pytest

from assessing import SCHEME
from assessment.drawn import Rows, district
from luoshi.assessment.levers import Lever, levers
from luoshi.assessment.opened import Opened
from luoshi.assessment.stakes import scored_at, with_figure

COMPLETION = "score: {measure: completion, cap: 120, floor: 0}"
BONUS = """\
adjustments:
  items:
    - {code: more, name: 增收加分, indicator: revenue, score: {measure: value, knots: [[120, 0], [160, 8]]}}
"""


def lever(opened: Opened, unit: str, code: str) -> Lever:
    return next(found for found in levers(opened, unit).found if found.part.node.code == code)


def rank_with(opened: Opened, unit: str, indicator: str, figure: float) -> int | None:
    cell = opened.row(unit), opened.inputs.indicators.index(indicator)
    return scored_at(opened.scheme.rules, with_figure(opened.inputs, cell, figure), cell[0]).rank


def proved(opened: Opened, unit: str, code: str, indicator: str, step: float = 0.01) -> None:
    """The figure told wins the place, one step less does not."""
    found = lever(opened, unit, code)
    assert found.place is not None
    rank = opened.league.line(unit).rank
    figure = float(found.place.figure)
    won = rank_with(opened, unit, indicator, figure)
    assert won is not None and rank is not None and won < rank
    assert rank_with(opened, unit, indicator, round(figure - step, 6)) == rank


def test_passing_the_best_lowers_the_others() -> None:
    rows: Rows = [(0, [400, 400, 9, 9]), (0, [404, 420, 9, 9]), (1, [400, 100, 9, 9])]
    opened = district(rows, SCHEME.replace(COMPLETION, "score: {measure: share_of_best}"))
    # With the best income it would stay behind by what investment is ahead; above it, the other has less than the best.
    proved(opened, "U0", "income", "revenue")


@pytest.mark.parametrize("measure", ["share_of_best", "rank, knots: [[1, 100], [5, 0]]"])
def test_the_full_mark_is_held_against_all_where_the_rule_is(measure: str) -> None:
    rows: Rows = [(0, [400, 300, 9, 9]), (0, [400, 350, 9, 9]), (1, [400, 600, 9, 9])]
    source = SCHEME.replace(COMPLETION, f"score: {{measure: {measure}, among: all}}")
    opened = district(rows, source)
    full = lever(opened, "U0", "income").full
    assert full is not None and float(full.figure) == 120


def test_a_figure_that_counts_elsewhere_is_tried_beyond_its_own_cap() -> None:
    rows: Rows = [(0, [400, 600, 8, 9]), (0, [410, 600, 9, 9]), (1, [400, 100, 9, 9])]
    proved(district(rows, SCHEME + BONUS), "U0", "income", "revenue")


def test_a_figure_is_told_on_its_own_grid() -> None:
    rows: Rows = [(0, [333, 400, 9, 9]), (0, [350, 400, 9, 9]), (1, [400, 100, 9, 9])]
    opened = district(rows)
    for code in ("invest", "revenue"):
        opened.inputs.evidence["U0", code]["decimals"] = 0  # type: ignore[index]
    place = lever(opened, "U0", "investment").place
    assert place is not None
    # From 83.25 to above 87.5, in whole numbers.
    assert float(place.figure) == 88 and rank_with(opened, "U0", "invest", 88) == 1
    assert rank_with(opened, "U0", "invest", 87) == 2
    assert np.isclose(place.effort, (88 - 83.25) / 100)
