"""Forecast 年底预测: will the year's target be met, how sure is that, and what would it take."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.backtest import NONE, Backtest, backtest
from luoshi.kernel.extrapolation import MONTHS, Origin, Past, extrapolate, median_of_known
from luoshi.kernel.rounding import for_ranking

DECEMBER = MONTHS - 1
# Three past forecasts tell something of how far one is off; two years tell nothing.
ENOUGH_YEARS = 4
KEPT_YEARS = 10
# A year whose growth lies this far from the usual (in logarithms or shares of the level: about half as much
# again), and this many times further than growth usually does, is another series.
SHIFT, SHIFT_TIMES = 0.4, 5.0
# Degrees of freedom that go into choosing the method by the same errors.
CHOOSING = 1.0
# Published figures are rounded: no forecast is exact to less.
LEAST_SPREAD = 1e-4


class Reason(IntEnum):
    """Why nothing can be said 无法判断的原因."""

    NONE = 0
    OVER = 1
    """全年已结束: the year is over; there is a result, not a forecast."""
    NOT_REPORTED = 2
    """本年未报: a figure is known to be due and missing."""
    NEGATIVE = 3
    """出现负数: shares and growth of negative amounts mean nothing."""
    ZERO = 4
    """全年为零: a past year, or each, came to zero."""
    SHORT = 5
    """历史过短: fewer complete past years than are needed."""
    GAPS = 6
    """缺数过多: years enough, but too many without the month of origin or December, or the last one so."""
    BREAK = 7
    """口径或水平突变: since the level jumped or the definition changed there are too few years."""
    NO_METHOD = 8
    """无适用方法: no method could answer in each of the past years."""


class Forecast(NamedTuple):
    """Year-end figures of S series; arrays of shape [S], NaN where nothing can be said (see `reason`)."""

    reason: IntArray
    month: IntArray
    """Month of origin; amounts of January are taken with February, so that 1 has become 0."""
    years: IntArray
    """Complete past years used."""
    center: FloatArray
    """Median of the year-end figure."""
    spread: FloatArray
    """Scale of the deviation, of the logarithm for amounts; Student-t with `freedom`."""
    freedom: FloatArray
    floor: FloatArray
    """What cannot be undercut: amounts done, where the past never fell; else -inf."""
    of_level: BoolArray
    backtest: Backtest
    done: FloatArray
    months_left: IntArray
    rest_before: FloatArray
    """What the months that remain brought last year (for levels: by how much they moved it)."""
    most: FloatArray
    """Highest growth of those months over the year before in the past, a fraction; for levels their highest move."""
    least: FloatArray
    runs: IntArray
    """How many past years `most` and `least` are taken from."""


class Needed(NamedTuple):
    """What meeting a level would take; arrays of shape [S]."""

    rest: FloatArray
    """仍需完成: amount still missing; 0 once reached. For levels the move that is left, of either sign."""
    monthly: FloatArray
    """月均需完成: per remaining month; NaN with none left."""
    growth: FloatArray
    """余下月份需同比增长: over the same months of last year, a fraction; NaN for levels."""
    more_than_ever: BoolArray
    """历史上从未达到: beyond the highest in the series' own past, of three years at least."""
    less_than_ever: BoolArray
    """Below the lowest in its own past, likewise: what a ceiling may ask."""


def forecast(
    history: FloatArray,
    done: ArrayLike,
    month: ArrayLike,
    of_level: ArrayLike = False,
    since: ArrayLike = 0,
    due: ArrayLike = True,
) -> Forecast:
    """Year-end figures of S series from their own past, by the method that erred least in it.

    `history` is float64[S, Y, 12], past years in order, the last one just before the year in question: amounts
    as year to date, levels (`of_level`: stocks, rates) as they stood at the month's end; NaN missing. `done` is
    the figure of this year at `month` (0..12; 0: none yet). `since` is the place of the first year that may be
    compared, where a definition or boundary changed. `due` is false where a figure is due and missing.

    Amounts of January are never used apart from February (春节), so that a forecast in January rests on the
    past alone. At most the last ten complete years count.
    """
    series = history.shape[0]
    if not history.shape[1]:
        history = np.full((series, 1, MONTHS), np.nan)
    asked = np.broadcast_to(np.asarray(month, np.int64), (series,))
    first = np.broadcast_to(np.asarray(since, np.int64), (series,))
    levels = np.broadcast_to(np.asarray(of_level, bool), (series,))
    known = np.broadcast_to(np.asarray(done, float), (series,))
    owed = np.broadcast_to(np.asarray(due, bool), (series,))
    origin = np.where(~levels & (asked == 1), 0, asked).clip(max=DECEMBER)
    past = _complete(_from(history, first), origin, levels)
    begun = np.where(levels, past.whole[:, -1], 0.0)
    now = Origin(np.where(origin > 0, known, begun), origin, np.full(series, history.shape[1]))
    comparable = _from(history, np.maximum(first, _last_jump(past, now, levels)))
    past = _complete(comparable, origin, levels)
    tried = backtest(past, origin, levels)
    reason = _reason(past, now, history, comparable, tried.method == NONE, levels)
    reason = np.where(np.isnan(now.part) & (origin > 0) | ~owed, Reason.NOT_REPORTED, reason)
    reason = np.where(asked >= MONTHS, Reason.OVER, reason)
    sound = reason == Reason.NONE
    said = np.where(sound, extrapolate(past, now, levels)[tried.method, np.arange(series)], np.nan)
    rest_before, most, least, runs = _rests(comparable, asked, levels)
    return Forecast(
        reason=reason,
        month=origin,
        years=_years(past),
        center=said,
        spread=_spread(said, tried, levels),
        freedom=np.where(sound, tried.forecasts - CHOOSING, np.nan),
        floor=np.where(levels | _falls(past), -np.inf, np.where(asked > 0, known, 0.0)),
        of_level=levels,
        backtest=tried,
        done=np.where(asked > 0, known, np.where(levels, np.nan, 0.0)),
        months_left=MONTHS - asked,
        rest_before=rest_before,
        most=most,
        least=least,
        runs=runs,
    )


