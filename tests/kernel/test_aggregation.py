"""Parts make a whole by their rule, and a whole with parts missing says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.aggregation import OverTime, Rule, over_time, roll_up

NAN = np.nan


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


def test_rates_that_do_not_add_up_are_stated_for_an_only_child() -> None:
    values, parent = np.array([4.0, 6.0, 9.0]), np.array([0, 0, 1])
    np.testing.assert_array_equal(roll_up(values, parent, 2, Rule.NONE).value, [NAN, 9])
    np.testing.assert_array_equal(roll_up(values, parent, 2, Rule.MEAN).value, [5, 9])


CHILDREN = arrays(float, (6,), elements=st.one_of(st.just(NAN), st.floats(0.5, 1000)))


@given(CHILDREN, arrays(float, (6,), elements=st.floats(0.5, 1000)))
def test_a_mean_lies_between_its_parts_and_a_missing_part_is_left_out(
    values: np.ndarray, weights: np.ndarray
) -> None:
    parent, known = np.zeros(6, np.int64), values[~np.isnan(values)]
    for rule in (Rule.MEAN, Rule.WEIGHTED_MEAN):
        told = roll_up(values, parent, 1, rule, weights)
        assert int(told.reporting[0]) == known.size
        assert bool(told.partial[0]) == (known.size < 6)
        if known.size:
            assert known.min() - 1e-9 <= told.value[0] <= known.max() + 1e-9
        else:
            assert np.isnan(told.value[0])


@given(CHILDREN)
def test_a_ratio_over_equal_denominators_is_the_mean(values: np.ndarray) -> None:
    parent, same = np.zeros(6, np.int64), np.full(6, 7.0)
    whole = roll_up(values, parent, 1, Rule.RATIO_OF_SUMS, same).value * 7
    np.testing.assert_allclose(whole, roll_up(values, parent, 1, Rule.MEAN).value)


@given(CHILDREN)
def test_missing_is_not_zero(values: np.ndarray) -> None:
    filled = roll_up(np.nan_to_num(values), np.zeros(6, np.int64), 1, Rule.SUM)
    told = roll_up(values, np.zeros(6, np.int64), 1, Rule.SUM)
    assert np.isnan(told.value[0]) == bool(np.isnan(values).all())
    assert bool(told.partial[0]) == bool(np.isnan(values).any())
    assert not filled.partial[0]


def test_months_make_a_span_by_their_rule() -> None:
    months = np.array([[1.0, 2.0, 4.0], [1.0, NAN, 4.0], [1.0, 2.0, NAN]])
    told = {rule: over_time(months, rule) for rule in OverTime}
    np.testing.assert_array_equal(told[OverTime.SUM].value, [7, 5, 3])
    np.testing.assert_array_equal(told[OverTime.LAST].value, [4, 4, NAN])
    np.testing.assert_array_equal(told[OverTime.MEAN].value, [7 / 3, 2.5, 1.5])
    assert np.isnan(told[OverTime.NONE].value).all()
    assert told[OverTime.SUM].partial.tolist() == [False, True, True]


def test_a_month_published_with_the_next_lacks_nothing() -> None:
    asked = np.array([False, True, True])
    told = over_time(np.array([NAN, 5.0, 8.0]), OverTime.SUM, asked)
    assert (float(told.value), bool(told.partial)) == (13, False)
    assert float(over_time(np.array([NAN, 5.0, NAN]), OverTime.NONE, [False, True, False]).value) == 5
