"""TOPSIS: the formula, the ends of the scale, better with better, n/a in neither distance."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.composite.topsis import topsis
from luoshi.kernel.weighted_tree import Missing, WeightedTree, weigh

NAN = np.nan
TREE = WeightedTree((-1, 0, 0, 0), (1, 5, 3, 2))
WEIGHT = np.array([0.5, 0.3, 0.2])
scores = arrays(float, (7, 3), elements=st.sampled_from([0.0, 35.0, 60.0, 60.5, 100.0]))
applies = arrays(bool, (7, 3))


def plain(values: np.ndarray, applicable: np.ndarray) -> list[float]:
    known = np.where(applicable, values, NAN)
    nearness = []
    for unit in range(len(values)):
        items = np.flatnonzero(applicable[unit])
        away = [
            [WEIGHT[n] * (end(known[~np.isnan(known[:, n]), n]) - values[unit, n]) for n in items]
            for end in (np.max, np.min)
        ]
        to_best, to_worst = (np.linalg.norm(distance) for distance in away)
        nearness.append(to_worst / (to_best + to_worst) if to_best + to_worst > 0 else NAN)
    return nearness


def nearness(values: np.ndarray, applicable: np.ndarray) -> np.ndarray:
    return weigh(TREE, values, applicable, [Missing.WITHHOLD] * 3, combine=topsis).total


@given(scores, applies)
def test_the_formula_around_what_does_not_apply(values: np.ndarray, applicable: np.ndarray) -> None:
    np.testing.assert_allclose(nearness(values, applicable), plain(values, applicable), atol=1e-9)


@given(scores, applies, st.permutations(range(7)))
def test_neither_order_nor_scale_has_influence(
    values: np.ndarray, applicable: np.ndarray, order: list[int]
) -> None:
    result = nearness(values, applicable)
    np.testing.assert_allclose(nearness(values[order], applicable[order]), result[order])
    np.testing.assert_allclose(nearness(values * 0.37 + 11, applicable), result, atol=1e-7)


def test_best_in_everything_is_one_and_worst_is_zero() -> None:
    values = np.array([[90.0, 80, 70], [10, 20, 30], [50, 50, 50]])
    result = nearness(values, np.ones((3, 3), bool))
    assert result[:2].tolist() == [1, 0] and 0 < result[2] < 1


def test_no_missing_score_is_passed_over() -> None:
    values = np.array([[90.0, NAN, 70], [10, 20, 30], [50, 50, 50], [60, 60, 60]])
    result = nearness(values, np.ones((4, 3), bool))
    assert np.isnan(result).tolist() == [True, False, False, False]
    assert np.isnan(nearness(np.full((3, 3), 80.1), np.ones((3, 3), bool))).all()


def test_months_lie_side_by_side() -> None:
    values = np.random.default_rng(1).uniform(0, 100, (7, 3, 4))
    together = weigh(TREE, values, np.ones(values.shape, bool), [Missing.WITHHOLD] * 3, combine=topsis).total
    for month in range(4):
        np.testing.assert_allclose(together[:, month], nearness(values[..., month], np.ones((7, 3), bool)))
