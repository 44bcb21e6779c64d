"""Robustness of ranks 排名稳健性: where a unit could stand if the weights were a little different."""

from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.rounding import for_ranking

# Totals of one chunk stay inside the cache of a small machine.
CHUNK = 500


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


def _count_ranks(totals: FloatArray) -> IntArray:
    """How often each unit took each rank: totals [draw, unit] -> counts [unit, rank - 1]."""
    units = totals.shape[1]
    order = np.argsort(-totals, axis=1)
    ordered = np.take_along_axis(totals, order, axis=1)
    position = np.broadcast_to(np.arange(units), totals.shape).copy()
    position[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = 0
    rank = np.maximum.accumulate(position, axis=1)
    return np.bincount((order * units + rank).ravel(), minlength=units * units).reshape(units, units)
