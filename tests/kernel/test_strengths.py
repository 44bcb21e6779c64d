"""What a unit is good at: by its peers alone, ties for neither side, whatever the scale and the order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.strengths import NO_ITEM, profile, standing

NAN = np.nan
scores = arrays(float, (11, 4), elements=st.sampled_from([0.0, 40.0, 70.0, 70.5, 100.0, NAN]))
groups = arrays(np.int64, 11, elements=st.integers(-1, 2))
WEIGHT = np.array([40.0, 30, 20, 10])


@given(scores, groups)
def test_standing_follows_its_definition(values: np.ndarray, group: np.ndarray) -> None:
    result = standing(values, group)
    for unit, item in np.ndindex(values.shape):
        peers = [
            values[other, item]
            for other in range(11)
            if other != unit and group[other] == group[unit] >= 0 and not np.isnan(values[other, item])
        ]
        own = values[unit, item]
        expected = (
            NAN
            if np.isnan(own) or not peers
            else (sum(p < own for p in peers) - sum(p > own for p in peers)) / len(peers)
        )
        np.testing.assert_allclose(result[unit, item], expected)


@given(scores, groups, st.permutations(range(11)))
def test_neither_order_nor_scale_has_influence(
    values: np.ndarray, group: np.ndarray, order: list[int]
) -> None:
    plain = profile(values, group, WEIGHT)
    shuffled = profile(values[order] * 0.3 + 5, group[order], WEIGHT)
    np.testing.assert_allclose(shuffled.standing, plain.standing[order])
    np.testing.assert_array_equal(shuffled.strong, plain.strong[order])
    np.testing.assert_array_equal(shuffled.weak, plain.weak[order])


@given(scores, groups)
def test_no_item_is_both_and_what_is_missing_is_neither(values: np.ndarray, group: np.ndarray) -> None:
    found = profile(values, group, WEIGHT, most=4)
    for unit in range(11):
        strong = [item for item in found.strong[unit] if item != NO_ITEM]
        weak = [item for item in found.weak[unit] if item != NO_ITEM]
        assert not set(strong) & set(weak)
        assert all(found.standing[unit, item] > 0 for item in strong)
        assert all(found.standing[unit, item] < 0 for item in weak)
        assert len(strong) + len(weak) == (np.nan_to_num(found.standing[unit]) != 0).sum()


def test_sharing_the_lowest_or_the_highest_score_with_most_is_no_distinction() -> None:
    values = np.array([[0.0, 9], [0, 9], [0, 9], [0, 9], [5, 1]])
    found = profile(values, [0] * 5, [1, 1])
    assert found.strong[0].tolist() == [1, -1] and found.standing[0].tolist() == [-0.25, 0.25]
    assert found.strong[4].tolist() == [0, -1] and found.weak[4].tolist() == [1, -1]
    alike = profile(np.full((4, 2), 80.0), [0] * 4, [1, 1])
    assert (alike.strong == NO_ITEM).all() and (alike.weak == NO_ITEM).all()


def test_of_equal_standings_the_heavier_comes_first() -> None:
    values = np.array([[9.0, 9, 9], [1, 1, 1], [5, 5, 5]])
    assert profile(values, [0] * 3, [10, 30, 20], most=2).strong[0].tolist() == [1, 2]
    own_weights = profile(values, [0] * 3, [[1, 2, 3], [3, 2, 1], [1, 1, 1]])
    assert own_weights.weak[1].tolist() == [0, 1, 2]
