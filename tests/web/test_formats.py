"""Numbers and dates are written one way, in both languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from luoshi.web import formats
from luoshi.workdays import day_names


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (2.675, 2, "2.68"),
        (Decimal("0.125"), 2, "0.13"),
        (1234567.891, 1, "1,234,567.9"),
        (-3.25, 1, "−3.3"),
        (-0.001, 2, "0.00"),
        (40, 0, "40"),
        (None, 2, None),
        (float("nan"), 2, None),
        (Decimal("NaN"), 2, None),
        (float("inf"), 2, None),
    ],
)
def test_a_number_is_rounded_half_up_once(value, digits, text):
    assert formats.number(value, digits) == text


def test_a_change_carries_its_sign():
    assert formats.number(1.5, 1, signed=True) == "+1.5"
    assert formats.number(0.001, 1, signed=True) == "0.0"


def test_a_number_of_any_size_is_written() -> None:
    assert formats.number(1e279, 0) == "1" + ",000" * 93


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6), st.integers(0, 4))
def test_rounding_moves_a_number_by_at_most_half_a_step(value, digits):
    assert abs(formats.rounded(value, digits) - value) <= Decimal(1).scaleb(-digits) / 2


def test_ratios_are_percentages_and_their_differences_are_points():
    assert formats.percent(0.4555) == "45.6%"
    assert formats.percent(379 / 400 - 1) == "−5.3%"
    with override("zh-hans"):
        assert formats.points(-0.032) == "3.2 个百分点"
        assert formats.points(-0.0001) == "0.01 个百分点"
    with override("en"):
        assert formats.points(-0.032) == "3.2 percentage points"
        assert formats.points(0.01) == "1.0 percentage point"
    assert formats.points(None) is None


def test_money_is_said_in_the_unit_people_use():
    with override("zh-hans"):
        assert formats.money(29.0115) == "29.01 亿元"
        assert formats.money(0.512) == "5,120.00 万元"
        assert formats.money(12000, "万元") == "1.20 亿元"
    with override("en"):
        assert formats.money(29.0115) == "29.01 100m yuan"
    assert formats.convert(27.63, "亿元", "万元") == Decimal("276300")


def test_an_unknown_money_unit_is_refused():
    with pytest.raises(KeyError):
        formats.convert(1, "吨", "元")


def test_dates_follow_the_language():
    day = dt.date(2015, 7, 6)
    with override("zh-hans"):
        written = [day_names.day(day), day_names.short_day(day), day_names.month(day)]
        assert written == ["2015年7月6日", "7月6日", "2015年7月"]
    with override("en"):
        written = [day_names.day(day), day_names.short_day(day), day_names.month(day)]
        assert written == ["6 July 2015", "6 Jul", "July 2015"]
    assert day_names.day(None) is None
