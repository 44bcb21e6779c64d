"""One scale for all items: better is higher, the unit of measurement and the order of units have no influence."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.composite import normalisation
from luoshi.kernel.composite.normalisation import Posts, goalposts
from luoshi.kernel.piecewise import Beyond

NAN = np.nan
HIGHER = np.array([True, False, True])
Method = Callable[[np.ndarray, np.ndarray], np.ndarray]
SHIFT_FREE: list[Method] = [
    normalisation.min_max,
    normalisation.z_score,
    normalisation.rank,
    normalisation.borda,
    normalisation.percentile_rank,
    normalisation.distance_to_best,
]
METHODS: list[Method] = [*SHIFT_FREE, normalisation.fraction_of_best]
figures = arrays(float, (6, 3), elements=st.integers(1, 1000).map(float))


@pytest.mark.parametrize("method", METHODS)
@given(values=figures, factor=st.floats(1e-6, 1e6))
def test_the_unit_of_measurement_has_no_influence(method: Method, values: np.ndarray, factor: float) -> None:
    np.testing.assert_allclose(method(values * factor, HIGHER), method(values, HIGHER), atol=1e-9)


@pytest.mark.parametrize("method", SHIFT_FREE)
@given(values=figures, shift=st.floats(-1e3, 1e3))
def test_where_zero_lies_has_no_influence(method: Method, values: np.ndarray, shift: float) -> None:
    np.testing.assert_allclose(method(values + shift, HIGHER), method(values, HIGHER), atol=1e-8)


@pytest.mark.parametrize("method", METHODS)
@given(values=figures, order=st.permutations(range(6)))
def test_the_order_of_units_has_no_influence(method: Method, values: np.ndarray, order: list[int]) -> None:
    np.testing.assert_allclose(method(values[order], HIGHER), method(values, HIGHER)[order], atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
@given(values=figures, unit=st.integers(0, 5), item=st.integers(0, 2), better=st.floats(1, 1e3))
def test_whoever_gets_better_is_not_scored_lower(
    method: Method, values: np.ndarray, unit: int, item: int, better: float
) -> None:
    improved = values.copy()
    improved[unit, item] += better if HIGHER[item] else -better
    assume(improved[unit, item] > 0)
    before, after = method(values, HIGHER)[unit, item], method(improved, HIGHER)[unit, item]
    assert np.isnan(before) or np.isnan(after) or after >= before - 1e-9


@pytest.mark.parametrize("method", METHODS)
def test_missing_stays_missing_and_counts_nowhere(method: Method) -> None:
    values = np.random.default_rng(1).uniform(1, 9, (7, 3))
    with_gap = np.insert(values, 2, NAN, axis=0)
    scores = method(with_gap, HIGHER)
    assert np.isnan(scores[2]).all()
    np.testing.assert_allclose(np.delete(scores, 2, axis=0), method(values, HIGHER))


@pytest.mark.parametrize(
    "method", [normalisation.min_max, normalisation.z_score, normalisation.distance_to_best]
)
def test_an_item_in_which_all_are_alike_gives_no_score(method: Method) -> None:
    values = np.array([[0.1, 1.0, 5.0], [0.1, 2.0, NAN], [0.1, 3.0, NAN]])
    scores = method(values, HIGHER)
    assert np.isnan(scores[:, [0, 2]]).all()
    assert np.isfinite(scores[:, 1]).all()


def test_ranks_tie_at_nine_digits_of_the_range() -> None:
    values = np.array([[1e-7, 0.1 + 0.2], [2e-7, 0.3], [3e-7, 0.9]])
    assert normalisation.rank(values, np.array([True, True])).tolist() == [[1, 1], [2, 1], [3, 3]]
    assert normalisation.percentile_rank(values[:1], np.array([True, True])).tolist()[0][0] != 0


def test_a_reference_no_better_than_the_worst_gives_no_score() -> None:
    values = np.array([[1.0, 9.0, 3.0], [2.0, 5.0, 4.0], [4.0, 1.0, 9.0]])
    scores = normalisation.distance_to_reference(values, HIGHER, [1.0, 5.0, 5.0], cap=1.5)
    np.testing.assert_allclose(scores[:, 1:], [[0, 0], [1, 0.5], [1.5, 1.5]])
    assert np.isnan(scores[:, 0]).all()


def test_goalposts_hold_or_extend_in_either_direction() -> None:
    values = np.array([[0.0, 30.0], [5.0, 15.0], [20.0, 5.0], [NAN, 10.0]])
    posts = Posts(worst=np.array([0.0, 20.0]), best=np.array([10.0, 10.0]))
    np.testing.assert_allclose(goalposts(values, posts), [[0, 0], [50, 50], [100, 100], [NAN, 100]])
    np.testing.assert_allclose(
        goalposts(values, posts, beyond=Beyond.EXTEND), [[0, -100], [50, 50], [200, 150], [NAN, 100]]
    )


def test_goalposts_at_the_logarithm_are_those_of_the_human_development_index() -> None:
    values = np.array([[100.0, 20.0], [np.sqrt(100 * 75_000), 52.5], [75_000, 85.0], [0.0, 10.0]])
    posts = Posts(np.array([100.0, 20.0]), np.array([75_000.0, 85.0]))
    scores = goalposts(values, posts, full_mark=1.0, logarithmic=[True, False])
    np.testing.assert_allclose(scores, [[0, 0], [0.5, 0.5], [1, 1], [0, 0]])


@pytest.mark.parametrize(
    ("posts", "logarithmic", "message"),
    [
        (Posts(np.array([3.0]), np.array([3.0])), False, "must differ"),
        (Posts(np.array([0.0]), np.array([3.0])), True, "above zero"),
    ],
)
def test_impossible_posts_are_refused(posts: Posts, logarithmic: bool, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        goalposts(np.ones((3, 1)), posts, logarithmic=logarithmic)
