"""The table of working days: the published arrangements, corrections, and the edge of what is known."""

from __future__ import annotations

from datetime import date

import pytest

from cast import District
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.workdays.actions.edit_day import edit_day
from luoshi.workdays.actions.seed_days import seed_days
from luoshi.workdays.models import Day
from luoshi.workdays.queries import (
    add_working_days,
    calendar,
    warning_about,
    working_days_between,
    year_of_days,
)


@pytest.fixture
def year_2015(district: District) -> District:
    seed_days(district.standing("admin"), [2015], chain="QH")
    return district


def test_spring_festival_2015_and_its_make_up_days(year_2015: District) -> None:
    known = calendar()
    assert known.is_working(date(2015, 2, 15)), "a Sunday worked"
    assert known.is_working(date(2015, 2, 28)), "a Saturday worked"
    off = [day for day in range(14, 29) if not known.is_working(date(2015, 2, day))]
    assert off == [14, 18, 19, 20, 21, 22, 23, 24]
    assert add_working_days(date(2015, 2, 13), 5) == date(2015, 2, 26)
    assert working_days_between(date(2015, 2, 13), date(2015, 2, 28)) == 7
    assert verify().holds


def test_the_commemoration_of_september_2015(year_2015: District) -> None:
    known = calendar()
    assert [known.is_working(date(2015, 9, day)) for day in (3, 4, 5, 6)] == [False, False, False, True]


def test_seeding_again_keeps_a_correction(year_2015: District) -> None:
    admin = year_2015.standing("admin")
    edit_day(admin, date(2015, 2, 28), False, name="防汛补休", source="区政府办通知", chain="QH")
    assert seed_days(admin, [2015], chain="QH") == []
    assert not calendar().is_working(date(2015, 2, 28))
    assert verify().holds


def test_a_year_that_is_not_published_is_refused_whole(district: District) -> None:
    with pytest.raises(Refused) as refusal:
        seed_days(district.standing("admin"), [2015, 2090], chain="QH")
    assert [p.where for p in refusal.value.problems] == ["2090"]
    assert not Day.objects.exists()


def test_a_due_date_beyond_the_table_warns(year_2015: District) -> None:
    known = calendar()
    inside, outside = (known.add_working_days(date(2015, 12, 28), n) for n in (3, 5))
    assert inside == date(2015, 12, 31)
    assert warning_about(inside, known) == ""
    assert outside.year == 2016
    assert "2016" in warning_about(outside, known)
    admin = year_2015.standing("admin")
    edit_day(admin, date(2016, 1, 1), False, name="元旦", source="区政府办通知", chain="QH")
    assert warning_about(outside, calendar()), "one holiday is not yet an arrangement"


def test_only_the_administrator_edits_and_names_the_source(district: District) -> None:
    with pytest.raises(Denied):
        seed_days(district.standing("supervisor"), [2015], chain="QH")
    with pytest.raises(Denied):
        edit_day(district.standing("leader"), date(2015, 7, 7), False, name="", source="x", chain="QH")
    with pytest.raises(Refused, match=r"来源|Source"):
        edit_day(district.standing("admin"), date(2015, 7, 7), False, name="", source=" ", chain="QH")


def test_a_year_as_the_calendar_page_shows_it(year_2015: District) -> None:
    days = {day.day: day for day in year_of_days(2015)}
    assert len(days) == 365
    assert days[date(2015, 2, 15)].works
    assert days[date(2015, 2, 15)].special
    assert not days[date(2015, 2, 14)].special
    assert days[date(2015, 2, 19)].name == "春节"
    assert sum(day.works for day in days.values()) == 249
