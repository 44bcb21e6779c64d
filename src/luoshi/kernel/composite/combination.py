"""Aggregation 综合方法: how the scores of a group's children become one; used with `weighted_tree.weigh`.

Each method is a `Combine`: shares and scores [child, unit, ...] -> [unit, ...]. The arithmetic mean is
`weighted_tree.arithmetic_mean`.
"""

from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, ratio
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.weighted_tree import Combine, arithmetic_mean


def geometric_mean(share: FloatArray, score: FloatArray) -> FloatArray:
    """几何平均: a poor score is made up for only in proportion; one zero makes the group zero.

    Raises ValueError on a negative score.
    """
    positive = _positive(share, score, "geometric")
    mean = np.exp(arithmetic_mean(share, np.log(positive.score)))
    return np.where(positive.any_zero, 0.0, mean)


def harmonic_mean(share: FloatArray, score: FloatArray) -> FloatArray:
    """调和平均: the poorest score weighs most; one zero makes the group zero.

    Raises ValueError on a negative score.
    """
    return power_mean(-1.0)(share, score)


def power_mean(power: float) -> Combine:
    """幂平均 (广义平均): 1 is the arithmetic, 0 the geometric, -1 the harmonic mean; negative scores are refused.

    At or below power 0 one zero makes the group zero.
    """
    if abs(power) < np.finfo(float).eps:
        return geometric_mean

    def combine(share: FloatArray, score: FloatArray) -> FloatArray:
        positive = _positive(share, score, "power")
        raised = np.where(score > 0, positive.score**power, 0.0 if power > 0 else 1.0)
        raised[np.isnan(score)] = np.nan
        mean = arithmetic_mean(share, raised)
        somebody = np.where(mean > 0, mean, 1.0)
        root = np.where(mean > 0, somebody ** (1 / power), mean)
        return root if power > 0 else np.where(positive.any_zero, 0.0, root)

    return combine


def median(share: FloatArray, score: FloatArray) -> FloatArray:
    """加权中位数: the score that half of the weight does not exceed; between two when half is met exactly."""
    there = share > 0
    key = np.where(there, score, np.nan)  # goes last
    order = np.argsort(key, axis=0, kind="stable")
    ordered = np.take_along_axis(key, order, axis=0)
    reached = for_ranking(np.cumsum(np.take_along_axis(np.where(there, share, 0.0), order, axis=0), axis=0))
    low = np.take_along_axis(ordered, np.argmax(reached >= 0.5, axis=0)[None], axis=0)[0]
    high = np.take_along_axis(ordered, np.argmax(reached > 0.5, axis=0)[None], axis=0)[0]
    return np.where((there & np.isnan(score)).any(axis=0), np.nan, (low + high) / 2)


def copeland(share: FloatArray, score: FloatArray) -> FloatArray:
    """Copeland 两两比较法: units a unit beats minus units that beat it, item by item, by weight.

    No score makes up for another; nothing but order counts. Whole numbers from -(units - 1) to units - 1. All
    units handed in are compared: hand in one peer group at a time.
    """
    wins = outranking(share, score)
    beaten = np.sign(np.nan_to_num(for_ranking(wins - 0.5))).sum(axis=1)
    withheld = ((share > 0) & np.isnan(score)).any(axis=0) | ~(share > 0).any(axis=0)
    return np.where(withheld, np.nan, beaten)


def outranking(share: FloatArray, score: FloatArray) -> FloatArray:
    """Weight [unit, other, ...] of the items in which a unit is better than another, half where equal.

    Weights are re-based on the items both have; NaN for two units without a common item: neither beats the
    other. The diagonal is 0.5.
    """
    there = ((share > 0) & ~np.isnan(score)).astype(float)
    level = for_ranking(score)
    better = np.zeros((share.shape[1], *share.shape[1:]))
    common = np.zeros_like(better)
    for weight, present, place in zip(np.where(there, share, 0.0), there, level, strict=True):
        both = weight[:, None] * present[None]
        difference = np.nan_to_num(place[:, None] - place[None])
        better += both * (np.sign(difference) + 1) / 2
        common += both
    return ratio(better, common)


class _Positive(NamedTuple):
    score: FloatArray
    """Scores that a logarithm or a power can be taken of; 1 stands where the score is zero or not there."""
    any_zero: BoolArray


def _positive(share: FloatArray, score: FloatArray, method: str) -> _Positive:
    there = share > 0
    if (there & (score < 0)).any():
        raise ValueError(f"the {method} mean has no meaning for scores below zero")
    zero = there & (score <= 0)
    usable = np.where(there & ~zero, score, 1.0)
    return _Positive(usable, np.asarray(zero.any(axis=0) & ~(there & np.isnan(score)).any(axis=0)))