def at_most(f: Forecast, level: ArrayLike) -> FloatArray:
    """Probability that the year ends at or below `level` (broadcast against [S]); NaN where nothing can be said."""
    limit = np.asarray(level, float)
    away = np.where(f.of_level, limit - f.center, _logarithm(limit) - _logarithm(f.center))
    below = np.where(f.of_level | (limit > 0), stdtr(f.freedom, away / f.spread), 0.0)
    return _where_known(np.where(limit < f.floor, 0.0, below), f, limit)


def at_least(f: Forecast, level: ArrayLike) -> FloatArray:
    """Probability that the year ends at or above `level`: certain once it is done and cannot fall."""
    limit = np.asarray(level, float)
    return _where_known(np.where(limit <= f.floor, 1.0, 1 - at_most(f, limit)), f, limit)


def between(f: Forecast, low: ArrayLike, high: ArrayLike) -> FloatArray:
    """Probability that the year ends within `low` and `high`."""
    return np.maximum(at_most(f, high) - 1 + at_least(f, low), 0.0)


def interval(f: Forecast, share: float = 0.8) -> tuple[FloatArray, FloatArray]:
    """The range that holds the year-end figure with probability `share`, as much outside on either side."""
    tail = stdtrit(f.freedom, (1 + share) / 2) * f.spread
    low, high = (
        np.where(f.of_level, f.center + side * tail, f.center * np.exp(side * tail)) for side in (-1.0, 1.0)
    )
    return np.maximum(low, f.floor), np.maximum(high, f.floor)


def needed(f: Forecast, level: ArrayLike) -> Needed:
    """What it would take to end the year at `level`, also where no forecast can be made."""
    left = np.asarray(level, float) - f.done
    rest = np.where(f.of_level, left, np.maximum(left, 0.0))
    growth = np.where(f.of_level, np.nan, ratio(rest, f.rest_before) - 1)
    asked, telling = np.where(f.of_level, rest, growth), f.runs >= ENOUGH_YEARS - 1
    return Needed(
        rest=rest,
        monthly=rest / np.where(f.months_left > 0, f.months_left, np.nan),
        growth=growth,
        more_than_ever=telling & (for_ranking(asked) > for_ranking(f.most)),
        less_than_ever=telling & (for_ranking(asked) < for_ranking(f.least)),
    )


def _logarithm(a: FloatArray) -> FloatArray:
    return np.asarray(np.log(np.where(a > 0, a, np.nan)))


def _where_known(probability: FloatArray, f: Forecast, limit: FloatArray) -> FloatArray:
    return np.where(np.isnan(f.center) | np.isnan(limit), np.nan, probability)


def _at(history: FloatArray, month: IntArray) -> FloatArray:
    """Figures of each year at the month (1..12) of its series, [S, Y]; of month 0: zero."""
    place = np.maximum(month - 1, 0)[:, None, None]
    found = np.take_along_axis(history, np.broadcast_to(place, (*history.shape[:2], 1)), axis=2)[..., 0]
    return np.where(month[:, None] > 0, found, 0.0)


def _from(history: FloatArray, first: IntArray) -> FloatArray:
    """The history without the years before the place `first` of its series."""
    before = np.arange(history.shape[1]) < first[:, None]
    return np.where(before[..., None], np.nan, history)


