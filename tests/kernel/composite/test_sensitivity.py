"""Sobol indices: known functions, the same for the same seed, draws that mean the same whatever else is drawn."""

from collections.abc import Callable

import numpy as np
import pytest

from luoshi.kernel.composite.sensitivity import (
    DRAWS,
    Design,
    design,
    sensitivity,
    sobol_indices,
)


def ishigami(sample: np.ndarray) -> np.ndarray:
    x = (2 * sample - 1) * np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@pytest.mark.parametrize(
    ("outcome", "first", "total"),
    [
        (lambda x: 5 + x[:, 0] + 2 * x[:, 1], [0.2, 0.8, 0.0], [0.2, 0.8, 0.0]),
        (ishigami, [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]),
        (lambda x: np.floor(x[:, 0] * 2) * np.floor(x[:, 1] * 2), [1 / 3, 1 / 3, 0], [2 / 3, 2 / 3, 0]),
    ],
)
def test_known_functions(
    outcome: Callable[[np.ndarray], np.ndarray], first: list[float], total: list[float]
) -> None:
    result = sensitivity(outcome, 3, seed=3)
    np.testing.assert_allclose(result.indices.first, first, atol=0.04)
    np.testing.assert_allclose(result.indices.total, total, atol=0.04)
    assert (result.low.first <= result.indices.first).all()
    assert (result.indices.total <= result.high.total).all()


def test_the_level_of_the_outcome_has_no_influence_and_the_seed_decides() -> None:
    once, higher = (sensitivity(lambda x, up=up: ishigami(x) + up, 3, seed=1, draws=500) for up in (0, 1e3))
    np.testing.assert_allclose(once.indices, higher.indices, atol=1e-9)
    again = sensitivity(ishigami, 3, seed=1, draws=500)
    np.testing.assert_array_equal(np.array(once.low), np.array(again.low))
    assert not np.allclose(again.indices, sensitivity(ishigami, 3, seed=2, draws=500).indices)


def test_where_nothing_matters_all_indices_are_zero() -> None:
    result = sensitivity(lambda x: np.ones(len(x)), 2, draws=50)
    assert np.array(result.indices).tolist() == [[0, 0], [0, 0]]


def test_the_estimators_by_hand() -> None:
    one, other = np.array([1.0, 3.0]), np.array([2.0, 2.0])
    found = sobol_indices(one, other, np.array([[2.0, 3.0], [1.0, 2.0]]))
    variance = np.var([1, 3, 2, 2], ddof=1)
    np.testing.assert_allclose(found.first, [1 / variance, -1 / variance])
    np.testing.assert_allclose(found.total, [0.25 / variance, 0.25 / variance])


def test_exchanging_a_factor_changes_that_factor_only() -> None:
    sample = Design(np.zeros((3, 2)), np.ones((3, 2)))
    assert sample.exchanged(1).tolist() == [[0, 1]] * 3
    assert sample.one.tolist() == [[0, 0]] * 3


def test_ten_thousand_draws_are_the_default() -> None:
    assert DRAWS >= 10_000
    assert design(2).one.shape == (DRAWS, 2)
