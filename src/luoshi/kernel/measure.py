"""Measures 计分尺度: what is put into a scoring function, computed from reported figures."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, IntArray, ratio
from luoshi.kernel.ranking import UNRANKED, competition_rank
from luoshi.kernel.rounding import for_ranking


class Figures(NamedTuple):
    """What is known of every indicator; arrays of one shape [unit, indicator, ...], NaN where missing."""

    actual: FloatArray
    target: FloatArray
    """The target to score against: the year's, or the period's (时序目标); for growth a fraction (0.08 is +8
    %).
    """
    base: FloatArray
    """Same period of last year."""


class Measure(StrEnum):
    """The quantity that is scored."""

    VALUE = "value"
    """The figure itself 实绩."""
    COMPLETION = "completion"
    """actual / target 完成率, a fraction."""
    GROWTH = "growth"
    """actual / base - 1 增速, a fraction."""
    GROWTH_GAP = "growth_gap"
    """growth - target growth, in percentage points."""
    SHARE_OF_BEST = "share_of_best"
    """actual / best of the peer group 按实绩与第一名之比, a fraction."""
    RANK = "rank"
    """Rank in the peer group 位次, 1 is the best."""


def measured(
    measure: Measure, figures: Figures, group: ArrayLike, lower_is_better: bool = False
) -> FloatArray:
    """The measure of every figure, float64 of the figures' shape; NaN where it cannot be computed.

    `group` is int[unit], -1 for a unit without peers, which has no rank and no share of the best. Zero or
    negative targets, bases and bests give NaN. `lower_is_better` turns RANK and SHARE_OF_BEST (best / actual)
    around; a figure of zero then has the whole share, and everybody else none of it.
    """
    match measure:
        case Measure.VALUE:
            return figures.actual
        case Measure.COMPLETION:
            return ratio(figures.actual, figures.target)
        case Measure.GROWTH:
            return ratio(figures.actual, figures.base) - 1
        case Measure.GROWTH_GAP:
            return (ratio(figures.actual, figures.base) - 1 - figures.target) * 100
        case Measure.SHARE_OF_BEST:
            best = _best_of_peers(figures.actual, np.asarray(group), lower_is_better)
            above, below = (best, figures.actual) if lower_is_better else (figures.actual, best)
            # Nothing at all, where less is better, is the best itself: no quotient of noughts.
            nothing = lower_is_better & (for_ranking(figures.actual) == 0) & (for_ranking(best) == 0)
            return np.where(nothing, 1.0, ratio(above, below))
        case Measure.RANK:
            rank = competition_rank(figures.actual, group, lowest_first=lower_is_better)
            return np.where(rank == UNRANKED, np.nan, rank)


def _best_of_peers(values: FloatArray, group: IntArray, lowest: bool) -> FloatArray:
    best = np.full((int(group.max(initial=-1)) + 2, *values.shape[1:]), np.nan)
    # Units without peers fall into the last row, -1, which is wiped before it is read.
    (np.fmin if lowest else np.fmax).at(best, group, values)
    best[-1] = np.nan
    return np.asarray(best[group])
