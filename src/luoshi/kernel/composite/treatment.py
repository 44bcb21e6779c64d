"""Treatment 异常值处理: items whose few wild figures would decide the index are winsorised, else transformed."""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray

SKEWNESS_LIMIT = 2.0
KURTOSIS_LIMIT = 3.5
MOST_POINTS = 5
RANGE_SHARE = 0.01

Transform = Callable[[FloatArray], FloatArray]
"""Figures of one item [unit] without missing -> transformed figures, in the same order."""


class Step(IntEnum):
    """What was done to an item."""

    AS_IT_WAS = 0
    WINSORISED = 1
    TRANSFORMED = 2


class Treated(NamedTuple):
    """`values` and `moved` are [unit, item], the others [item]."""

    values: FloatArray
    moved: BoolArray
    """Figures that were winsorised."""
    step: IntArray
    """See `Step`."""
    passed: BoolArray
    """Whether skewness or kurtosis lies within its limit at the end; a False is for the reader to judge."""


class Limits(NamedTuple):
    """The stop rule: an item passes when |skewness| or kurtosis is below its limit (COINr, JRC)."""

    skewness: float = SKEWNESS_LIMIT
    kurtosis: float = KURTOSIS_LIMIT


JRC_LIMITS = Limits()


def skewness(x: FloatArray) -> float:
    """Skewness 偏度 of the known figures, bias-corrected (type 2); NaN below 3 figures or without spread."""
    deviation, n = _standardised(x)
    if n < 3:
        return float("nan")
    return float(np.sqrt(n * (n - 1)) / (n - 2) * (deviation**3).mean())


def kurtosis(x: FloatArray) -> float:
    """Excess kurtosis 峰度 of the known figures, bias-corrected (type 2); NaN below 4 figures or without
    spread.
    """
    deviation, n = _standardised(x)
    if n < 4:
        return float("nan")
    excess = (deviation**4).mean() - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6))


def _standardised(x: FloatArray) -> tuple[FloatArray, int]:
    """Deviations in standard deviations, in order of size: the sums do not depend on the order of units."""
    known = np.sort(x[~np.isnan(x)])
    if known.size == 0 or known[0] == known[-1]:
        return known, 0
    known = (known - known[0]) / (known[-1] - known[0])
    deviation = known - known.mean()
    return deviation / np.sqrt((deviation**2).mean()), known.size


def within(x: FloatArray, limits: Limits) -> bool:
    """Whether an item passes the stop rule; an item without spread has nothing to treat and passes."""
    skew = skewness(x)
    return bool(np.isnan(skew) or abs(skew) < limits.skewness or kurtosis(x) < limits.kurtosis)


def winsorised(x: FloatArray, limits: Limits, most: int = MOST_POINTS) -> FloatArray:
    """The item [unit] with its outermost figures pulled in, one value at a time, until it passes.

    With skewness at or above zero the largest figure takes the next lower value, else the smallest the next
    higher. Equal figures move together, so the last step may pass `most`.
    """
    pulled = np.array(x, dtype=float)
    while not within(pulled, limits) and np.count_nonzero(pulled[~np.isnan(x)] != x[~np.isnan(x)]) < most:
        values = np.unique(pulled[~np.isnan(pulled)])
        outermost, next_to_it = values[[-1, -2]] if skewness(pulled) >= 0 else values[[0, 1]]
        pulled[pulled == outermost] = next_to_it
    return pulled


def log_of_range(x: FloatArray) -> FloatArray:
    """ln(x - min + 1 % of the range); an item skewed to the left is mirrored first and back afterwards."""
    if skewness(x) < 0:
        return -log_of_range(-x)
    known: FloatArray = np.log(x - x.min() + RANGE_SHARE * np.ptp(x))
    return known


def log_from_one(x: FloatArray) -> FloatArray:
    """ln(x - min + 1); depends on the unit of measurement."""
    known: FloatArray = np.log1p(x - x.min())
    return known


def log_to_maximum(x: FloatArray) -> FloatArray:
    """ln((max - 1)(x - min) / (max - min) + 1): the logarithm of the Global Innovation Index.

    The best figure becomes ln(max); depends on the unit of measurement. Raises ValueError unless max > 0.
    """
    if x.max() <= 0:
        raise ValueError("this logarithm needs a largest figure above zero")
    known: FloatArray = np.log1p((x.max() - 1) * (x - x.min()) / np.ptp(x))
    return known


def box_cox(power: float) -> Transform:
    """((x - min + 1)^power - 1) / power, at power 0 its limit ln(x - min + 1)."""

    def transform(x: FloatArray) -> FloatArray:
        if abs(power) < np.finfo(float).eps:
            return log_from_one(x)
        known: FloatArray = np.expm1(power * np.log1p(x - x.min())) / power
        return known

    return transform


def treated(
    values: FloatArray,
    limits: Limits = JRC_LIMITS,
    most: int = MOST_POINTS,
    transform: Transform | None = log_of_range,
) -> Treated:
    """Figures [unit, item] treated item by item; NaN (missing or not applicable) stays and counts nowhere.

    An item that passes is left alone. Else it is winsorised, `most` figures at most; where that does not
    suffice the untreated item is transformed instead. With `transform` None it stays winsorised.
    """
    result = np.array(values, dtype=float)
    step = np.full(values.shape[1], Step.AS_IT_WAS, dtype=np.int64)
    passed = np.array([within(column, limits) for column in values.T], dtype=bool)
    for item in np.flatnonzero(~passed):
        known = ~np.isnan(values[:, item])
        pulled = winsorised(values[known, item], limits, most)
        passed[item], step[item] = within(pulled, limits), Step.WINSORISED
        if not passed[item] and transform is not None:
            pulled = transform(values[known, item])
            passed[item], step[item] = within(pulled, limits), Step.TRANSFORMED
        result[known, item] = pulled
    moved = (step == Step.WINSORISED) & ~np.isnan(values) & (result != values)
    return Treated(result, moved, step, passed)
