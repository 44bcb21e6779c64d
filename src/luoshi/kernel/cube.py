"""The cube 数据立方: one year of observations, float64[unit, indicator, month], NaN where missing."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray


class Nature(IntEnum):
    """What a monthly figure says 指标性质."""

    FLOW = 0
    """当月数: the month's own amount; the year to date is the running sum."""
    CUMULATIVE = 1
    """累计数: reported as year to date."""
    STOCK = 2
    """时点数: the level at the end of the month."""
    RATE = 3
    """比率: a share, an index or a growth rate; never added up."""


class Cumulative(NamedTuple):
    """Year to date. All arrays [unit, indicator, month]."""

    value: FloatArray
    """Year-to-date figure; NaN where it cannot be stated."""
    reported: BoolArray
    """Whether the month's own figure was reported."""
    missing_months: IntArray
    """How many of the months that the figure needs are not reported: 0 exactly where `value` is stated."""


def build_cube(
    unit_code: IntArray,
    indicator_code: IntArray,
    month_index: IntArray,
    version: IntArray,
    value: FloatArray,
    shape: tuple[int, int, int],
) -> FloatArray:
    """Latest version of every cell, float64[shape]; NaN where there is none.

    All inputs are columns of equal length, in any order; `month_index` is 0..11; of several versions of a
    cell the highest counts, and a latest version that is NaN (a retraction 撤回) leaves the cell missing.

    Raises ValueError when a code lies outside `shape` or a cell holds the same latest version twice.
    """
    for name, code, size in zip(
        ("unit", "indicator", "month"), (unit_code, indicator_code, month_index), shape, strict=True
    ):
        if code.size and not (code.min() >= 0 and code.max() < size):
            raise ValueError(
                f"{name} codes run from {code.min()} to {code.max()}, the cube has 0..{size - 1}"
            )
    cell = unit_code * np.int64(shape[1])
    cell += indicator_code
    cell *= shape[2]
    cell += month_index
    if _later_is_newer(cell, version):
        # Of values written to one place the last stays.
        cube = np.full(shape[0] * shape[1] * shape[2], np.nan)
        cube[cell] = value
        return cube.reshape(shape)
    newest = np.full(shape[0] * shape[1] * shape[2], np.iinfo(np.int64).min)
    np.maximum.at(newest, cell, version)
    latest = version == newest[cell]
    winner = cell[latest]
    filled = np.zeros(newest.size, dtype=bool)
    filled[winner] = True
    if filled.sum() != winner.size:
        unit, indicator, month = np.unravel_index(int(np.bincount(winner).argmax()), shape)
        raise ValueError(
            f"unit {unit}, indicator {indicator}, month {month + 1}: "
            "several values carry the same latest version, so none of them is the latest"
        )
    cube = np.full(newest.size, np.nan)
    cube[winner] = value[latest]
    return cube.reshape(shape)


def _later_is_newer(cell: IntArray, version: IntArray) -> bool:
    """Whether rows stand by version, or by cell and, inside a cell, by version, none of them twice."""
    if (version[1:] > version[:-1]).all():
        return True
    ahead = cell[1:] > cell[:-1]
    if ahead.all():
        return True
    behind = np.flatnonzero(~ahead)
    return bool(((cell[behind + 1] == cell[behind]) & (version[behind + 1] > version[behind])).all())


def cumulate(cube: FloatArray, nature: ArrayLike) -> Cumulative:
    """Year-to-date figures of a cube [unit, indicator, month]; `nature` is one `Nature` per indicator.

    A FLOW is summed over months 1..m and is stated only when every one of them is reported: a sum that jumps
    over a missing month would be read as slow progress. The other natures are stated as reported.
    """
    flow = np.asarray(nature) == Nature.FLOW
    if flow.shape != cube.shape[1:2]:
        raise ValueError(f"{cube.shape[1]} indicators need {cube.shape[1]} natures, found {flow.size}")
    lacking = np.isnan(cube)
    value, missing = cube.copy(), lacking.astype(np.int64)
    for amount in (value, missing):
        running = amount[:, flow]
        # Month by month over everything: the twelve months of one figure are too few for a loop of their own.
        for month in range(1, cube.shape[2]):
            running[:, :, month] += running[:, :, month - 1]
        amount[:, flow] = running
    return Cumulative(value, ~lacking, missing)
