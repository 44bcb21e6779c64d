"""Satisfaction: intervals that cover, narrow with the sample, close where all answered; small samples withheld."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from luoshi.kernel.survey import enough, mean_score, moments, remaining, response_rate, satisfied_share

NAN = np.nan


@pytest.mark.parametrize(("yes", "n"), [(0, 7), (7, 7), (3, 11), (376, 400)])
def test_without_a_population_the_interval_is_wilsons(yes: int, n: int) -> None:
    ours, theirs = satisfied_share(yes, n), binomtest(yes, n).proportion_ci(method="wilson")
    assert (ours.low.item(), ours.high.item()) == pytest.approx((theirs.low, theirs.high))


def test_intervals_cover_a_finite_population_as_often_as_stated() -> None:
    random = np.random.default_rng(1)
    size, asked = np.array([60, 200, 1000]), np.array([40, 80, 90])
    yes = np.array([51, 120, 930])
    drawn = random.hypergeometric(yes, size - yes, asked, size=(4000, 3))
    found = satisfied_share(drawn, asked, size)
    covered = ((found.low <= yes / size) & (yes / size <= found.high)).mean(axis=0)
    assert ((covered > 0.92) & (covered < 0.985)).all(), covered
    without = satisfied_share(drawn, asked)
    assert ((without.high - without.low) > (found.high - found.low)).all()


@given(st.integers(1, 60), st.data())
def test_the_share_lies_in_its_interval_and_the_interval_inside_the_scale(
    n: int, data: st.DataObject
) -> None:
    yes, size = data.draw(st.integers(0, n)), n + data.draw(st.integers(0, 100))
    found = satisfied_share(yes, n, size)
    assert 0 <= found.low <= found.value + 1e-12 and found.value - 1e-12 <= found.high <= 1
    more = satisfied_share(yes * 2, n * 2, size * 2)
    assert more.high - more.low <= found.high - found.low + 1e-12
    mirrored = satisfied_share(n - yes, n, size)
    assert mirrored.low == pytest.approx(1 - found.high)


def test_where_everybody_answered_nothing_is_left_to_chance() -> None:
    found = satisfied_share([0, 9, 12], 12, 12)
    for part in (found.low, found.high):
        np.testing.assert_allclose(part, found.value, atol=1e-12)
    np.testing.assert_allclose(found.se, 0, atol=1e-12)
    exact = mean_score(*moments([[3, 1], [4, 0]], [100, 60]), population=4)
    assert exact.se.tolist() == [0, 0] and exact.low.tolist() == exact.high.tolist() == [90, 100]


def test_all_satisfied_is_no_certainty() -> None:
    found = satisfied_share([5, 50], [5, 50], 9000)
    assert (found.se > 0).all() and found.se[1] < found.se[0]
    alike = mean_score(*moments([[5, 0], [1, 0]], [100, 0]), population=9000)
    assert alike.value.tolist() == [100, 100] and np.isnan([*alike.se, *alike.low]).all()


def test_the_mean_is_that_of_the_answers_written_out() -> None:
    counts, marks = np.array([[4, 3, 2, 1], [10, 0, 0, 5], [0, 0, 7, 2]]), np.array([100, 80, 60, 0])
    whole = np.array([10, 90, NAN])
    found = mean_score(*moments(counts, marks), whole)
    for unit in range(3):
        answers = np.repeat(marks, counts[unit])
        left = 1 if np.isnan(whole[unit]) else (whole[unit] - answers.size) / (whole[unit] - 1)
        assert found.value[unit] == pytest.approx(answers.mean())
        assert found.se[unit] == pytest.approx(np.sqrt(answers.var(ddof=1) / answers.size * left))
        assert found.high[unit] - found.low[unit] == pytest.approx(2 * 1.959964 * found.se[unit])


def test_the_order_of_units_has_no_influence() -> None:
    random = np.random.default_rng(3)
    counts, order = random.integers(0, 20, (15, 4)), random.permutation(15)
    plain, shuffled = (
        np.array(mean_score(*moments(c, [100, 80, 60, 0]), population=500)) for c in (counts, counts[order])
    )
    np.testing.assert_array_equal(shuffled, plain[:, order])


def test_what_is_missing_or_impossible_has_no_figure() -> None:
    yes, n, size = [0, NAN, 5, 5, -1], [0, 9, 4, 9, 9], [100, 100, 100, 8, 100]
    assert np.isnan(np.array(satisfied_share(yes, n, size))[1:]).all()
    found = mean_score([NAN, 80, 80], [5, -1, 5], [9, 9, 0])
    assert np.isnan(found.low).all() and np.isnan(found.value).tolist() == [True, False, True]
    assert np.isnan(np.array(mean_score(*moments([[0, 0]], [100, 0])))).all()
    np.testing.assert_array_equal(remaining([1, 5, 9, 3], [1, 4, NAN, 5]), [0, NAN, 1, 0.5])


def test_a_sample_too_small_or_too_unwilling_is_not_enough() -> None:
    answered, sent = [29, 30, 30, 0, NAN], [60, 100, 101, 0, 50]
    assert enough(answered, sent, at_least=30, least_rate=0.3).tolist() == [False, True, False, False, False]
    np.testing.assert_allclose(response_rate(answered, sent)[:3], [29 / 60, 0.3, 30 / 101])
    assert np.isnan(response_rate([5, 3], [4, 0])).all()


def test_impossible_requests_are_refused() -> None:
    with pytest.raises(ValueError, match="coverage"):
        satisfied_share(1, 2, coverage=1)
    with pytest.raises(ValueError, match="counted"):
        moments([[-1, 2]], [100, 0])
