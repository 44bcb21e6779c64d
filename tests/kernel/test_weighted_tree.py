"""Totals are weighted means; what does not apply takes no weight, what is missing follows its policy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.weighted_tree import Missing, WeightedTree, weigh

NAN = np.nan
# root(0) -> economy(1): gdp(3) 30, revenue(4) 10; people(2): jobs(5) 2
TREE = WeightedTree((-1, 0, 0, 1, 1, 2), (1, 60, 40, 30, 10, 2))
WITHHOLD = [Missing.WITHHOLD] * 3
score = arrays(float, (4, 3), elements=st.floats(0, 120))
applies = arrays(bool, (4, 3))


def test_a_total_is_the_weighted_mean_up_the_tree() -> None:
    weighed = weigh(TREE, np.array([[80.0, 100.0, 50.0]]), np.ones((1, 3), bool), WITHHOLD)
    np.testing.assert_allclose(weighed.node_score[0], [0.6 * 85 + 0.4 * 50, 85, 50, 80, 100, 50])
    np.testing.assert_allclose(weighed.effective_weight[0], [1, 0.6, 0.4, 0.45, 0.15, 0.4])
    np.testing.assert_allclose(weighed.total, [71])


def test_weights_are_rebased_around_what_does_not_apply() -> None:
    applicable = np.array([[True, False, True], [True, True, False], [False, False, False]])
    weighed = weigh(TREE, np.tile([80.0, 100.0, 50.0], (3, 1)), applicable, WITHHOLD)
    np.testing.assert_allclose(weighed.total, [0.6 * 80 + 0.4 * 50, 85, NAN])
    np.testing.assert_allclose(
        weighed.effective_weight,
        [[1.0, 0.6, 0.4, 0.6, 0.0, 0.4], [1.0, 1.0, 0.0, 0.75, 0.25, 0.0], [0.0] * 6],
    )
    assert not weighed.not_reported.any()


@pytest.mark.parametrize(
    ("policy", "total", "weight"),
    [(Missing.ZERO, 0.6 * 60 + 20, 0.15), (Missing.EXCLUDE, 0.6 * 80 + 20, 0), (Missing.WITHHOLD, NAN, 0.15)],
)
def test_an_unreported_item_follows_the_policy_and_is_flagged(
    policy: Missing, total: float, weight: float
) -> None:
    policies = [Missing.WITHHOLD, policy, Missing.WITHHOLD]
    weighed = weigh(TREE, np.array([[80.0, NAN, 50.0]]), np.ones((1, 3), bool), policies)
    np.testing.assert_allclose(weighed.total, [total])
    np.testing.assert_allclose(weighed.effective_weight[0, 4], weight)
    assert weighed.not_reported.tolist() == [[False, True, False]]


@given(score, applies)
def test_weights_add_up_to_one_wherever_something_applies(scores: np.ndarray, applicable: np.ndarray) -> None:
    weighed = weigh(TREE, scores, applicable, WITHHOLD)
    whole = weighed.effective_weight[:, TREE.leaves].sum(axis=1)
    np.testing.assert_allclose(whole, applicable.any(axis=1).astype(float))
    points = np.where(applicable, scores, 0) * weighed.effective_weight[:, TREE.leaves]
    np.testing.assert_allclose(np.nan_to_num(weighed.total), points.sum(axis=1), atol=1e-9)


@given(applies, st.floats(0, 120))
def test_what_does_not_apply_neither_helps_nor_hurts(applicable: np.ndarray, level: float) -> None:
    weighed = weigh(TREE, np.where(applicable, level, 0.0), applicable, WITHHOLD)
    np.testing.assert_allclose(weighed.total[applicable.any(axis=1)], level, atol=1e-9)


@given(score, st.integers(0, 3), st.integers(0, 2), st.floats(0.01, 50))
def test_a_better_item_score_gives_a_better_total(
    scores: np.ndarray, unit: int, leaf: int, more: float
) -> None:
    applicable = np.ones((4, 3), bool)
    better = scores.copy()
    better[unit, leaf] += more
    gained = weigh(TREE, better, applicable, WITHHOLD).total - weigh(TREE, scores, applicable, WITHHOLD).total
    assert gained[unit] > 0
    assert np.flatnonzero(gained).tolist() == [unit]


def test_months_are_weighed_side_by_side() -> None:
    scores = np.random.default_rng(1).uniform(0, 100, (5, 3, 12))
    applicable = np.random.default_rng(2).random((5, 3, 12)) > 0.2
    together = weigh(TREE, scores, applicable, WITHHOLD)
    for month in range(12):
        alone = weigh(TREE, scores[:, :, month], applicable[:, :, month], WITHHOLD)
        np.testing.assert_array_equal(together.node_score[:, :, month], alone.node_score)
        np.testing.assert_array_equal(together.effective_weight[:, :, month], alone.effective_weight)


@pytest.mark.parametrize(
    ("parent", "weight", "message"),
    [
        ((-1, -1), (1, 1), "one root, found 2"),
        ((-1, 2, 1), (1, 1, 1), "never lead to the root"),
        ((-1, 5), (1, 1), "not a node"),
        ((-1, 0), (1,), "a parent and a weight"),
        ((-1, 0), (1, 0), "must be positive; node 1 has 0"),
        ((-1, 0), (1, NAN), "must be positive"),
    ],
)
def test_what_is_no_tree_is_refused(parent: tuple[int, ...], weight: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        WeightedTree(parent, weight)


def test_every_leaf_needs_a_column_and_a_policy() -> None:
    with pytest.raises(ValueError, match="3 leaves"):
        weigh(TREE, np.ones((1, 2)), np.ones((1, 2), bool), WITHHOLD)


def by_hand(node: int, scores: np.ndarray, applicable: np.ndarray, least: float) -> float:
    """The data threshold for one unit, by its definition: NaN is not there."""
    if node not in TREE.children:
        place = TREE.leaves.index(node)
        return float(scores[place]) if applicable[place] else NAN
    kids = TREE.children[node]
    got = {kid: by_hand(kid, scores, applicable, least) for kid in kids}
    there = [kid for kid in kids if not np.isnan(got[kid])]
    asked = [
        kid
        for kid in kids
        if any(applicable[TREE.leaves.index(leaf)] for leaf in TREE.children.get(kid, [kid]))
    ]
    if not there or len(there) / len(asked) < least:
        return NAN
    whole = sum(TREE.weight[kid] for kid in there)
    return sum(TREE.weight[kid] * got[kid] for kid in there) / whole


@given(
    arrays(float, (6, 3), elements=st.sampled_from([20.0, 50.0, 100.0, NAN])),
    arrays(bool, (6, 3)),
    st.sampled_from([0.0, 0.5, 0.51, 1.0]),
)
def test_a_group_below_its_data_threshold_has_no_score(
    scores: np.ndarray, applicable: np.ndarray, least: float
) -> None:
    weighed = weigh(TREE, scores, applicable, [Missing.EXCLUDE] * 3, least_reported=least)
    expected = [by_hand(0, *unit, least) for unit in zip(scores, applicable, strict=True)]
    np.testing.assert_allclose(weighed.total, expected)
    whole = weighed.effective_weight[:, TREE.leaves].sum(axis=1)
    np.testing.assert_allclose(whole, ~np.isnan(weighed.total))


def test_a_threshold_can_be_set_for_one_group_and_counts_what_applies() -> None:
    scores = np.array([[80.0, NAN, 50.0], [80.0, NAN, 50.0]])
    applicable = np.array([[True, True, True], [True, False, True]])
    least = [0, 0.6, 0, 0, 0, 0]
    weighed = weigh(TREE, scores, applicable, [Missing.EXCLUDE] * 3, least_reported=least)
    np.testing.assert_allclose(weighed.total, [50, 0.6 * 80 + 20])
    assert np.isnan(weighed.node_score[0, 1])
    zeroed = weigh(TREE, scores, applicable, [Missing.ZERO] * 3, least_reported=1.0)
    np.testing.assert_allclose(zeroed.total, [0.6 * 60 + 20, 0.6 * 80 + 20])
