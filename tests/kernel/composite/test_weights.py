"""Weights proposed by judgement or by figures: never negative, adding up to 1, the same whatever the order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.composite.weights import (
    ahp,
    entropy_weights,
    equal_weights,
    influence,
    principal_weights,
    weights_to_influence,
)

NAN = np.nan
figures = arrays(float, (7, 3), elements=st.floats(1, 1000))


def reciprocal(importance: np.ndarray) -> np.ndarray:
    return importance[:, None] / importance[None, :]


@pytest.mark.parametrize("by_roots", [False, True])
@given(importance=arrays(float, 5, elements=st.floats(0.2, 9)))
def test_judgements_without_contradiction_give_back_the_importance(
    importance: np.ndarray, by_roots: bool
) -> None:
    judged = ahp(reciprocal(importance), by_roots)
    np.testing.assert_allclose(judged.weights, importance / importance.sum(), rtol=1e-9)
    assert judged.consistency_ratio == pytest.approx(0, abs=1e-9)


def test_contradicting_judgements_are_not_consistent() -> None:
    circle = np.array([[1, 5, 1 / 5], [1 / 5, 1, 5], [5, 1 / 5, 1]])
    assert not ahp(circle).consistent
    assert ahp(circle, random_index={3: 0.52}).consistency_ratio > ahp(circle).consistency_ratio
    assert ahp(np.array([[1.0, 9.0], [1 / 9, 1.0]])).consistency_ratio == 0


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.ones((2, 3)), "square"),
        (np.ones((1, 1)), "two items"),
        (np.array([[1.0, -2.0], [-0.5, 1.0]]), "positive"),
        (np.array([[1.0, 2.0], [2.0, 1.0]]), "reciprocal"),
        (np.ones((12, 12)), "random index for 12"),
    ],
)
def test_what_is_no_judgement_is_refused(matrix: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ahp(matrix)


@given(values=figures, factor=st.floats(0.001, 1000), order=st.permutations(range(7)))
def test_entropy_is_never_negative_and_knows_neither_unit_nor_order(
    values: np.ndarray, factor: float, order: list[int]
) -> None:
    values[0] += 2000.0
    found = entropy_weights(values)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    np.testing.assert_allclose(entropy_weights(values[order] * factor), found, atol=1e-9)


def test_entropy_by_hand() -> None:
    values = np.array([[1.0, 0.0, 2.0], [1.0, 1.0, 2.0], [2.0, 0.0, 2.0]])
    told = 1 - np.array([1.0397207708399179, 0.0, np.log(3)]) / np.log(3)
    np.testing.assert_allclose(entropy_weights(values), told / told.sum(), atol=1e-12)
    gap = np.vstack([values, [[NAN, 1.0, 2.0]]])
    assert entropy_weights(gap)[2] == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1.0, -1.0], [2.0, 3.0]], "negative"),
        ([[1.0, NAN], [2.0, 3.0]], "two figures"),
        ([[1.0, 0.0], [2.0, 0.0]], "all zero"),
        ([[1.0, 4.0], [1.0, 4.0]], "no item differs"),
    ],
)
def test_entropy_refuses_what_it_cannot_weigh(values: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        entropy_weights(np.array(values))


@given(seed=st.integers(0, 10_000), order=st.permutations(range(20)))
def test_principal_weights_are_never_negative(seed: int, order: list[int]) -> None:
    random = np.random.default_rng(seed)
    common = random.normal(size=(20, 1))
    values = common * [3.0, 2.0, 2.0, -1.5] + random.normal(size=(20, 4))
    found = principal_weights(values)
    assert (found.weights >= 0).all()
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights[found.against] <= 0).all()
    assert (found.loadings**2).sum() == pytest.approx(1)
    np.testing.assert_allclose(principal_weights(values[order] * 7).weights, found.weights, atol=1e-9)


def test_principal_weights_need_figures_that_differ() -> None:
    for values in (np.ones((9, 2)), np.array([[1.0, NAN], [2.0, 3.0], [4.0, 4.0]])):
        with pytest.raises(ValueError, match="three units"):
            principal_weights(values)


@given(seed=st.integers(0, 10_000))
def test_a_wanted_influence_is_reached_with_weights_above_zero(seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.uniform(0, 100, (200, 3))
    target = random.uniform(1, 2, 3)
    found = weights_to_influence(scores, target)
    assert (found.weights > 0).all()
    assert found.off_target < 1e-6
    np.testing.assert_allclose(influence(scores, scores @ found.weights), target / target.sum(), atol=1e-6)
    shuffled = weights_to_influence(scores[::-1], target)
    np.testing.assert_allclose(shuffled.weights, found.weights, atol=1e-6)


def test_an_influence_out_of_reach_is_told() -> None:
    base = np.linspace(0, 1, 30)
    scores = np.stack([base, -base, np.sin(40 * base)], axis=1)
    found = weights_to_influence(scores, np.ones(3))
    assert (found.weights > 0).all()
    assert found.off_target > 0.1


@pytest.mark.parametrize(
    ("scores", "target", "message"),
    [
        (np.ones((5, 2)), np.ones(2), "differ"),
        (np.array([[1.0, NAN], [2.0, 1.0], [3.0, 4.0]]), np.ones(2), "complete"),
        (np.array([[1.0, 5.0], [2.0, 1.0], [3.0, 4.0]]), np.array([1.0, 0.0]), "above zero"),
    ],
)
def test_impossible_wishes_are_refused(scores: np.ndarray, target: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        weights_to_influence(scores, target)


def test_equal_weights() -> None:
    assert equal_weights(4).tolist() == [0.25] * 4
