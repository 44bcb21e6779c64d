"""Level against growth 水平与增速核对: whether a printed growth can come from the two printed levels."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray

PERCENT = 100.0


class GrowthCheck(NamedTuple):
    """All arrays of the inputs' shape."""

    contradicted: BoolArray
    lowest: FloatArray
    """Growth in per cent that the rounded levels allow at least; NaN where it cannot be said."""
    highest: FloatArray


def growth_check(
    level: FloatArray, base: FloatArray, growth: FloatArray, level_step: ArrayLike, growth_step: ArrayLike
) -> GrowthCheck:
    """Hold ``growth`` (per cent) against ``level`` / ``base`` - 1, all rounded.

    The steps are the units of the last printed digit (0.01 for two decimals). A contradiction is said only where
    no unrounded figures could have given the printed ones. Silent where a figure is missing or the base, less
    half its step, is not above zero. Both levels must be of the same basis (可比口径).
    """
    half, slack = np.asarray(level_step, float) / 2, np.asarray(growth_step, float) / 2
    with np.errstate(invalid="ignore"):
        sound = np.logical_and(base - half > 0, level - half >= 0)
    safe = np.where(sound, base, np.nan)
    lowest = ((level - half) / (safe + half) - 1) * PERCENT
    highest = ((level + half) / (safe - half) - 1) * PERCENT
    with np.errstate(invalid="ignore"):
        below = np.round(growth + slack - lowest, 9) < 0
        above = np.round(growth - slack - highest, 9) > 0
    return GrowthCheck(np.logical_or(below, above), lowest, highest)
