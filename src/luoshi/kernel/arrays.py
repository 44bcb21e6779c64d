"""The array types every kernel module speaks, and the one guarded division."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> FloatArray:
    """Quotient of two broadcastable arrays; NaN, never inf, where the denominator is not above zero."""
    above, below = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    quotient = np.full(above.shape, np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient
