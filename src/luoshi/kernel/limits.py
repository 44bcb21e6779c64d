"""Floors 下限 and ceilings 上限: how much of an allowance is used, and how much room is left to a limit."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.light import Light, Thresholds, lights
from luoshi.kernel.rounding import for_ranking

AT_THE_LIMIT = Thresholds(0.0, 0.0)


class Allowance(NamedTuple):
    """A ceiling that is used up over the year (不超过, 累计); broadcast together, NaN where it cannot be judged."""

    used: FloatArray
    """Share of the allowance that is used, as a fraction."""
    gap_points: FloatArray
    """Calendar's share - used share, in percentage points; negative: used up faster than the calendar."""
    left: FloatArray
    """What may still be used, in the unit of the ceiling; negative: exceeded by so much."""
    exceeded: BoolArray
    """More was used than the whole year allows: nothing that follows can mend it."""


class Room(NamedTuple):
    """A limit that holds at every moment; broadcast together, NaN where it cannot be judged."""

    room: FloatArray
    """Distance to the limit on its good side, in the unit of the limit; negative: on the wrong side by so much."""
    held: BoolArray
    """The limit itself holds. False where nothing is known: read it together with ``room``."""


def allowance(actual: ArrayLike, ceiling: ArrayLike, expected_share: ArrayLike) -> Allowance:
    """Year-to-date actuals against the whole year's ceilings and the share of the year that has gone by.

    A ceiling that is zero, negative or missing has no share to use (NaN); a ceiling of zero is a target to be
    kept at zero, see :mod:`luoshi.kernel.zero`.
    """
    done, limit = np.asarray(actual, float), np.asarray(ceiling, float)
    whole = np.where(limit > 0, limit, np.nan)
    used = done / whole
    left = whole - done
    return Allowance(used, (np.asarray(expected_share, float) - used) * 100, left, for_ranking(left) < 0)


def room_below(actual: ArrayLike, ceiling: ArrayLike) -> Room:
    """What is left below a ceiling that no moment may exceed, such as energy per unit of output."""
    return _room(np.asarray(ceiling, float) - np.asarray(actual, float))


def room_above(actual: ArrayLike, floor: ArrayLike) -> Room:
    """What is left above a floor that no moment may fall below, such as farmland."""
    return _room(np.asarray(actual, float) - np.asarray(floor, float))


def allowance_lights(found: Allowance, thresholds: Thresholds | None = None) -> IntArray:
    """`Light` of allowances, int64: by the gap to the calendar, and behind for good once exceeded."""
    known = ~np.isnan(found.gap_points)
    lamp = lights(found.gap_points, known, True, thresholds)
    return np.where(found.exceeded, int(Light.BEHIND), lamp)


def room_lights(found: Room) -> IntArray:
    """`Light` of limits that hold at every moment, int64: on pace while the limit holds, else behind."""
    return lights(found.room, ~np.isnan(found.room), True, AT_THE_LIMIT)


def _room(distance: FloatArray) -> Room:
    return Room(distance, for_ranking(distance) >= 0)
