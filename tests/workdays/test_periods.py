"""One grammar of period codes for every cadence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.workdays.periods import EXAMPLES, Cadence, Period

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@given(DAYS, st.sampled_from(Cadence))
def test_a_day_lies_in_one_period_of_each_cadence(day: date, cadence: Cadence) -> None:
    period = cadence.containing(day)
    assert period.start <= day <= period.end
    assert period.cadence is cadence
    assert Period.parse(period.code) == period
    assert len(period.code) <= 8


@given(DAYS, st.sampled_from(Cadence))
def test_periods_follow_one_another_without_a_gap_and_their_codes_sort(day: date, cadence: Cadence) -> None:
    period = cadence.containing(day)
    assert period.after().start == period.end + timedelta(days=1)
    assert period.after().before() == period
    assert period.code < period.after().code


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2015-06A", date(2015, 6, 1), date(2015, 6, 10)),
        ("2015-02C", date(2015, 2, 21), date(2015, 2, 28)),
        ("2015-W01", date(2014, 12, 29), date(2015, 1, 4)),
        ("2015-W53", date(2015, 12, 28), date(2016, 1, 3)),
        ("20150630", date(2015, 6, 30), date(2015, 6, 30)),
    ],
)
def test_where_a_period_begins_and_ends(code: str, start: date, end: date) -> None:
    assert (Period.parse(code).start, Period.parse(code).end) == (start, end)


@pytest.mark.parametrize(
    ("code", "before"),
    [("2015-W53", "2014-W52"), ("20160229", "20150228"), ("2015-06B", "2014-06B"), ("2015-W10", "2014-W10")],
)
def test_the_same_period_of_the_year_before(code: str, before: str) -> None:
    assert Period.parse(code).year_before().code == before


@pytest.mark.parametrize(
    "code", ["2015-W54", "2016-W53", "2015-W00", "20150230", "20151301", "2015-06D", "2015-13", "15-06"]
)
def test_what_is_no_period(code: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(code)


@pytest.mark.parametrize("cadence", Cadence)
def test_only_whole_months_are_taken_where_months_are_asked_for(cadence: Cadence) -> None:
    code = EXAMPLES[cadence]
    if cadence in (Cadence.DAILY, Cadence.WEEKLY, Cadence.TEN_DAY):
        with pytest.raises(ValueError, match="no whole month"):
            Period.of_months(code)
    else:
        assert Period.of_months(code).code == code
