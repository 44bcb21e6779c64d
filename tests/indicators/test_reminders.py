"""Who has not filed is reminded before the due date, on it and after it: each person once for each, never on a day off."""

from __future__ import annotations

from datetime import date

import pytest

from cast import moment
from luoshi.indicators.actions.grant_term import grant_term
from luoshi.jobs.tick import tick
from luoshi.ledger.verify import verify
from luoshi.notices.models import Notice
from reporting import FILERS, Reporting

VALUES = {"invest": "12.5", "revenue": "3456.7", "output": "20"}
# June is due on Tuesday 7 July.
LIAISONS = {"s1_liaison", "t1_liaison", "t2_liaison", "t3_liaison"}


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=f"report.{kind}").values_list("person__code", flat=True))


@pytest.fixture
def june(reporting: Reporting) -> Reporting:
    round_ = reporting.open()
    reporting.file(round_, VALUES, unit="QH-S1", day=date(2015, 7, 1))
    return reporting


def test_those_who_have_not_filed_are_told_once_each(june: Reporting) -> None:
    waiting = sorted(LIAISONS - {"s1_liaison"})
    tick(moment(date(2015, 7, 2)))
    assert told("due_soon") == []
    for day in (3, 3, 6):
        tick(moment(date(2015, 7, day), hour=8 + day))
    assert told("due_soon") == waiting
    for hour in (9, 15):
        tick(moment(date(2015, 7, 7), hour))
    assert (told("due_today"), told("overdue")) == (waiting, [])
    for day in (8, 9):
        tick(moment(date(2015, 7, day)))
    assert (told("overdue"), told("overdue_below")) == (waiting, [])
    tick(moment(date(2015, 7, 10)))
    # 沙河镇 has no principal in this district.
    assert told("overdue_below") == ["t1_head", "t2_head"]
    assert len(FILERS) == len(LIAISONS)
    assert verify().holds


def test_nobody_is_disturbed_on_a_day_off(june: Reporting) -> None:
    assert tick(moment(date(2015, 7, 5))).rested
    assert not Notice.objects.exists()


def test_a_later_term_begins_the_reminders_anew(june: Reporting) -> None:
    tick(moment(date(2015, 7, 3)))
    district, round_ = june.district, june.form.rounds.get(period="2015-06")
    office = district.standing("supervisor", date(2015, 7, 6))
    grant_term(office, round_, district.unit("QH-T1"), date(2015, 7, 15), "汛期")
    tick(moment(date(2015, 7, 8)))
    assert "t1_liaison" not in told("overdue")
    tick(moment(date(2015, 7, 13)))
    assert told("due_soon").count("t1_liaison") == 2


def test_the_line_names_unit_form_period_and_day(june: Reporting) -> None:
    tick(moment(date(2015, 7, 7)))
    line = Notice.objects.get(kind="report.due_today", person__code="t1_liaison")
    assert line.params == {
        "form": "经济月报",
        "form_en": "Monthly report",
        "period": "2015-06",
        "unit": "石桥镇",
        "unit_en": "Shiqiao Town",
        "due_on": "2015-07-07",
    }
