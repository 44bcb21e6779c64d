"""Numbers as people type them: read exactly, or refused with advice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.indicators.numerals import Unreadable, kept_exactly, plain, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("  \u3000", None),
        ("12.5", "12.5"),
        ("１２．５", "12.5"),
        ("1,234,567.89", "1234567.89"),
        ("１，２３４", "1234"),
        ("－3", "-3"),
        ("\u22123", "-3"),
        ("+.5", "0.5"),
        ("7.", "7"),
        ("2.500000", "2.5"),
        ("0", "0"),
    ],
)
def test_what_is_read(text: str, value: str | None) -> None:
    assert read_number(text, "亿元", 2) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "unit", "advice"),
    [
        ("3.5亿", "万元", "35000"),
        ("3.5亿元", "亿元", "3.5"),
        ("12万", "亿元", "0.0012"),
        ("2千万", "万元", "2000"),
        ("5万", "户", "50000"),
        ("1万亿", "亿元", "10000"),
    ],
)
def test_a_magnitude_is_refused_with_the_number_to_write(text: str, unit: str, advice: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_number(text, unit, 2)
    assert advice in str(refused.value.mend)


@pytest.mark.parametrize(
    "text",
    ["约12", "-", "无", "1,23", "12,34.5", "1e5", "1.2.3", "=1+1", "TRUE", "12%", "1.234", "1" + "0" * 14],
)
def test_what_is_no_number_of_this_cell_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_number(text, "亿元", 2)


def test_a_per_cent_sign_is_taken_where_the_unit_is_per_cent() -> None:
    assert read_number("８.５％", "%", 1) == Decimal("8.5")


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=4))
def test_what_is_written_plainly_is_read_back(value: Decimal) -> None:
    assert read_number(plain(value), "亿元", 4) == value
    assert read_number(f"{value:,.4f}", "亿元", 4) == value


@pytest.mark.parametrize(
    ("text", "kept"),
    [("99999999999.9999", True), ("999999999999.9999", False), ("12345678901234", True), ("1E+14", False)],
)
def test_a_number_is_taken_only_where_it_can_be_kept_digit_for_digit(text: str, kept: bool) -> None:
    """Fifteen digits are what both databases give back unchanged."""
    assert kept_exactly(Decimal(text)) is kept
