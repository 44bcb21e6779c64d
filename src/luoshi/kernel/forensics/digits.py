"""Last digits 末位数字检验: figures that were thought up prefer round ends. Only with enough figures, by effect size."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray

DIGITS = 10
ROUND_SHARE = 0.2
"""Of ten digits two, 0 and 5, are round."""


@dataclass(frozen=True)
class Evidence:
    """When to speak: enough figures, a small chance of it, and an effect that matters."""

    least: int = 60
    smallest: int = 100
    """Below this a last digit is no chance digit: the figure has too few of them."""
    p_value: float = 1e-4
    heaping: float = 0.20
    """Share of figures ending in 0 or 5 above the fifth that chance gives."""
    unevenness: float = 0.50
    """Cohen's w, the square root of chi-square over the number of figures."""


class Digits(NamedTuple):
    """Per group. Arrays [G]."""

    heaped: BoolArray
    uneven: BoolArray
    figures: IntArray
    round_share: FloatArray
    """NaN where there are too few figures."""
    unevenness: FloatArray
    p_heaping: FloatArray
    p_uneven: FloatArray
    commonest: IntArray
    """The last digit met most often, the lowest of several."""
    commonest_share: FloatArray


def digits(last_places: IntArray, group: IntArray, groups: int, evidence: Evidence | None = None) -> Digits:
    """Test figures, each an integer number of its last printed place, by ``group`` (int[N], 0..groups-1).

    Heaping 取整: exact binomial test of the share ending in 0 or 5. Unevenness: chi-square of the ten digits with
    9 degrees of freedom. Both are told only beyond the thresholds of chance and of effect together.
    """
    from scipy.stats import binom, chi2

    rules = evidence or Evidence()
    sound = np.abs(last_places) >= rules.smallest
    last = np.abs(last_places[sound]) % DIGITS
    table = np.bincount(group[sound] * DIGITS + last, minlength=groups * DIGITS).reshape(groups, DIGITS)
    count = table.sum(axis=1)
    enough = count >= rules.least
    n = np.where(enough, count, np.nan)
    heaps = table[:, 0] + table[:, 5]
    share = heaps / n
    square = ((table - n[:, None] / DIGITS) ** 2 / (n[:, None] / DIGITS)).sum(axis=1)
    p_heaping = np.where(enough, binom.sf(heaps - 1, np.maximum(count, 1), ROUND_SHARE), np.nan)
    p_uneven = np.where(enough, chi2.sf(np.nan_to_num(square), DIGITS - 1), np.nan)
    effect = np.sqrt(square / n)
    with np.errstate(invalid="ignore"):
        heaped = np.logical_and(p_heaping <= rules.p_value, share - ROUND_SHARE >= rules.heaping)
        uneven = np.logical_and(p_uneven <= rules.p_value, effect >= rules.unevenness)
    commonest = table.argmax(axis=1)
    return Digits(heaped, uneven, count, share, effect, p_heaping, p_uneven, commonest, table.max(axis=1) / n)
