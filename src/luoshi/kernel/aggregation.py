"""Aggregation 汇总: how the figures of parts make one figure of the whole, over units and over time."""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio


class Rule(IntEnum):
    """How children become one figure of the parent 汇总规则."""

    SUM = 0
    WEIGHTED_MEAN = 1
    """Σ wᵢ vᵢ / Σ wᵢ, the weight being another figure of the child."""
    RATIO_OF_SUMS = 2
    """Σ nᵢ / Σ dᵢ: values are the numerators, the base the denominators."""
    MEAN = 3
    NONE = 4
    """不汇总: children do not make up the parent; an only child stands for it."""


class OverTime(IntEnum):
    """How the months of a span become one figure of the span 时间汇总."""

    SUM = 0
    LAST = 1
    MEAN = 2
    NONE = 3
    """An only month stands for the span."""


class RollUp(NamedTuple):
    """Figures of the parents, or of the span. All arrays of one shape."""

    value: FloatArray
    """Over the parts that reported; NaN where none did, the divisor is not positive, or parts do not add up."""
    reporting: IntArray
    """How many parts reported."""
    expected: IntArray
    """How many parts should have."""

    @property
    def partial(self) -> BoolArray:
        """Where some parts have not reported: `value` must not be read as the whole."""
        return self.reporting < self.expected


def roll_up(
    values: FloatArray,
    parent_of_unit: IntArray,
    parents: int,
    rule: ArrayLike,
    base: ArrayLike | None = None,
    applicable: ArrayLike = True,
) -> RollUp:
    """Roll the children [unit, ...] up into [parent, ...]; `parent_of_unit` is -1 for a unit without parent.

    `rule` is one `Rule` for all, or an array over the second axis (indicators). `base` has the shape of
    `values`: weights for WEIGHTED_MEAN, denominators for RATIO_OF_SUMS (whose `values` are the numerators);
    a child counts only with both figures. `applicable`, broadcastable, says which children are expected to report.

    Raises ValueError when a rule needs a base and none is given, or a parent code is out of range.
    """
    if parent_of_unit.size and not (parent_of_unit.min() >= -1 and parent_of_unit.max() < parents):
        raise ValueError(f"parent codes must be -1..{parents - 1}")
    kind = np.broadcast_to(np.asarray(rule), values.shape[1:])
    divided = (kind == Rule.WEIGHTED_MEAN) | (kind == Rule.RATIO_OF_SUMS)
    if base is None and divided.any():
        raise ValueError("a weighted mean needs weights and a ratio of sums needs denominators: give base")
    expected = np.broadcast_to(np.asarray(applicable, bool), values.shape)
    reporting, amount = expected & ~np.isnan(values), values
    divisor = None
    if divided.any():
        divisor = np.where(divided, np.broadcast_to(np.asarray(base, float), values.shape), 1.0)
        reporting &= ~np.isnan(divisor)
        amount = np.where(kind == Rule.WEIGHTED_MEAN, values * divisor, values)
    sums = _Sums(parent_of_unit, parents)
    count, wanted = sums.of(reporting, np.int64), sums.of(expected, np.int64)
    above = sums.of(np.where(reporting, amount, 0.0))
    stated = (count > 0) & ((kind != Rule.NONE) | (wanted == 1))
    below = count
    if divisor is not None:
        below = np.where(divided, sums.of(np.where(reporting, divisor, 0.0)), count)
    added = (kind == Rule.SUM) | (kind == Rule.NONE)
    value = np.where(stated, np.where(added, above, ratio(above, below)), np.nan)
    return RollUp(value, count, wanted)


def over_time(values: FloatArray, rule: ArrayLike, applicable: ArrayLike = True) -> RollUp:
    """One figure for the months on the last axis; `rule` is one `OverTime`, or an array over the axes before it.

    `applicable`, broadcastable, says which months are asked for: a month that asks nobody (January, published
    with February 1-2月合并) lacks nothing. LAST is the last month asked for, NaN where that one is missing: an
    older level is not the level at the end.
    """
    expected = np.broadcast_to(np.asarray(applicable, bool), values.shape)
    known = expected & ~np.isnan(values)
    kind = np.broadcast_to(np.asarray(rule), values.shape[:-1])
    count, wanted = known.sum(axis=-1), expected.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    months = np.arange(values.shape[-1])
    end = np.where(expected, months, -1).max(axis=-1, initial=-1)
    last = np.where(known & (months == end[..., None]), values, 0.0).sum(axis=-1)
    at_end = (known & (months == end[..., None])).any(axis=-1)
    value = np.select(
        [kind == OverTime.SUM, kind == OverTime.MEAN, kind == OverTime.LAST, wanted == 1],
        [total, ratio(total, count), np.where(at_end, last, np.nan), total],
        np.nan,
    )
    return RollUp(np.where(count > 0, value, np.nan), count.astype(np.int64), wanted.astype(np.int64))


def complete_over_time(values: FloatArray, rule: ArrayLike, applicable: ArrayLike = True) -> RollUp:
    """As :func:`over_time`, but no value while a part that the rule needs is missing: for days that make a month.

    SUM and MEAN need every part asked for, LAST needs the last one only.
    """
    made = over_time(values, rule, applicable)
    kind = np.broadcast_to(np.asarray(rule), values.shape[:-1])
    return made._replace(value=np.where(made.partial & (kind != OverTime.LAST), np.nan, made.value))


class _Sums:
    """Sums of the rows [unit, ...] of every group: [group, ...]; a unit in group -1 is in none."""

    def __init__(self, group: IntArray, groups: int) -> None:
        self.groups = groups
        order = np.argsort(group, kind="stable")
        order = order[group[order] >= 0]
        self.present, self.start = np.unique(group[order], return_index=True)
        self.order = None if np.array_equal(order, np.arange(group.size)) else order

    def of(self, values: NDArray[Any], dtype: type = np.float64) -> NDArray[Any]:
        """The sums of these rows, in numbers of this type."""
        total = np.zeros((self.groups, *values.shape[1:]), dtype)
        if self.present.size:
            rows = values if self.order is None else values[self.order]
            total[self.present] = np.add.reduceat(rows, self.start, axis=0, dtype=dtype)
        return total
