"""Ratings by several people 评议: means without the extremes, weighted by class of rater, and how far the raters agree.

NaN is no rating: a rater who stands aside 回避, or gave none.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, ratio
from luoshi.kernel.composite.audit import correlations
from luoshi.kernel.rounding import for_ranking


def trimmed(ratings: ArrayLike, share: float, each_end: int = 0) -> FloatArray:
    """The ratings in order without the highest and the lowest: floor(share x n) off each end, `each_end` at least.

    None is left where that is all of them. Raises ValueError unless 0 <= share < 0.5 and each_end >= 0.
    """
    if not 0 <= share < 0.5 or each_end < 0:
        raise ValueError(
            "the share dropped at each end is at least 0 and below one half, a number not negative"
        )
    given = np.asarray(ratings, float).ravel()
    ordered = np.sort(given[~np.isnan(given)])
    # 0.29 x 100 is 28.999... in binary: the count is taken from the product as compared.
    cut = max(each_end, int(np.floor(for_ranking(share * ordered.size))))
    return ordered[cut : max(ordered.size - cut, cut)]


def trimmed_mean(ratings: ArrayLike, share: float, each_end: int = 0) -> float:
    """Mean of `trimmed`; NaN where nobody rated or nothing is left."""
    kept = trimmed(ratings, share, each_end)
    return float(kept.mean()) if kept.size else float("nan")


def rating_of_classes(
    classes: Sequence[ArrayLike], weights: ArrayLike, share: float, each_end: int = 0, *, at_least: int = 1
) -> float:
    """Weighted mean of the trimmed means of the classes of raters; NaN with fewer than `at_least` ratings in all.

    A class of which no rating is left has no mean, and its weight goes to the others in their proportion: a
    recusal neither helps nor hurts. A weight for each rater is a class of one. Raises ValueError when classes and
    weights differ in number or a weight is not positive.
    """
    weight = np.asarray(weights, float)
    if weight.shape != (len(classes),) or not (weight > 0).all():
        raise ValueError("every class of raters has one weight above zero")
    given = sum(int((~np.isnan(np.asarray(ratings, float))).sum()) for ratings in classes)
    means = np.array([trimmed_mean(ratings, share, each_end) for ratings in classes])
    heard = ~np.isnan(means)
    if given < at_least or not heard.any():
        return float("nan")
    return float(means[heard] @ weight[heard] / weight[heard].sum())


def agreement(ratings: ArrayLike, grades: ArrayLike) -> float:
    """How far the raters of one unit agree: r_wg of James, Demaree and Wolf (1984), in [0, 1]; NaN with fewer than two.

    One minus the variance of the ratings (n - 1) over the variance that raters would have who chose among the
    `grades` of the scale by chance; negative values are zero. Raises ValueError for a scale without two grades.
    """
    chance = float(np.var(np.unique(np.asarray(grades, float))))
    if not chance > 0:
        raise ValueError("a scale has at least two grades")
    given = np.asarray(ratings, float).ravel()
    given = given[~np.isnan(given)]
    return max(0.0, 1.0 - float(np.var(given, ddof=1)) / chance) if given.size > 1 else float("nan")


def concordance(ratings: ArrayLike) -> float:
    """Whether the raters rank the units alike 一致性 (Kendall's W): 1 all do, near 0 chance. [unit, rater].

    W = (1 + (m - 1) r) / m from the mean rank correlation r of all pairs of raters over the units both rated,
    so that recusals do not stop it; complete ratings without ties give Kendall's W itself. NaN with fewer than
    two raters, or where no pair has three units in common and a spread.
    """
    given = np.asarray(ratings, float)
    raters = given.shape[1]
    pair = correlations(given, given, by_rank=True)[np.triu_indices(raters, 1)]
    if np.isnan(pair).all():
        return float("nan")
    return float((1 + (raters - 1) * np.nanmean(pair)) / raters)


def leaning(ratings: ArrayLike) -> FloatArray:
    """How far each rater rates above the others 宽严 [rater]: mean of own rating - mean of the rest, unit by unit.

    Ratings are [unit, rater]; NaN for a rater who shares no unit with anybody.
    """
    given = np.asarray(ratings, float)
    there = ~np.isnan(given)
    known = np.where(there, given, 0.0)
    others = ratio(known.sum(axis=1, keepdims=True) - known, there.sum(axis=1, keepdims=True) - there)
    away = np.where(there, given - others, np.nan)
    compared = ~np.isnan(away)
    return ratio(np.where(compared, away, 0.0).sum(axis=0), compared.sum(axis=0))
