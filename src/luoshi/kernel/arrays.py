"""The array types every kernel module speaks, the one guarded division, and statistics around the missing."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Element = TypeVar("Element", bound=np.generic)


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> FloatArray:
    """Quotient of two broadcastable arrays; NaN, never inf, where the denominator is not above zero."""
    below = np.asarray(denominator, float)
    return np.asarray(np.asarray(numerator, float) / np.where(below > 0, below, np.nan))


def columns(values: NDArray[Element], places: Sequence[int] | IntArray) -> NDArray[Element]:
    """Columns of an array [unit, column, ...], in this order; axes that only repeat are not written out."""
    once = values[
        tuple(slice(None) if axis == 1 or step else slice(1) for axis, step in enumerate(values.strides))
    ]
    return np.broadcast_to(once[:, places], (values.shape[0], len(places), *values.shape[2:]))


def per_column(statistic: Callable[..., Any], values: FloatArray, least: int = 1) -> FloatArray:
    """A statistic such as `np.nanmean` of every column [unit, column]; NaN for one with fewer figures: [column]."""
    result = np.full(values.shape[1], np.nan)
    enough = (~np.isnan(values)).sum(axis=0) >= least
    result[enough] = statistic(values[:, enough], axis=0)
    return result
