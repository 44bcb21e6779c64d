"""Tally 计次加扣分: points for counted events, with caps a kind, the highest only, and a cap on the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.rounding import for_ranking

NO_MATTER = -1


@dataclass(frozen=True)
class Kind:
    """A kind of event: points for each (below zero deducts), and the most that all of them together give or take."""

    points: float
    cap: float | None = None

    def __post_init__(self) -> None:
        if self.cap is not None and self.cap < 0:
            raise ValueError("a cap is a size: it is not negative, for deductions neither")


class Events(NamedTuple):
    """What happened, a row an event or several alike; arrays [row], in any order."""

    unit: IntArray
    kind: IntArray
    times: FloatArray
    """How often; not negative. What is not known to have happened is not in the list."""
    matter: IntArray
    """Events of one unit with the same matter are one achievement or one mishap: only the highest counts
    (单个项目不重复加分); -1 for an event that stands for itself.
    """


class Fired(IntEnum):
    """What became of an event."""

    COUNTED = 0
    NOT_HIGHEST = 1
    """Another event of the same matter is worth more."""
    KIND_CAPPED = 2
    """The kind's cap cut it, in part or wholly."""
    TOTAL_CAPPED = 3
    """The cap on all bonuses or all deductions cut it (扣完为止)."""


class Tally(NamedTuple):
    """Points of the units, and what each event contributed."""

    points: FloatArray
    """Bonuses less deductions [unit]."""
    bonus: FloatArray
    """[unit], not negative."""
    deduction: FloatArray
    """[unit], not positive."""
    given: FloatArray
    """Points of each event after all caps [row]; they add up to `points`."""
    fired: IntArray
    """The last rule that cut the event [row], see `Fired`."""


def tally(
    events: Events,
    kinds: Sequence[Kind],
    units: int,
    *,
    bonus_cap: float = np.inf,
    deduction_cap: float = np.inf,
) -> Tally:
    """Points of every unit from its events: first the highest of each matter, then caps of kinds, then of all.

    Where a cap cuts, every event under it gives the same part, so that the order of events has no influence.
    Events of one matter that are worth the same share the place. `deduction_cap` is the item's own points where
    the rule says 扣完为止. A unit without events has 0 points: none happened.

    Raises ValueError for a count that is missing or negative, or a negative cap.
    """
    if not (events.times >= 0).all():
        raise ValueError("an event happened zero times or more; what is unknown is left out")
    if bonus_cap < 0 or deduction_cap < 0:
        raise ValueError("a cap is a size: it is not negative, for deductions neither")
    worth = np.array([kind.points for kind in kinds])[events.kind] * events.times
    fired = np.full(worth.size, int(Fired.COUNTED))
    share = _highest(events, worth)
    given = worth * share
    fired[share < 1] = Fired.NOT_HIGHEST
    cap = np.array([np.inf if kind.cap is None else kind.cap for kind in kinds])
    pot = events.unit * len(kinds) + events.kind
    given = _capped(given, pot, np.tile(cap, units), fired, Fired.KIND_CAPPED)
    rises = worth > 0
    whole = np.tile([deduction_cap, bonus_cap], units)
    given = _capped(given, events.unit * 2 + rises, whole, fired, Fired.TOTAL_CAPPED)
    bonus, deduction = np.zeros((2, units))
    np.add.at(bonus, events.unit[rises], given[rises])
    np.add.at(deduction, events.unit[~rises], given[~rises])
    return Tally(bonus + deduction, bonus, deduction, given, fired)


def _highest(events: Events, worth: FloatArray) -> FloatArray:
    """1 for events that count, 0 for those that another of the same matter outdoes, a part for equals [row]."""
    joined = np.flatnonzero((events.matter != NO_MATTER) & (worth != 0))
    key = np.stack([events.unit, events.matter, worth > 0])[:, joined]
    _, race = np.unique(key, axis=1, return_inverse=True)
    size = for_ranking(np.abs(worth[joined]))
    most = np.zeros(race.size)
    np.maximum.at(most, race.ravel(), size)
    leads = size >= most[race.ravel()]
    share = np.ones(worth.size)
    share[joined] = leads / np.bincount(race.ravel(), leads, minlength=1)[race.ravel()]
    return share


def _capped(given: FloatArray, pot: IntArray, cap: FloatArray, fired: IntArray, rule: Fired) -> FloatArray:
    """Events cut in proportion where their pot [pot] holds more than its cap; notes it in `fired`."""
    held = np.bincount(pot, np.abs(given), minlength=cap.size)
    over = for_ranking(held) > for_ranking(cap)
    part = np.where(over, np.where(over, cap, 1.0) / np.where(over, held, 1.0), 1.0)
    fired[over[pot] & (given != 0)] = rule
    return np.asarray(given * part[pot])
