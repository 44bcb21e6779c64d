"""Weights 权重: equal, from pairwise judgements (AHP), from the figures (entropy, PCA), or to a wanted influence.

Every function gives weights [item] that are not negative and add up to 1.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from scipy.optimize import least_squares

from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.rounding import for_ranking

# Saaty 1980: mean consistency index of random judgements. Sources differ in the second decimal.
RANDOM_INDEX: Mapping[int, float] = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
CONSISTENT_BELOW = 0.1
RECIPROCAL_WITHIN = 1e-3
WIDEST_LOG_WEIGHT = 7.0


class Judged(NamedTuple):
    """Weights of an AHP matrix and how far its judgements contradict each other."""

    weights: FloatArray
    largest_eigenvalue: float
    consistency_index: float
    """一致性指标 CI = (lambda - n) / (n - 1)."""
    consistency_ratio: float
    """一致性比率 CR = CI / RI; 0 for two items, which cannot contradict."""

    @property
    def consistent(self) -> bool:
        return self.consistency_ratio < CONSISTENT_BELOW


class Principal(NamedTuple):
    """Weights by the first principal component of standardised figures."""

    weights: FloatArray
    """Loadings scaled to add up to 1; 0 for an item that runs against the others."""
    loadings: FloatArray
    """Turned so that most of them are positive; their squares add up to 1."""
    explained: float
    """Share of the variance that the component carries."""
    against: BoolArray
    """Items with a negative loading: to be looked at, not to be weighted."""


class Aimed(NamedTuple):
    """Weights to a wanted influence, and the influence reached."""

    weights: FloatArray
    influence: FloatArray
    """Correlation of every item with the total, scaled to add up to 1."""
    off_target: float
    """Largest difference from the target; not 0 where no weights above zero reach it."""


def equal_weights(items: int) -> FloatArray:
    """等权: the same weight for each."""
    return np.full(items, 1 / items)


def ahp(
    judgements: FloatArray, by_roots: bool = False, random_index: Mapping[int, float] = RANDOM_INDEX
) -> Judged:
    """层次分析法: weights from a matrix [item, item] of "how many times as important as".

    The principal eigenvector, or with `by_roots` the geometric means of the rows (方根法), which county rules
    compute by hand. Raises ValueError unless judgements are positive and reciprocal and the random index has
    an entry.
    """
    items = judgements.shape[0]
    if judgements.shape != (items, items) or items < 2 or not (judgements > 0).all():
        raise ValueError("judgements are a square of positive numbers, two items at least")
    if for_ranking(np.abs(judgements * judgements.T - 1)).max() > RECIPROCAL_WITHIN:
        raise ValueError(
            "judgements must be reciprocal: what is 3 one way is 1/3 the other, 1 on the diagonal"
        )
    if items > 2 and items not in random_index:
        raise ValueError(f"no random index for {items} items; give one, or judge in smaller groups")
    weights = np.exp(np.log(judgements).mean(axis=1)) if by_roots else _dominant(judgements)
    weights = weights / weights.sum()
    largest = float((judgements @ weights / weights).mean())
    index = (largest - items) / (items - 1)
    return Judged(weights, largest, index, index / random_index[items] if items > 2 else 0.0)


def _dominant(matrix: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eig(matrix)
    return np.asarray(np.abs(vectors[:, np.argmax(values.real)].real))


def entropy_weights(values: FloatArray) -> FloatArray:
    """熵权法: the more the units [unit, item] differ in an item, the more weight it gets.

    p = value / sum, E = -sum(p ln p) / ln n over the n units that have the item, weight in proportion to
    1 - E; 0 ln 0 = 0. Scale-free, not shift-free. Raises ValueError on a negative figure, on an item with
    fewer than two figures or only zeros, and when no item differs.
    """
    count = (~np.isnan(values)).sum(axis=0)
    total = np.nansum(values, axis=0)
    if (values < 0).any() or (count < 2).any() or not (total > 0).all():
        raise ValueError("entropy needs two figures an item, none negative and not all zero")
    share = np.nan_to_num(values / total)
    surprise = -share * np.log(np.where(share > 0, share, 1.0))
    told = 1 - np.sort(surprise, axis=0).sum(axis=0) / np.log(count)
    told = np.where(told > np.finfo(float).eps * count, told, 0.0)
    if not (told > 0).any():
        raise ValueError("no item differs among the units: entropy cannot weight them")
    return np.asarray(told / told.sum())


def principal_weights(values: FloatArray) -> Principal:
    """主成分法: loadings of the first principal component over the units [unit, item] that have every item.

    Weights are never negative: an item whose loading runs against the rest gets 0 and is named in `against`.
    Raises ValueError with fewer than three such units or an item without spread.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    if complete.shape[0] < 3 or not (np.ptp(complete, axis=0) > 0).all():
        raise ValueError("principal components need three units with every item, and items that differ")
    variance, vectors = np.linalg.eigh(np.corrcoef(complete, rowvar=False).reshape(values.shape[1], -1))
    loadings = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    weights = np.maximum(loadings, 0.0)
    return Principal(
        weights / weights.sum(), loadings, float(variance[-1] / variance.sum()), np.asarray(loadings < 0)
    )


def influence(scores: FloatArray, total: FloatArray) -> FloatArray:
    """Correlation of every item [unit, item] with the total [unit], scaled to add up to 1."""
    centred = scores - scores.mean(axis=0)
    away = total - total.mean()
    correlation = centred.T @ away / (np.linalg.norm(centred, axis=0) * np.linalg.norm(away))
    return np.asarray(correlation / correlation.sum())


def weights_to_influence(
    scores: FloatArray, target: FloatArray, total: Callable[[FloatArray], FloatArray] | None = None
) -> Aimed:
    """Weights under which every item [unit, item] has the wanted influence on the total, effective weight 有效权重.

    `target` [item] is scaled to add up to 1. `total` computes the total [unit] from weights [item]; without
    it the total is the weighted mean of the items. Weights stay above zero; where no such weights reach the
    target the nearest in least squares are given. Figures must be complete.

    Raises ValueError on a missing figure, an item without spread, or a target not above zero.
    """
    if np.isnan(scores).any() or not (np.ptp(scores, axis=0) > 0).all():
        raise ValueError("influence needs complete figures of items that differ")
    if not (target > 0).all():
        raise ValueError("every item needs a target influence above zero")
    wanted = target / target.sum()
    combined: Callable[[FloatArray], FloatArray] = scores.__matmul__ if total is None else total

    def missed(log_weight: FloatArray) -> FloatArray:
        return np.asarray(influence(scores, combined(_shares(log_weight))) - wanted)

    found = least_squares(
        missed,
        np.log(wanted) - np.log(wanted).mean(),
        bounds=(-WIDEST_LOG_WEIGHT, WIDEST_LOG_WEIGHT),
        xtol=1e-14,
        ftol=1e-14,
        gtol=1e-14,
    )
    weights = _shares(found.x)
    return Aimed(weights, missed(found.x) + wanted, float(np.abs(missed(found.x)).max()))


def _shares(log_weight: FloatArray) -> FloatArray:
    weight = np.exp(log_weight)
    return np.asarray(weight / weight.sum())
