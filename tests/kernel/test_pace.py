"""Done against expected: nothing is judged without a target, and missing is no zero progress."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.pace import growth_pace, half_year, pace

NAN = np.nan
amount = st.floats(0.01, 1e6)


def test_pace_of_a_lagging_a_punctual_and_a_finished_unit() -> None:
    position = pace([40.0, 50.0, 120.0], [100.0, 100.0, 100.0], 0.5, 6)
    np.testing.assert_allclose(position.completion, [0.4, 0.5, 1.2])
    np.testing.assert_allclose(position.gap_points, [-10, 0, 70])
    np.testing.assert_allclose(position.run_rate, [10, 50 / 6, 0])
    np.testing.assert_allclose(position.shortfall, [10, 0, 0])


@pytest.mark.parametrize("target", [0.0, -5.0, NAN])
def test_without_a_positive_target_nothing_is_judged(target: float) -> None:
    position = pace([40.0, 0.0], target, 0.5, 6)
    for figure in (position.completion, position.gap_points, position.run_rate, position.shortfall):
        assert np.isnan(figure).all()


def test_a_missing_actual_is_not_zero_progress() -> None:
    position = pace([NAN], [100.0], 0.5, 6)
    assert np.isnan(position.gap_points).all()
    assert np.isnan(position.shortfall).all()


def test_after_december_there_is_no_run_rate() -> None:
    assert np.isnan(pace([90.0, 100.0], 100.0, 1.0, 0).run_rate).all()


@given(amount, amount, st.floats(0, 1), st.floats(0.001, 1000))
def test_pace_does_not_depend_on_the_unit_of_measurement(
    actual: float, target: float, share: float, scale: float
) -> None:
    one, other = pace(actual, target, share, 5), pace(actual * scale, target * scale, share, 5)
    np.testing.assert_allclose(other.gap_points, one.gap_points, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(other.run_rate, one.run_rate * scale, rtol=1e-9, atol=target * scale * 1e-12)


@given(amount, amount, st.integers(1, 12))
def test_keeping_the_run_rate_reaches_the_target(actual: float, target: float, months: int) -> None:
    assert actual + pace(actual, target, 0.5, months).run_rate * months >= target * (1 - 1e-12)


def test_growth_is_judged_against_the_same_period() -> None:
    position = growth_pace([103.0, 110.0, 90.0], [100.0, 100.0, 100.0], 0.08)
    np.testing.assert_allclose(position.growth, [0.03, 0.1, -0.1])
    np.testing.assert_allclose(position.gap_points, [-5, 2, -18])
    np.testing.assert_allclose(position.shortfall, [5, 0, 18])


@pytest.mark.parametrize("base", [0.0, -1.0, NAN])
def test_growth_needs_a_positive_base(base: float) -> None:
    assert all(np.isnan(figure).all() for figure in growth_pace(5.0, base, 0.08))


def test_half_the_task_by_mid_year_passes_exactly_at_half() -> None:
    verdict = half_year([0.5, 0.1 + 0.2 + 0.2 - 1e-16, 0.49, NAN])
    assert verdict.passed.tolist() == [True, True, False, False]
    assert verdict.known.tolist() == [True, True, True, False]
    np.testing.assert_allclose(verdict.gap_points[:3], [0, 0, -1], atol=1e-9)
