"""Median and spread that single wild figures cannot move (中位数与中位绝对偏差), over the figures that are there."""

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray

NORMAL = 1.4826
"""MAD x this is the standard deviation of normal figures."""


def middle(values: FloatArray) -> FloatArray:
    """Median over the last axis without the missing; NaN where all are: float64[...]."""
    ordered = np.sort(values, axis=-1)  # NaN goes last
    count = (~np.isnan(values)).sum(axis=-1)
    if not values.shape[-1]:
        return np.full(values.shape[:-1], np.nan)
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, values.shape[-1] - 1)
    pair = [np.take_along_axis(ordered, place[..., None], -1)[..., 0] for place in (low, high)]
    return np.where(count > 0, (pair[0] + pair[1]) / 2, np.nan)


def spread(values: FloatArray) -> FloatArray:
    """Standard deviation as the MAD estimates it, over the last axis; NaN where nothing is there."""
    return NORMAL * middle(np.abs(values - middle(values)[..., None]))


def log_change(now: FloatArray, before: FloatArray) -> FloatArray:
    """ln(now / before); NaN where either is missing or not above zero."""
    sound: BoolArray = np.logical_and(now > 0, before > 0)
    quotient = np.divide(now, before, out=np.full(np.broadcast(now, before).shape, np.nan), where=sound)
    change: FloatArray = np.log(quotient)
    return change
