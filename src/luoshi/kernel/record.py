"""Record 历年记录: rolling means, runs of years at the top, best and worst rank of a unit over the years."""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, IntArray, ratio
from luoshi.kernel.ranking import UNRANKED


class Record(NamedTuple):
    """What the years say of every unit; arrays [unit], 0 for a unit never ranked."""

    best: IntArray
    worst: IntArray
    firsts: IntArray
    """Years in first place."""
    running: IntArray
    """Consecutive years in first place up to the last year 连续第一; 0 if it was not first last."""
    longest: IntArray
    """Longest run of years in first place."""
    years: IntArray
    """Years with a rank."""


def rolling_mean(score: ArrayLike, years: int = 3, at_least: int | None = None) -> FloatArray:
    """Mean of the last `years` scores up to each year 滚动平均 [unit, year]; NaN with fewer than `at_least` of them.

    `at_least` is all of them where it is not given: two good years are not a three-year mean. Raises ValueError
    unless 1 <= at_least <= years.
    """
    needed = years if at_least is None else at_least
    if not 1 <= needed <= years:
        raise ValueError(f"a rolling mean of {years} years needs 1 to {years} of them, not {needed}")
    value = np.asarray(score, float)
    before = np.full((value.shape[0], years), np.nan)
    window = sliding_window_view(np.concatenate([before, value], axis=1), years, axis=1)[:, 1:]
    there = (~np.isnan(window)).sum(axis=-1)
    mean = ratio(np.where(np.isnan(window), 0.0, window).sum(axis=-1), there)
    return np.where(there >= needed, mean, np.nan)


def runs(rank: ArrayLike, within: int = 1) -> IntArray:
    """Consecutive years among the first `within`, up to and with each year: ranks [unit, year], oldest first.

    A year without a rank ends a run, one in which nobody was assessed too: it has a column without ranks.
    """
    place = np.asarray(rank)
    there = (place != UNRANKED) & (place <= within)
    year = np.arange(1, place.shape[1] + 1)
    missed = np.maximum.accumulate(np.where(there, 0, year), axis=1)
    return np.asarray(year - missed)


def record(rank: ArrayLike) -> Record:
    """The record of ranks [unit, year], oldest first; 0 is unranked."""
    place = np.asarray(rank)
    ranked = place != UNRANKED
    years, run = ranked.sum(axis=1), runs(place)
    lowest_of_all = place.max(initial=0)
    best = np.where(ranked, place, lowest_of_all).min(axis=1, initial=lowest_of_all)
    return Record(
        best=np.where(years > 0, best, UNRANKED),
        worst=place.max(axis=1, initial=UNRANKED),
        firsts=(place == 1).sum(axis=1),
        running=run[:, -1] if run.shape[1] else years,
        longest=run.max(axis=1, initial=0),
        years=years,
    )
