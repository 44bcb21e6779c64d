"""A curve from own past years: robust, New Year aware, and refused where the past is too short."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.curve import stairs
from luoshi.kernel.seasonal_curve import full_years, seasonal_curve

NAN = float("nan")
STEPS = st.lists(st.lists(st.floats(0.01, 100), min_size=12, max_size=12), min_size=3, max_size=7)


def monthly(rng: np.random.Generator, years: int) -> np.ndarray:
    steps = np.array([0, 5, 8, 9, 9, 10, 9, 9, 10, 10, 11, 10]) * rng.uniform(0.97, 1.03, (years, 12))
    return np.cumsum(steps, axis=1)


@given(STEPS)
def test_it_is_a_curve(steps: list[list[float]]) -> None:
    found = seasonal_curve(np.cumsum(np.array(steps), axis=1))
    assert (np.diff(found.shares) >= 0).all()
    assert found.shares[0] == 0
    assert found.shares[-1] == 1
    assert (found.low <= found.high + 1e-12).all()


@given(STEPS, st.floats(0.1, 1000))
def test_the_size_of_the_years_does_not_matter(steps: list[list[float]], size: float) -> None:
    past = np.cumsum(np.array(steps), axis=1)
    scaled = past * np.linspace(1, size, len(past))[:, None]
    assert np.allclose(seasonal_curve(past).shares, seasonal_curve(scaled).shares)


def test_one_odd_year_does_not_bend_it() -> None:
    past = monthly(np.random.default_rng(1), 5)
    odd = past.copy()
    odd[2] = np.cumsum([0, 90, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    assert np.abs(seasonal_curve(odd).shares - seasonal_curve(past).shares).max() < 0.02


def test_where_the_new_year_falls_does_not_matter() -> None:
    """January and February exchange what they brought; the curve stays."""
    past = monthly(np.random.default_rng(2), 4)
    early = past.copy()
    early[1, 0] = past[1, 1] * 0.9
    early[3, 0] = NAN
    assert np.array_equal(seasonal_curve(past).shares, seasonal_curve(early).shares)


def test_only_full_years_count() -> None:
    past = monthly(np.random.default_rng(3), 4)
    past[1, 6] = NAN
    past[2, 8] = past[2, 7] - 1
    assert full_years(past).tolist() == [True, False, False, True]
    assert full_years(np.full((2, 12), NAN)).tolist() == [False, False]
    assert full_years(np.empty((0, 12))).tolist() == []
    with pytest.raises(ValueError, match="found 2"):
        seasonal_curve(past[full_years(past)])
    with pytest.raises(ValueError, match="all its months"):
        seasonal_curve(past)


def test_a_past_that_does_not_reach_december_has_no_full_year() -> None:
    past = monthly(np.random.default_rng(4), 3)
    past[:, 11] = NAN
    assert not full_years(past).any()


def test_steps_hold_until_the_next_one() -> None:
    assert stairs({6: 0.4, 9: 0.7, 12: 1}).tolist() == [0] * 5 + [0.4] * 3 + [0.7] * 3 + [1]
    for wrong in ({}, {0: 1}, {13: 1.0}, {6: 0.5, 12: 0.9}, {6: 0.8, 9: 0.5, 12: 1}):
        with pytest.raises(ValueError):
            stairs(wrong)
