"""Points by place: published ladders, ties by rule, never more for a poorer place, groups apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.ladder import Ladder, Tied, place_points

NAN = np.nan
CITY = Ladder(top=(5, 4, 3, 2, 1), bottom=(-5, -4, -3, -2, -1))
scores = arrays(float, 20, elements=st.sampled_from([60.0, 70.0, 80.0, 0.1 + 0.2, 0.3, NAN]))
groups = arrays(np.int64, 20, elements=st.integers(-1, 2))
ladders = st.sampled_from([CITY, Ladder((100, 90, 80), between=60), Ladder(bottom=(-3, -1)), Ladder()])


def test_places_from_both_ends() -> None:
    points = place_points(np.arange(31, 0, -1.0), [0] * 31, CITY)
    assert points[:6].tolist() == [5, 4, 3, 2, 1, 0] and points[-6:].tolist() == [0, -1, -2, -3, -4, -5]
    turned = place_points(np.arange(31, 0, -1.0), [0] * 31, CITY, lowest_first=True)
    assert turned.tolist() == points[::-1].tolist()


def test_ties_share_or_take_the_best() -> None:
    tied = [9.0, 9, 9, 5, NAN]
    ladder = Ladder(top=(6, 3, 0))
    assert place_points(tied, [0] * 5, ladder, Tied.BEST)[:4].tolist() == [6, 6, 6, 0]
    assert place_points(tied, [0] * 5, ladder, Tied.MEAN)[:4].tolist() == [3, 3, 3, 0]
    assert np.isnan(place_points(tied, [0] * 5, ladder)[4])


def test_the_ends_of_a_small_group_add_up() -> None:
    assert Ladder((3, 1), (-3, -1)).of(3).tolist() == [3, 0, -3]
    assert Ladder((3, 1), (-3, -1)).of(1).tolist() == [0]
    assert Ladder((90, 80), (40,), between=60).of(2).tolist() == [90, 60]


@given(scores, groups, ladders)
def test_shared_points_keep_their_sum(value: np.ndarray, group: np.ndarray, ladder: Ladder) -> None:
    points = place_points(value, group, ladder, Tied.MEAN)
    for one in range(3):
        mine = points[(group == one) & ~np.isnan(value)]
        assert mine.sum() == pytest.approx(ladder.of(mine.size).sum(), abs=1e-9)


@given(scores, groups, ladders, st.sampled_from(Tied), st.permutations(range(20)))
def test_order_has_no_influence_and_a_better_score_never_fewer_points(
    value: np.ndarray, group: np.ndarray, ladder: Ladder, tied: Tied, order: list[int]
) -> None:
    points = place_points(value, group, ladder, tied)
    np.testing.assert_array_equal(place_points(value[order], group[order], ladder, tied), points[order])
    for one in range(3):
        mine = (group == one) & ~np.isnan(value)
        v, p = np.round(value[mine], 9), points[mine]
        assert (p[:, None] >= p - 1e-9)[v[:, None] >= v].all()


def test_a_ladder_that_rewards_a_poorer_place_is_refused() -> None:
    for wrong in ({"top": (1, 2)}, {"bottom": (-1, -5)}, {"top": (3,), "between": 5}):
        with pytest.raises(ValueError, match="must not rise"):
            Ladder(**wrong)  # type: ignore[arg-type]
