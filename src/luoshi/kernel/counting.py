"""Counting 计次: counted events as points of an item or of the total, by the rules of the tally."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.piecewise import FULL_MARK
from luoshi.kernel.tally import NO_MATTER, Events, Kind, tally


@dataclass(frozen=True)
class Counted:
    """计次规则: `each` event of the indicator gives or takes points, `most` points together.

    Of entries with the same `matter` only the highest counts (单个项目不重复加分).
    """

    indicator: str
    each: float
    most: float | None = None
    matter: str = ""


@dataclass(frozen=True)
class Counting:
    """The events of an item. `points` is its full mark in the points that are counted.

    `start` is where an item begins that has no figure of its own, in points; None where its curve says so.
    """

    entries: tuple[Counted, ...]
    points: float
    start: float | None = None
    floor: float | None = 0.0
    cap: float | None = FULL_MARK


class Given(NamedTuple):
    """Points of counted events."""

    points: FloatArray
    """[unit, ...]; NaN where no entry has a count."""
    each: FloatArray
    """[unit, entry, ...] after all caps; NaN where there is no count."""


def counted(
    entries: Sequence[Counted],
    counts: FloatArray,
    *,
    bonus_cap: float = np.inf,
    deduction_cap: float = np.inf,
) -> Given:
    """Points of events from how often each happened [unit, entry, ...]; NaN where that is not known.

    What is not known gives and takes nothing. Caps are sizes.
    """
    units, kinds = counts.shape[0], len(entries)
    flat = np.moveaxis(counts, 1, -1).reshape(-1, kinds)
    row, kind = np.nonzero(~np.isnan(flat))
    matters = {name: n for n, name in enumerate(dict.fromkeys(e.matter for e in entries if e.matter))}
    matter = np.array([matters.get(e.matter, NO_MATTER) for e in entries], dtype=np.int64)
    events = Events(row, kind, flat[row, kind], matter[kind])
    told = tally(
        events,
        [Kind(e.each, e.most) for e in entries],
        flat.shape[0],
        bonus_cap=bonus_cap,
        deduction_cap=deduction_cap,
    )
    each = np.full(flat.shape, np.nan)
    each[row, kind] = told.given
    points = np.where(np.isnan(flat).all(axis=1), np.nan, told.points)
    further = counts.shape[2:]
    return Given(points.reshape(units, *further), np.moveaxis(each.reshape(units, *further, kinds), -1, 1))


def item_score(rule: Counting, base: FloatArray, points: FloatArray) -> FloatArray:
    """Score of an item [unit, ...], full mark 100, from its own score and the points of its events.

    An item that starts with points is missing where no count is known; one with a score of its own keeps it.
    """
    if rule.start is None:
        whole = base + np.nan_to_num(points) / rule.points * FULL_MARK
    else:
        whole = (rule.start + points) / rule.points * FULL_MARK
    low = -np.inf if rule.floor is None else rule.floor
    high = np.inf if rule.cap is None else rule.cap
    return np.asarray(np.clip(whole, low, high))
