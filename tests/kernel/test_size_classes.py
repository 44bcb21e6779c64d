"""Curves by class and difficulty coefficients: the published rates, bounds with the larger class, no class no score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from luoshi.kernel.piecewise import Beyond, Fired, Piecewise
from luoshi.kernel.size_classes import NO_CLASS, adjusted, by_class, size_class

NAN = np.nan
CURVES = [Piecewise(((1, 0), (2, 100 * rate)), above=Beyond.EXTEND) for rate in (0.6, 0.3, 0.2, 0.1)]
values = arrays(float, 15, elements=st.one_of(st.just(NAN), st.floats(0, 3)))
classes = arrays(np.int64, 15, elements=st.integers(-1, 3))


def test_the_bound_belongs_to_the_larger_class() -> None:
    found = size_class([5000, 4999.9, 3000, 0.1 + 0.2, NAN, -1], [5000, 3000, 0.3])
    assert found.tolist() == [0, 1, 1, 2, NO_CLASS, 3]


@given(values, classes, st.permutations(range(15)))
def test_each_is_scored_on_its_own_curve(value: np.ndarray, number: np.ndarray, order: list[int]) -> None:
    result = by_class(value, number, CURVES)
    for unit in range(15):
        alone = CURVES[number[unit]](value[unit])
        expected = (NAN, Fired.MISSING) if number[unit] == NO_CLASS else (alone.score, alone.piece)
        np.testing.assert_array_equal([result.score[unit], result.piece[unit]], expected)
    shuffled = by_class(value[order], number[order], CURVES)
    np.testing.assert_array_equal(shuffled.score, result.score[order])
    np.testing.assert_array_equal(shuffled.piece, result.piece[order])


def test_classes_spread_over_the_items() -> None:
    result = by_class([[1.1, 1.2], [1.1, 1.2]], [[0], [3]], CURVES)
    np.testing.assert_allclose(result.score, [[6, 12], [1, 2]])


def test_coefficients_multiply_and_stay_in_the_published_range() -> None:
    np.testing.assert_allclose(
        adjusted([[2.0, NAN], [4, 6]], [[1.0], [1.25]]), [[2, NAN], [5, 7.5]], equal_nan=True
    )
    assert np.isnan(adjusted([1.0], [NAN])).all()
    for wrong in (0.9, 1.4):
        with pytest.raises(ValueError, match=r"between 1 and 1\.35"):
            adjusted([1.0], [wrong])


def test_impossible_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="fall"):
        size_class([1.0], [1, 2])
    with pytest.raises(ValueError, match="a class 4"):
        by_class([1.0], [4], CURVES)
