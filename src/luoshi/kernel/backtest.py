"""Backtest 回测: what each method would have said in past years, and how far off it would have been."""

from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.extrapolation import Method, Origin, Past, extrapolate, median_of_known

# A method is preferred to a simpler one only where its mean error is smaller by more than this share.
ALIKE = 0.05
NONE = -1


class Backtest(NamedTuple):
    """Past forecasts of S series, made at the same month of earlier years from what lay before them.

    Errors of amounts are fractions of the outcome, errors of levels are in the unit of the figure.
    """

    method: IntArray
    """int64[S]: the method chosen, `NONE` where none could answer each time."""
    forecasts: IntArray
    """int64[S]: how many past years were forecast."""
    deviation: FloatArray
    """float64[S, K]: outcome against forecast by the method chosen, as ln(outcome / forecast) or difference."""
    typical_error: FloatArray
    """float64[S]: median absolute error of the method chosen."""
    bias: FloatArray
    """float64[S]: mean error, forecast less outcome: above zero it promised too much."""
    mean_errors: FloatArray
    """float64[method, S]: mean absolute error of every method; NaN where it could not answer each time."""


def backtest(past: Past, month: IntArray, of_level: BoolArray) -> Backtest:
    """Forecast every past year but the first from the years before it, by every method; choose the best.

    The best has the smallest mean absolute deviation over all past years that were forecast; a method that
    could not answer in one of them is not chosen, and within 5 % of the smallest the simplest is.
    """
    series, years = past.whole.shape
    said = np.full((len(Method), series, years), np.nan)
    for column in range(1, years):
        now = Origin(past.part[:, column], month, past.year[:, column])
        said[:, :, column] = extrapolate(past.before(column), now, of_level)
    tried = np.zeros(past.whole.shape, bool)
    tried[:, 1:] = ~np.isnan(past.whole[:, :-1])
    deviation = np.where(tried, _deviation(said, past.whole, of_level), np.nan)
    forecasts = tried.sum(axis=1)
    answered = ((~np.isnan(deviation)).sum(axis=2) == forecasts) & (forecasts > 0)
    mean = np.where(answered, _mean(np.abs(deviation)), np.inf)
    best = mean.min(axis=0)
    # The order of the methods is from simple to elaborate, and argmax takes the first.
    chosen = np.argmax(mean <= best * (1 + ALIKE), axis=0)
    error = np.where(
        tried, np.where(of_level[:, None], said - past.whole, ratio(said, past.whole) - 1), np.nan
    )
    own = error[chosen, np.arange(series)]
    found = np.isfinite(best)
    return Backtest(
        method=np.where(found, chosen, NONE),
        forecasts=forecasts,
        deviation=np.where(found[:, None], deviation[chosen, np.arange(series)], np.nan),
        typical_error=np.where(found, median_of_known(np.abs(own)), np.nan),
        bias=np.where(found, _mean(own), np.nan),
        mean_errors=np.where(answered, _mean(np.abs(error)), np.nan),
    )


def _deviation(said: FloatArray, outcome: FloatArray, of_level: BoolArray) -> FloatArray:
    positive = (said > 0) & (outcome > 0)
    relative = np.log(np.where(positive, outcome, np.nan)) - np.log(np.where(positive, said, np.nan))
    return np.where(of_level[:, None], outcome - said, relative)


def _mean(a: FloatArray) -> FloatArray:
    """Mean along the last axis over what is known; NaN where nothing is."""
    known = ~np.isnan(a)
    total: FloatArray = np.where(known, a, 0.0).sum(axis=-1)
    return np.where(known.any(axis=-1), total / np.maximum(known.sum(axis=-1), 1), np.nan)
