"""Curves 时序曲线: the share of the year's target that should be done by the end of each month."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.rounding import for_ranking

MONTHS = 12


def linear() -> FloatArray:
    """Equal months: m/12, float64[12]. The yardstick of most bulletins (91.7 % at the end of November)."""
    return np.arange(1, MONTHS + 1) / MONTHS


def throughout() -> FloatArray:
    """The whole target in every month, float64[12]: figures of a moment (a rate, an index, a stock) do not grow with the calendar."""
    return np.ones(MONTHS)


def monthly_table(values: Sequence[float]) -> FloatArray:
    """Cumulative shares at the end of months 1..12 as a plan states them, float64[12].

    Raises ValueError, naming the month, unless there are 12 finite shares that never fall, start at 0 or
    above and end at exactly 1.
    """
    curve = np.asarray(values, dtype=float)
    if curve.shape != (MONTHS,):
        raise ValueError(f"a monthly table has 12 cumulative shares, found {curve.size}")
    if not np.isfinite(curve).all():
        raise ValueError(f"the share of month {int(np.argmin(np.isfinite(curve))) + 1} is missing")
    if curve[0] < 0:
        raise ValueError(f"the share of month 1 is negative: {curve[0]:g}")
    falls = np.flatnonzero(np.diff(curve) < 0)
    if falls.size:
        month = int(falls[0]) + 2
        raise ValueError(
            f"cumulative shares never fall: month {month} has {curve[month - 1]:g} after {curve[month - 2]:g}"
        )
    if for_ranking(curve[-1]) != 1:
        raise ValueError(f"the share of month 12 must be 1 (the whole year), found {curve[-1]:g}")
    return curve


def stairs(steps: Mapping[int, float]) -> FloatArray:
    """Cumulative shares at the end of months 1..12 from dated steps: month -> share due by its end, float64[12].

    Between two steps the share of the earlier one holds: nothing is expected before its date. Raises ValueError,
    naming the month, for a month outside 1..12, shares that fall, and unless the last step is the whole year's.
    """
    if not steps or not all(1 <= month <= MONTHS for month in steps):
        raise ValueError(f"steps fall due in months 1..12, found {sorted(steps)}")
    curve = np.zeros(MONTHS)
    for month, share in sorted(steps.items()):
        curve[month - 1 :] = share
    return monthly_table(curve.tolist())


def at(curve: ArrayLike, month: int) -> FloatArray:
    """Expected share at the end of `month` (1..12) of one curve [12] or of many [..., 12]; shape [...].

    Raises ValueError when the month is not 1..12.
    """
    if not 1 <= month <= MONTHS:
        raise ValueError(f"month must be 1..12, found {month}")
    return np.asarray(np.asarray(curve, dtype=float)[..., month - 1])
