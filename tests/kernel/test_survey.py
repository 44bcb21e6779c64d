"""Satisfaction: intervals that cover, narrow with the sample, close where all answered; small samples withheld."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from luoshi.kernel import survey

NAN = np.nan


@pytest.mark.parametrize(("yes", "n"), [(0, 7), (7, 7), (3, 11), (376, 400)])
def test_without_a_population_the_interval_is_wilsons(yes: int, n: int) -> None:
    ours, theirs = survey.share(yes, n), binomtest(yes, n).proportion_ci(method="wilson")
    assert (ours.low.item(), ours.high.item()) == pytest.approx((theirs.low, theirs.high))


def test_intervals_cover_a_finite_population_as_often_as_stated() -> None:
    random = np.random.default_rng(1)
    size, asked = np.array([60, 200, 1000]), np.array([40, 80, 90])
    yes = np.array([51, 120, 930])
    drawn = random.hypergeometric(yes, size - yes, asked, size=(4000, 3))
    found = survey.share(drawn, asked, size)
    covered = ((found.low <= yes / size) & (yes / size <= found.high)).mean(axis=0)
    assert ((covered > 0.92) & (covered < 0.985)).all(), covered
    without = survey.share(drawn, asked)
    assert ((without.high - without.low) > (found.high - found.low)).all()


@given(st.integers(1, 60), st.data())
def test_the_share_lies_in_its_interval_and_the_interval_inside_the_scale(
    n: int, data: st.DataObject
) -> None:
    yes, size = data.draw(st.integers(0, n)), n + data.draw(st.integers(0, 100))
    found = survey.share(yes, n, size)
    assert 0 <= found.low <= found.value + 1e-12 and found.value - 1e-12 <= found.high <= 1
    more = survey.share(yes * 2, n * 2, size * 2)
    assert more.high - more.low <= found.high - found.low + 1e-12
    mirrored = survey.share(n - yes, n, size)
    assert mirrored.low == pytest.approx(1 - found.high)


def test_where_everybody_answered_nothing_is_left_to_chance() -> None:
    found = survey.share([0, 9, 12], 12, 12)
    np.testing.assert_allclose(found.low, found.value, atol=1e-12)
    np.testing.assert_allclose(found.high, found.value)
    np.testing.assert_allclose(found.error, 0, atol=1e-12)
    exact = survey.mean([[3, 1], [4, 0]], [100, 60], population=4)
    assert exact.error.tolist() == [0, 0] and exact.low.tolist() == exact.high.tolist() == [90, 100]


def test_all_satisfied_is_no_certainty() -> None:
    found = survey.share([5, 50], [5, 50], 9000)
    assert (found.error > 0).all() and found.error[1] < found.error[0]
    alike = survey.mean([[5, 0], [1, 0]], [100, 0], population=9000)
    assert alike.value.tolist() == [100, 100] and np.isnan([*alike.error, *alike.low]).all()


def test_the_mean_is_that_of_the_answers_written_out() -> None:
    counts, marks = np.array([[4, 3, 2, 1], [10, 0, 0, 5], [0, 0, 7, 2]]), np.array([100, 80, 60, 0])
    found = survey.mean(counts, marks, population=[10, 90, np.inf])
    for unit, size in enumerate([10, 90, np.inf]):
        answers = np.repeat(marks, counts[unit])
        left = (size - answers.size) / (size - 1) if np.isfinite(size) else 1
        assert found.value[unit] == pytest.approx(answers.mean())
        expected = np.sqrt(answers.var(ddof=1) / answers.size * left)
        assert found.error[unit] == pytest.approx(expected)
    assert (found.high <= 100).all() and (found.low >= 0).all()


def test_the_order_of_units_has_no_influence() -> None:
    random = np.random.default_rng(3)
    counts, order = random.integers(0, 20, (15, 4)), random.permutation(15)
    plain, shuffled = (np.array(survey.mean(c, [100, 80, 60, 0], 500)) for c in (counts, counts[order]))
    np.testing.assert_array_equal(shuffled, plain[:, order])


def test_nobody_answered_is_missing() -> None:
    assert np.isnan(np.array(survey.share(0, 0, 100))).all()
    assert np.isnan(np.array(survey.mean([[0, 0]], [100, 0], 100))).all()


def test_a_sample_too_small_or_too_unwilling_is_withheld() -> None:
    quality = survey.sample([29, 30, 30, 0], [60, 100, 101, 0], at_least=30, least_rate=0.3)
    assert quality.enough.tolist() == [False, True, False, False]
    assert np.isnan(quality.response_rate[3])
    shown = survey.published(survey.share([20, 27, 30, 0], [29, 30, 30, 0]), quality)
    np.testing.assert_array_equal(np.isnan(shown.value), [True, False, True, True])
    np.testing.assert_array_equal(np.isnan(shown.high), [True, False, True, True])


def test_impossible_surveys_are_refused() -> None:
    with pytest.raises(ValueError, match="not asked"):
        survey.sample(5, 4)
    with pytest.raises(ValueError, match="hold the one before"):
        survey.share(5, 4)
    with pytest.raises(ValueError, match="population"):
        survey.mean([[5, 4]], [100, 0], population=8)
    with pytest.raises(ValueError, match="confidence"):
        survey.share(1, 2, confidence=1)
