"""Robustness of ranks 排名稳健性: where a unit could stand if the weights were a little different."""

from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.rounding import for_ranking

# Totals of one chunk stay inside the cache of a small machine.
CHUNK = 500
CERTAIN = 0.95


class RankRange(NamedTuple):
    """Ranks [unit] at three percentiles of the draws; 0 for a unit without any score."""

    p5: IntArray
    p50: IntArray
    p95: IntArray


def rank_robustness(
    item_scores: FloatArray, weights: FloatArray, draws: int = 10_000, noise: float = 0.2, seed: int = 0
) -> RankRange:
    """Ranks of one peer group [unit, item] under `draws` random weightings.

    Each draw multiplies every weight by 1 + U(-noise, noise), independently. Weights are re-based around
    items a unit has no score for. Ties share the better rank. The percentile q is the smallest rank that at
    least q % of the draws do not exceed. The same seed gives the same answer. This is a sensitivity interval
    敏感性区间 of the method, not a confidence interval of the figures.

    Raises ValueError when the noise is not in [0, 1) or a weight is not positive.
    """
    if not 0 <= noise < 1:
        raise ValueError(f"noise must be at least 0 and below 1, found {noise}")
    if not (weights > 0).all():
        raise ValueError("weights must be positive")
    scored = ~np.isnan(item_scores)
    units = np.flatnonzero(scored.any(axis=1))
    score, present = np.where(scored, item_scores, 0.0)[units], scored[units].astype(float)
    complete = bool(scored[units].all())
    random = np.random.default_rng(seed)
    counts = np.zeros((units.size, units.size), dtype=np.int64)
    for done in range(0, draws, CHUNK):
        factor = random.uniform(1 - noise, 1 + noise, (min(CHUNK, draws - done), weights.size))
        drawn = factor * weights
        carried = drawn.sum(axis=1, keepdims=True) if complete else drawn @ present.T
        counts += _count_ranks(for_ranking(drawn @ score.T / carried))
    percentiles = np.zeros((3, item_scores.shape[0]), dtype=np.int64)
    percentiles[:, units] = rank_range(counts)
    return RankRange(*percentiles)


def rank_range(counts: IntArray) -> RankRange:
    """Percentiles from how often each unit took each rank: counts [unit, rank - 1]; 0 for a unit never ranked."""
    reached = np.cumsum(counts, axis=1)
    draws = counts.sum(axis=1)
    ranks = [(reached * 100 < q * draws[:, None]).sum(axis=1) + 1 for q in (5, 50, 95)]
    return RankRange(*(np.where(draws > 0, rank, 0) for rank in ranks))


class Neighbours(NamedTuple):
    """Units next to each other whose order other weights would turn round; ranks [unit], 0 where unranked."""

    first: IntArray
    """The best rank from which on down to the unit nobody is told apart from it; its own where it stands alone."""
    last: IntArray
    """The worst rank down to which nobody is told apart from it."""


def drawn_ranks(totals: FloatArray, group: IntArray) -> RankRange:
    """Ranks at three percentiles of totals [unit, draw], in each peer group int[unit], -1 for none.

    Equal totals share the better rank. A unit without a total in a draw takes no part in it: the percentiles are of
    the draws in which it has a rank, 0 for one that never has.
    """
    percentiles = np.zeros((3, totals.shape[0]), dtype=np.int64)
    for inside in _races(totals, group):
        counts = np.zeros((inside.size, inside.size), dtype=np.int64)
        for done in range(0, totals.shape[1], CHUNK):
            counts += _count_ranks(totals[inside, done : done + CHUNK].T)
        percentiles[:, inside] = rank_range(counts)
    return RankRange(*percentiles)


def neighbours(totals: FloatArray, rank: IntArray, group: IntArray, certain: float = CERTAIN) -> Neighbours:
    """From and to which rank units are not told apart from each unit, by totals [unit, draw].

    Two units are told apart when the one with the better `rank` has the higher total in at least the share
    `certain` of the draws. Only neighbours count: whoever stands behind one that is told apart is so too.
    """
    found = Neighbours(*np.full((2, rank.size), UNRANKED, dtype=np.int64))
    for inside in _races(totals, np.where(rank == UNRANKED, -1, group)):
        order = inside[np.argsort(rank[inside], kind="stable")]
        down, up = _reach(totals[order], certain), _reach(-totals[order[::-1]], certain)
        found.last[order] = rank[order[down]]
        found.first[order[::-1]] = rank[order[::-1][up]]
    return found


def mean_shift(totals: FloatArray, rank: IntArray, group: IntArray | None = None) -> FloatArray:
    """Places by which units stand elsewhere than at `rank` [unit], on average [draw].

    `group` int[unit] is the peer group inside which they are ranked; without it they are one. A unit without a total
    in a draw is not counted in it.
    """
    moved, units = np.zeros(totals.shape[1]), np.zeros(totals.shape[1])
    for inside in _races(totals, np.zeros_like(rank) if group is None else group):
        order, place = _in_order(totals[inside].T)
        places = np.abs(rank[inside][order] - 1 - place)
        there = ~np.isnan(np.take_along_axis(totals[inside].T, order, axis=1))
        moved += np.where(there, places, 0).sum(axis=1)
        units += there.sum(axis=1)
    return np.asarray(moved / np.maximum(units, 1))


def _races(totals: FloatArray, group: IntArray) -> list[IntArray]:
    """The units of every peer group that have a total."""
    there = ~np.isnan(totals).all(axis=1) & (group >= 0)
    return [np.flatnonzero(there & (group == one)) for one in np.unique(group[there])]


def _reach(ordered: FloatArray, certain: float) -> IntArray:
    """How far down the order each unit is not told apart from its neighbours: totals [unit, draw] -> [unit]."""
    reach = np.arange(len(ordered))
    still, step = reach[:-1], 1
    while still.size:
        ahead = np.array([_ahead(ordered[one], ordered[one + step]) for one in still])
        still = still[for_ranking(ahead) < certain]
        reach[still] = still + step
        step += 1
        still = still[still + step < len(ordered)]
    return reach


def _ahead(one: FloatArray, other: FloatArray) -> float:
    """In which share of the draws that have both totals the first is the higher."""
    both = np.count_nonzero(~(np.isnan(one) | np.isnan(other)))
    return float(np.count_nonzero(one > other) / both) if both else 1.0


def _count_ranks(totals: FloatArray) -> IntArray:
    """How often each unit took each rank: totals [draw, unit] -> counts [unit, rank - 1]."""
    units = totals.shape[1]
    order, place = _in_order(totals)
    taken = order * units + place
    missing = np.isnan(totals)
    if missing.any():
        taken = taken[~np.take_along_axis(missing, order, axis=1)]
    return np.bincount(taken.ravel(), minlength=units * units).reshape(units, units)


def _in_order(totals: FloatArray) -> tuple[IntArray, IntArray]:
    """The units of every draw [draw, unit] from the best on, and their ranks less one."""
    order = np.argsort(-totals, axis=1)
    ordered = np.take_along_axis(totals, order, axis=1)
    position = np.broadcast_to(np.arange(totals.shape[1]), totals.shape).copy()
    position[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = 0
    return order, np.maximum.accumulate(position, axis=1)
