"""A curve from one's own past years 季节曲线: the median of what each month brought, Chinese New Year taken with its neighbour."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.curve import MONTHS, monthly_table

FEWEST_YEARS = 3
FEBRUARY = 2


class SeasonalCurve(NamedTuple):
    """A curve and how far the years it comes from lie apart."""

    shares: FloatArray
    """Cumulative shares at the end of months 1..12, float64[12], ending at 1; 0 in January."""
    low: FloatArray
    """The lowest cumulative share that a year had, float64[12]."""
    high: FloatArray
    """The highest cumulative share that a year had, float64[12]."""


def full_years(history: ArrayLike) -> BoolArray:
    """Which years [Y, 12] of cumulative figures can be used, bool[Y]; NaN where a month has no figure.

    A year is full when it ends above zero, never falls, and has a figure in every month in which any year has one;
    January, which Chinese New Year makes its own in some years and not in others, is not asked for.
    """
    years = np.asarray(history, float)
    if not years.shape[0]:
        return np.zeros(0, bool)
    asked = _asked(years)
    if not asked[-1]:
        return np.zeros(years.shape[0], bool)
    kept = years[:, asked]
    known = ~np.isnan(kept).any(axis=1)
    steps = np.diff(np.nan_to_num(kept), prepend=0.0, axis=1)
    return np.asarray(known & (steps >= 0).all(axis=1) & (np.nan_to_num(kept[:, -1]) > 0))


def seasonal_curve(history: ArrayLike) -> SeasonalCurve:
    """The curve of full years [Y, 12] of cumulative figures.

    What each month brought is taken as a share of its year; the median over the years is robust against one odd
    year; the medians are scaled to add up to 1. January and February are one step: nothing is expected before the
    end of February. Months without figures (a quarterly indicator) lie on the straight line between their neighbours.

    Raises ValueError with fewer than three full years, or with a year that is not full.
    """
    years = np.asarray(history, float)
    if years.shape[0] < FEWEST_YEARS:
        raise ValueError(f"a seasonal curve needs {FEWEST_YEARS} full years, found {years.shape[0]}")
    if not full_years(years).all():
        raise ValueError("every year needs all its months")
    asked = _asked(years)
    steps = np.diff(years[:, asked], prepend=0.0, axis=1) / years[:, asked][:, -1:]
    median = np.median(steps, axis=0)
    course = np.cumsum(median) / median.sum()
    course[-1] = 1.0
    each = np.cumsum(steps, axis=1)
    shares, low, high = (_monthly(asked, line) for line in (course, each.min(axis=0), each.max(axis=0)))
    return SeasonalCurve(monthly_table(shares.tolist()), low, high)


def _asked(years: FloatArray) -> BoolArray:
    known = ~np.isnan(years).all(axis=0)
    return np.asarray(known & (np.arange(MONTHS) >= FEBRUARY - 1))


def _monthly(asked: BoolArray, line: FloatArray) -> FloatArray:
    """Twelve months from those asked for: 0 until January's end, straight lines between."""
    at = np.concatenate([[1], np.flatnonzero(asked) + 1])
    return np.asarray(np.interp(np.arange(1, MONTHS + 1), at, np.concatenate([[0.0], line])))
