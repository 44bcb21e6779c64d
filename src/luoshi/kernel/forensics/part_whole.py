"""Part against whole 部分与总体核对: whether the units below add up to what the unit above states."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray


class PartWhole(NamedTuple):
    """All arrays [U, ...]."""

    contradicted: BoolArray
    total: FloatArray
    """Sum over the units directly below; NaN unless every one that should has reported."""
    gap: FloatArray
    """Stated less summed."""
    parts: IntArray
    """How many units below were added up."""


def part_whole(
    values: FloatArray, parent: IntArray, expected: BoolArray, step: ArrayLike, relative: float = 0.0
) -> PartWhole:
    """Hold every figure of ``values`` [U, ...] against the sum over the units whose ``parent`` (int[U], -1 none) it is.

    ``expected`` [U, ...] says which units should report. ``step`` is the unit of the last printed digit: n rounded
    parts and a rounded whole may differ by (n + 1) / 2 steps; ``relative`` of the whole is allowed besides.
    """
    child = parent >= 0
    due = np.logical_and(expected, child.reshape(-1, *[1] * (values.ndim - 1)))
    total, parts, lacking = np.zeros(values.shape), np.zeros(values.shape), np.zeros(values.shape)
    missing = np.isnan(values)
    np.add.at(total, parent[child], np.where(due & ~missing, values, 0.0)[child])
    np.add.at(parts, parent[child], due[child].astype(float))
    np.add.at(lacking, parent[child], np.logical_and(due, missing)[child].astype(float))
    total = np.where((parts > 0) & (lacking < 1), total, np.nan)
    gap = np.round(values - total, 9)
    room = np.round((parts + 1) * np.asarray(step, float) / 2 + relative * np.abs(values), 9)
    with np.errstate(invalid="ignore"):
        contradicted: BoolArray = np.abs(gap) > room
    return PartWhole(contradicted, total, gap, parts.astype(np.int64))
