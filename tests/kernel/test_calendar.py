"""Counting working days agrees with counting them on the fingers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.calendar import WorkingDays

PLAIN = WorkingDays({}, {2015})
days = st.dates(date(2014, 6, 1), date(2016, 6, 1))
tables = st.dictionaries(days, st.booleans(), max_size=60)


@given(tables, days, st.integers(1, 60))
def test_adding_walks_over_working_days_only(table: dict[date, bool], start: date, n: int) -> None:
    calendar = WorkingDays(table, {2015})
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working(day)
    assert calendar.add_working_days(start, n) == day
    assert calendar.working_days_between(start, day) == n


@given(tables, days, st.integers(1, 60))
def test_going_back_walks_over_working_days_only(table: dict[date, bool], start: date, n: int) -> None:
    calendar = WorkingDays(table, {2015})
    day, left = start, n
    while left:
        day -= timedelta(days=1)
        left -= calendar.is_working(day)
    assert calendar.add_working_days(start, -n) == day


@given(tables, days, days)
def test_counting_between_is_antisymmetric(table: dict[date, bool], a: date, b: date) -> None:
    calendar = WorkingDays(table, {2015})
    assert calendar.working_days_between(a, b) == -calendar.working_days_between(b, a)
    by_hand = sum(calendar.is_working(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))
    if a <= b:
        assert calendar.working_days_between(a, b) == by_hand


def test_the_start_is_not_counted() -> None:
    friday, monday = date(2015, 7, 3), date(2015, 7, 6)
    assert PLAIN.add_working_days(friday, 0) == friday
    assert PLAIN.add_working_days(friday, 1) == monday
    assert PLAIN.add_working_days(date(2015, 7, 4), 1) == monday
    assert PLAIN.add_working_days(monday, -1) == friday
    assert PLAIN.working_days_between(friday, monday) == 1


def test_a_year_outside_the_table_is_a_guess() -> None:
    assert not PLAIN.beyond_known(date(2015, 12, 31))
    assert PLAIN.beyond_known(date(2016, 1, 1))
    assert PLAIN.beyond_known(date(2014, 12, 31))


def test_the_end_of_the_calendar_is_an_error() -> None:
    with pytest.raises(OverflowError):
        PLAIN.add_working_days(date(9999, 12, 1), 60)
    with pytest.raises(OverflowError):
        PLAIN.add_working_days(date(1, 1, 8), -10)
