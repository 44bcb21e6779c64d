"""Strengths and weaknesses 强项短板: the items in which a unit stands highest and lowest among its peers."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, IntArray, ratio
from luoshi.kernel.ranking import UNRANKED, competition_rank
from luoshi.kernel.rounding import for_ranking

NO_ITEM = -1


class Profile(NamedTuple):
    """What a unit is good and poor at."""

    standing: FloatArray
    """See `standing` [unit, item]."""
    strong: IntArray
    """Items in which the unit stands above the middle, the best first [unit, place]; -1 where there are no more."""
    weak: IntArray
    """Items in which it stands below the middle, the worst first."""


def standing(scores: ArrayLike, group: ArrayLike) -> FloatArray:
    """Place among the peers in every item, from -1 (all others are better) to 1 (all are worse) [unit, item].

    (peers that are worse - peers that are better) / peers with a score. Ties count for neither side: where most
    units share the lowest score, that is no strength of theirs although they rank high, and an item in which all
    are alike is 0 for everybody. NaN without a score, a group or a peer. `group` is int[unit], -1 for none.
    """
    score, member = np.asarray(scores, float), np.asarray(group)
    from_top = competition_rank(score, member)
    from_bottom = competition_rank(score, member, lowest_first=True)
    ranked = from_top != UNRANKED
    peers = np.zeros((int(member.max(initial=-1)) + 2, score.shape[1]), dtype=np.int64)
    np.add.at(peers, member, ranked)
    return np.where(ranked, ratio(from_bottom - from_top, peers[member] - 1), np.nan)


def profile(scores: ArrayLike, group: ArrayLike, weight: ArrayLike, most: int = 3) -> Profile:
    """The `most` strongest and weakest items of every unit; scores [unit, item], the higher the better.

    Of items in which the unit stands alike the one with more `weight` comes first ([item] or [unit, item]), then
    the one that comes first in the scheme. What does not apply or was not reported is neither.
    """
    place = standing(scores, group)
    carries = np.broadcast_to(np.asarray(weight, float), place.shape)
    return Profile(place, _first(place, carries, most), _first(-place, carries, most))


def _first(place: FloatArray, weight: FloatArray, most: int) -> IntArray:
    level = np.nan_to_num(for_ranking(place), nan=-1.0)
    order = np.lexsort((-for_ranking(weight), -level), axis=1)[:, :most]
    return np.where(np.take_along_axis(level, order, axis=1) > 0, order, NO_ITEM)
