"""Blocks 板块合成: scores of items up to one total, each block by its own method and with its own weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.composite import combination, weights
from luoshi.kernel.composite.topsis import topsis
from luoshi.kernel.piecewise import FULL_MARK
from luoshi.kernel.rounding import half_up_each
from luoshi.kernel.scheme import (
    COMPARES_UNITS,
    FROM_FIGURES,
    PLAIN_INSIDE,
    Block,
    Inside,
    Method,
    Scheme,
    Weighing,
)
from luoshi.kernel.weighted_tree import Combine, Weighed, arithmetic_mean, weigh

LEAST_UNITS = 3


class Unusable(NamedTuple):
    """An item or a block whose figures the rules cannot use, and why; it has no score."""

    code: str
    reason: str


class Combined(NamedTuple):
    """The tree weighed, and the blocks that could not be."""

    weighed: Weighed
    unusable: tuple[Unusable, ...]
    gain: FloatArray | None
    """What the total gains when only this item has the full mark [unit, item, ...]; None where it is the weight
    times the points that are missing."""


def combined(scheme: Scheme, score: FloatArray, applies: BoolArray, group: IntArray) -> Combined:
    """Totals and node scores from item scores [unit, item, ...].

    Methods that compare units do so inside the peer group `group` [unit], and their result is brought to 0..100.
    Weights from figures are those of all units; further axes (months) have their own. Where the scheme rounds
    the points of an item, its score is the one that gives the rounded points.
    """
    if scheme.is_plain:
        missing = [item.missing for item in scheme.leaves]
        return Combined(weigh(scheme.tree, score, applies, missing), (), None)
    tree = _Tree(scheme, applies, group)
    refused = tree.find_weights(score)
    weighed = tree.weigh(score)
    if any(item.digits is not None for item in scheme.leaves):
        score = _with_rounded_points(scheme, weighed)
        weighed = tree.weigh(score)
    return Combined(weighed, tuple(refused), _gain(tree, score, weighed))


def under_weights(
    scheme: Scheme,
    score: FloatArray,
    applies: BoolArray,
    group: IntArray,
    factor: FloatArray,
    nodes: Sequence[int],
) -> FloatArray:
    """Scores of `nodes` [node, unit, draw] from item scores [unit, item], every weight times `factor` [node, draw].

    Weights that come from figures are found once, from these scores; points of an item are not rounded.
    """
    written = _Tree(scheme, applies, group)
    written.find_weights(score)
    shape = (*score.shape, factor.shape[1])
    drawn = _Tree(scheme, np.broadcast_to(applies[..., None], shape), group)
    drawn.methods, drawn.weight = written.methods, written.weight[:, None] * factor
    found = drawn.weigh(np.broadcast_to(score[..., None], shape)).node_score[:, list(nodes)]
    return np.moveaxis(found, 1, 0)


class _Tree:
    """A scheme's tree with the methods and weights of its blocks."""

    def __init__(self, scheme: Scheme, applies: BoolArray, group: IntArray) -> None:
        self.scheme, self.applies = scheme, applies
        blocks = [node.inside if isinstance(node, Block) else PLAIN_INSIDE for node in scheme.nodes]
        self.methods = [_method(inside, group) for inside in blocks]
        self.least = [inside.least_reported for inside in blocks]
        further = applies.shape[2:]
        weight = np.array(scheme.tree.weight).reshape(-1, *[1] * len(further))
        self.weight = np.broadcast_to(weight, (len(blocks), *further)).copy()

    def weigh(self, score: FloatArray) -> Weighed:
        return weigh(
            self.scheme.tree,
            score,
            self.applies,
            [item.missing for item in self.scheme.leaves],
            combine=self.methods,
            weight=self.weight,
            least_reported=self.least,
        )

    def find_weights(self, score: FloatArray) -> list[Unusable]:
        """Weights that come from figures, from the lowest block up; a block without them has no score."""
        refused: list[Unusable] = []
        for place in reversed(self.scheme.tree.downward):
            node = self.scheme.nodes[place]
            if isinstance(node, Block) and node.inside.weighing in FROM_FIGURES:
                kids = self.scheme.tree.children[place]
                inside = self.weigh(score).node_score[:, kids]
                found, wrong = _from_figures(node, inside, self.weight[kids])
                refused += wrong
                none = np.asarray(np.isnan(found).any(axis=0))
                self.methods[place] = _withheld_where(none, self.methods[place])
                self.weight[kids] = np.nan_to_num(found, nan=1.0)
        return refused


