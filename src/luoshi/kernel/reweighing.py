"""Reweighing 权重扰动: totals of a scheme had its weights been a little different."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.blocks import under_weights
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.scheme import FROM_FIGURES, Block, Method, Scheme
from luoshi.kernel.weighted_tree import ROOT, Missing, WeightedTree

# Totals of one chunk stay inside the cache of a small machine.
CHUNK = 50_000
MEANS: Mapping[Method, float] = {Method.ARITHMETIC: 1.0, Method.GEOMETRIC: 0.0, Method.HARMONIC: -1.0}
"""The power of every mean that has one power for all schemes."""


def free_nodes(tree: WeightedTree) -> list[int]:
    """Nodes whose weight matters: those with a sibling."""
    return [
        node for node, parent in enumerate(tree.parent) if parent != ROOT and len(tree.children[parent]) > 1
    ]


def reweighed(
    scheme: Scheme, score: FloatArray, applies: BoolArray, group: IntArray, factor: FloatArray
) -> FloatArray:
    """Totals [unit, draw] of item scores [unit, item] with the weight of every node times `factor` [node, draw].

    Totals come as they are compared: at nine decimals. Points beside the hundred are not in them. Weights that
    come from figures are found once and then varied like written ones; points of an item are not rounded.
    `group` is the peer group int[unit], for methods that compare units. NaN where a total is withheld. Raises
    ValueError where a mean meets scores below zero that it cannot take.
    """
    totals: FloatArray = reweighed_nodes(scheme, score, applies, group, factor, [0])[0]
    return totals


def reweighed_nodes(
    scheme: Scheme,
    score: FloatArray,
    applies: BoolArray,
    group: IntArray,
    factor: FloatArray,
    nodes: Sequence[int],
) -> FloatArray:
    """The same of chosen `nodes` of the scheme [node, unit, draw]; 0 is the whole."""
    draws = factor.shape[1]
    found = np.empty((len(nodes), score.shape[0], draws))
    powers = _powers(scheme)
    step = max(1, CHUNK // (score.shape[0] * (1 if powers is not None else len(scheme.nodes))))
    leaves = None if powers is None else _Leaves.of(scheme, score, applies)
    for start in range(0, draws, step):
        some = slice(start, start + step)
        if powers is None or leaves is None:
            found[..., some] = under_weights(scheme, score, applies, group, factor[:, some], nodes)
        else:
            found[..., some] = _means(scheme.tree, leaves, powers, factor[:, some], nodes)
    return for_ranking(found)


def _powers(scheme: Scheme) -> dict[int, float] | None:
    """The power of the mean of every block; None where a block is no mean, or its weights come from figures."""
    found = {}
    for place, node in enumerate(scheme.nodes):
        if not isinstance(node, Block):
            continue
        inside = node.inside
        power = inside.power if inside.method is Method.POWER else MEANS.get(inside.method)
        if power is None or inside.weighing in FROM_FIGURES or inside.least_reported > 0:
            return None
        found[place] = power
    return found


@dataclass(frozen=True, eq=False)
class _Leaves:
    """What the leaves bring: where they count, their scores (0 where none), and where they hold a total back."""

    there: BoolArray
    known: FloatArray
    held: BoolArray

    @classmethod
    def of(cls, scheme: Scheme, score: FloatArray, applies: BoolArray) -> "_Leaves":
        unknown = np.isnan(score)
        left_out = np.array([item.missing is Missing.EXCLUDE for item in scheme.leaves])
        held_back = np.array([item.missing is Missing.WITHHOLD for item in scheme.leaves])
        there = applies & ~(unknown & left_out)
        return cls(there, np.where(there & ~unknown, score, 0.0), there & unknown & held_back)


def _means(
    tree: WeightedTree, leaves: _Leaves, powers: dict[int, float], factor: FloatArray, nodes: Sequence[int]
) -> FloatArray:
    """Means up the tree [node, unit, draw]: what `weighted_tree.weigh` gives, as products of matrices."""
    weight = factor * np.array(tree.weight)[:, None]
    shape = (leaves.there.shape[0], factor.shape[1])
    place = {node: column for column, node in enumerate(tree.leaves)}
    value: dict[int, FloatArray] = {}
    present: dict[int, FloatArray] = {}
    held: dict[int, BoolArray] = {}
    for node in reversed(tree.downward):
        kids = tree.children.get(node, [])
        if not kids:
            column = place[node]
            held[node] = leaves.held[:, column]
            if node in nodes:
                value[node] = np.broadcast_to(leaves.known[:, [column]], shape)
                present[node] = np.broadcast_to(leaves.there[:, [column]], shape).astype(float)
            continue
        items, blocks = [k for k in kids if k in place], [k for k in kids if k not in place]
        columns, power = [place[k] for k in items], powers[node]
        there, known = leaves.there[:, columns], leaves.known[:, columns]
        points = _raised(known, there, power) @ weight[items]
        whole = there.astype(float) @ weight[items]
        nothing = np.asarray(_ends_all(known, there, power).any(axis=1, keepdims=True))
        for block in blocks:
            carried = present[block] * weight[block]
            whole += carried
            points += _raised(value[block], present[block] > 0, power) * carried
            nothing = nothing | _ends_all(value[block], present[block] > 0, power)
            if block not in nodes:
                del value[block]
        present[node] = (whole > 0).astype(float)
        value[node] = _lowered(points / np.where(whole > 0, whole, 1.0), whole > 0, nothing, power)
        held[node] = np.any([held[k] for k in kids], axis=0)
    return np.stack(
        [np.where(held[node][:, None] | (present[node] <= 0), np.nan, value[node]) for node in nodes]
    )


def _is_arithmetic(power: float) -> bool:
    return bool(abs(power - 1.0) < np.finfo(float).eps)


def _is_geometric(power: float) -> bool:
    return bool(abs(power) < np.finfo(float).eps)


def _raised(score: FloatArray, there: BoolArray, power: float) -> FloatArray:
    """Scores as the mean adds them up: their power, or logarithm; 0 where they are zero or not there."""
    if _is_arithmetic(power):
        return score
    if (there & (score < 0)).any():
        raise ValueError("this mean has no meaning for scores below zero")
    usable = np.where(there & (score > 0), score, 1.0)
    made = np.log(usable) if _is_geometric(power) else usable**power
    return np.where(there & (score > 0), made, 0.0)


def _ends_all(score: FloatArray, there: BoolArray, power: float) -> BoolArray:
    """Where one zero makes the whole mean zero."""
    return np.asarray(there & (score <= 0)) if power <= np.finfo(float).eps else np.zeros(score.shape, bool)


def _lowered(mean: FloatArray, present: BoolArray, nothing: BoolArray, power: float) -> FloatArray:
    """The way back from the mean of powers or logarithms to a score."""
    if _is_arithmetic(power):
        return mean
    if _is_geometric(power):
        made = np.exp(mean)
    else:
        made = np.where(mean > 0, np.where(mean > 0, mean, 1.0) ** (1 / power), 0.0)
    return np.where(nothing | ~present, 0.0, made)
