"""Ladder 按排名赋分: points for places from the top and from the bottom of the peer group."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.ranking import UNRANKED, competition_rank


class Tied(StrEnum):
    """What units that share a place get."""

    BEST = "best"
    """The points of the best place they hold."""
    MEAN = "mean"
    """并列平均: the mean of the places they hold together; the sum of all points stays the same."""


@dataclass(frozen=True)
class Ladder:
    """Points by place: `top` from the first place down, `bottom` from the last place up, `between` for the rest.

    Points must not rise from the first place to the last, so that a better place is never worth less.
    """

    top: tuple[float, ...] = ()
    bottom: tuple[float, ...] = ()
    between: float = 0.0

    def __post_init__(self) -> None:
        whole = [*self.top, self.between, *reversed(self.bottom)]
        if any(lower > higher for higher, lower in pairwise(whole)):
            raise ValueError("points of a ladder must not rise from the first place to the last")

    def of(self, units: int) -> FloatArray:
        """Points of every place in a group of so many units [place].

        Where the group is smaller than the ladder the two ends overlap, and such a place gets what it would get
        from the one end and from the other, counted from `between`.
        """
        points = np.full(units, float(self.between))
        up, down = min(units, len(self.top)), min(units, len(self.bottom))
        points[:up] += np.array(self.top[:up]) - self.between
        points[units - down :] += np.array(self.bottom[:down])[::-1] - self.between
        return points


def place_points(
    score: ArrayLike, group: ArrayLike, ladder: Ladder, tied: Tied = Tied.BEST, *, lowest_first: bool = False
) -> FloatArray:
    """Points of scores [unit] by their place in the peer group; NaN without a place.

    Scores are compared at nine decimals. `group` is int[unit], -1 for none.
    """
    value, member = np.asarray(score, float), np.asarray(group)
    rank = competition_rank(value, member, lowest_first=lowest_first)
    points = np.full(value.shape, np.nan)
    for one in np.unique(member[rank != UNRANKED]):
        inside = (rank != UNRANKED) & (member == one)
        first = rank[inside]
        places = ladder.of(first.size)
        if tied is Tied.BEST:
            points[inside] = places[first - 1]
            continue
        held = np.bincount(first, minlength=first.size + 1)[first]
        upto = np.concatenate([[0.0], np.cumsum(places)])
        points[inside] = (upto[first - 1 + held] - upto[first - 1]) / held
    return points
