"""Movement 变动分解: a change since the last period split into own change, the others' change and new rules.

Shapley's value of three players: each part is the mean of what it adds over all six orders in which the three
could have changed. No order is preferred and the parts add up to the change exactly.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.ranking import UNRANKED, competition_rank

Outcome = Callable[[BoolArray, bool], ArrayLike]
"""What every unit gets [unit] in a mixed world: units in the mask have their current figures, the others those of
the last period; the second argument says whether the current rules hold or the last period's.
"""
# A part's gain counts by how many of the other two have changed already: none, one (two ways), both.
_ORDERS = np.array([[2, 1], [1, 2]]) / 6


class Movement(NamedTuple):
    """Parts of a change, arrays [unit] in the unit of the outcome; NaN without an outcome in both periods."""

    change: FloatArray
    """Current outcome less the last period's."""
    own: FloatArray
    """自身变化: from the unit's own figures."""
    others: FloatArray
    """他人变化: from everybody else's figures."""
    rules: FloatArray
    """规则变化: from a changed scheme, target system or grouping."""


def movement(outcome: Outcome, units: int) -> Movement:
    """The change of every unit's outcome and its three parts: change = own + others + rules.

    `outcome` is asked 4 + 4 x units times. For ranks let it give `places`, so that what is won is positive.
    """
    corner = np.empty((2, 2, 2, units))  # own figures, others' figures, rules: last period, current
    for rules in (False, True):
        last, now = (np.asarray(outcome(np.full(units, mask), rules), float) for mask in (False, True))
        corner[0, 0, int(rules)], corner[1, 1, int(rules)] = last, now
        for unit in range(units):
            only = np.arange(units) == unit
            corner[1, 0, int(rules), unit] = np.asarray(outcome(only, rules), float)[unit]
            corner[0, 1, int(rules), unit] = np.asarray(outcome(~only, rules), float)[unit]
    return split(corner)


def split(corner: FloatArray) -> Movement:
    """The parts from the eight outcomes [own, others, rules, ...], each 0 last period and 1 current."""
    orders = _ORDERS.reshape(2, 2, *[1] * (corner.ndim - 3))
    own, others, rules = (
        np.asarray((np.diff(corner, axis=player).squeeze(player) * orders).sum(axis=(0, 1)))
        for player in range(3)
    )
    return Movement(corner[1, 1, 1] - corner[0, 0, 0], own, others, rules)


def places(total: ArrayLike, group: ArrayLike) -> FloatArray:
    """Ranks [unit] as an outcome: minus the rank, so that up is more; NaN for the unranked."""
    rank = competition_rank(total, group)
    return np.where(rank == UNRANKED, np.nan, -rank.astype(float))
