"""How often a form is filed and by when is changed from a period on; rounds open stay as they are."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.indicators.actions.change_schedule import NewSchedule, change_schedule
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.facts import district_year
from luoshi.indicators.models import Form, Round
from luoshi.indicators.opening import rounds_to_open
from luoshi.indicators.queries import forms_of_units, schedule_of
from luoshi.indicators.schedules import is_asked, period_before
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Cadence, Period
from reporting import Reporting

DAY = date(2015, 7, 12)


def change(
    reporting: Reporting, cadence: str, since: str, due: int | None = 5, reason: str = "改报送周期"
) -> None:
    who = reporting.district.standing("supervisor", DAY)
    change_schedule(who, reporting.form, NewSchedule(cadence, since, due, reason))


def codes(
    reporting: Reporting, cadence: str, since: str, due: int | None = 5, reason: str = "改"
) -> list[str]:
    with pytest.raises(Refused) as refused:
        change(reporting, cadence, since, due, reason)
    return sorted(problem.code for problem in refused.value.problems)


def test_from_a_quarter_on_the_form_is_quarterly(reporting: Reporting) -> None:
    june = reporting.open()
    change(reporting, "quarterly", "2015-Q4", 8)
    form = reporting.form
    assert is_asked(form.pk, Period.parse("2015-09"))
    assert not is_asked(form.pk, Period.parse("2015-10"))
    assert is_asked(form.pk, Period.parse("2015-Q4"))
    assert period_before(form.pk, Period.parse("2015-Q4")).code == "2015-09"
    assert (june.due_on, june.closes_on) == (Round.objects.get().due_on, Round.objects.get().closes_on)
    office = reporting.district.standing("supervisor", date(2016, 1, 4))
    opened = open_round(office, form, "2015-Q4")
    assert opened.due_on == date(2016, 1, 12)
    with pytest.raises(Refused, match="2015-11"):
        open_round(office, form, "2015-11")
    assert verify().holds


def test_the_calendar_opens_what_holds_then(reporting: Reporting) -> None:
    change(reporting, "ten_day", "2015-08A", 1)
    found = {
        day: [code for _form, code in rounds_to_open(day)] for day in (date(2015, 8, 3), date(2015, 8, 12))
    }
    assert "2015-07" in found[date(2015, 8, 3)]
    assert "2015-08A" in found[date(2015, 8, 12)]
    assert "2015-08" not in [code for _form, code in rounds_to_open(date(2015, 9, 3))]


def test_an_earlier_period_with_a_longer_term_still_opens(reporting: Reporting) -> None:
    change(reporting, "monthly", "2015-08", 40)
    change(reporting, "daily", "20150901", 1)
    found = [code for _form, code in rounds_to_open(date(2015, 10, 20))]
    assert "2015-08" in found
    assert "20151019" in found


@pytest.mark.parametrize(
    ("cadence", "since", "due", "reason", "wrong"),
    [
        ("quarterly", "2015-Q4", 5, " ", ["reason"]),
        ("quarterly", "2015-10", 5, "改", ["holds_from"]),
        ("quarterly", "", None, "改", ["due_working_days", "holds_from"]),
        ("quarterly", "2015-Q4", 61, "改", ["due_working_days"]),
        ("hourly", "2015-Q4", 5, "改", ["cadence"]),
        ("monthly", "2015-10", 5, "改", ["cadence"]),
        ("ten_day", "2015-08B", 5, "改", ["holds_from"]),
        ("monthly", "2015-06", 3, "改", ["holds_from"]),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    reporting: Reporting, cadence: str, since: str, due: int | None, reason: str, wrong: list[str]
) -> None:
    reporting.open()
    assert codes(reporting, cadence, since, due, reason) == wrong


def test_weeks_begin_on_days_of_their_own(reporting: Reporting) -> None:
    change(reporting, "weekly", "2015-W32", 2)
    form = reporting.form
    assert is_asked(form.pk, Period.parse("2015-W32"))
    assert not is_asked(form.pk, Period.parse("2015-W31"))
    assert is_asked(form.pk, Period.parse("2015-08"))
    assert not is_asked(form.pk, Period.parse("2015-09"))


def test_a_past_day_shows_the_schedule_as_known_then(reporting: Reporting) -> None:
    change(reporting, "quarterly", "2015-Q4", 8)
    before, after = (
        schedule_of(reporting.form, date(2015, 7, 11)),
        schedule_of(reporting.form, date(2015, 12, 1)),
    )
    assert (before.changes, before.now.cadence) == ((), Cadence.MONTHLY)
    assert ([c.cadence for c in after.changes], after.now.cadence) == (["quarterly"], Cadence.QUARTERLY)
    assert [(f.cadence, f.due_working_days) for f in forms_of_units(date(2015, 12, 1))] == [("quarterly", 8)]


def test_units_owe_the_months_that_the_schedule_asks_for(reporting: Reporting) -> None:
    change(reporting, "quarterly", "2015-Q4", 8)
    facts = district_year(2015, end_of(DAY))
    owed = facts.expected[facts.unit_codes.index("QH-T1"), facts.indicator_codes.index("invest")]
    assert [n for n, owes in enumerate(owed, start=1) if owes] == [*range(1, 10), 12]


def test_units_may_not_change_it(reporting: Reporting) -> None:
    with pytest.raises(Denied):
        change_schedule(
            reporting.district.standing("t1_liaison"),
            reporting.form,
            NewSchedule("quarterly", "2015-Q4", 5, "改"),
        )


def test_what_would_never_be_asked_for_is_refused(reporting: Reporting) -> None:
    office = reporting.district.standing("supervisor")
    with pytest.raises(Refused) as refused:
        define_form(
            office, NewForm("y", "年报", (NewItem("invest", (3, 6)),), ("QH-T1",), cadence="yearly"), DAY
        )
    assert [problem.code for problem in refused.value.problems] == ["cadence"]
    define_form(office, NewForm("m", "月报", (NewItem("invest", (3, 6)),), ("QH-T1",)), DAY)
    with pytest.raises(Refused) as refused:
        change_schedule(office, Form.objects.get(code="m"), NewSchedule("yearly", "2016", 5, "改"))
    assert [problem.code for problem in refused.value.problems] == ["cadence"]
