"""Satisfaction surveys 满意度调查: response rate, estimate, standard error and interval from aggregate counts.

Arrays broadcast; NaN where a figure is missing or says nothing: no answers, or a population below the sample.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from luoshi.kernel.arrays import FloatArray, ratio

COVERAGE = 0.95


@dataclass(frozen=True)
class Estimate:
    """What a sample says of everybody: value, standard error, and an interval of the coverage asked for."""

    value: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray


def response_rate(answered: ArrayLike, sent: ArrayLike) -> FloatArray:
    """Answers over questionnaires sent; NaN where none was sent or more came back than were sent."""
    rate = ratio(answered, sent)
    return np.where(rate > 1, np.nan, rate)


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
    the whole population answered it is the share itself. NaN where more are satisfied than answered.
    """
    size = np.asarray(answered, float)
    share = ratio(satisfied, size)
    share = np.where((share > 1) | (np.asarray(satisfied, float) < 0), np.nan, share)
    factor = remaining(size, population)
    z = _quantile(coverage)
    # Wilson with n* = n / factor, written with 1 / n* so that a full census is no division by zero.
    inverse = ratio(factor, size)
    middle = (share + z**2 * inverse / 2) / (1 + z**2 * inverse)
    half = z / (1 + z**2 * inverse) * np.sqrt(share * (1 - share) * inverse + z**2 * inverse**2 / 4)
    return Estimate(
        value=share + 0 * inverse,
        se=np.sqrt(share * (1 - share) * inverse),
        low=np.clip(middle - half, 0, 1),
        high=np.clip(middle + half, 0, 1),
    )


def mean_score(
    mean: ArrayLike,
    deviation: ArrayLike,
    answered: ArrayLike,
    population: ArrayLike = np.nan,
    coverage: float = COVERAGE,
) -> Estimate:
    """A mean with its normal interval: mean -+ z x sd / sqrt(n) x sqrt((N - n) / (N - 1)); sd over n - 1.

    NaN where nobody answered or a deviation is negative.
    """
    size, middle, spread = (np.asarray(a, float) for a in (answered, mean, deviation))
    spread = np.where(spread < 0, np.nan, spread)
    se = spread * np.sqrt(ratio(remaining(size, population), size))
    half = _quantile(coverage) * se
    return Estimate(value=middle + 0 * se, se=se, low=middle - half, high=middle + half)


def _quantile(coverage: float) -> float:
    """The standard normal quantile of a two-sided interval; ValueError unless 0 < coverage < 1."""
    if not 0 < coverage < 1:
        raise ValueError("the coverage of an interval lies between 0 and 1")
    return NormalDist().inv_cdf((1 + coverage) / 2)
