"""How children become one score: between the poorest and the best, better with better, neutral to n/a."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.composite.combination import (
    copeland,
    geometric_mean,
    harmonic_mean,
    median,
    outranking,
    power_mean,
)
from luoshi.kernel.weighted_tree import Combine, Missing, WeightedTree, arithmetic_mean, weigh

NAN = np.nan
# total(0) -> economy(1): 4, 5, 6; people(2): 7, 8; order(3): 9
TREE = WeightedTree((-1, 0, 0, 0, 1, 1, 1, 2, 2, 3), (1, 50, 30, 20, 3, 2, 1, 5, 5, 1))
EXCLUDE = [Missing.EXCLUDE] * 6
MEANS: list[Combine] = [
    arithmetic_mean,
    geometric_mean,
    harmonic_mean,
    power_mean(0.5),
    power_mean(3),
    median,
]
METHODS: list[Combine] = [*MEANS, copeland]
scores = arrays(float, (5, 6), elements=st.floats(1, 120))
applies = arrays(bool, (5, 6))
ALL = np.ones((5, 6), bool)


def total(values: np.ndarray, combine: Combine, applicable: np.ndarray = ALL) -> np.ndarray:
    return weigh(TREE, values, applicable, EXCLUDE, combine=combine).total


@pytest.mark.parametrize("combine", MEANS)
@given(values=scores, applicable=applies)
def test_a_mean_lies_between_the_poorest_and_the_best(
    combine: Combine, values: np.ndarray, applicable: np.ndarray
) -> None:
    result = total(values, combine, applicable)
    some = applicable.any(axis=1)
    assert (np.isnan(result) == ~some).all()
    low, high = np.where(applicable, values, np.inf).min(axis=1), np.where(applicable, values, 0).max(axis=1)
    assert ((low - 1e-9 <= result) & (result <= high + 1e-9))[some].all()


@pytest.mark.parametrize("combine", METHODS)
@given(values=scores, unit=st.integers(0, 4), leaf=st.integers(0, 5), more=st.floats(0.01, 50))
def test_a_better_item_never_gives_a_poorer_total(
    combine: Combine, values: np.ndarray, unit: int, leaf: int, more: float
) -> None:
    better = values.copy()
    better[unit, leaf] += more
    assert total(better, combine)[unit] >= total(values, combine)[unit] - 1e-9


@pytest.mark.parametrize("combine", METHODS)
@given(values=scores, applicable=applies, order=st.permutations(range(5)))
def test_the_order_of_units_has_no_influence(
    combine: Combine, values: np.ndarray, applicable: np.ndarray, order: list[int]
) -> None:
    shuffled = total(values[order], combine, applicable[order])
    np.testing.assert_allclose(shuffled, total(values, combine, applicable)[order], rtol=1e-12)


@pytest.mark.parametrize("combine", MEANS)
@given(applicable=applies, level=st.floats(1, 120))
def test_what_does_not_apply_neither_helps_nor_hurts(
    combine: Combine, applicable: np.ndarray, level: float
) -> None:
    values = np.where(applicable, level, 0.0)
    result = total(values, combine, applicable)
    np.testing.assert_allclose(result[applicable.any(axis=1)], level)


@pytest.mark.parametrize("combine", METHODS)
def test_an_item_not_reported_is_left_out_or_withholds_the_total(combine: Combine) -> None:
    values = np.random.default_rng(1).uniform(20, 90, (5, 6))
    values[2, 1] = NAN
    left_out = weigh(TREE, values, ALL, EXCLUDE, combine=combine).total
    assert np.isfinite(left_out).all(), "a power mean re-bases as every other mean does"
    withheld = weigh(TREE, values, ALL, [Missing.WITHHOLD] * 6, combine=combine).total
    assert np.flatnonzero(np.isnan(withheld)).tolist() == [2]


def test_a_method_can_be_chosen_for_every_node() -> None:
    values = np.random.default_rng(2).uniform(20, 90, (5, 6))
    methods = [geometric_mean, *[arithmetic_mean] * 9]
    result = weigh(TREE, values, ALL, EXCLUDE, combine=methods)
    parts = result.node_score[:, [1, 2, 3]]
    np.testing.assert_allclose(parts[:, 1], values[:, [3, 4]].mean(axis=1))
    np.testing.assert_allclose(result.total, np.exp(np.log(parts) @ [0.5, 0.3, 0.2]))


@pytest.mark.parametrize("combine", METHODS)
def test_months_are_combined_side_by_side(combine: Combine) -> None:
    values = np.random.default_rng(5).uniform(1, 100, (5, 6, 4))
    applicable = np.random.default_rng(6).random(values.shape) > 0.2
    together = weigh(TREE, values, applicable, EXCLUDE, combine=combine).node_score
    for month in range(4):
        alone = weigh(TREE, values[..., month], applicable[..., month], EXCLUDE, combine=combine).node_score
        np.testing.assert_allclose(together[..., month], alone, rtol=1e-13)


def test_other_weights_for_every_draw() -> None:
    values = np.random.default_rng(3).uniform(20, 90, (5, 6))
    drawn = np.random.default_rng(4).uniform(1, 9, (10, 7))
    runs = np.repeat(values[..., None], 7, axis=2)
    together = weigh(TREE, runs, np.ones(runs.shape, bool), EXCLUDE, weight=drawn).total
    for run in range(7):
        alone = weigh(WeightedTree(TREE.parent, tuple(drawn[:, run])), values, ALL, EXCLUDE).total
        np.testing.assert_allclose(together[:, run], alone, rtol=1e-13)


@pytest.mark.parametrize("combine", [geometric_mean, harmonic_mean, power_mean(-2)])
def test_one_zero_makes_zero(combine: Combine) -> None:
    values = np.array([[0.0, 90, 90], [50, 50, 50], [NAN, 0, 90]])
    assert combine(np.full((3, 3), 1 / 3), values.T).round(9).tolist()[:2] == [0, 50]
    assert np.isnan(combine(np.full((3, 3), 1 / 3), values.T)[2])


@pytest.mark.parametrize("combine", [geometric_mean, harmonic_mean, power_mean(0.5)])
def test_scores_below_zero_have_no_such_mean(combine: Combine) -> None:
    with pytest.raises(ValueError, match="below zero"):
        combine(np.full((2, 3), 0.5), np.array([[1.0, 2, 3], [4, -1, 6]]))


def test_power_means_join_the_others_and_grow_with_the_power() -> None:
    values, share = np.array([[10.0, 20, 80], [40, 30, 80]]), np.array([[0.3] * 3, [0.7] * 3])
    np.testing.assert_allclose(power_mean(1)(share, values), arithmetic_mean(share, values))
    np.testing.assert_allclose(power_mean(0)(share, values), geometric_mean(share, values))
    np.testing.assert_allclose(power_mean(1e-6)(share, values), geometric_mean(share, values), rtol=1e-5)
    rising = np.array([power_mean(p)(share, values) for p in (-3, -1, 0, 0.5, 1, 4)])
    assert (np.diff(rising, axis=0)[:, :2] > 0).all()
    np.testing.assert_allclose(rising[:, 2], 80)


def test_the_median_follows_the_weight() -> None:
    values = np.array([[10.0, 10, 10], [20, 20, NAN], [90, 90, 90]])
    share = np.array([[0.25, 0.6, 0.5], [0.25, 0.2, 0.0], [0.5, 0.2, 0.5]])
    assert median(share, values).tolist() == [55, 10, 50]


def test_copeland_counts_who_beats_whom() -> None:
    values = np.array([[90.0, 60, 50, 60], [40, 60, 70, 60], [40, 60, 90, 60]])
    share = np.array([[0.4] * 4, [0.3] * 4, [0.3] * 4])
    np.testing.assert_allclose(outranking(share, values)[0], [0.5, 0.4, 0.4, 0.4])
    assert copeland(share, values).tolist() == [-3, 0, 3, 0]
