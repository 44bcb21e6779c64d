"""What an audit finds: repetition, opposition, silence; with gaps, whatever the order of units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr, spearmanr

from luoshi.kernel.composite.audit import (
    alpha,
    correlation,
    correlations,
    effective_weights,
    groups_of_items,
    opposed,
    redundant,
    removals,
    shares_of_difference,
    statistics,
)
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.weighted_tree import Missing, WeightedTree, weigh

NAN = np.nan
# total(0) -> economy(1): 3, 4, 5; people(2): 6, 7
TREE = WeightedTree((-1, 0, 0, 1, 1, 1, 2, 2), (1, 60, 40, 3, 2, 1, 1, 1))
WITHHOLD = [Missing.WITHHOLD] * 5
GROUP = np.repeat([0, 1, 2], 4)


def scores(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 100, (12, 5))


@given(seed=st.integers(0, 1000), factor=st.floats(0.001, 1000))
def test_correlations_are_those_of_scipy_over_the_units_that_have_both(seed: int, factor: float) -> None:
    values = scores(seed)
    values[0, 0] = values[1, 1] = NAN
    both = slice(2, None)
    assert correlation(values[:, 0] * factor, values[:, 1]) == pytest.approx(
        pearsonr(values[both, 0], values[both, 1])[0]
    )
    assert correlation(values[:, 0], values[:, 1], by_rank=True) == pytest.approx(
        spearmanr(values[both, 0], values[both, 1])[0]
    )
    table = correlations(values, values[:, :2])
    assert table.shape == (5, 2)
    np.testing.assert_allclose(np.diag(table), 1)


def test_without_spread_or_pairs_there_is_no_correlation() -> None:
    x = np.array([1.0, 2.0, 3.0, NAN])
    assert np.isnan(correlation(x, np.ones(4)))
    assert np.isnan(correlation(x, np.array([NAN, 1.0, 2.0, 3.0])))


def test_repetition_and_opposition_are_found_inside_a_group_only() -> None:
    values = scores()
    values[:, 1] = 100 - values[:, 0]
    values[:, 3] = values[:, 0] * 1.001
    values[:, 4] = values[:, 3] + 0.01 * values[:, 2]
    assert [(pair.one, pair.other) for pair in redundant(values, TREE)] == [(3, 4)]
    assert (0, 1) in [(pair.one, pair.other) for pair in opposed(values, TREE)]
    assert groups_of_items(TREE) == [[0, 1, 2], [3, 4]]


def test_alpha_is_one_for_the_same_thing_twice() -> None:
    x = scores()[:, :1]
    assert alpha(np.hstack([x, x, x])) == pytest.approx(1)
    assert np.isnan(alpha(x))
    assert np.isnan(alpha(np.array([[1.0, NAN], [2.0, 3.0], [4.0, 5.0]])))


def test_effective_weights_are_those_the_total_is_made_with() -> None:
    shares = weigh(TREE, scores(), np.ones((12, 5), bool), WITHHOLD).effective_weight
    np.testing.assert_allclose(effective_weights(TREE), shares[0])


def test_statistics_count_what_applies() -> None:
    values = np.array([[0.0, 1.0], [0.0, 2.0], [5.0, NAN], [7.0, NAN]])
    applicable = np.array([[True, True], [True, True], [True, True], [False, False]])
    found = statistics(values, applicable)
    np.testing.assert_allclose(found.reported, [1, 2 / 3])
    np.testing.assert_allclose(found.zero, [2 / 3, 0])
    np.testing.assert_allclose(found.distinct, [2 / 3, 1])
    np.testing.assert_allclose(found.same, [2 / 3, 0.5])


def test_a_node_taken_out_gives_its_weight_to_its_siblings() -> None:
    values, applicable = scores(), np.ones((12, 5), bool)
    found = removals(TREE, values, applicable, WITHHOLD, GROUP)
    without = np.delete(values, 3, axis=1)
    tree = WeightedTree((-1, 0, 0, 1, 1, 1, 2), (1, 60, 40, 3, 2, 1, 1))
    plain = competition_rank(weigh(tree, without, applicable[:, 1:], WITHHOLD[1:]).total, GROUP)
    np.testing.assert_array_equal(found.rank[:, 6], plain)
    assert plain.max() == 4, "each of three districts ranks its own four"
    np.testing.assert_array_equal(found.rank[:, 1], competition_rank(values[:, 3:].mean(axis=1), GROUP))


def test_an_item_in_which_all_are_alike_decides_nothing() -> None:
    values = scores()
    values[:, 0] = 80.0
    found = removals(
        WeightedTree((-1, *[0] * 5), (1, *[1] * 5)), values, np.ones((12, 5), bool), WITHHOLD, GROUP
    )
    assert found.decides_nothing[1]
    assert not found.decides_nothing.all()
    assert np.isnan(found.shift[0])
    order = np.random.default_rng(2).permutation(12)
    again = removals(
        WeightedTree((-1, *[0] * 5), (1, *[1] * 5)),
        values[order],
        np.ones((12, 5), bool),
        WITHHOLD,
        GROUP[order],
    )
    np.testing.assert_array_equal(again.rank, found.rank[order])


def test_shares_of_differences_add_up_inside_groups() -> None:
    points = scores(4) * [0.4, 0.1, 0.2, 0.1, 0.2]
    share = shares_of_difference(points, points.sum(axis=1), GROUP)
    assert share.sum() == pytest.approx(1)
    shifted = points + 50.0 * GROUP[:, None]
    np.testing.assert_allclose(shares_of_difference(shifted, shifted.sum(axis=1), GROUP), share)
    assert np.isnan(shares_of_difference(points, np.ones(12), GROUP)).all()


def test_what_gives_somebody_a_rank_at_all_decides() -> None:
    """The last item hardly moves anybody, but without it two units would have no score."""
    values, applies = scores(), np.ones((12, 5), dtype=bool)
    values[:, 4] = 50.0
    applies[:2, :4] = False
    tree = WeightedTree((-1, 0, 0, 0, 0, 0), (1, 1, 1, 1, 1, 1))
    found = removals(tree, values, applies, WITHHOLD, GROUP)
    assert found.dropped.tolist() == [0, 0, 0, 0, 0, 2]
    assert not found.decides_nothing[5]
