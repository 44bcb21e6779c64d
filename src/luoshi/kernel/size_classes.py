"""Size classes 分档计分: another curve and another difficulty coefficient for units of another size or kind."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.piecewise import Fired, Piecewise, Scored
from luoshi.kernel.rounding import for_ranking

NO_CLASS = -1


def size_class(size: ArrayLike, at_least: Sequence[float]) -> IntArray:
    """Class of every size: 0 from `at_least[0]` on, 1 from `at_least[1]` on, ..., the last below all; -1 missing.

    Compared at nine decimals. Raises ValueError unless the bounds fall.
    """
    bounds = for_ranking(list(at_least))
    if not (np.diff(bounds) < 0).all():
        raise ValueError("bounds of size classes must fall from the largest class down")
    known = for_ranking(size)
    return np.where(np.isnan(known), NO_CLASS, (known[..., None] < bounds).sum(axis=-1))


def by_class(value: ArrayLike, member: ArrayLike, curves: Sequence[Piecewise]) -> Scored:
    """Score of every value on the curve of its class; arrays of one shape. Without a class the score is missing.

    Raises ValueError for a class without a curve.
    """
    given, number = np.broadcast_arrays(np.asarray(value, float), np.asarray(member, np.int64))
    if (number >= len(curves)).any():
        raise ValueError(f"{len(curves)} curves, but a class {int(number.max())}")
    result = Scored(np.full(given.shape, np.nan), np.full(given.shape, int(Fired.MISSING)))
    for one, curve in enumerate(curves):
        here = number == one
        result.score[here], result.piece[here] = curve(given[here])
    return result


def adjusted(value: ArrayLike, coefficient: ArrayLike, least: float = 1.0, most: float = 1.35) -> FloatArray:
    """Values times the unit's difficulty coefficient 难度系数; NaN where either is missing.

    Adjust before comparing with the best of the peers. Arrays broadcast: coefficients [unit, 1] or [unit, item].
    Raises ValueError for a coefficient outside `least` to `most`, the range that the rules publish: whoever sets
    coefficients otherwise sets the ranking.
    """
    factor = np.asarray(coefficient, float)
    if not 0 < least <= most or (factor < least).any() or (factor > most).any():
        raise ValueError(f"difficulty coefficients must lie between {least:g} and {most:g}")
    return np.asarray(np.asarray(value, float) * factor)
