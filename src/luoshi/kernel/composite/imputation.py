"""Imputation 缺失值填补: a figure that was not reported is estimated, and stays marked as an estimate."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, per_column, ratio


class Imputed(NamedTuple):
    """Figures with the gaps filled that could be, and which those are; both of the shape of the input."""

    values: FloatArray
    estimated: BoolArray


class Middle(StrEnum):
    """Which middle of the known figures stands in for a missing one."""

    MEAN = "mean"
    MEDIAN = "median"


class Between(StrEnum):
    """What stands between two reported periods."""

    LATEST = "latest"
    """The last reported figure 沿用上期."""
    LINEAR = "linear"
    """On the line between the neighbours; after the last report as LATEST."""


def from_peers(
    values: FloatArray, applicable: BoolArray, group: ArrayLike, middle: Middle = Middle.MEAN
) -> Imputed:
    """Missing figures [unit, item] from the mean or median of the item among the unit's peers.

    `group` is int[unit]; one group for all is `np.zeros(units)`. Only what applies is filled and only what
    applies counts among the peers. Where no peer has a figure the gap stays.
    """
    known = np.where(applicable, values, np.nan)
    filled, member = np.array(values, dtype=float), np.asarray(group)
    estimated = np.zeros(values.shape, dtype=bool)
    for peers in (member == code for code in np.unique(member)):
        stand_in = per_column(np.nanmean if middle is Middle.MEAN else np.nanmedian, known[peers])
        gap = applicable & np.isnan(values) & peers[:, None] & ~np.isnan(stand_in)
        filled[gap] = np.broadcast_to(stand_in, values.shape)[gap]
        estimated |= gap
    return Imputed(filled, estimated)


def from_own_items(values: FloatArray, applicable: BoolArray, higher_is_better: BoolArray) -> Imputed:
    """Missing figures [unit, item] from where the unit stands in its other items.

    Its mean position between worst (0) and best (1) over the items it has is carried back to the scale of the
    missing item. A unit without any figure keeps its gaps, as does an item without spread.
    """
    known = np.where(applicable, values, np.nan)
    low, high = per_column(np.nanmin, known), per_column(np.nanmax, known)
    worst, best = np.where(higher_is_better, low, high), np.where(higher_is_better, high, low)
    position = ratio(np.abs(known - worst), np.broadcast_to(high - low, known.shape))
    own = per_column(np.nanmean, position.T)[:, None]
    stand_in = np.where(high > low, worst + own * (best - worst), np.nan)
    gap = applicable & np.isnan(values) & ~np.isnan(stand_in)
    return Imputed(np.where(gap, stand_in, values), gap)


def from_other_periods(values: FloatArray, between: Between, longest: int | None = None) -> Imputed:
    """Missing periods of series [..., period] from the periods of the same series.

    Before the first report nothing is filled. `longest` is the largest number of periods a figure is carried
    on or a line is drawn over; None for no limit.
    """
    place = np.broadcast_to(np.arange(values.shape[-1]), values.shape)
    there = ~np.isnan(values)
    before = np.maximum.accumulate(np.where(there, place, -1), axis=-1)
    later = np.where(there, place, values.shape[-1])
    after = np.flip(np.minimum.accumulate(np.flip(later, -1), axis=-1), -1)
    last = np.take_along_axis(values, np.maximum(before, 0), -1)
    inside = after < values.shape[-1]
    following = np.take_along_axis(values, np.minimum(after, values.shape[-1] - 1), -1)
    step = ratio(place - before, after - before)
    line = np.where(inside & (between is Between.LINEAR), last + (following - last) * step, last)
    reach = np.where(inside & (between is Between.LINEAR), after - before - 1, place - before)
    gap = ~there & (before >= 0) & (reach <= (values.shape[-1] if longest is None else longest))
    return Imputed(np.where(gap, line, values), gap)
