"""The cube 数据立方: one year of observations, float64[unit, indicator, month], NaN where missing."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio


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


class Rule(IntEnum):
    """How children become one figure of the parent 汇总规则."""

    SUM = 0
    WEIGHTED_MEAN = 1
    RATIO_OF_SUMS = 2


class Cumulative(NamedTuple):
    """Year to date. All arrays [unit, indicator, month]."""

    value: FloatArray
    """Year-to-date figure; NaN where it cannot be stated."""
    reported: BoolArray
    """Whether the month's own figure was reported."""
    missing_months: IntArray
    """How many of the months that the figure needs are not reported: 0 exactly where `value` is stated."""


class RollUp(NamedTuple):
    """Figures of the parents. All arrays [parent, ...]."""

    value: FloatArray
    """Over the children that reported; NaN where none did or the divisor is not positive."""
    reporting: IntArray
    """How many children reported."""
    expected: IntArray
    """How many children should have."""

    @property
    def partial(self) -> BoolArray:
        """Where `value` covers only some children and must not be read as the parent's total."""
        return self.reporting < self.expected


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
    cell = unit_code * np.int64(shape[1] * shape[2])
    cell += indicator_code * shape[2]
    cell += month_index
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


def cumulate(cube: FloatArray, nature: ArrayLike) -> Cumulative:
    """Year-to-date figures of a cube [unit, indicator, month]; `nature` is one `Nature` per indicator.

    A FLOW is summed over months 1..m and is stated only when every one of them is reported: a sum that jumps
    over a missing month would be read as slow progress. The other natures are stated as reported.
    """
    flow = np.asarray(nature) == Nature.FLOW
    if flow.shape != cube.shape[1:2]:
        raise ValueError(f"{cube.shape[1]} indicators need {cube.shape[1]} natures, found {flow.size}")
    reported = ~np.isnan(cube)
    value, missing = cube.copy(), (~reported).astype(np.int64)
    value[:, flow] = np.cumsum(cube[:, flow], axis=2)
    missing[:, flow] = np.cumsum(missing[:, flow], axis=2)
    return Cumulative(value, reported, missing)


def roll_up(
    values: FloatArray,
    parent_of_unit: IntArray,
    parents: int,
    rule: ArrayLike,
    base: ArrayLike | None = None,
    applicable: ArrayLike = True,
) -> RollUp:
    """Figures [unit, ...] to figures of their parents [parent, ...].

    `parent_of_unit` is int[unit], -1 for a unit outside the roll-up. `rule` is one `Rule`, or an array that
    broadcasts against `values[0]` (one per indicator: shape [indicator, 1] for a cube). `base`,
    broadcastable, is the weight of a WEIGHTED_MEAN and the denominator of a RATIO_OF_SUMS; a child reports
    only with both figures. `applicable`, broadcastable, says which children are expected to report.

    Raises ValueError when a rule needs a base and none is given, or a parent code is out of range.
    """
    if parent_of_unit.size and not (parent_of_unit.min() >= -1 and parent_of_unit.max() < parents):
        raise ValueError(f"parent codes must be -1..{parents - 1}")
    kind = np.broadcast_to(np.asarray(rule), values.shape[1:])
    added = kind == Rule.SUM
    if base is None and not added.all():
        raise ValueError("a weighted mean needs weights and a ratio of sums needs denominators: give base")
    divisor = np.where(
        added, 1.0, np.broadcast_to(np.asarray(1.0 if base is None else base, float), values.shape)
    )
    expected = np.broadcast_to(np.asarray(applicable, bool), values.shape)
    reporting = expected & ~np.isnan(values) & ~np.isnan(divisor)
    amount = np.where(kind == Rule.WEIGHTED_MEAN, values * divisor, values)
    count = _sum_by(parent_of_unit, parents, reporting.astype(float))
    above = _sum_by(parent_of_unit, parents, np.where(reporting, amount, 0.0))
    below = _sum_by(parent_of_unit, parents, np.where(reporting, divisor, 0.0))
    value = np.where(added & (count > 0), above, ratio(above, np.where(added, np.nan, below)))
    wanted = _sum_by(parent_of_unit, parents, expected.astype(float))
    return RollUp(value, count.astype(np.int64), wanted.astype(np.int64))


def _sum_by(group: IntArray, groups: int, values: FloatArray) -> FloatArray:
    order = np.argsort(group, kind="stable")
    order = order[group[order] >= 0]
    present, start = np.unique(group[order], return_index=True)
    total = np.zeros((groups, *values.shape[1:]))
    if present.size:
        total[present] = np.add.reduceat(values[order], start, axis=0)
    return total
