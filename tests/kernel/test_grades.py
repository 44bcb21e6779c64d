"""Grades: thresholds, quotas in every group, ties at the border by rule, a veto that gives its place on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.grades import UNGRADED, Border, Places, best_open, by_quota, by_threshold

NAN = np.nan
UNITS = 18
scores = arrays(float, UNITS, elements=st.sampled_from([60.0, 70.0, 80.0, 80.5, 90.0, 0.1 + 0.2, 0.3, NAN]))
groups = arrays(np.int64, UNITS, elements=st.integers(-1, 2))
gates = arrays(np.int64, UNITS, elements=st.sampled_from([0, 0, 0, 1, 2]))
shares = st.sampled_from([(0.2, 0.3), (0.15, 0.5), (0.0, 1.0), (0.34, 0.33), (1.0, 0.0)])
rules = st.tuples(st.sampled_from(Places), st.sampled_from(Border))


def test_the_threshold_itself_gets_the_better_grade() -> None:
    assert by_threshold([90, 89.99, 80, 79.9, NAN, 120], [90, 80]).tolist() == [0, 1, 1, 2, UNGRADED, 0]
    assert by_threshold([0.1 + 0.2, 0.3], [0.3]).tolist() == [0, 0]
    assert by_threshold(100 * np.array([0.29, 0.57]), [57, 29]).tolist() == [1, 0]


def test_a_gate_closes_grades_and_leaves_poorer_ones_alone() -> None:
    assert by_threshold([95, 85, 60, NAN], [90, 80], best_open=[1, 1, 1, 2]).tolist() == [1, 1, 2, UNGRADED]


def test_of_several_gates_the_strictest_holds() -> None:
    fired = [[False, False], [True, False], [True, True], [False, True]]
    assert best_open(fired, [1, 3]).tolist() == [0, 1, 3, 3]
    assert best_open(np.zeros((3, 0)), []).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("share", "units", "down", "nearest"),
    [(0.2, 14, 2, 3), (0.29, 100, 29, 29), (0.15, 10, 1, 2), (0.3, 1, 0, 0)],
)
def test_a_share_becomes_whole_places(share: float, units: int, down: int, nearest: int) -> None:
    assert (Places.DOWN.of(share, units), Places.NEAREST.of(share, units)) == (down, nearest)


def test_ties_at_the_border() -> None:
    tied = [90, 80, 80, 80, 70, 60, 60, 50, 40, 30]
    all_in = by_quota(tied, [0] * 10, [0.2, 0.3], border=Border.ALL_IN)
    none_in = by_quota(tied, [0] * 10, [0.2, 0.3], border=Border.NONE_IN)
    assert all_in.tolist() == [0, 0, 0, 0, 1, 2, 2, 2, 2, 2]
    assert none_in.tolist() == [0, 1, 1, 1, 1, 2, 2, 2, 2, 2]


def test_a_veto_gives_its_place_to_the_next_and_does_not_shrink_the_quota() -> None:
    values, group = np.arange(30.0)[::-1], np.arange(30) % 3
    plain = by_quota(values, group, [0.2])
    barred = np.where(np.arange(30) < 3, 1, 0)
    vetoed = by_quota(values, group, [0.2], barred)
    assert np.flatnonzero(plain == 0).tolist() == list(range(6))
    assert np.flatnonzero(vetoed == 0).tolist() == list(range(3, 9))


@given(scores, groups, gates, shares, rules)
def test_no_grade_goes_past_its_quota_nor_past_a_gate(
    value: np.ndarray,
    group: np.ndarray,
    gate: np.ndarray,
    share: tuple[float, float],
    rule: tuple[Places, Border],
) -> None:
    grade = by_quota(value, group, share, gate, places=rule[0], border=rule[1])
    graded = grade != UNGRADED
    assert (graded == (~np.isnan(value) & (group >= 0))).all()
    assert (grade[graded] >= np.minimum(gate, 2)[graded]).all()
    for one in range(3):
        inside = graded & (group == one)
        for best in (1, 2):
            held = value[inside & (grade < best)]
            limit = rule[0].of(sum(share[:best]), int(inside.sum()))
            if rule[1] is Border.NONE_IN:
                assert held.size <= limit
            elif held.size > limit:
                assert np.ptp(np.sort(np.round(held, 9))[: held.size - limit + 1]) == 0 or gate.any()


@given(scores, groups, shares, rules)
def test_without_gates_a_better_score_never_has_a_poorer_grade(
    value: np.ndarray, group: np.ndarray, share: tuple[float, float], rule: tuple[Places, Border]
) -> None:
    grade = by_quota(value, group, share, places=rule[0], border=rule[1])
    for one in range(3):
        inside = (grade != UNGRADED) & (group == one)
        v, g = np.round(value[inside], 9), grade[inside]
        assert (g[:, None] <= g)[v[:, None] >= v].all()
        assert len(set(zip(v.tolist(), g.tolist(), strict=True))) == len(set(v.tolist()))


@given(scores, groups, gates, shares, rules, st.permutations(range(UNITS)))
def test_the_order_of_units_has_no_influence(
    value: np.ndarray,
    group: np.ndarray,
    gate: np.ndarray,
    share: tuple[float, float],
    rule: tuple[Places, Border],
    order: list[int],
) -> None:
    plain = by_quota(value, group, share, gate, places=rule[0], border=rule[1])
    shuffled = by_quota(value[order], group[order], share, gate[order], places=rule[0], border=rule[1])
    np.testing.assert_array_equal(shuffled, plain[order])


def test_impossible_grades_are_refused() -> None:
    with pytest.raises(ValueError, match="fall"):
        by_threshold([1.0], [80, 90])
    with pytest.raises(ValueError, match="shares"):
        by_quota([1.0], [0], [0.7, 0.4])
