"""Will the year be met: how often a stated probability comes true, what is needed, and when nothing is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.backtest import NONE, backtest
from luoshi.kernel.extrapolation import Method, Past
from luoshi.kernel.forecast import Reason, at_least, at_most, between, forecast, interval, needed

SERIES = 3000
# Six decimals, as figures are kept.
FIGURES = st.floats(-1e9, 1e9).map(lambda x: round(x, 6))
SEASON = np.array([4.0, 3, 9, 8, 8, 11, 7, 8, 9, 8, 9, 16]) / 100


def years(growths: list[float], start: float = 100.0, season: FloatArray = SEASON) -> FloatArray:
    """Cumulative months of consecutive years of one series, [1, Y, 12]."""
    whole = start * np.cumprod([1.0, *(1 + g for g in growths)])
    return np.asarray(np.cumsum(whole[:, None] * season, axis=1)[None])


def simulated(seed: int, past: int, month_noise: float, year_noise: float) -> FloatArray:
    """Cumulative months of many series with own seasons, growth and luck; the New Year moves between two months."""
    chance = np.random.default_rng(seed)
    season = chance.dirichlet(np.full(12, 30), size=SERIES)
    growth = chance.normal(0.06, 0.03, (SERIES, 1)) + chance.normal(0, year_noise, (SERIES, past + 1))
    whole = 1000 * np.exp(np.cumsum(growth, axis=1))
    months = (
        whole[:, :, None] * season[:, None] * np.exp(chance.normal(0, month_noise, (SERIES, past + 1, 12)))
    )
    moved = months[:, :, 0] * chance.uniform(-0.3, 0.3, (1, past + 1))
    months[:, :, 0] -= moved
    months[:, :, 1] += moved
    return np.asarray(np.cumsum(months, axis=2))


@pytest.mark.parametrize("past", [4, 6, 9])
@pytest.mark.parametrize("month", [2, 6, 11])
@pytest.mark.parametrize(("month_noise", "year_noise"), [(0.05, 0.03), (0.2, 0.05), (0.4, 0.1)])
def test_what_is_said_with_a_probability_happens_as_often(
    past: int, month: int, month_noise: float, year_noise: float
) -> None:
    course = simulated(past * 100 + month, past, month_noise, year_noise)
    said = forecast(course[:, :-1], course[:, -1, month - 1], month)
    outcome, sound = course[:, -1, 11], said.reason == Reason.NONE
    assert sound.mean() > 0.8
    low, high = interval(said)
    within = ((low <= outcome) & (outcome <= high))[sound].mean()
    assert 0.75 <= within <= 0.88
    # Targets around the outcome's own range; of those called 10..30 % likely so many are met, and so on.
    goal = np.where(sound, said.center, np.nan) * np.exp(
        np.random.default_rng(1).uniform(-2, 2, SERIES) * said.spread
    )
    chance, met = at_least(said, goal)[sound], (outcome >= goal)[sound]
    for lower in (0.1, 0.3, 0.5, 0.7):
        called = (chance >= lower) & (chance < lower + 0.2)
        assert abs(met[called].mean() - chance[called].mean()) < 0.08, lower


@pytest.mark.parametrize("month_noise", [0.05, 0.2])
def test_before_the_year_begins_the_range_is_rather_too_wide(month_noise: float) -> None:
    course = simulated(7, 6, month_noise, 0.05)
    said = forecast(course[:, :-1], np.nan, 0)
    low, high = interval(said)
    within = ((low <= course[:, -1, 11]) & (course[:, -1, 11] <= high)).mean()
    assert 0.78 <= within <= 0.95


def test_levels_are_forecast_by_difference_and_as_often_right() -> None:
    chance = np.random.default_rng(3)
    steps = chance.normal(0.02, 0.3, (SERIES, 84))
    course = (2 + np.cumsum(steps, axis=1)).reshape(SERIES, 7, 12)
    said = forecast(course[:, :-1], course[:, -1, 5], 6, of_level=True)
    sound = said.reason == Reason.NONE
    assert sound.mean() > 0.8
    assert set(said.backtest.method[sound].tolist()) <= {Method.LAST, Method.YEAR_BEFORE, Method.CHANGE}
    low, high = interval(said)
    within = ((low <= course[:, -1, 11]) & (course[:, -1, 11] <= high))[sound].mean()
    assert 0.75 <= within <= 0.88


def test_january_is_never_read_apart_from_february() -> None:
    history = years([0.05, 0.05, 0.05, 0.05])
    quiet, loud = (forecast(history, done, 1) for done in (1.0, 12.0))
    assert quiet.month.tolist() == [0]
    assert quiet.center == pytest.approx(loud.center)
    moved = history.copy()
    moved[:, 1::2, 0] *= 0.3
    assert forecast(moved, 8.0, 2).center == pytest.approx(forecast(history, 8.0, 2).center)


def test_the_method_is_the_one_that_erred_least_and_of_equals_the_simplest() -> None:
    even = years([0.03, 0.08, 0.02, 0.06], season=np.full(12, 1 / 12))
    said = forecast(even, 60.0, 6)
    assert said.backtest.method.tolist() == [Method.PACE]
    assert said.center.tolist() == pytest.approx([120.0])
    # A steady season in changing years: growth and share alike are exact, and growth is the simpler one.
    said = forecast(years([0.03, 0.08, 0.02, 0.06]), 50.0, 6)
    assert said.backtest.method.tolist() == [Method.GROWTH]
    assert said.backtest.forecasts.tolist() == [4]
    assert said.backtest.typical_error == pytest.approx(0, abs=1e-9)
    # What is left to do grows evenly while the first half is all luck.
    lucky = years([0.05] * 5)
    lucky[0] += np.array([0, 9, -5, 7, -8, 3])[:, None] * np.minimum(np.arange(1, 13) / 6, 1)
    assert forecast(lucky, 60.0, 6).backtest.method.tolist() == [Method.DRIFT]


def test_a_method_that_once_could_not_answer_is_not_chosen() -> None:
    history = years([0.04] * 5)
    history[0, 2, :3] = 0
    tried = forecast(history, 20.0, 3).backtest
    assert np.isnan(tried.mean_errors[Method.GROWTH, 0])
    assert tried.method[0] not in (Method.GROWTH, NONE)


def test_no_past_forecast_uses_what_came_later() -> None:
    chance = np.random.default_rng(5)
    whole = 100 * np.exp(chance.normal(0, 0.1, (20, 6)))
    past = Past(whole * chance.uniform(0.4, 0.6, (20, 6)), whole, np.tile(np.arange(6), (20, 1)))
    later = Past(past.part.copy(), past.whole.copy(), past.year)
    later.part[:, 5] *= 3
    later.whole[:, 5] *= 3
    six, amounts = np.full(20, 6), np.zeros(20, bool)
    first, second = (backtest(p.before(5), six, amounts) for p in (past, later))
    np.testing.assert_array_equal(first.deviation, second.deviation)


def test_quarterly_figures_are_forecast_from_their_own_months() -> None:
    quarterly = years([0.05, 0.03, 0.06, 0.05])
    quarterly[:, :, [0, 1, 3, 4, 6, 7, 9, 10]] = np.nan
    said = forecast(quarterly, quarterly[0, -1, 5] * 1.05, 6)
    assert (said.reason.tolist(), said.years.tolist()) == ([Reason.NONE], [5])
    assert said.center == pytest.approx(quarterly[0, -1, 11] * 1.05, rel=0.02)
    assert forecast(quarterly, 50.0, 7).reason.tolist() == [Reason.GAPS]


def test_what_it_takes_is_held_against_the_best_of_the_past() -> None:
    history = years([0.10, 0.02, 0.20, 0.05])
    last = history[0, -1]
    said = forecast(history, last[5], 6)
    rest = last[11] - last[5]
    asked = needed(said, [last[5] + 1.15 * rest])
    assert asked.rest == pytest.approx(1.15 * rest)
    assert asked.monthly == pytest.approx(1.15 * rest / 6)
    assert asked.growth == pytest.approx(0.15)
    assert said.most == pytest.approx(0.20)
    assert not asked.more_than_ever.any()
    assert needed(said, [last[5] + 1.21 * rest]).more_than_ever.all()
    assert needed(said, [last[5] + 1.01 * rest]).less_than_ever.all()
    done = needed(said, [last[5] - 1])
    assert (done.rest.tolist(), done.monthly.tolist()) == ([0.0], [0.0])
    lonely = forecast(history[:, -2:], last[5], 6)
    assert lonely.runs.tolist() == [1]
    assert needed(lonely, [last[11] * 2]).growth > 1
    assert not needed(lonely, [last[11] * 2]).more_than_ever.any()


def test_what_is_done_is_certain() -> None:
    said = forecast(years([0.05, 0.02, 0.04, 0.05]), 70.0, 9)
    assert at_least(said, 70.0).tolist() == [1.0]
    assert at_most(said, 69.9).tolist() == [0.0]
    assert (interval(said, 0.999999)[0] >= 70).all()


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        (years([0.05, 0.05]), Reason.SHORT),
        (years([])[:, :0], Reason.SHORT),
        (years([0.05] * 5) * 0, Reason.ZERO),
        (-years([0.05] * 5), Reason.NEGATIVE),
        (years([0.05, 0.05, 1.5, 0.05, 0.05]), Reason.BREAK),
        (years([0.05] * 5), Reason.NONE),
    ],
)
def test_a_short_or_broken_series_says_why_nothing_is_said(history: FloatArray, reason: Reason) -> None:
    said = forecast(history, 45.0 if reason != Reason.NONE else 60.0, 6)
    assert [Reason(r) for r in said.reason.tolist()] == [reason]
    silent = reason != Reason.NONE
    assert np.isnan(said.center).all() == silent
    assert np.isnan(at_least(said, 100.0)).all() == silent
    assert np.isnan(interval(said)).all() == silent


def test_gaps_a_missing_last_year_and_a_changed_definition() -> None:
    whole = years([0.05] * 5)
    holes, lacking = whole.copy(), whole.copy()
    holes[0, 1:4, 5] = np.nan
    lacking[0, -1, 11] = np.nan
    reasons = [
        Reason(int(forecast(history, 60.0, 6, since=since, due=due).reason[0]))
        for history, since, due in ((holes, 0, True), (lacking, 0, True), (whole, 3, True), (whole, 1, True), (whole, 0, False))
    ]  # fmt: skip
    assert reasons == [Reason.GAPS, Reason.GAPS, Reason.BREAK, Reason.NONE, Reason.NOT_REPORTED]
    assert forecast(whole, 130.0, 12).reason.tolist() == [Reason.OVER]


def test_after_an_old_break_the_years_since_are_enough() -> None:
    history = years([0.05, 1.5, 0.04, 0.05, 0.06, 0.05])
    said = forecast(history, history[0, -1, 5] * 1.05, 6)
    assert (said.reason.tolist(), said.years.tolist()) == ([Reason.NONE], [5])


def test_what_came_before_a_break_is_no_record_to_hold_against() -> None:
    said = forecast(years([0.05, 0.05, 1.5, 0.04]), 100.0, 6)
    assert said.reason.tolist() == [Reason.BREAK]
    assert said.most == pytest.approx(0.04)


def test_a_jump_of_this_year_is_a_break() -> None:
    history = years([0.05, 0.04, 0.05, 0.06, 0.05])
    assert forecast(history, history[0, -1, 5] * 2.2, 6).reason.tolist() == [Reason.BREAK]


@settings(max_examples=60, deadline=None)
@given(
    months=st.lists(
        st.lists(st.one_of(st.just(np.nan), FIGURES), min_size=12, max_size=12),
        min_size=1,
        max_size=8,
    ),
    done=st.one_of(st.just(np.nan), FIGURES),
    month=st.integers(0, 12),
    goal=FIGURES,
    of_level=st.booleans(),
)
def test_whatever_comes_a_probability_is_one_and_ranges_are_in_order(
    months: list[list[float]], done: float, month: int, goal: float, of_level: bool
) -> None:
    said = forecast(np.array([months]), done, month, of_level)
    above, below = at_least(said, goal), at_most(said, goal)
    low, high = interval(said)
    assert np.isnan(said.center).all() == (said.reason != Reason.NONE).all()
    if said.reason[0] == Reason.NONE:
        assert 0 <= above <= 1
        assert 0 <= below <= 1
        assert 0.999 <= above + below <= 2
        assert low <= high
        assert 0 <= between(said, goal, goal + 1) <= 1


def test_series_do_not_know_of_each_other() -> None:
    course = simulated(11, 5, 0.2, 0.05)[:40]
    course[3] *= 0
    course[7, 2] = np.nan
    month = np.arange(40) % 12
    done = course[np.arange(40), -1, np.maximum(month - 1, 0)]
    together = forecast(course[:, :-1], done, month)
    for place in range(40):
        alone = forecast(course[place : place + 1, :-1], done[place], month[place])
        assert alone.reason[0] == together.reason[place]
        np.testing.assert_allclose(alone.center[0], together.center[place], rtol=1e-12)
        np.testing.assert_allclose(alone.spread[0], together.spread[place], rtol=1e-9)
