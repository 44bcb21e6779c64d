"""Rank sets 名次置信集: the ranks a unit may truly hold, with stated coverage, where scores carry a sampling error.

Mogstad, Romano, Shaikh and Wilhelm 2024 (Review of Economic Studies 91): every difference of two units is
tested at once by a step-down bootstrap; the differences that are certain bound the ranks.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.rounding import for_ranking


class RankSets(NamedTuple):
    """Bounds of the true rank in the peer group; arrays [unit], 0 for a unit that cannot be compared."""

    best: IntArray
    worst: IntArray
    peers: IntArray
    """How many units were compared in the unit's group, itself included."""

    def among_best(self, places: int) -> BoolArray:
        """Units that may be among the first `places` (tau-best); sets with joint coverage hold for all at once."""
        return np.asarray((self.best != UNRANKED) & (self.best <= places))

    def among_worst(self, places: int) -> BoolArray:
        """Units that may be among the last `places` (tau-worst)."""
        return np.asarray((self.worst != UNRANKED) & (self.worst > self.peers - places))


def rank_sets(
    score: ArrayLike,
    error: ArrayLike,
    group: ArrayLike,
    *,
    coverage: float = 0.95,
    jointly: bool = True,
    draws: int = 1000,
    seed: int = 0,
) -> RankSets:
    """Rank sets of scores [unit] with standard errors [unit], the higher score the better, in each peer group.

    `jointly`: the sets of a whole group are right together with probability `coverage` (simultaneous); else
    each is right by itself (marginal), and narrower. Errors of different units are independent and nearly
    normal. `group` is int[unit], -1 for none. A unit without score, error or group is not compared. Errors of
    zero are allowed: such scores are exact. The same seed gives the same answer, whatever the order of units
    and whatever happens in other groups.

    Raises ValueError for a negative error, a coverage not in [0.5, 1) or no draws.
    """
    value, deviation, member = np.asarray(score, float), np.asarray(error, float), np.asarray(group)
    if (deviation < 0).any():
        raise ValueError("a standard error is never negative")
    if not 0.5 <= coverage < 1 or draws < 1:
        raise ValueError(f"coverage must be in [0.5, 1) and draws at least 1; found {coverage}, {draws}")
    sets = RankSets(*np.full((3, value.size), UNRANKED, dtype=np.int64))
    compared = ~np.isnan(value) & ~np.isnan(deviation) & (member >= 0)
    for one in np.unique(member[compared]):
        inside = np.flatnonzero(compared & (member == one))
        # Draws belong to places in this order, so that the order of the input has no influence.
        inside = inside[np.lexsort((deviation[inside], value[inside]))]
        noise = np.random.default_rng(seed).standard_normal((draws, inside.size)) * deviation[inside]
        better, worse = _certain(value[inside], deviation[inside], noise, coverage, jointly)
        sets.best[inside] = 1 + better
        sets.worst[inside] = inside.size - worse
        sets.peers[inside] = inside.size
    return sets


def _certain(
    score: FloatArray, error: FloatArray, noise: FloatArray, coverage: float, jointly: bool
) -> tuple[IntArray, IntArray]:
    """How many units are certainly better, and certainly worse, than each [unit]; noise is [draw, unit]."""
    apart = score[:, None] - score
    spread = np.hypot(error[:, None], error)
    np.fill_diagonal(spread, 0.0)
    beats = np.zeros(apart.shape, dtype=bool)
    beaten = np.zeros(apart.shape, dtype=bool)
    while True:
        reach = np.stack(
            [_farthest(noise, spread[unit], unit, beats[unit], beaten[unit]) for unit in range(score.size)]
        )
        critical = np.quantile(reach.max(axis=0, keepdims=True) if jointly else reach, coverage, axis=1)
        margin = spread * critical[:, None]
        now_beats, now_beaten = for_ranking(apart - margin) > 0, for_ranking(-apart - margin) > 0
        if (now_beats == beats).all() and (now_beaten == beaten).all():
            break
        beats, beaten = now_beats, now_beaten
    first_alike = _first_alike(score, error)
    return beaten.sum(axis=1)[first_alike], beats.sum(axis=1)[first_alike]


def _farthest(
    noise: FloatArray, spread: FloatArray, unit: int, beats: BoolArray, beaten: BoolArray
) -> FloatArray:
    """Largest standardised difference of one unit to others that chance alone made, where still open [draw]."""
    away = np.where(spread > 0, noise[:, [unit]] - noise, 0.0) / np.where(spread > 0, spread, 1.0)
    upwards, downwards = np.where(beats, 0.0, away), np.where(beaten, 0.0, -away)
    return np.asarray(np.maximum(upwards, downwards).max(axis=1))


def _first_alike(score: FloatArray, error: FloatArray) -> IntArray:
    """The first unit with the same score and error [unit]: units that are alike get the same set."""
    _, first, which = np.unique(np.stack([score, error]), axis=1, return_index=True, return_inverse=True)
    return np.asarray(first[which.ravel()])
