"""The array types every kernel module speaks, the one guarded division, and statistics around the missing."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> FloatArray:
    """Quotient of two broadcastable arrays; NaN, never inf, where the denominator is not above zero."""
    above, below = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    quotient = np.full(above.shape, np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient


def per_column(statistic: Callable[..., Any], values: FloatArray, least: int = 1) -> FloatArray:
    """A statistic such as `np.nanmean` of every column [unit, column]; NaN for one with fewer figures: [column]."""
    result = np.full(values.shape[1], np.nan)
    enough = (~np.isnan(values)).sum(axis=0) >= least
    result[enough] = statistic(values[:, enough], axis=0)
    return result
