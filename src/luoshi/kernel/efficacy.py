"""Efficacy coefficient 功效系数: from a figure and standards to a score, with one span or tier by tier 分档."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.piecewise import FULL_MARK, Beyond, Piecewise
from luoshi.kernel.rounding import for_ranking

NO_TIER = -1


def efficacy_curve(not_allowed: float, satisfactory: float, base: float = 60, span: float = 40) -> Piecewise:
    """功效系数法: `base` at 不允许值, base + span at 满意值, in proportion between and beyond, never clipped.

    A satisfactory value below the one not allowed makes a lower figure the better one. Raises ValueError when
    the two are equal.
    """
    ends = sorted([(not_allowed, base), (satisfactory, base + span)])
    return Piecewise(tuple(ends), Beyond.EXTEND, Beyond.EXTEND)


class Tiered(NamedTuple):
    """A score and how it is made; arrays of one shape, NaN where the figure is missing."""

    score: FloatArray
    """基础分 + 调整分, 100 is the full mark."""
    tier: IntArray
    """The tier reached: 0 the best (优秀), ..., the number of tiers where not even the worst; -1 missing."""
    base: FloatArray
    """本档基础分: full mark x the tier's coefficient."""
    adjustment: FloatArray
    """调整分: the share of the way to the tier above x the difference of the two base scores."""


class Tiers:
    """分档功效系数: standards and coefficients from the best tier to the worst.

    Standards fall where higher is better and rise where lower is better. At or beyond the best standard the
    score is the best tier's; below the worst one it is 0. Raises ValueError unless there are as many falling
    coefficients between 0 and 1 as standards, two at least, that only rise or only fall.
    """

    def __init__(self, standards: tuple[float, ...], coefficients: tuple[float, ...]) -> None:
        if len(standards) != len(coefficients) or len(standards) < 2:
            raise ValueError("tiers need as many coefficients as standards, two at least")
        if any(b >= a for a, b in pairwise(coefficients)) or not 0 <= coefficients[-1] < coefficients[0] <= 1:
            raise ValueError("coefficients of tiers must fall and lie between 0 and 1")
        self.lower_is_better = standards[-1] > standards[0]
        steps = pairwise(standards if self.lower_is_better else standards[::-1])
        if any(b <= a for a, b in steps):
            raise ValueError("standards of tiers must only rise or only fall")
        self.standards = np.array(standards)
        self.base = FULL_MARK * np.array([*coefficients, 0.0])
        knots = [*zip(standards, self.base, strict=False), (standards[-1], 0.0)]
        self.curve = Piecewise(tuple(knots if self.lower_is_better else knots[::-1]))
        """The same as a scoring function, for schemes."""

    def __call__(self, value: ArrayLike) -> Tiered:
        """Score of every value, with the tier reached at nine decimals."""
        score = self.curve(value).score
        known, limits = for_ranking(value)[..., None], for_ranking(self.standards)
        missed = known > limits if self.lower_is_better else known < limits
        tier = missed.sum(axis=-1)
        there = ~np.isnan(score)
        base = np.where(there, self.base[tier], np.nan)
        return Tiered(score, np.where(there, tier, NO_TIER), base, score - base)
