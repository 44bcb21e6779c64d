"""Grades 等次: by threshold of the score or by quota inside the peer group, after gates of eligibility.

A gate (一票否决) never changes a score or a rank: it closes the better grades to a unit.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.ranking import UNRANKED, competition_rank
from luoshi.kernel.rounding import for_ranking

UNGRADED = -1
"""No score or no group. Grades are numbers: 0 is the best (优秀), then down."""


class Places(StrEnum):
    """How a share of the units becomes whole places."""

    DOWN = "down"
    """Only whole places: 20 % of 14 units are 2."""
    NEAREST = "nearest"
    """四舍五入: 20 % of 14 units are 3."""

    def of(self, share: float, units: int) -> int:
        # At nine decimals, so that 29 % of 100 units are 29 and not 28.
        exact = float(for_ranking(share * units))
        return int(np.floor(exact + (0.5 if self is Places.NEAREST else 0.0)))


class Border(StrEnum):
    """What becomes of units that tie across the last place of a grade."""

    ALL_IN = "all_in"
    """All get the grade; the next grade has that many places fewer."""
    NONE_IN = "none_in"
    """None gets it; the places are left to the next grade."""


def best_open(triggered: ArrayLike, opens: ArrayLike) -> IntArray:
    """The best grade still open to every unit, from gates that fired [unit, gate]: 0 where none did.

    `opens` [gate] is the best grade that each gate leaves: 1 closes only the best, the last grade closes all
    above it. Several gates: the strictest.
    """
    fired, left = np.asarray(triggered, bool), np.asarray(opens, np.int64)
    return np.asarray(np.where(fired, left, 0).max(axis=1, initial=0))


def by_threshold(score: ArrayLike, at_least: Sequence[float], best_open: ArrayLike = 0) -> IntArray:
    """Grade of scores [unit, ...]: 0 from `at_least[0]` on, 1 from `at_least[1]` on, ..., the last below all.

    Compared at nine decimals; the threshold itself gets the better grade. A missing score is ungraded. Raises
    ValueError unless thresholds fall.
    """
    limits = for_ranking(list(at_least))
    if not (np.diff(limits) < 0).all():
        raise ValueError("thresholds of grades must fall from the best grade down")
    value = for_ranking(score)
    grade = np.maximum((value[..., None] < limits).sum(axis=-1), best_open)
    return np.where(np.isnan(value), UNGRADED, grade)


def by_quota(
    score: ArrayLike,
    group: ArrayLike,
    share: Sequence[float],
    best_open: ArrayLike = 0,
    *,
    places: Places = Places.DOWN,
    border: Border = Border.ALL_IN,
) -> IntArray:
    """Grade of scores [unit] by rank inside the peer group: the first `share[0]` get 0, the next `share[1]` 1, ...

    A share is of all units of the group with a score, whether eligible or not: a veto gives its place to the
    next unit and does not make the quota smaller. Limits are cumulative: the places of the first k grades are
    the whole places in share[0] + ... + share[k]; a place that nobody may take falls to the next grade. Who
    gets none of these has the last grade, len(share). `group` is int[unit], -1 for none.

    Raises ValueError for a share below zero or shares above one together.
    """
    if any(part < 0 for part in share) or for_ranking(sum(share)) > 1:
        raise ValueError("shares of grades are not negative and together not above one")
    value, member = np.asarray(score, float), np.asarray(group)
    closed_until = np.broadcast_to(np.asarray(best_open), value.shape)
    assessed = ~np.isnan(value) & (member >= 0)
    grade = np.where(assessed, len(share), UNGRADED)
    for one in np.unique(member[assessed]):
        inside = assessed & (member == one)
        taken, whole = 0, 0.0
        for number, part in enumerate(share):
            whole += part
            limit = places.of(whole, int(inside.sum())) - taken
            waiting = inside & (grade == len(share)) & (closed_until <= number)
            gets = _first(np.where(waiting, value, np.nan), limit, border)
            grade[gets] = number
            taken += int(gets.sum())
    return grade


def _first(value: FloatArray, places: int, border: Border) -> BoolArray:
    """Who holds one of the first `places`; missing values hold none."""
    everybody = np.zeros(value.size, dtype=np.int64)
    rank = competition_rank(value, everybody)
    if border is Border.NONE_IN:
        # The last place that those who tie with a unit take.
        waiting = int((rank != UNRANKED).sum())
        rank = np.where(
            rank == UNRANKED, UNRANKED, waiting + 1 - competition_rank(value, everybody, lowest_first=True)
        )
    return np.asarray((rank != UNRANKED) & (rank <= places))
