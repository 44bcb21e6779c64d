"""Satisfaction surveys 满意度调查: response rate, estimate, standard error and interval from aggregate counts.

Arrays broadcast; NaN where a figure is missing or says nothing: no answers, or a population below the sample.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from luoshi.kernel.arrays import BoolArray, FloatArray, ratio
from luoshi.kernel.rounding import for_ranking

COVERAGE = 0.95


class Estimate(NamedTuple):
    """What a sample says of everybody: value, standard error, and an interval of the coverage asked for."""

    value: FloatArray
    se: FloatArray
    """As `rank_sets` wants it: 0 only where everybody answered, NaN where the sample says nothing of its error."""
    low: FloatArray
    high: FloatArray


class Moments(NamedTuple):
    """Answers by option in the figures that `mean_score` takes."""

    mean: FloatArray
    deviation: FloatArray
    """Standard deviation, n - 1; NaN below two answers."""
    answered: FloatArray


def response_rate(answered: ArrayLike, sent: ArrayLike) -> FloatArray:
    """Answers over questionnaires sent; NaN where none was sent or more came back than were sent."""
    rate = ratio(answered, sent)
    return np.where(rate > 1, np.nan, rate)


def enough(answered: ArrayLike, sent: ArrayLike, at_least: int = 1, least_rate: float = 0.0) -> BoolArray:
    """Where a sample may be told: the least number of answers and the least response rate are both met."""
    rate = for_ranking(np.nan_to_num(response_rate(answered, sent)))
    return np.asarray((np.asarray(answered, float) >= max(at_least, 1)) & (rate >= for_ranking(least_rate)))


def remaining(answered: ArrayLike, population: ArrayLike) -> FloatArray:
    """Finite population factor of a variance: (N - n) / (N - 1), 1 where the population is not known.

    Zero where everybody answered; NaN where more answered than there are.
    """
    size, whole = np.broadcast_arrays(np.asarray(answered, float), np.asarray(population, float))
    factor = np.where(size < whole, ratio(whole - size, whole - 1), np.where(size > whole, np.nan, 0.0))
    return np.where(np.isnan(whole), 1.0, factor)


def satisfied_share(
    satisfied: ArrayLike, answered: ArrayLike, population: ArrayLike = np.nan, coverage: float = COVERAGE
) -> Estimate:
    """Share of the satisfied with the interval of Wilson (1927), the sample counting for n / ((N - n) / (N - 1)).

    The interval never leaves [0, 1] and does not shrink to a point where everybody in the sample is satisfied; where
    the whole population answered it is the share itself. The standard error is half its width over the normal
    quantile, so that ten of ten satisfied are no certainty. NaN where more are satisfied than answered.
    """
    size = np.asarray(answered, float)
    share = ratio(satisfied, size)
    share = np.where((share > 1) | (np.asarray(satisfied, float) < 0), np.nan, share)
    z = _quantile(coverage)
    # Wilson with n* = n / factor, written with 1 / n* so that a full census is no division by zero.
    inverse = ratio(remaining(size, population), size)
    middle = (share + z**2 * inverse / 2) / (1 + z**2 * inverse)
    half = z / (1 + z**2 * inverse) * np.sqrt(share * (1 - share) * inverse + z**2 * inverse**2 / 4)
    return Estimate(
        value=share + 0 * inverse,
        se=half / z,
        low=np.clip(middle - half, 0, 1),
        high=np.clip(middle + half, 0, 1),
    )


def moments(answers: ArrayLike, marks: ArrayLike) -> Moments:
    """Mean and deviation of answers counted by option [unit, option], each option worth its mark [option].

    非常满意 100, 满意 80, ...: `mean_score(*moments(answers, marks), population)`. Raises ValueError for counts
    below zero.
    """
    count, worth = np.asarray(answers, float), np.asarray(marks, float)
    if (count < 0).any():
        raise ValueError("answers are counted from zero")
    size = count.sum(axis=-1)
    mean = ratio((count * worth).sum(axis=-1), size)
    square = np.where(count > 0, count * (worth - mean[..., None]) ** 2, 0.0).sum(axis=-1)
    return Moments(mean, np.sqrt(ratio(square, size - 1)), size)


def mean_score(
    mean: ArrayLike,
    deviation: ArrayLike,
    answered: ArrayLike,
    population: ArrayLike = np.nan,
    coverage: float = COVERAGE,
) -> Estimate:
    """A mean with its normal interval: mean -+ z x sd / sqrt(n) x sqrt((N - n) / (N - 1)); sd over n - 1.

    NaN where nobody answered or a deviation is negative. Answers that are all alike say nothing of their error: it
    and the interval are NaN, unless everybody answered.
    """
    size, middle, spread = (np.asarray(a, float) for a in (answered, mean, deviation))
    part = ratio(remaining(size, population), size)
    known = np.where(spread > 0, spread, np.nan)
    se = np.where(part > 0, known * np.sqrt(part), 0.0 * part)
    half = _quantile(coverage) * se
    return Estimate(value=middle + 0 * part, se=se, low=middle - half, high=middle + half)


def _quantile(coverage: float) -> float:
    """The standard normal quantile of a two-sided interval; ValueError unless 0 < coverage < 1."""
    if not 0 < coverage < 1:
        raise ValueError("the coverage of an interval lies between 0 and 1")
    return float(ndtri((1 + coverage) / 2))
