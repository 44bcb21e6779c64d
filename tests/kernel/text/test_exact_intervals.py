"""What a printed number stands for, and what formulas make of it, exactly."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.text.dates import find_moments
from luoshi.kernel.text.elapsed import elapsed_shares
from luoshi.kernel.text.intervals import Interval, image, percentage, printed_interval
from luoshi.kernel.text.numbers import find_quantities

POSITIVE = st.fractions(min_value=1, max_value=10**6, max_denominator=1000)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("34096万元", 340_955_000, 340_965_000),
        ("27.60亿元", 2_759_500_000, 2_760_500_000),
        ("62.57%", Fraction(62565, 1000), Fraction(62575, 1000)),
        ("99%", Fraction(197, 2), Fraction(199, 2)),
        ("601件", 601, 601),
        ("1.2万件", 11_500, 12_500),
    ],
)
def test_a_print_stands_for_all_that_rounds_to_it(text: str, low: int, high: int) -> None:
    (quantity,) = find_quantities(text)
    assert printed_interval(quantity) == Interval(Fraction(low), Fraction(high))


@given(st.tuples(POSITIVE, POSITIVE), st.tuples(POSITIVE, POSITIVE))
def test_the_image_is_that_of_the_corners(
    part: tuple[Fraction, Fraction], whole: tuple[Fraction, Fraction]
) -> None:
    corners = [percentage(point) for point in product(part, whole)]
    box = [Interval(min(part), max(part)), Interval(min(whole), max(whole))]
    assert image(percentage, box) == Interval(min(corners), max(corners))


def test_a_division_by_zero_has_no_image() -> None:
    assert image(percentage, [Interval(Fraction(1), Fraction(2)), Interval(Fraction(0), Fraction(0))]) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("1—9月", 9), ("前三季度", 9), ("截至9月30日", 9), ("至9月底", 9), ("2017年上半年", 6), ("一季度", 3),
        ("1-2月", 2), ("4月份", None), ("三季度", None), ("截至9月20日", None), ("3-5月", None),
    ],
)  # fmt: skip
def test_elapsed_share_of_the_year(text: str, months: int | None) -> None:
    (moment,) = find_moments(text, 2017)
    assert elapsed_shares(moment) == ([] if months is None else [Fraction(months * 100, 12)])
