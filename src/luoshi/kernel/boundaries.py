"""Boundaries 区划口径: carry figures from the boundaries they were reported in to those of a later day."""

from collections.abc import Sequence
from enum import IntEnum
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray

# float64 or Fraction, [successor, predecessor].
Shares = NDArray[Any]


class Change(NamedTuple):
    """One line of a succession 承继: from `day` on, `share` of `predecessor` belongs to `successor`.

    Days are ordinals, units are codes. A predecessor that lives on has a line to itself with what it keeps; what
    the lines of a predecessor on one day leave over has left the district.
    """

    day: int
    predecessor: int
    successor: int
    share: Fraction


class Basis(IntEnum):
    """How a carried figure came about 口径."""

    AS_REPORTED = 0
    """No change lies between: the figure is the reported one, digit for digit."""
    RESTATED = 1
    """Added up from shares of what the predecessors reported 按区划调整."""
    PART_MISSING = 2
    """A predecessor has no figure, so the sum would not be one: missing."""
    NOT_ADDITIVE = 3
    """A rate, mean or index is not carried by share: missing until numerator and denominator are known."""
    GONE = 4
    """Nothing of any unit belongs to this one on the later day."""


class Restated(NamedTuple):
    """Figures in later boundaries. Both arrays [unit, indicator, period]."""

    value: FloatArray
    basis: IntArray


def transfer(units: int, changes: Sequence[Change], since: int, until: int) -> Shares:
    """What of each unit's figure on `since` belongs to which unit on `until`: Fraction[units, units], exact.

    Changes after `since` up to `until` count, day by day; those of one day at once. Column p holds the shares of
    predecessor p, so that `transfer(...) @ figures` carries figures, and every column without a remainder adds
    up to 1. Raises ValueError for a day before `since`, a share outside 0..1, and shares of one predecessor on one
    day that add up to more than 1.
    """
    if until < since:
        raise ValueError("figures are carried forward only: a merged unit cannot be told apart again")
    whole = _identity(units)
    for day in sorted({c.day for c in changes if since < c.day <= until}):
        whole = _after_day(whole, [c for c in changes if c.day == day])
    return whole


def _identity(units: int) -> Shares:
    whole = np.full((units, units), Fraction(0), dtype=object)
    np.fill_diagonal(whole, Fraction(1))
    return whole


def _after_day(whole: Shares, changes: Sequence[Change]) -> Shares:
    """`whole` after the changes of one day: only the rows of those concerned move, so only they are multiplied."""
    given: dict[int, Fraction] = {}
    for change in changes:
        if not 0 < change.share <= 1:
            raise ValueError(f"a share lies above 0 and up to 1, found {change.share}")
        given[change.predecessor] = given.get(change.predecessor, Fraction(0)) + change.share
    over = [predecessor for predecessor, share in given.items() if share > 1]
    if over:
        raise ValueError(f"shares of unit {over[0]} add up to more than 1")
    after = whole.copy()
    after[list(given)] = Fraction(0)
    for change in changes:
        after[change.successor] += change.share * whole[change.predecessor]
    return after


def carry(
    cube: FloatArray,
    alive: BoolArray,
    ends: Sequence[int],
    changes: Sequence[Change],
    until: int,
    additive: BoolArray,
) -> Restated:
    """A cube [unit, indicator, period] in the boundaries of the day `until`.

    `ends` holds the last day of every period: a figure stands in the boundaries of that day. `alive` is
    bool[unit, period]: who existed then; a unit that did not contributes nothing, one that did and has no figure
    leaves the sum missing. Indicators that are not `additive` follow a unit only where it is the whole and only
    predecessor. Periods that end after `until` stay as reported.
    """
    value, basis = cube.copy(), np.zeros(cube.shape, np.int64)
    touched = np.array(sorted({c.predecessor for c in changes} | {c.successor for c in changes}), np.int64)
    place = {unit: at for at, unit in enumerate(touched.tolist())}
    among = [c._replace(predecessor=place[c.predecessor], successor=place[c.successor]) for c in changes]
    periods: dict[tuple[int, ...], list[int]] = {}
    for period, end in enumerate(ends):
        ahead = tuple(sorted({c.day for c in among if end < c.day <= until}))
        if ahead:
            periods.setdefault(ahead, []).append(period)
    for ahead, at in periods.items():
        shares = transfer(touched.size, among, ahead[0] - 1, until)
        columns = np.array(at, np.int64)
        cells = np.ix_(touched, np.arange(cube.shape[1]), columns)
        there = alive[np.ix_(touched, columns)]
        value[cells], basis[cells] = _carried(cube[cells], there, shares, additive)
    return Restated(value, basis)


def _carried(figures: FloatArray, alive: BoolArray, shares: Shares, additive: BoolArray) -> Restated:
    weight = shares.astype(np.float64)
    active = np.asarray(weight > 0)[:, :, None] & alive[None, :, :]
    parts = active.sum(axis=1)[:, None, :]
    missing = np.einsum("spt,pit->sit", active.astype(float), np.isnan(figures).astype(float)) > 0
    added = np.einsum("spt,pit->sit", weight[:, :, None] * active, np.nan_to_num(figures))
    entire = np.einsum("spt,sp->st", active.astype(float), (shares == 1).astype(float))[:, None, :]
    follows = (parts == 1) & (entire == 1)
    own = np.eye(len(weight), dtype=bool)
    itself = np.einsum("spt,sp->st", active.astype(float), own.astype(float))[:, None, :]
    unchanged = follows & (itself == 1)
    refused = ~(additive[None, :, None] | follows)
    basis = np.select(
        [
            np.broadcast_to(parts == 0, figures.shape),
            np.broadcast_to(unchanged, figures.shape),
            refused,
            missing,
        ],
        [Basis.GONE, Basis.AS_REPORTED, Basis.NOT_ADDITIVE, Basis.PART_MISSING],
        Basis.RESTATED,
    ).astype(np.int64)
    value = np.where(basis == Basis.RESTATED, added, np.nan)
    return Restated(np.where(basis == Basis.AS_REPORTED, figures, value), basis)
