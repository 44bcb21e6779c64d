"""Extrapolation 外推: what the year-end figure would be, if the rest of the year went as the past suggests."""

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio

MONTHS = 12
# Damped trend: how fast the level and the trend follow, and what is left of the trend from step to step.
LEVEL_GAIN, TREND_GAIN, DAMPING = 0.5, 0.2, 0.8


class Method(IntEnum):
    """How the rest of the year is supposed; of two that erred alike the one named first is taken."""

    PACE = 0
    """按月均进度: the rest goes at the monthly average of the year so far."""
    LAST = 1
    """按最新值: the level stays where it is."""
    YEAR_BEFORE = 2
    """按上年末: the level returns to that of last year's end."""
    GROWTH = 3
    """按累计增速: the rest grows over last year's rest as the year has grown so far."""
    CHANGE = 4
    """按历年变动: the level moves as much as it did in the median past year."""
    SHARE = 5
    """按历年进度: so far has been done what was done by now in the median past year."""
    DRIFT = 6
    """按上年余下月份加历年增速: last year's rest, grown by the mean growth of past years' rests."""
    TREND = 7
    """按阻尼趋势: exponential smoothing with a damped trend of the seasonally adjusted course."""


OF_AMOUNTS = (Method.PACE, Method.GROWTH, Method.SHARE, Method.DRIFT, Method.TREND)
OF_LEVELS = (Method.LAST, Method.YEAR_BEFORE, Method.CHANGE)


class Past(NamedTuple):
    """Complete years of S series, the latest in the last column; shorter pasts have NaN in front."""

    part: FloatArray
    """float64[S, K]: the year to date, or the level, at the month of origin; 0 for amounts before it began."""
    whole: FloatArray
    """float64[S, K]: the figure of the whole year, or the level at its end."""
    year: IntArray
    """int64[S, K]: which year; rising along each row."""

    def before(self, column: int) -> "Past":
        """The years in front of `column`."""
        return Past(self.part[:, :column], self.whole[:, :column], self.year[:, :column])


class Origin(NamedTuple):
    """Where the year to be extrapolated stands; arrays of shape [S]."""

    part: FloatArray
    month: IntArray
    """0..11; 0 says that nothing of the year is known."""
    year: IntArray


def extrapolate(past: Past, now: Origin, of_level: BoolArray) -> FloatArray:
    """The year-end figure by every method, float64[method, S]; NaN where a method cannot answer.

    `of_level` says which series are levels (stocks, rates); methods of amounts do not answer for levels, nor
    those of levels for amounts. A method needs one past year at least. An amount is not extrapolated below
    what is done, unless a past year fell so itself.
    """
    answers = np.array([_ANSWERS[method](past, now) for method in Method])
    fits = np.array([of_level if method in OF_LEVELS else ~of_level for method in Method])
    fell = (past.whole < past.part).any(axis=1)
    floor = np.where(of_level | fell, -np.inf, now.part)
    return np.where(fits, np.maximum(answers, floor), np.nan)


def median_of_known(a: FloatArray) -> FloatArray:
    """Median along the last axis over what is not NaN; NaN where nothing is known."""
    if not a.shape[-1]:
        return np.full(a.shape[:-1], np.nan)
    # Sorting puts NaN behind everything known; where the count is even, two stand in the middle.
    ordered, known = np.sort(a, axis=-1), (~np.isnan(a)).sum(axis=-1)
    middle = (np.maximum(known - 1, 0) // 2, np.minimum(known // 2, a.shape[-1] - 1))
    lower, upper = (np.take_along_axis(ordered, place[..., None], -1)[..., 0] for place in middle)
    return np.where(known > 0, (lower + upper) / 2, np.nan)


def _pace(past: Past, now: Origin) -> FloatArray:
    return ratio(now.part * MONTHS, now.month)


def _last(past: Past, now: Origin) -> FloatArray:
    return now.part


def _year_before(past: Past, now: Origin) -> FloatArray:
    return past.whole[:, -1]


def _growth(past: Past, now: Origin) -> FloatArray:
    return now.part * ratio(past.whole[:, -1], past.part[:, -1])


def _change(past: Past, now: Origin) -> FloatArray:
    return now.part + median_of_known(past.whole - past.part)


def _share(past: Past, now: Origin) -> FloatArray:
    return ratio(now.part, median_of_known(ratio(past.part, past.whole)))


def _drift(past: Past, now: Origin) -> FloatArray:
    rest, known = past.whole - past.part, ~np.isnan(past.whole)
    first = np.argmax(known, axis=1)
    place = np.arange(rest.shape[0])
    years = past.year[:, -1] - past.year[place, first]
    overall = ratio(np.where(rest[:, -1] > 0, rest[:, -1], np.nan), rest[place, first])
    # With one past year there is no growth to carry on: its rest is repeated.
    yearly = np.where(years > 0, np.power(overall, 1 / np.maximum(years, 1)), 1.0)
    return np.asarray(now.part + rest[:, -1] * yearly ** (now.year - past.year[:, -1]))


def _trend(past: Past, now: Origin) -> FloatArray:
    """Each year is two observations, before and after the month of origin, each divided by its usual share."""
    share = np.where(now.month > 0, median_of_known(ratio(past.part, past.whole)), 0.0)
    rest = ratio(1.0, 1 - share)
    level = np.full(share.shape, np.nan)
    trend = np.zeros(share.shape)

    def learn(seen: FloatArray) -> None:
        nonlocal level, trend
        ahead = level + DAMPING * trend
        start = np.isnan(level) & ~np.isnan(seen)
        moved = np.where(start, seen, ahead + LEVEL_GAIN * (seen - ahead))
        grown = np.where(start, 0.0, DAMPING * trend + TREND_GAIN * (moved - level - DAMPING * trend))
        known = ~np.isnan(seen)
        level, trend = np.where(known, moved, level), np.where(known, grown, trend)

    for column in range(past.whole.shape[1]):
        learn(ratio(past.part[:, column], share))
        learn((past.whole[:, column] - past.part[:, column]) * rest)
    learn(ratio(now.part, share))
    return np.asarray(now.part + (level + DAMPING * trend) * (1 - share))


_ANSWERS: dict[Method, Callable[[Past, Origin], FloatArray]] = {
    Method.PACE: _pace,
    Method.LAST: _last,
    Method.YEAR_BEFORE: _year_before,
    Method.GROWTH: _growth,
    Method.CHANGE: _change,
    Method.SHARE: _share,
    Method.DRIFT: _drift,
    Method.TREND: _trend,
}
