"""Audit of a scheme 方案体检: items that say the same, that pull against the rest, that decide nothing."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.composite.treatment import kurtosis, skewness
from luoshi.kernel.ranking import UNRANKED, competition_rank
from luoshi.kernel.weighted_tree import ROOT, Combine, Missing, WeightedTree, arithmetic_mean, weigh

SAYS_THE_SAME = 0.9
PULLS_AGAINST = -0.3
LEAST_PAIRS = 3


class Statistics(NamedTuple):
    """What the figures of every item look like; arrays [item], shares of the units it applies to."""

    reported: FloatArray
    zero: FloatArray
    distinct: FloatArray
    """Different figures, as a share of those reported."""
    same: FloatArray
    """The commonest figure's share of those reported."""
    skewness: FloatArray
    kurtosis: FloatArray


class Pair(NamedTuple):
    """Two items of one group, by position."""

    one: int
    other: int
    correlation: float


class Removal(NamedTuple):
    """What the ranking would be without a node and all below it; arrays [node], NaN and 0 for the root."""

    shift: FloatArray
    """Mean number of places that units would move."""
    rank: IntArray
    """Ranks [unit, node] without the node."""
    dropped: IntArray
    """How many ranked units would have no rank at all [node]."""

    @property
    def decides_nothing(self) -> BoolArray:
        """Nodes without which every unit would stand where it stands."""
        return np.asarray((self.shift <= 0) & (self.dropped == 0))


def statistics(values: FloatArray, applicable: BoolArray) -> Statistics:
    """Reported, zero, distinct and commonest figures, skewness and kurtosis of items [unit, item]."""
    known = np.where(applicable, values, np.nan)
    there = (~np.isnan(known)).sum(axis=0)
    often = [np.unique(column[~np.isnan(column)], return_counts=True)[1] for column in known.T]
    return Statistics(
        reported=ratio(there, applicable.sum(axis=0)),
        zero=ratio((np.abs(known) <= 0).sum(axis=0), there),
        distinct=ratio([counts.size for counts in often], there),
        same=ratio([counts.max(initial=0) for counts in often], there),
        skewness=np.array([skewness(column) for column in known.T]),
        kurtosis=np.array([kurtosis(column) for column in known.T]),
    )


def correlation(one: FloatArray, other: FloatArray, by_rank: bool = False) -> float:
    """Pearson's correlation 相关系数 of two columns over the units that have both, `by_rank` Spearman's.

    NaN below three such units or where one column has no spread.
    """
    both = ~np.isnan(one) & ~np.isnan(other)
    x, y = one[both], other[both]
    if x.size < LEAST_PAIRS or np.ptp(x) <= 0 or np.ptp(y) <= 0:
        return float("nan")
    if by_rank:
        x, y = rankdata(x), rankdata(y)
    x, y = (x - x.mean()) / np.ptp(x), (y - y.mean()) / np.ptp(y)
    return float(x @ y / np.sqrt((x @ x) * (y @ y)))


def correlations(values: FloatArray, others: FloatArray, by_rank: bool = False) -> FloatArray:
    """Correlation of every column of `values` [unit, item] with every one of `others` [unit, other]."""
    return np.array([[correlation(x, y, by_rank) for y in others.T] for x in values.T])


def groups_of_items(tree: WeightedTree) -> list[list[int]]:
    """Positions of the leaves that stand directly under one node, node by node."""
    place = {leaf: position for position, leaf in enumerate(tree.leaves)}
    inside = [[place[kid] for kid in kids if kid in place] for kids in tree.children.values()]
    return [items for items in inside if items]


def redundant(scores: FloatArray, tree: WeightedTree, above: float = SAYS_THE_SAME) -> list[Pair]:
    """Pairs of one group that say the same: correlation above a limit. Scores [unit, leaf], higher is better.

    Two such items count one matter twice.
    """
    return [pair for pair in _pairs(scores, tree) if pair.correlation > above]


def opposed(scores: FloatArray, tree: WeightedTree, below: float = PULLS_AGAINST) -> list[Pair]:
    """Pairs of one group that pull against each other: correlation below a limit; their sum hides both."""
    return [pair for pair in _pairs(scores, tree) if pair.correlation < below]


def _pairs(scores: FloatArray, tree: WeightedTree) -> list[Pair]:
    inside = [pair for items in groups_of_items(tree) for pair in combinations(items, 2)]
    return [Pair(one, other, correlation(scores[:, one], scores[:, other])) for one, other in inside]


def alpha(values: FloatArray) -> float:
    """Cronbach's alpha 信度系数 of items [unit, item]: near 1 they measure one thing; below 0 they disagree.

    k^2 x mean covariance between items / sum of all covariances, each over the units that have both items.
    NaN below two items or where two items share fewer than three units.
    """
    items = values.shape[1]
    covariance = np.array([[_covariance(x, y) for y in values.T] for x in values.T])
    if items < 2 or np.isnan(covariance).any():
        return float("nan")
    between = (covariance.sum() - np.trace(covariance)) / (items * (items - 1))
    return float(items**2 * between / covariance.sum())


def _covariance(one: FloatArray, other: FloatArray) -> float:
    both = ~np.isnan(one) & ~np.isnan(other)
    x, y = one[both], other[both]
    if x.size < LEAST_PAIRS:
        return float("nan")
    return float((x - x.mean()) @ (y - y.mean()) / (x.size - 1))


def effective_weights(tree: WeightedTree) -> FloatArray:
    """Share of every node in the total where everything applies: local shares multiplied down the tree [node]."""
    share = np.ones(len(tree.parent))
    weight = np.array(tree.weight)
    for node in tree.downward[1:]:
        parent = tree.parent[node]
        share[node] = share[parent] * weight[node] / weight[tree.children[parent]].sum()
    return share


def shares_of_difference(points: FloatArray, total: FloatArray, group: IntArray) -> FloatArray:
    """What share of the differences between totals [unit] each item makes 得分差异贡献率 [item].

    Covariance of the item's points [unit, item] with the total over the variance of the total, both about the mean
    of the peer group int[unit] (-1 for none); where totals are sums of points the shares add up to 1. Below 0: the
    item evens out what the others make. A missing point counts as none. NaN where totals do not differ.
    """
    value = np.nan_to_num(points)
    inside = ~np.isnan(total) & (group >= 0)
    away, apart = np.zeros(value.shape), np.zeros(total.shape)
    for code in np.unique(group[inside]):
        member = inside & (group == code)
        away[member] = value[member] - value[member].mean(axis=0)
        apart[member] = total[member] - total[member].mean()
    return ratio(away.T @ apart, np.broadcast_to(apart @ apart, value.shape[1]))


def removals(
    tree: WeightedTree,
    scores: FloatArray,
    applicable: BoolArray,
    missing: Sequence[Missing],
    group: IntArray,
    *,
    combine: Combine = arithmetic_mean,
) -> Removal:
    """Ranks with each node taken out in turn, its weight re-based among its siblings. Scores [unit, leaf]."""
    everybody = range(len(tree.parent))
    own = _ranks(tree, scores, applicable, missing, group, combine)
    rank = np.zeros((len(own), len(everybody)), dtype=np.int64)
    shift, dropped = np.full(len(everybody), np.nan), np.zeros(len(everybody), dtype=np.int64)
    for node in everybody:
        if tree.parent[node] != ROOT:
            without = applicable & ~_below(tree, node)
            rank[:, node] = _ranks(tree, scores, without, missing, group, combine)
            both = (own != UNRANKED) & (rank[:, node] != UNRANKED)
            dropped[node] = ((own != UNRANKED) & (rank[:, node] == UNRANKED)).sum()
            shift[node] = ratio(np.abs(own - rank[:, node])[both].sum(), both.sum())
    return Removal(shift, rank, dropped)


def _ranks(
    tree: WeightedTree,
    scores: FloatArray,
    applicable: BoolArray,
    missing: Sequence[Missing],
    group: IntArray,
    combine: Combine,
) -> IntArray:
    return competition_rank(weigh(tree, scores, applicable, missing, combine=combine).total, group)


def _below(tree: WeightedTree, node: int) -> BoolArray:
    """The leaves that hang from a node, itself included [leaf]."""
    hangs = np.zeros(len(tree.parent), dtype=bool)
    hangs[node] = True
    for child in tree.downward:
        hangs[child] |= tree.parent[child] != ROOT and hangs[tree.parent[child]]
    return np.asarray(hangs[tree.leaves])
