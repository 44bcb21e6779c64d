"""Sensitivity 敏感性分析: which choice the outcome depends on, by Sobol indices of first and total order."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import FloatArray

# Below this number of draws the estimates are noise: first order above total order has been published.
DRAWS = 10_000
RESAMPLES = 200


class Design(NamedTuple):
    """Two independent samples [draw, factor] of numbers in [0, 1)."""

    one: FloatArray
    other: FloatArray

    def exchanged(self, factor: int) -> FloatArray:
        """The first sample with one factor taken from the second."""
        mixed = self.one.copy()
        mixed[:, factor] = self.other[:, factor]
        return mixed


class Indices(NamedTuple):
    """Shares of the variance of the outcome, one per factor."""

    first: FloatArray
    """What a factor explains by itself 一阶."""
    total: FloatArray
    """What it explains by itself and together with the others 总效应; 0: it does not matter."""


class Sensitivity(NamedTuple):
    """Indices [factor] with the 5th and 95th percentile of resampled draws."""

    indices: Indices
    low: Indices
    high: Indices
    variance: float
    """Of the outcome; 0 when no choice matters, all indices are then 0."""


def design(factors: int, draws: int = DRAWS, seed: int = 0) -> Design:
    """Random samples for `draws` x (factors + 2) runs. The same seed gives the same design."""
    random = np.random.default_rng(seed)
    return Design(random.random((draws, factors)), random.random((draws, factors)))


def sobol_indices(one: FloatArray, other: FloatArray, exchanged: FloatArray) -> Indices:
    """Indices from outcomes of both samples [draw] and of the first with each factor exchanged [factor, draw].

    First order after Saltelli (2010): mean(other (exchanged - one)) / V; total order after Jansen (1999):
    mean((one - exchanged)^2) / 2V; V is the variance (n - 1) of both samples. All 0 when V is nothing.
    """
    first, total, variance = _terms(one, other, exchanged)
    return _shares(first.mean(axis=1), total.mean(axis=1), variance)


def sensitivity(
    outcome: Callable[[FloatArray], FloatArray], factors: int, draws: int = DRAWS, seed: int = 0
) -> Sensitivity:
    """Sobol indices of an outcome with intervals by resampling the draws.

    `outcome` takes a sample [draw, factor] in [0, 1) and gives one number per draw; it is asked factors + 2
    times, for `draws` at a time, so that memory depends on the draws alone.
    """
    sample = design(factors, draws, seed)
    one, other = outcome(sample.one), outcome(sample.other)
    level = np.concatenate([one, other]).mean()
    exchanged = np.stack([outcome(sample.exchanged(factor)) for factor in range(factors)])
    # The level of the outcome says nothing about its variance, but its noise enters the first order.
    first, total, variance = _terms(one - level, other - level, exchanged - level)
    random = np.random.default_rng([seed, 1])
    again = np.empty((RESAMPLES, 2, factors))
    for repeat in again:
        drawn = random.integers(0, draws, draws)
        spread = float(np.concatenate([one[drawn], other[drawn]]).var(ddof=1))
        repeat[:] = _shares(first[:, drawn].mean(axis=1), total[:, drawn].mean(axis=1), spread)
    low, high = np.quantile(again, [0.05, 0.95], axis=0)
    found = _shares(first.mean(axis=1), total.mean(axis=1), variance)
    return Sensitivity(found, Indices(*low), Indices(*high), variance)


def _terms(one: FloatArray, other: FloatArray, exchanged: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    first = other * (exchanged - one)
    total = (one - exchanged) ** 2 / 2
    return first, total, float(np.concatenate([one, other]).var(ddof=1))


def _shares(first: FloatArray, total: FloatArray, variance: float) -> Indices:
    whole = variance if variance > 0 else 1.0
    return Indices(first / whole, total / whole)
