"""The date at which a target is met, or that there is none."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.arrival import at_forecast, at_rate

ONE = np.ones(1)


def test_nothing_done_and_nothing_asked_have_no_date() -> None:
    done, month, goal = np.array([0.0, 5.0, 5.0, np.nan]), np.array([6, 0, 6, 6]), np.array([10.0, 10, 0, 10])
    assert np.isnan(at_rate(done, month, goal)).all()
    assert np.isnan(at_forecast(done, month, goal, goal * 2)[1:]).all()


def test_who_has_done_nothing_yet_is_on_the_way_to_his_forecast() -> None:
    found = at_forecast(np.array([0.0]), np.array([6]), np.array([10.0]), np.array([20.0]))
    assert found.tolist() == [9.0]


def test_what_is_reached_was_reached_at_the_rate_so_far() -> None:
    found = at_forecast(np.array([80.0]), np.array([6]), np.array([40.0]), np.array([150.0]))
    assert found.tolist() == [3.0]


@given(st.floats(1, 100), st.integers(1, 11), st.floats(1, 300), st.floats(1, 400))
def test_a_forecast_that_reaches_the_goal_does_so_within_the_year(
    done: float, month: int, goal: float, center: float
) -> None:
    when = at_forecast(done * ONE, month * ONE.astype(np.int64), goal * ONE, center * ONE)[0]
    reaches = done >= goal or center >= goal
    assert np.isnan(when) != reaches
    assert np.isnan(when) or when <= 12 + 1e-9
