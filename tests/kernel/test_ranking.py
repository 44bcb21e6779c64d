"""Competition ranks in each group, ties and next keys as defined, order of no influence."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.ranking import competition_rank, rank_change

NAN = np.nan
scores = arrays(float, 17, elements=st.sampled_from([70.0, 80.0, 90.0, 0.1 + 0.2, 0.3, NAN]))
groups = arrays(np.int64, 17, elements=st.integers(-1, 3))


def plain_rank(values: np.ndarray, group: np.ndarray) -> list[int]:
    """The definition: one more than the number of peers that are better at nine decimals."""
    return [
        0
        if np.isnan(v) or g < 0
        else 1 + sum(round(w, 9) > round(v, 9) for w, h in zip(values, group, strict=True) if h == g)
        for v, g in zip(values, group, strict=True)
    ]


def test_equal_values_share_the_better_rank() -> None:
    assert competition_rank([80, 90, 80, 70, NAN], [0] * 5).tolist() == [2, 1, 2, 4, 0]


@given(scores, groups)
def test_ranks_follow_the_definition_in_every_group(values: np.ndarray, group: np.ndarray) -> None:
    assert competition_rank(values, group).tolist() == plain_rank(values, group)


@given(scores, groups, st.permutations(range(17)))
def test_the_order_of_units_has_no_influence(values: np.ndarray, group: np.ndarray, order: list[int]) -> None:
    assert (
        competition_rank(values[order], group[order]).tolist()
        == competition_rank(values, group)[order].tolist()
    )


@given(scores, scores, groups)
def test_columns_are_ranked_by_themselves(one: np.ndarray, two: np.ndarray, group: np.ndarray) -> None:
    together = competition_rank(np.stack([one, two], axis=1), group)
    assert together[:, 0].tolist() == competition_rank(one, group).tolist()
    assert together[:, 1].tolist() == competition_rank(two, group).tolist()


def test_next_keys_separate_ties_and_a_missing_key_comes_last() -> None:
    values, first, second = [90, 90, 90, 90, 95], [5, NAN, 7, 7, 0], [1, 1, 1, 1, 0]
    assert competition_rank(values, [0] * 5, then=[first]).tolist() == [4, 5, 2, 2, 1]
    assert competition_rank(values, [0] * 5, then=[first, [0, 0, 3, 4, 0]]).tolist() == [4, 5, 3, 2, 1]
    assert competition_rank(values, [0] * 5, then=[second]).tolist() == [2, 2, 2, 2, 1]


def test_the_lowest_may_come_first() -> None:
    assert competition_rank([3.0, 1.0, NAN, 1.0], [0, 0, 0, 1], lowest_first=True).tolist() == [2, 1, 0, 1]


def test_nobody_ranked_is_no_error() -> None:
    assert competition_rank([NAN, 1.0], [0, -1]).tolist() == [0, 0]


def test_rank_change_counts_places_won() -> None:
    np.testing.assert_array_equal(rank_change([5, 1, 0, 2], [3, 4, 1, 0]), [2, -3, NAN, NAN])
