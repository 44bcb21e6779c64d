"""Estimates come from peers, own items or other periods, are marked, and never touch what does not apply."""

import numpy as np
import pytest

from luoshi.kernel.composite.imputation import (
    Between,
    Middle,
    from_other_periods,
    from_own_items,
    from_peers,
)

NAN = np.nan
FIGURES = np.array([[10.0, 1.0], [20.0, NAN], [90.0, 3.0], [NAN, 9.0], [5.0, NAN], [NAN, NAN]])
GROUP = np.array([0, 0, 0, 1, 1, 2])
ALL = np.ones(FIGURES.shape, bool)


@pytest.mark.parametrize(("middle", "expected"), [(Middle.MEAN, 40.0), (Middle.MEDIAN, 20.0)])
def test_a_gap_takes_the_middle_of_its_own_group(middle: Middle, expected: float) -> None:
    figures = np.vstack([FIGURES, [[NAN, 2.0]]])
    result = from_peers(figures, np.ones(figures.shape, bool), np.append(GROUP, 0), middle)
    assert result.values[6, 0] == expected
    assert result.values[3:5].tolist() == [[5.0, 9.0], [5.0, 9.0]]
    assert np.isnan(result.values[5]).all(), "nobody in the group has a figure"
    assert result.estimated.tolist() == (np.isnan(figures) & ~np.isnan(result.values)).tolist()


def test_what_does_not_apply_is_neither_filled_nor_counted() -> None:
    applicable = ALL.copy()
    applicable[1, 1] = applicable[2, 0] = False
    result = from_peers(np.where(np.isnan(FIGURES), NAN, FIGURES), applicable, GROUP * 0)
    assert np.isnan(result.values[1, 1])
    assert result.values[3, 0] == pytest.approx((10 + 20 + 5) / 3)
    assert not result.estimated[1, 1]


def test_own_items_give_the_position_whichever_way_is_better() -> None:
    figures = np.array([[0.0, 100.0, NAN], [10.0, 0.0, 5.0], [7.5, 50.0, 1.0], [NAN, NAN, NAN]])
    result = from_own_items(figures, np.ones(figures.shape, bool), np.array([True, False, False]))
    assert result.values[0, 2] == 5.0, "worst in both, so worst here, where low is good"
    assert np.isnan(result.values[3]).all()
    assert result.estimated.sum() == 1


def test_an_item_without_spread_cannot_be_estimated_from_positions() -> None:
    figures = np.array([[1.0, 5.0], [2.0, 5.0], [3.0, NAN]])
    assert np.isnan(from_own_items(figures, np.ones((3, 2), bool), np.array([True, True])).values[2, 1])


@pytest.mark.parametrize(
    ("between", "longest", "expected"),
    [
        (Between.LATEST, None, [NAN, 5, 5, 5, 11, 11]),
        (Between.LINEAR, None, [NAN, 5, 7, 9, 11, 11]),
        (Between.LATEST, 1, [NAN, 5, 5, NAN, 11, 11]),
        (Between.LINEAR, 1, [NAN, 5, NAN, NAN, 11, 11]),
    ],
)
def test_other_periods(between: Between, longest: int | None, expected: list[float]) -> None:
    series = np.array([[NAN, 5.0, NAN, NAN, 11.0, NAN], [NAN] * 6, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
    result = from_other_periods(series, between, longest)
    np.testing.assert_array_equal(result.values[0], expected)
    assert np.isnan(result.values[1]).all()
    np.testing.assert_array_equal(result.values[2], series[2])
    assert result.estimated.sum() == (~np.isnan(expected)).sum() - 2


def test_the_order_of_units_has_no_influence() -> None:
    order = np.random.default_rng(1).permutation(6)
    np.testing.assert_array_equal(
        from_peers(FIGURES[order], ALL, GROUP[order]).values, from_peers(FIGURES, ALL, GROUP).values[order]
    )
