"""Ratings by several people 评议: means without the extremes, weighted by class of rater, and how far the raters agree."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.rounding import for_ranking


def trimmed(ratings: ArrayLike, share: float) -> FloatArray:
    """The ratings in order without the highest and the lowest: floor(share x n) off each end; NaN is no rating.

    Raises ValueError unless 0 <= share < 0.5.
    """
    if not 0 <= share < 0.5:
        raise ValueError("the share dropped at each end is at least 0 and below one half")
    given = np.asarray(ratings, float).ravel()
    ordered = np.sort(given[~np.isnan(given)])
    # 0.29 x 100 is 28.999... in binary: the count is taken from the product as compared.
    cut = int(np.floor(for_ranking(share * ordered.size)))
    return ordered[cut : ordered.size - cut]


def trimmed_mean(ratings: ArrayLike, share: float) -> float:
    """Mean of :func:`trimmed`; NaN where nobody rated."""
    kept = trimmed(ratings, share)
    return float(kept.mean()) if kept.size else float("nan")


def rating_of_classes(classes: Sequence[ArrayLike], weights: ArrayLike, share: float) -> float:
    """Weighted mean of the trimmed means of the classes of raters; NaN where nobody rated.

    A class in which nobody rated has no mean, and its weight goes to the others in their proportion. Raises ValueError
    when classes and weights differ in number or a weight is not positive.
    """
    weight = np.asarray(weights, float)
    if weight.shape != (len(classes),) or not (weight > 0).all():
        raise ValueError("every class of raters has one weight above zero")
    means = np.array([trimmed_mean(ratings, share) for ratings in classes])
    heard = ~np.isnan(means)
    return float(means[heard] @ weight[heard] / weight[heard].sum()) if heard.any() else float("nan")


def agreement(ratings: ArrayLike, grades: ArrayLike) -> float:
    """How far the raters agree: r_wg of James, Demaree and Wolf (1984), in [0, 1]; NaN with fewer than two.

    One minus the variance of the ratings (n - 1) over the variance that raters would have who chose among the
    ``grades`` of the scale by chance; negative values are zero. Raises ValueError for a scale without two grades.
    """
    chance = float(np.var(np.unique(np.asarray(grades, float))))
    if not chance > 0:
        raise ValueError("a scale has at least two grades")
    given = np.asarray(ratings, float).ravel()
    given = given[~np.isnan(given)]
    return max(0.0, 1.0 - float(np.var(given, ddof=1)) / chance) if given.size > 1 else float("nan")
