"""Published numbers are rounded once, half up, as a reader would; missing stays missing."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.rounding import for_ranking, half_up, half_up_each


@pytest.mark.parametrize(
    ("x", "digits", "published"),
    [
        (61.745, 2, "61.75"),
        (1.005, 2, "1.01"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (-0.001, 2, "0.00"),
        (np.float64(0.125), 2, "0.13"),
        (Decimal("0.5"), 0, "1"),
        (1e22, 2, "10000000000000000000000.00"),
        (7, 1, "7.0"),
    ],
)
def test_a_number_is_rounded_as_a_reader_would(x: float, digits: int, published: str) -> None:
    assert str(half_up(x, digits)) == published


@given(st.integers(1, 10**7), st.integers(1, 4 * 10**7), st.sampled_from([1, 2]))
def test_a_computed_share_is_rounded_like_the_exact_fraction(base: int, actual: int, digits: int) -> None:
    """Growth of 379 over 400 is -5.25 %: published as -5.3, although the float is -5.249999999999999."""
    for base_, actual_ in ((base, actual), (400, actual % 1000), (base * 2000, base * (actual % 4001))):
        exact = (Fraction(actual_, base_) - 1) * 100
        steps = floor(abs(exact) * 10**digits + Fraction(1, 2))
        published = half_up((actual_ / base_ - 1) * 100, digits)
        assert published is not None
        assert abs(published) == Decimal(steps).scaleb(-digits)


@pytest.mark.parametrize("x", [None, float("nan"), Decimal("NaN")])
def test_missing_stays_missing(x: float | None) -> None:
    assert half_up(x, 2) is None


def test_an_infinite_value_is_never_published() -> None:
    with pytest.raises(ValueError, match="not guarded"):
        half_up(float("inf"), 2)


@given(
    st.lists(st.one_of(st.floats(-1e6, 1e6), st.integers(-(10**7), 10**7).map(lambda n: n / 1000))),
    st.integers(0, 4),
)
def test_an_array_is_rounded_like_its_elements(values: list[float], digits: int) -> None:
    expected = [float(half_up(x, digits) or 0) for x in values]
    assert half_up_each(values, digits).tolist() == expected


def test_an_array_has_no_binary_ties() -> None:
    assert half_up_each([[61.745, 1.005], [-1.005, 2.675]], 2).tolist() == [[61.75, 1.01], [-1.01, 2.68]]


def test_missing_elements_stay_missing() -> None:
    assert np.isnan(half_up_each([[np.nan], [1.0]], 2)).tolist() == [[True], [False]]


def test_sums_in_another_order_compare_equal() -> None:
    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    assert for_ranking(0.1 + 0.2 + 0.3) == for_ranking(0.3 + 0.2 + 0.1)
    assert for_ranking(1e-8) != 0
