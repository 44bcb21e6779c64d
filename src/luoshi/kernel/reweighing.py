"""Reweighing 权重扰动: totals of a scheme had its weights been a little different."""

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.blocks import under_weights
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.scheme import Scheme
from luoshi.kernel.weighted_tree import ROOT, Missing, WeightedTree

# Totals of one chunk stay inside the cache of a small machine.
CHUNK = 50_000


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
    `group` is the peer group int[unit], for methods that compare units. NaN where a total is withheld.
    """
    draws = factor.shape[1]
    total = np.empty((score.shape[0], draws))
    step = max(1, CHUNK // (score.shape[0] * (1 if scheme.is_plain else len(scheme.nodes))))
    for start in range(0, draws, step):
        some = slice(start, start + step)
        if scheme.is_plain:
            missing = [item.missing for item in scheme.leaves]
            total[:, some] = _means(scheme.tree, score, applies, missing, factor[:, some])
        else:
            total[:, some] = under_weights(scheme, score, applies, group, factor[:, some])
    return for_ranking(total)


def _means(
    tree: WeightedTree, score: FloatArray, applies: BoolArray, missing: list[Missing], factor: FloatArray
) -> FloatArray:
    """Weighted means up the tree [unit, draw]: what `weighted_tree.weigh` gives, as products of matrices."""
    unknown = np.isnan(score)
    left_out = np.array([policy is Missing.EXCLUDE for policy in missing])
    held_back = np.array([policy is Missing.WITHHOLD for policy in missing])
    there = applies & ~(unknown & left_out)
    known = np.where(there & ~unknown, score, 0.0)
    weight = factor * np.array(tree.weight)[:, None]
    place = {node: column for column, node in enumerate(tree.leaves)}
    value: dict[int, FloatArray] = {}
    present: dict[int, FloatArray] = {}
    for node in reversed(tree.downward):
        kids = tree.children.get(node, [])
        if not kids:
            continue
        leaves, blocks = [k for k in kids if k in place], [k for k in kids if k not in place]
        columns = [place[k] for k in leaves]
        points = known[:, columns] @ weight[leaves]
        whole = there[:, columns].astype(float) @ weight[leaves]
        for block in blocks:
            whole += present[block] * weight[block]
            points += value.pop(block) * present[block] * weight[block]
        present[node] = (whole > 0).astype(float)
        value[node] = points / np.where(whole > 0, whole, 1.0)
    root = tree.downward[0]
    withheld = (there & unknown & held_back).any(axis=1, keepdims=True)
    return np.where(withheld | (present[root] <= 0), np.nan, value[root])
