"""Screening 数据可得性筛选: which units have enough figures to be ranked at all."""

from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, ratio
from luoshi.kernel.rounding import for_ranking

LEAST_REPORTED = 2 / 3
LEAST_NON_ZERO = 0.05


class Screened(NamedTuple):
    """Arrays [unit]. Shares are of the items that apply to the unit; NaN where none does."""

    keep: BoolArray
    reported: FloatArray
    """Share of items with a figure."""
    non_zero: FloatArray
    """Share of figures that are not zero, among those reported."""


def screened(
    values: FloatArray,
    applicable: BoolArray,
    least_reported: float = LEAST_REPORTED,
    least_non_zero: float = 0.0,
) -> Screened:
    """Which units [unit, item] report at least these shares; what does not apply counts neither way.

    A unit to which nothing applies is not kept. Shares are compared at nine decimals, so that 9 of 10 is 0.9.
    """
    there = applicable & ~np.isnan(values)
    reported = ratio(there.sum(axis=1), applicable.sum(axis=1))
    non_zero = ratio((there & (values != 0)).sum(axis=1), there.sum(axis=1))
    enough = for_ranking(reported) >= for_ranking(least_reported)
    substance = for_ranking(np.nan_to_num(non_zero)) >= for_ranking(least_non_zero)
    return Screened(enough & substance, reported, non_zero)
