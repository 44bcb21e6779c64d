"""Seasonal outliers 季节性异常值: the latest month's growth against the series' own past growth."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.forensics.median_mad import log_change, middle, spread

MONTHS = 12


@dataclass(frozen=True)
class Strictness:
    """When to speak. ``least_history`` growths must be known, the score and the deviation must both be large."""

    score: float = 5.0
    deviation: float = 0.08
    """Of the growth from its usual one: in logarithms (0.08 is about 8 %), or in the figure's unit if additive."""
    least_history: int = 18
    least_own_month: int = 4
    least_spread: float = 0.01


class Outliers(NamedTuple):
    """The last month of every series. All arrays [S]."""

    fired: BoolArray
    score: FloatArray
    """Deviation in robust standard deviations; NaN where the check is silent."""
    expected: FloatArray
    """What the usual growth would have given."""
    history: IntArray
    """How many past growths were known."""


def outliers(values: FloatArray, additive: ArrayLike = False, strict: Strictness | None = None) -> Outliers:
    """Judge the last month of S series of T months, float64[S, T], NaN missing.

    The growth against the same month of the year before takes the season out. Its usual size is the median of
    the past growths; its usual spread the larger of that over all past months and, with enough years, that of the
    same calendar month: Spring Festival moves between January and February. ``additive`` series (rates, shares)
    are compared by difference. Silent with less than ``least_history`` growths.
    """
    rules = strict or Strictness()
    count, total = values.shape
    plain = np.broadcast_to(np.asarray(additive, bool), (count,))
    growth = np.full((count, total), np.nan)
    if total > MONTHS:
        now, before = values[:, MONTHS:], values[:, :-MONTHS]
        growth[:, MONTHS:] = np.where(plain[:, None], now - before, log_change(now, before))
    last, past = growth[:, -1], growth[:, :-1]
    history = (~np.isnan(past)).sum(axis=1)
    usual = middle(past)
    own = past[:, total - 1 - MONTHS :: -MONTHS] if total > MONTHS else past[:, :0]
    enough = (~np.isnan(own)).sum(axis=1) >= rules.least_own_month
    wide = np.fmax(spread(past), np.where(enough, spread(own), 0.0))
    deviation = last - usual
    heard = history >= rules.least_history
    score = np.where(heard, deviation / np.fmax(wide, rules.least_spread), np.nan)
    with np.errstate(invalid="ignore"):
        fired = np.logical_and(np.abs(score) >= rules.score, np.abs(deviation) >= rules.deviation)
    base = values[:, -1 - MONTHS] if total > MONTHS else np.full(count, np.nan)
    expected = np.where(plain, base + usual, base * np.exp(np.where(plain, 0.0, usual)))
    return Outliers(fired, score, np.where(heard, expected, np.nan), history)
