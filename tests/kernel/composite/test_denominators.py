"""Figures per head compare; a missing or empty denominator gives a missing figure, never an infinite one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.composite.denominators import AS_IT_IS, denominated

NAN = np.nan
FIGURES = np.array([[50.0, 92.0], [80.0, 88.0], [20.0, NAN], [10.0, 70.0]])
SIZE = np.array([[2.0, 10.0], [4.0, 20.0], [NAN, 30.0], [0.0, 40.0]])


def test_each_item_has_its_own_denominator_and_scale() -> None:
    per = denominated(FIGURES, SIZE, [0, 1], scale=[1.0, 10.0])
    np.testing.assert_allclose(per, [[25, 92], [20, 44], [NAN, NAN], [NAN, 17.5]])


def test_an_item_without_a_denominator_stays_as_it_is() -> None:
    np.testing.assert_array_equal(denominated(FIGURES, SIZE, [AS_IT_IS] * 2, scale=100), FIGURES)


@given(arrays(float, (4, 2), elements=st.floats(0.1, 1e6)), st.floats(0.01, 100))
def test_twice_the_township_with_twice_the_figure_is_the_same(figures: np.ndarray, factor: float) -> None:
    size = np.arange(1.0, 9.0).reshape(4, 2)
    once, again = (denominated(figures * f, size * f, [0, 1]) for f in (1, factor))
    np.testing.assert_allclose(once, again, rtol=1e-12)


def test_the_order_of_units_has_no_influence() -> None:
    order = np.array([2, 0, 3, 1])
    np.testing.assert_array_equal(
        denominated(FIGURES[order], SIZE[order], [0, 1]), denominated(FIGURES, SIZE, [0, 1])[order]
    )


@pytest.mark.parametrize(
    ("divide_by", "message"),
    [([0], "one denominator each"), ([0, 2], "2 denominators"), ([-2, 0], "names another")],
)
def test_an_unknown_denominator_is_refused(divide_by: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        denominated(FIGURES, SIZE, divide_by)
