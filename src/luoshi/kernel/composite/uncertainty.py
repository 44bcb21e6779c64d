"""Uncertainty 方法不确定性: where units could stand had other defensible choices been made for the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.ranking import UNRANKED, competition_rank
from luoshi.kernel.robustness import RankRange, rank_range
from luoshi.kernel.weighted_tree import Combine, Missing, WeightedTree, arithmetic_mean, weigh

# Scores of one chunk of runs, in numbers: 2 million are 16 MB.
CHUNK = 2_000_000


@dataclass(frozen=True, eq=False)
class Alternatives:
    """An index and the choices it could have been made with; option 0 of each is the scheme's own.

    `item_scores` are [*choice, unit, item]: one leading axis for every choice made before weighting (treatment,
    normalisation, ...). `weights` are [set, node] for `tree`; `methods` are the aggregations. `group` is the
    peer group of each unit, -1 for none. Raises ValueError when the shapes do not fit.
    """

    tree: WeightedTree
    item_scores: FloatArray
    weights: FloatArray
    methods: Sequence[Combine]
    applicable: BoolArray
    missing: Sequence[Missing]
    group: IntArray

    def __post_init__(self) -> None:
        if self.item_scores.shape[-2:] != self.applicable.shape:
            raise ValueError("scores and what applies must be [unit, item] alike")
        if self.weights.ndim != 2 or self.weights.shape[1] != len(self.tree.parent):
            raise ValueError(f"weights must be [set, node] for {len(self.tree.parent)} nodes")
        if not (self.weights > 0).all():
            raise ValueError("weights must be positive")

    @cached_property
    def options(self) -> tuple[int, ...]:
        """Number of options of every choice: those of the item scores, then weights, then methods."""
        return (*self.item_scores.shape[:-2], len(self.weights), len(self.methods))

    def totals(self, chosen: IntArray) -> FloatArray:
        """Totals [unit, run] for `chosen` [run, choice]."""
        total = np.empty((self.item_scores.shape[-2], len(chosen)))
        alike, which = np.unique(np.delete(chosen, -2, axis=1), axis=0, return_inverse=True)
        for number, (*scored, method) in enumerate(alike.tolist()):
            runs = np.flatnonzero(which.ravel() == number)
            score, weight = self.item_scores[tuple(scored)], self.weights[chosen[runs, -2]].T
            if self.methods[method] is arithmetic_mean:
                total[:, runs] = self._means(score, weight)
                continue
            shape = (*self.applicable.shape, runs.size)
            total[:, runs] = weigh(
                self.tree,
                np.broadcast_to(score[..., None], shape),
                np.broadcast_to(self.applicable[..., None], shape),
                self.missing,
                combine=self.methods[method],
                weight=weight,
            ).total
        return total

    def _means(self, score: FloatArray, weight: FloatArray) -> FloatArray:
        """Weighted means [unit, run] by shares of the items, which units with the same gaps have in common."""
        reported = self.applicable & ~np.isnan(score)
        state = self.applicable.astype(np.int64) + reported
        gaps, which = np.unique(state, axis=0, return_inverse=True)
        shape = (*gaps.shape, weight.shape[1])
        found = weigh(
            self.tree,
            np.broadcast_to(np.where(gaps == 2, 0.0, np.nan)[..., None], shape),
            np.broadcast_to((gaps > 0)[..., None], shape),
            self.missing,
            weight=weight,
        )
        share, known = found.effective_weight[:, self.tree.leaves], np.where(reported, score, 0.0)
        total = np.empty((len(state), weight.shape[1]))
        # Of scores that are all zero the total is zero, or missing where it is withheld or nothing applies.
        for number, withheld in enumerate(found.total):
            alike = which.ravel() == number
            total[alike] = known[alike] @ share[number] + withheld
        return total

    def ranks(self, chosen: IntArray) -> IntArray:
        """Ranks [unit, run] in the peer groups; 0 where unranked."""
        return competition_rank(self.totals(chosen), self.group)


class Moved(NamedTuple):
    """What other choices would have done."""

    shift: FloatArray
    """Mean number of places by which units differ from the scheme's own ranking [run]."""
    mean: FloatArray
    """Mean rank of every unit [unit]; NaN if never ranked."""
    span: RankRange
    """Ranks [unit] at the 5th, 50th and 95th percentile: a sensitivity interval 敏感性区间."""


def noisy_weights(tree: WeightedTree, sets: int, noise: float = 0.2, seed: int = 0) -> FloatArray:
    """Random weights [set, node]: the tree's own first, then every weight times 1 + U(-noise, noise).

    Raises ValueError unless the noise is in [0, 1) and there is a set.
    """
    if not 0 <= noise < 1 or sets < 1:
        raise ValueError(f"noise must be at least 0 and below 1, and sets at least 1; found {noise}, {sets}")
    factor = np.random.default_rng(seed).uniform(1 - noise, 1 + noise, (sets, len(tree.parent)))
    factor[0] = 1.0
    return np.asarray(factor * np.array(tree.weight))


def moved(alternatives: Alternatives, chosen: IntArray) -> Moved:
    """How far ranks move under `chosen` [run, choice].

    Equal runs are computed once, and in chunks: memory does not grow with the number of runs.
    """
    own = alternatives.ranks(np.zeros((1, len(alternatives.options)), dtype=np.int64))
    different, which, often = np.unique(chosen, axis=0, return_inverse=True, return_counts=True)
    units, nodes = own.shape[0], len(alternatives.tree.parent)
    counts = np.zeros((units, units), dtype=np.int64)
    shift = np.empty(len(different))
    step = max(1, CHUNK // (units * nodes))
    for start in range(0, len(different), step):
        runs = slice(start, start + step)
        rank = alternatives.ranks(different[runs])
        both = (rank != UNRANKED) & (own != UNRANKED)
        shift[runs] = np.where(both, np.abs(rank - own), 0).sum(axis=0) / np.maximum(both.sum(axis=0), 1)
        unit, run = np.nonzero(rank != UNRANKED)
        np.add.at(counts, (unit, rank[unit, run] - 1), often[runs][run])
    drawn = counts.sum(axis=1)
    mean = np.where(drawn > 0, counts @ np.arange(1, units + 1) / np.maximum(drawn, 1), np.nan)
    return Moved(shift[which.ravel()], mean, rank_range(counts))
