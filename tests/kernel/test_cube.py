"""The latest version of each value counts, missing stays missing, and parts add up by their rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.cube import Nature, Rule, build_cube, cumulate, roll_up

NAN = np.nan
SHAPE = (3, 2, 12)


def cube_of(rows: list[tuple[int, int, int, int, float]]) -> np.ndarray:
    unit, indicator, month, version, value = (np.array(column) for column in zip(*rows, strict=True))
    return build_cube(unit, indicator, month, version, value.astype(float), SHAPE)


def test_the_latest_version_counts_and_a_retraction_leaves_the_cell_missing() -> None:
    cube = cube_of(
        [(0, 0, 0, 1, 5.0), (0, 0, 0, 3, 7.0), (0, 0, 0, 2, 6.0), (2, 1, 11, 1, 9.0), (2, 1, 11, 2, NAN)]
    )
    assert cube[0, 0, 0] == 7
    assert np.isnan(cube[2, 1, 11])
    assert np.isnan(cube).sum() == cube.size - 1


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_has_no_influence(random: st.DrawFn) -> None:
    rows = [
        (u, i, m, v, u + 10 * i + 100 * m + v / 7)
        for u in range(3)
        for i in range(2)
        for m in range(12)
        for v in range(3)
    ]
    expected = cube_of(rows)
    random.shuffle(rows)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(cube_of(rows), expected)


def test_two_latest_versions_are_refused_with_their_place() -> None:
    with pytest.raises(ValueError, match="unit 1, indicator 0, month 4"):
        cube_of([(1, 0, 3, 2, 5.0), (1, 0, 3, 2, 6.0), (1, 0, 3, 1, 4.0)])


@pytest.mark.parametrize("row", [(3, 0, 0), (-1, 0, 0), (0, 2, 0), (0, 0, 12)])
def test_codes_outside_the_cube_are_refused(row: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="the cube has"):
        cube_of([(*row, 1, 1.0)])


def test_no_facts_make_an_empty_cube() -> None:
    none = np.array([], dtype=np.int64)
    assert np.isnan(build_cube(none, none, none, none, none.astype(float), SHAPE)).all()


def test_a_flow_is_stated_only_while_every_month_is_reported() -> None:
    cube = np.array([[[1.0, 2.0, NAN, 4.0], [1.0, 2.0, NAN, 4.0], [1.0, 2.0, NAN, 4.0]]])
    year = cumulate(cube, [Nature.FLOW, Nature.CUMULATIVE, Nature.STOCK])
    np.testing.assert_array_equal(year.value[0], [[1, 3, NAN, NAN], [1, 2, NAN, 4], [1, 2, NAN, 4]])
    np.testing.assert_array_equal(year.reported[0, 0], [True, True, False, True])
    np.testing.assert_array_equal(year.missing_months[0], [[0, 0, 1, 1], [0, 0, 1, 0], [0, 0, 1, 0]])


def test_every_indicator_needs_a_nature() -> None:
    with pytest.raises(ValueError, match="2 indicators need 2 natures"):
        cumulate(np.ones((1, 2, 12)), [Nature.FLOW])


def test_a_sum_with_missing_children_is_marked_partial() -> None:
    values, parent = np.array([1.0, 10.0, NAN, 5.0, 100.0, NAN]), np.array([2, 0, 2, 2, -1, 1])
    rolled = roll_up(values, parent, 3, Rule.SUM)
    np.testing.assert_array_equal(rolled.value, [10, NAN, 6])
    assert rolled.reporting.tolist() == [1, 0, 2]
    assert rolled.expected.tolist() == [1, 1, 3]
    assert rolled.partial.tolist() == [False, True, True]


def test_children_that_do_not_apply_are_not_expected() -> None:
    rolled = roll_up(
        np.array([1.0, NAN, 3.0]), np.array([0, 0, 0]), 1, Rule.SUM, applicable=[True, False, True]
    )
    assert (rolled.value[0], rolled.reporting[0], rolled.expected[0], rolled.partial[0]) == (4, 2, 2, False)


def test_each_indicator_follows_its_own_rule() -> None:
    values = np.array([[10.0, 0.5, 30.0], [20.0, 0.9, 50.0], [5.0, 0.7, 8.0]])
    base = np.array([[NAN, 100.0, 60.0], [NAN, 300.0, 50.0], [NAN, 10.0, 0.0]])
    rolled = roll_up(values, np.array([0, 0, 1]), 2, [Rule.SUM, Rule.WEIGHTED_MEAN, Rule.RATIO_OF_SUMS], base)
    np.testing.assert_allclose(rolled.value, [[30, 0.8, 80 / 110], [5, 0.7, NAN]])


def test_a_child_without_its_base_does_not_report() -> None:
    rolled = roll_up(np.array([0.5, 0.9]), np.array([0, 0]), 1, Rule.WEIGHTED_MEAN, base=[100.0, NAN])
    assert (rolled.value[0], rolled.partial[0]) == (0.5, True)


def test_a_rule_that_needs_a_base_says_so() -> None:
    with pytest.raises(ValueError, match="give base"):
        roll_up(np.ones(2), np.array([0, 0]), 1, Rule.RATIO_OF_SUMS)
    with pytest.raises(ValueError, match=r"-1\.\.0"):
        roll_up(np.ones(2), np.array([0, 1]), 1, Rule.SUM)


@given(st.permutations(range(12)))
def test_the_order_of_units_has_no_influence_on_a_roll_up(order: list[int]) -> None:
    values, parent = np.arange(24.0).reshape(12, 2), np.arange(12) % 4 - 1
    np.testing.assert_array_equal(
        roll_up(values[order], parent[order], 3, Rule.SUM).value, roll_up(values, parent, 3, Rule.SUM).value
    )
