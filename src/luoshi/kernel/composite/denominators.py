"""Denominators 分母: figures per head, per hectare, per yuan of GDP, so that size alone does not decide."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, ratio

AS_IT_IS = -1


def denominated(
    values: FloatArray, denominators: FloatArray, divide_by: Sequence[int], scale: ArrayLike = 1.0
) -> FloatArray:
    """Figures [unit, item] divided by the denominator of each item, times its scale: float64[unit, item].

    `denominators` are [unit, denominator]; `divide_by` names one column per item, -1 for an item taken as it
    is; `scale` is one number or one per item (100 000 for "per 100 000 people"). NaN where figure or
    denominator is missing or the denominator is not above zero.

    Raises ValueError when an item has no entry or names a denominator that is not there.
    """
    column = np.asarray(divide_by)
    if column.shape != (values.shape[1],):
        raise ValueError(f"{values.shape[1]} items need one denominator each, found {column.size}")
    if column.size and not AS_IT_IS <= column.min() <= column.max() < denominators.shape[1]:
        raise ValueError(f"there are {denominators.shape[1]} denominators, one item names another")
    divided = column != AS_IT_IS
    per = np.array(values, dtype=float)
    factor = np.broadcast_to(np.asarray(scale, float), column.shape)[divided]
    per[:, divided] = ratio(per[:, divided], denominators[:, column[divided]]) * factor
    return per
