"""Weighted tree 权重树: scores of items to one total, weights re-based around what is not applicable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.rounding import for_ranking

ROOT = -1

Combine = Callable[[FloatArray, FloatArray], FloatArray]
"""How a group gets its score: shares and scores of its children [child, unit, ...] -> [unit, ...].

The shares of a unit add up to 1; a child with share 0 is not there. A child that is there without a score makes
the group NaN.
"""


def arithmetic_mean(share: FloatArray, score: FloatArray) -> FloatArray:
    """Weighted mean 加权平均: a poor score is made up for by a good one, point for point."""
    mean: FloatArray = np.where(share > 0, share * score, 0.0).sum(axis=0)
    return mean


class Missing(StrEnum):
    """What becomes of an item that applies but was not reported. A rule of the scheme, never implied."""

    ZERO = "zero"
    """记零分: no points, the weight stays."""
    EXCLUDE = "exclude"
    """不计: no weight, as if it did not apply; still flagged."""
    WITHHOLD = "withhold"
    """待报: every total above it is withheld (missing) until it is reported."""


class Weighed(NamedTuple):
    """Totals of all units; nodes are in the order of the tree, further axes (months) those of the scores."""

    total: FloatArray
    """Score of the root [unit, ...]; NaN where nothing applies or a score is withheld."""
    node_score: FloatArray
    """Score of every node [unit, node, ...]; NaN where it does not apply."""
    effective_weight: FloatArray
    """Share of every node in the total [unit, node, ...]; the leaves add up to 1; 0 where it carries no
    weight.
    """
    not_reported: BoolArray
    """Leaves that apply but have no score [unit, leaf, ...]."""


@dataclass(frozen=True)
class WeightedTree:
    """Nodes: position of the parent (-1 for the one root) and weight relative to the siblings.

    Raises ValueError unless there is exactly one root that every node leads to, and weights are positive.
    """

    parent: tuple[int, ...]
    weight: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.parent) != len(self.weight):
            raise ValueError("every node needs a parent and a weight")
        if self.parent.count(ROOT) != 1:
            raise ValueError(f"a tree has one root, found {self.parent.count(ROOT)}")
        if any(not ROOT <= p < len(self.parent) for p in self.parent):
            raise ValueError("a parent is not a node of the tree")
        if len(self.downward) != len(self.parent):
            raise ValueError("some nodes never lead to the root")
        bad = [n for n, w in enumerate(self.weight) if not 0 < w < float("inf")]
        if bad:
            raise ValueError(f"weights must be positive; node {bad[0]} has {self.weight[bad[0]]}")

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """Children of every node that has any."""
        kids: dict[int, list[int]] = {}
        for node, parent in enumerate(self.parent):
            if parent != ROOT:
                kids.setdefault(parent, []).append(node)
        return kids

    @cached_property
    def downward(self) -> list[int]:
        """All nodes that the root reaches, every parent before its children."""
        order = [self.parent.index(ROOT)]
        for node in order:
            order.extend(self.children.get(node, ()))
        return order

    @cached_property
    def leaves(self) -> list[int]:
        """Nodes without children, in the order of the tree: the order of the score columns."""
        return [node for node in range(len(self.parent)) if node not in self.children]


def weigh(
    tree: WeightedTree,
    leaf_score: FloatArray,
    applicable: BoolArray,
    missing: Sequence[Missing],
    *,
    combine: Combine | Sequence[Combine] = arithmetic_mean,
    weight: FloatArray | None = None,
    least_reported: float | Sequence[float] = 0.0,
) -> Weighed:
    """Totals and node scores for all units at once.

    `leaf_score` and `applicable` are [unit, leaf, ...] in the order of `tree.leaves`; `missing` is one policy
    per leaf. A leaf that does not apply has no score and no weight, and its weight is re-based inside its own
    group; a group of which nothing applies passes its weight on to its siblings in the same way.

    `combine` is one method for the whole tree or one per node (`composite.combination`). `weight` stands in for
    the tree's weights, [node] or [node, ...] with the further axes of the scores: other weights for every draw.

    `least_reported` is the data threshold 数据门槛 of every group, one or one per node: a group in which a smaller
    share of the children that apply has a score has none itself, and its weight passes to its siblings; the root
    then has no total. It bears on what is left out under EXCLUDE; what does not apply counts neither way.
    """
    if len(missing) != len(tree.leaves) or leaf_score.shape[1] != len(tree.leaves):
        raise ValueError(f"the tree has {len(tree.leaves)} leaves: one score column and one policy each")
    not_reported = applicable & np.isnan(leaf_score)
    # Nodes come first while computing: the figures of one node then lie side by side in memory.
    score = np.full((len(tree.parent), leaf_score.shape[0], *leaf_score.shape[2:]), np.nan)
    present = np.zeros(score.shape, dtype=bool)
    policy = (1, -1, *[1] * (leaf_score.ndim - 2))
    left_out, nought = (
        not_reported & np.array([rule is which for rule in missing]).reshape(policy)
        for which in (Missing.EXCLUDE, Missing.ZERO)
    )
    there = applicable & ~left_out
    present[tree.leaves] = np.moveaxis(there, 1, 0)
    score[tree.leaves] = np.moveaxis(np.where(nought, 0.0, np.where(there, leaf_score, np.nan)), 1, 0)
    share = np.zeros(score.shape)
    methods = [combine] * len(tree.parent) if callable(combine) else combine
    least = np.broadcast_to(for_ranking(least_reported), len(tree.parent))
    carries = _beside_units(np.array(tree.weight) if weight is None else weight, score.ndim)
    for node in reversed(tree.downward):
        if children := tree.children.get(node):
            kids = _rows(children)
            carried = present[kids] * carries[kids]
            if least[node] > 0:
                asked = sum(_applies(tree, kid, applicable).astype(int) for kid in children)
                carried *= for_ranking(present[kids].sum(axis=0) / np.maximum(asked, 1)) >= least[node]
            whole = carried.sum(axis=0)
            present[node] = whole > 0
            share[kids] = carried / np.where(present[node], whole, 1.0)
            np.copyto(score[node], methods[node](share[kids], score[kids]), where=present[node])
    root = tree.downward[0]
    share[root] = present[root]
    for node in tree.downward:
        if children := tree.children.get(node):
            share[_rows(children)] *= share[node]
    return Weighed(score[root], np.moveaxis(score, 0, 1), np.moveaxis(share, 0, 1), not_reported)


def _rows(nodes: list[int]) -> list[int] | slice:
    """How to address rows: as a slice where they follow each other, which copies nothing."""
    first, end = nodes[0], nodes[-1] + 1
    return slice(first, end) if nodes == list(range(first, end)) else nodes


def _applies(tree: WeightedTree, node: int, applicable: BoolArray) -> BoolArray:
    """Where a node applies [unit, ...]: a group where anything below it does."""
    if kids := tree.children.get(node):
        return np.asarray(np.any([_applies(tree, kid, applicable) for kid in kids], axis=0))
    return np.asarray(applicable[:, tree.leaves.index(node)])


def _beside_units(weight: FloatArray, axes: int) -> FloatArray:
    """Weights [node, ...] with an axis for the units: [node, 1, ...], spread over the axes of the scores."""
    return weight.reshape(weight.shape[0], 1, *(weight.shape[1:] or [1] * (axes - 2)))