def _complete(history: FloatArray, month: IntArray, levels: BoolArray) -> Past:
    """The years that have both December and the month of origin, moved to the end."""
    whole, part = history[:, :, DECEMBER], _at(history, month)
    before = np.concatenate([np.full((whole.shape[0], 1), np.nan), whole[:, :-1]], axis=1)
    part = np.where(levels[:, None] & (month[:, None] == 0), before, part)
    complete = ~np.isnan(whole) & ~np.isnan(part)
    order = np.argsort(complete, axis=1, kind="stable")[:, -KEPT_YEARS:]
    kept = np.take_along_axis(complete, order, axis=1)
    pick = [np.where(kept, np.take_along_axis(a, order, axis=1), np.nan) for a in (part, whole)]
    return Past(pick[0], pick[1], order)


def _last_jump(past: Past, now: Origin, levels: BoolArray) -> IntArray:
    """Place of the year to which the level last jumped: 0 none, the place of this year where it did so now."""
    scale = median_of_known(np.abs(past.whole))[:, None]
    part = np.column_stack([past.part, now.part])
    height, course = (np.where(levels[:, None], ratio(a, scale), _logarithm(a)) for a in (past.whole, part))
    jumped = np.where(_jumps(height, past.year), past.year[:, 1:], 0).max(axis=1, initial=0)
    jumps_now = _jumps(course, np.column_stack([past.year, now.year]))[:, -1] & (now.month > 0)
    return np.where(jumps_now, now.year, jumped)


def _jumps(height: FloatArray, year: IntArray) -> BoolArray:
    """Steps, per year elapsed, that lie far from the median step and far beyond how steps usually scatter."""
    step = np.diff(height, axis=1) / np.maximum(np.diff(year, axis=1), 1)
    away = np.abs(step - median_of_known(step)[:, None])
    usual = median_of_known(away)[:, None]
    return (away > SHIFT) & (away > SHIFT_TIMES * usual)


def _years(past: Past) -> IntArray:
    return np.asarray((~np.isnan(past.whole)).sum(axis=1))


def _falls(past: Past) -> BoolArray:
    return np.asarray((past.whole < past.part).any(axis=1))


def _spread(said: FloatArray, tried: Backtest, levels: BoolArray) -> FloatArray:
    squares = np.where(np.isnan(tried.deviation), 0.0, tried.deviation**2).sum(axis=1)
    least = LEAST_SPREAD * np.where(levels, np.abs(said), 1.0)
    return np.where(
        np.isnan(said), np.nan, np.maximum(np.sqrt(ratio(squares, tried.forecasts - CHOOSING)), least)
    )


def _reason(
    past: Past, now: Origin, history: FloatArray, comparable: FloatArray, none: BoolArray, levels: BoolArray
) -> IntArray:
    """What stands in the way, the weightiest of several."""
    figures: BoolArray = np.asarray((~np.isnan(comparable)).any(axis=2))
    spanned = np.where(figures.any(axis=1), figures.shape[1] - np.argmax(figures, axis=1), 0)
    years, last_year = _years(past), past.year[:, -1] == figures.shape[1] - 1
    few, shifted = years < ENOUGH_YEARS, (~np.isnan(history) & np.isnan(comparable)).any(axis=(1, 2))
    negative = ~levels & ((past.part < 0).any(axis=1) | (past.whole < 0).any(axis=1) | (now.part < 0))
    zero = ~levels & (for_ranking(past.whole) == 0).any(axis=1)
    found = [
        (negative, Reason.NEGATIVE),
        (zero, Reason.ZERO),
        ((years > 0) & ~last_year, Reason.GAPS),
        (few & shifted, Reason.BREAK),
        (few & (spanned >= ENOUGH_YEARS), Reason.GAPS),
        (few, Reason.SHORT),
        (none, Reason.NO_METHOD),
    ]
    return np.select(
        [holds for holds, _reason in found], [int(reason) for _holds, reason in found], Reason.NONE
    )


def _rests(
    history: FloatArray, month: IntArray, levels: BoolArray
) -> tuple[FloatArray, FloatArray, FloatArray, IntArray]:
    """What last year's same months brought; the highest and lowest growth (levels: move) of them, of how many."""
    rest = history[:, :, DECEMBER] - _at(history, month)
    grown = np.column_stack([np.full(rest.shape[0], np.nan), ratio(rest[:, 1:], rest[:, :-1]) - 1])
    runs = np.where(levels[:, None], rest, grown)
    known = ~np.isnan(runs)
    some = known.any(axis=1)
    most = np.where(some, np.where(known, runs, -np.inf).max(axis=1, initial=-np.inf), np.nan)
    least = np.where(some, np.where(known, runs, np.inf).min(axis=1, initial=np.inf), np.nan)
    return rest[:, -1], most, least, np.asarray(known.sum(axis=1))
