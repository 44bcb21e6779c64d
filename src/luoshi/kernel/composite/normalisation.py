"""Normalisation 无量纲化: figures of different units of measurement on one scale, the higher the better.

Every function takes figures [unit, item] and, where it needs to know, which items are better when higher
[item]. NaN (missing or not applicable) stays NaN and counts nowhere. An item without spread has no position to
give: it becomes NaN throughout (ranks excepted). Units are compared with all that are handed in: one peer group
at a time, and several years together as further units under one another.
"""

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, per_column, ratio
from luoshi.kernel.piecewise import Beyond, Piecewise
from luoshi.kernel.ranking import UNRANKED, competition_rank


class Posts(NamedTuple):
    """Goalposts 目标区间 of every item [item]: where it scores nothing and where the full mark.

    Worst above best makes a lower figure the better one.
    """

    worst: FloatArray
    best: FloatArray


def min_max(
    values: FloatArray, higher_is_better: BoolArray, low: float = 0.0, high: float = 100.0
) -> FloatArray:
    """极差法: the worst unit gets `low`, the best `high`, the others in proportion."""
    worst, best = _ends(values, higher_is_better)
    return low + (high - low) * _share_of_way(values, worst, best)


def z_score(
    values: FloatArray, higher_is_better: BoolArray, mean: float = 0.0, deviation: float = 1.0
) -> FloatArray:
    """标准化: `mean` for the average unit, `deviation` more for every standard deviation (n - 1)."""
    away = values - per_column(np.nanmean, values)
    low, high = per_column(np.nanmin, values), per_column(np.nanmax, values)
    # Figures that are all alike have a deviation of rounding errors only; their range is exactly nothing.
    spread = np.where(low < high, per_column(partial(np.nanstd, ddof=1), values, 2), np.nan)
    return mean + deviation * np.where(higher_is_better, 1.0, -1.0) * ratio(away, spread)


def rank(values: FloatArray, higher_is_better: BoolArray) -> FloatArray:
    """名次: 1 for the worst unit, equal figures share the lower place. The more units, the higher the best."""
    place = _places(values, higher_is_better)
    return np.where(place == UNRANKED, np.nan, place)


def borda(values: FloatArray, higher_is_better: BoolArray) -> FloatArray:
    """Borda count 博尔达计数: how many units are worse."""
    return rank(values, higher_is_better) - 1


def percentile_rank(values: FloatArray, higher_is_better: BoolArray) -> FloatArray:
    """百分位: share of the other units that are worse, 0 to 1; NaN where there is no other unit."""
    others = (~np.isnan(values)).sum(axis=0) - 1
    return ratio(borda(values, higher_is_better), others)


def distance_to_best(values: FloatArray, higher_is_better: BoolArray) -> FloatArray:
    """Way from the worst to the best unit that is behind one, 0 to 1."""
    return min_max(values, higher_is_better, 0.0, 1.0)


def distance_to_reference(
    values: FloatArray, higher_is_better: BoolArray, reference: ArrayLike, cap: float | None = None
) -> FloatArray:
    """Way from the worst unit to a reference (a unit's figures or targets [item]) that is behind one.

    1 is reached at the reference and passed beyond it, up to `cap`. NaN for an item whose reference is not
    better than the worst unit.
    """
    worst, _ = _ends(values, higher_is_better)
    sign = np.where(higher_is_better, 1.0, -1.0)
    way = ratio(np.abs(values - worst), sign * (np.asarray(reference, float) - worst))
    return way if cap is None else np.minimum(way, cap)


def fraction_of_best(values: FloatArray, higher_is_better: BoolArray) -> FloatArray:
    """与最优值之比: actual / best, and best / actual where lower is better, 1 for a best of zero; else NaN where a
    divisor is not above zero.
    """
    _, best = _ends(values, higher_is_better)
    inverse = ratio(np.broadcast_to(best, values.shape), values)
    nothing = (values == 0) & (best == 0)
    return np.where(higher_is_better, ratio(values, best), np.where(nothing, 1.0, inverse))


def goalposts(
    values: FloatArray,
    posts: Posts,
    full_mark: float = 100.0,
    logarithmic: ArrayLike = False,
    beyond: Beyond = Beyond.HOLD,
) -> FloatArray:
    """Position between fixed posts, 0 at the worst and `full_mark` at the best, so that years compare.

    `logarithmic`: items [item] taken at their logarithm (income in the Human Development Index). Beyond the
    posts the score holds or extends. Raises ValueError when an item's posts are equal, or not above zero where
    it is logarithmic.
    """
    ln = np.broadcast_to(np.asarray(logarithmic, bool), posts.worst.shape)
    if (ln & ((posts.worst <= 0) | (posts.best <= 0))).any():
        raise ValueError("posts of a logarithmic item must be above zero")
    if (posts.worst == posts.best).any():
        raise ValueError("the posts of an item must differ")
    figure, worst, best = (_logarithm(a, ln) for a in (values, posts.worst, posts.best))
    way = (figure - worst) / (best - worst)
    return Piecewise(((0.0, 0.0), (1.0, full_mark)), beyond, beyond)(way).score


def _logarithm(figures: FloatArray, where: BoolArray) -> FloatArray:
    taken = np.array(figures, dtype=float)
    whole = np.broadcast_to(where, taken.shape)
    # What is not above zero lies below any post: the smallest number that a logarithm can be taken of.
    taken[whole] = np.log(np.maximum(taken[whole], np.finfo(float).tiny))
    return taken


def _ends(values: FloatArray, higher_is_better: BoolArray) -> tuple[FloatArray, FloatArray]:
    low, high = per_column(np.nanmin, values), per_column(np.nanmax, values)
    return np.where(higher_is_better, low, high), np.where(higher_is_better, high, low)


def _share_of_way(values: FloatArray, worst: FloatArray, best: FloatArray) -> FloatArray:
    return ratio(np.abs(values - worst), np.broadcast_to(np.abs(best - worst), values.shape))


def _places(values: FloatArray, higher_is_better: BoolArray) -> IntArray:
    """Competition ranks from the worst; compared at nine digits of the item's range, whatever its unit."""
    low, high = per_column(np.nanmin, values), per_column(np.nanmax, values)
    level = np.where(high > low, ratio(values - low, np.broadcast_to(high - low, values.shape)), values - low)
    everybody = np.zeros(values.shape[0], dtype=np.int64)
    return competition_rank(np.where(higher_is_better, level, -level), everybody, lowest_first=True)
