"""Blocks 板块合成: scores of items up to one total, each block by its own method and with its own weights."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.composite import combination, weights
from luoshi.kernel.piecewise import FULL_MARK
from luoshi.kernel.scheme import COMPARES_UNITS, FROM_FIGURES, Block, Inside, Method, Scheme, Weighing
from luoshi.kernel.weighted_tree import Combine, Weighed, arithmetic_mean, weigh


class Unweighable(NamedTuple):
    """A block whose weights its figures do not give; it has no score, and neither has what is above it."""

    code: str
    reason: str


class Combined(NamedTuple):
    """The tree weighed, and the blocks that could not be."""

    weighed: Weighed
    unweighable: tuple[Unweighable, ...]
    gain: FloatArray | None
    """What the total gains when only this item has the full mark [unit, item, ...]; None where it is the weight
    times the points that are missing."""


def combined(scheme: Scheme, score: FloatArray, applies: BoolArray, group: IntArray) -> Combined:
    """Totals and node scores from item scores [unit, item, ...].

    Methods that compare units do so inside the peer group `group` [unit], and their result is brought to 0..100.
    Weights from figures are those of all units; further axes (months) have their own.
    """
    missing = [item.missing for item in scheme.leaves]
    if scheme.is_plain:
        return Combined(weigh(scheme.tree, score, applies, missing), (), None)
    methods = [
        _method(node.inside, group) if isinstance(node, Block) else arithmetic_mean for node in scheme.nodes
    ]
    tree = scheme.tree
    weight = np.broadcast_to(
        np.array(tree.weight).reshape(-1, *[1] * (score.ndim - 2)), (len(methods), *score.shape[2:])
    ).copy()
    refused: list[Unweighable] = []
    for place in reversed(tree.downward):
        node = scheme.nodes[place]
        if isinstance(node, Block) and node.inside.weighing in FROM_FIGURES:
            inside = weigh(tree, score, applies, missing, combine=methods, weight=weight).node_score
            kids = tree.children[place]
            found, wrong = _from_figures(node, inside[:, kids], weight[kids])
            weight[kids] = found
            refused += wrong
            methods[place] = _withheld_where(np.asarray(np.isnan(found).any(axis=0)), methods[place])
            weight[kids] = np.nan_to_num(found, nan=1.0)

    def totals(item_score: FloatArray) -> Weighed:
        return weigh(tree, item_score, applies, missing, combine=methods, weight=weight)

    weighed = totals(score)
    return Combined(weighed, tuple(refused), _gain(scheme, score, weighed, totals))


def _gain(
    scheme: Scheme, score: FloatArray, weighed: Weighed, totals: Callable[[FloatArray], Weighed]
) -> FloatArray | None:
    """Item by item, the total with the full mark less the total; weights from figures stay as they are."""
    used = {node.inside.method for node in scheme.nodes if isinstance(node, Block)}
    if used == {Method.ARITHMETIC} or used & COMPARES_UNITS:
        return None
    gain = np.full(score.shape, np.nan)
    for item, leaf in enumerate(scheme.tree.leaves):
        full = score.copy()
        full[:, item] = FULL_MARK
        more = totals(full).total - weighed.total
        gain[:, item] = np.where(np.isnan(weighed.node_score[:, leaf]), np.nan, more)
    return gain


def _method(inside: Inside, group: IntArray) -> Combine:
    match inside.method:
        case Method.ARITHMETIC:
            return arithmetic_mean
        case Method.GEOMETRIC:
            return combination.geometric_mean
        case Method.HARMONIC:
            return combination.harmonic_mean
        case Method.POWER:
            return combination.power_mean(inside.power)
        case Method.MEDIAN:
            return combination.median
        case Method.COPELAND:
            return _InGroups(_copeland_of_100, group)


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


def _withheld_where(withheld: BoolArray, method: Combine) -> Combine:
    return lambda share, score: np.where(withheld, np.nan, method(share, score))


def _from_figures(
    block: Block, score: FloatArray, written: FloatArray
) -> tuple[FloatArray, list[Unweighable]]:
    """Weights [child, ...] from the children's scores [unit, child, ...]; NaN where they give none."""
    found, refused = np.full(written.shape, np.nan), []
    for column in np.ndindex(score.shape[2:]):
        try:
            found[:, *column] = _weights(block.inside.weighing, score[:, :, *column], written[:, *column])
        except ValueError as wrong:
            refused.append(Unweighable(block.code, str(wrong)))
    return found, refused


def _weights(weighing: Weighing, score: FloatArray, written: FloatArray) -> FloatArray:
    if weighing is Weighing.ENTROPY:
        return weights.entropy_weights(score)
    if weighing is Weighing.INFLUENCE:
        return weights.weights_to_influence(score[~np.isnan(score).any(axis=1)], written).weights
    component = weights.principal_weights(score)
    if component.against.any():
        against = ", ".join(str(place + 1) for place in np.flatnonzero(component.against))
        raise ValueError(f"items that run against the others have no weight: number {against} of the block")
    return component.weights