def _with_rounded_points(scheme: Scheme, weighed: Weighed) -> FloatArray:
    """Item scores [unit, item, ...] that give the points as they are announced."""
    leaves = scheme.tree.leaves
    score, share = weighed.node_score[:, leaves].copy(), weighed.effective_weight[:, leaves]
    for place, item in enumerate(scheme.leaves):
        if item.digits is not None:
            points = half_up_each(score[:, place] * share[:, place], item.digits)
            score[:, place] = np.where(share[:, place] > 0, ratio(points, share[:, place]), score[:, place])
    # Zero points for what was not reported come from the policy; as a score they would hide that it is missing.
    return np.where(weighed.not_reported, np.nan, score)


def _gain(tree: _Tree, score: FloatArray, weighed: Weighed) -> FloatArray | None:
    """Item by item, the total with the full mark less the total; weights from figures stay as they are."""
    used = {node.inside.method for node in tree.scheme.nodes if isinstance(node, Block)}
    if used == {Method.ARITHMETIC} or used & COMPARES_UNITS:
        return None
    gain = np.full(score.shape, np.nan)
    for item, leaf in enumerate(tree.scheme.tree.leaves):
        full = score.copy()
        full[:, item] = FULL_MARK
        more = tree.weigh(full).total - weighed.total
        gain[:, item] = np.where(np.isnan(weighed.node_score[:, leaf]), np.nan, more)
    return gain


def _method(inside: Inside, group: IntArray) -> Combine:
    if inside.method is Method.POWER:
        return combination.power_mean(inside.power)
    method = _METHODS[inside.method]
    return _InGroups(method, group) if inside.method in COMPARES_UNITS else method


@dataclass(frozen=True, eq=False)
class _InGroups:
    """A method that compares units, one peer group at a time; a unit without peers has no score."""

    method: Combine
    group: IntArray

    def __call__(self, share: FloatArray, score: FloatArray) -> FloatArray:
        result = np.full(score.shape[1:], np.nan)
        for code in np.unique(self.group[self.group >= 0]):
            member = self.group == code
            result[member] = self.method(share[:, member], score[:, member])
        return result


def _copeland_of_100(share: FloatArray, score: FloatArray) -> FloatArray:
    """100 for the unit that beats all others, 0 for the one that all others beat; NaN without another unit."""
    beaten = combination.copeland(share, score)
    others = (~np.isnan(beaten)).sum(axis=0) - 1
    return (ratio(beaten, np.broadcast_to(others, beaten.shape)) + 1) / 2 * FULL_MARK


def _topsis_of_100(share: FloatArray, score: FloatArray) -> FloatArray:
    return topsis(share, score) * FULL_MARK


_METHODS: Mapping[Method, Combine] = {
    Method.ARITHMETIC: arithmetic_mean,
    Method.GEOMETRIC: combination.geometric_mean,
    Method.HARMONIC: combination.harmonic_mean,
    Method.MEDIAN: combination.median,
    Method.COPELAND: _copeland_of_100,
    Method.TOPSIS: _topsis_of_100,
}


def _withheld_where(withheld: BoolArray, method: Combine) -> Combine:
    return lambda share, score: np.where(withheld, np.nan, method(share, score))


def _from_figures(block: Block, score: FloatArray, written: FloatArray) -> tuple[FloatArray, list[Unusable]]:
    """Weights [child, ...] from the children's scores [unit, child, ...]; NaN where they give none."""
    found, refused = np.full(written.shape, np.nan), []
    for column in np.ndindex(score.shape[2:]):
        try:
            found[:, *column] = _weights(block.inside.weighing, score[:, :, *column], written[:, *column])
        except ValueError as wrong:
            refused.append(Unusable(block.code, str(wrong)))
    return found, refused


def _weights(weighing: Weighing, score: FloatArray, written: FloatArray) -> FloatArray:
    if weighing is Weighing.ENTROPY:
        return weights.entropy_weights(score)
    if weighing is Weighing.INFLUENCE:
        complete = score[~np.isnan(score).any(axis=1)]
        if complete.shape[0] < LEAST_UNITS:
            raise ValueError("influence needs three units with every item")
        return weights.weights_to_influence(complete, written).weights
    component = weights.principal_weights(score)
    if component.against.any():
        against = ", ".join(str(place + 1) for place in np.flatnonzero(component.against))
        raise ValueError(f"items that run against the others have no weight: number {against} of the block")
    return component.weights
