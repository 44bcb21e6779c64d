"""A unit that reports too little is not ranked; what does not apply counts neither way."""

import numpy as np

from luoshi.kernel.composite.screening import screened

NAN = np.nan
FIGURES = np.array([[1.0, 2, 3, NAN], [1, NAN, NAN, NAN], [0, 0, 0, 1], [5, NAN, NAN, NAN], [1, 2, 3, 4]])
APPLIES = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]], bool)


def test_shares_are_of_what_applies() -> None:
    result = screened(FIGURES, APPLIES, 0.75)
    np.testing.assert_allclose(result.reported, [0.75, 0.5, 1, 1, NAN])
    np.testing.assert_allclose(result.non_zero, [1, 1, 0.25, 1, NAN])
    assert result.keep.tolist() == [True, False, True, True, False]


def test_a_unit_of_zeros_can_be_left_out() -> None:
    assert screened(FIGURES, APPLIES, 0.5, 0.3).keep.tolist() == [True, True, False, True, False]


def test_nine_of_ten_is_nine_tenths() -> None:
    figures = np.ones((3, 10))
    figures[:, 0] = NAN
    assert screened(figures, np.ones((3, 10), bool), 0.1 * 9).keep.all()


def test_the_order_of_units_and_items_has_no_influence() -> None:
    units, items = np.array([3, 1, 0, 4, 2]), np.array([2, 0, 3, 1])
    shuffled = screened(FIGURES[units][:, items], APPLIES[units][:, items], 0.75)
    np.testing.assert_array_equal(shuffled.reported, screened(FIGURES, APPLIES, 0.75).reported[units])
