"""Printed numbers: exact, with their unit, or reported as unreadable."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.text.normalise import normalise
from luoshi.kernel.text.numbers import as_decimal, chinese_number, find_quantities, find_unreadable


def only(text: str) -> tuple[str, str, Fraction]:
    (quantity,) = find_quantities(normalise(text).text)
    return quantity.printed, quantity.unit, quantity.magnitude


@pytest.mark.parametrize(
    ("text", "printed", "unit", "magnitude"),
    [
        ("1.3万亿元", "1.3", "万亿元", 1_300_000_000_000),
        ("１２０亿元", "120", "亿元", 12_000_000_000),
        ("１，２３４万元", "1,234", "万元", 12_340_000),
        ("34,096万元", "34,096", "万元", 340_960_000),
        ("13.9万亩", "13.9", "万亩", 139_000),
        ("35微克/立方米", "35", "微克/立方米", 35),
        ("百分之五点五", "5.5", "%", Fraction(11, 2)),
        ("三成", "30", "%", 30),
        ("五成半", "55", "%", 55),
        ("翻一番", "100", "%", 100),
        ("翻两番", "300", "%", 300),
        ("5‰", "5", "‰", 5),
        ("0.50个百分点", "0.50", "个百分点", Fraction(1, 2)),
        ("6.5 %", "6.5", "%", Fraction(13, 2)),
    ],
)
def test_value_unit_and_print(text: str, printed: str, unit: str, magnitude: Fraction) -> None:
    assert only(text) == (printed, unit, magnitude)


@pytest.mark.parametrize("text", ["6%-6.5%", "6%—6.5%", "6％～6.5％", "6-6.5%", "6%至6.5%"])
def test_range(text: str) -> None:
    (quantity,) = find_quantities(normalise(text).text)
    assert (quantity.printed, quantity.printed_high, quantity.unit) == ("6", "6.5", "%")
    assert (quantity.value, quantity.high) == (Fraction(6), Fraction(13, 2))


def test_trailing_zeros_state_the_precision() -> None:
    (quantity,) = find_quantities("27.60亿元")
    assert (quantity.decimals, quantity.printed) == (2, "27.60")


@pytest.mark.parametrize("text", ["近100万平方米", "约30户", "2万多人", "540余家", "3倍多"])
def test_vague_numbers_say_so(text: str) -> None:
    assert [quantity.vague for quantity in find_quantities(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "今天是228日",
        "在1983-199210年间",
        "由4:6提高到6:47:3",
        "峰值的13左右",
        "（国发〔201462号）",
        "1" * 30 + "元",
    ],
)
def test_damaged_digits_are_reported_and_not_read(text: str) -> None:
    plain = normalise(text).text
    assert len(find_unreadable(plain)) == 1
    assert find_quantities(plain) == []


@pytest.mark.parametrize("text", ["28日", "1983-1992年间", "三次产业结构为6:47:47", "8:30:00", "比例为4:6"])
def test_sound_digits_are_not_called_damaged(text: str) -> None:
    assert find_unreadable(normalise(text).text) == []


def test_dates_are_not_quantities() -> None:
    assert find_quantities("2015年6月30日，12个月内") == []


def test_a_clause_comma_is_no_thousands_mark() -> None:
    found = find_quantities(normalise("增长８％，１２０个项目").text)
    assert [quantity.printed for quantity in found] == ["8", "120"]


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("一百零五", 105),
        ("十二", 12),
        ("两千", 2000),
        ("一万零三", 10_003),
        ("1.3万亿", 1_300_000_000_000),
        ("1亿零五百万", 105_000_000),
        ("3亿5000万", 350_000_000),
        ("五点五", Fraction(11, 2)),
    ],
)
def test_chinese_number(phrase: str, value: Fraction) -> None:
    assert chinese_number(phrase) == value


@pytest.mark.parametrize("phrase", ["", "三五", "万", "甲", "点五", "一" * 60])
def test_what_is_no_number_is_none(phrase: str) -> None:
    assert chinese_number(phrase) is None


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_printed_decimal_is_read_exactly(value: Decimal) -> None:
    (quantity,) = find_quantities(f"{value:f}亿元")
    assert quantity.printed == f"{value:f}"
    assert as_decimal(quantity.value) == value
    assert quantity.magnitude == Fraction(value) * 10**8
