"""What the calendar does by itself: each thing once."""

from __future__ import annotations

from datetime import date

from typer.testing import CliRunner

from cast import District, moment
from desk_work import accepted, closed
from luoshi.cli.main import app
from luoshi.jobs.tick import Ticked, tick
from luoshi.ledger.verify import verify
from luoshi.matters.actions.assign import assign
from luoshi.matters.models import Event, Matter
from luoshi.notices.models import Notice


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__code", flat=True))


def sheets(matter: Matter) -> list[str]:
    return [e.fields["sheet"] for e in Event.objects.filter(matter=matter, verb="mark_overdue")]


def test_the_holder_is_reminded_once(district: District) -> None:
    accepted(district)  # due Friday 31 July
    assert tick(moment(date(2015, 7, 27))) == Ticked()
    assert tick(moment(date(2015, 7, 28))) == Ticked(reminded=1)
    assert tick(moment(date(2015, 7, 28), hour=17)) == Ticked()
    assert tick(moment(date(2015, 7, 29))) == Ticked()
    assert told("matter.due_soon") == {"t1_head", "t1_deputy", "t1_liaison"}
    assert verify().holds, verify().findings


def test_sheets_rise_from_blue_to_red_once_each(district: District) -> None:
    matter = accepted(district)
    assert tick(moment(date(2015, 7, 31))).overdue == 0
    for day in (3, 3, 4, 10, 10, 17, 18, 31):
        tick(moment(date(2015, 8, day)))
    assert sheets(matter) == ["blue", "orange", "red"]
    assert told("matter.overdue") == {"t1_head", "t1_deputy", "t1_liaison"}
    assert told("matter.overdue_below") == {"supervisor"}


def test_a_calendar_that_was_off_for_days_issues_the_highest_sheet_only(district: District) -> None:
    matter = accepted(district)
    tick(moment(date(2015, 8, 12)))
    assert sheets(matter) == ["orange"]


def test_passing_on_releases_nobody(district: District) -> None:
    matter = accepted(district)
    assign(district.standing("t1_head"), matter, unit=district.unit("QH-T1-V1"), due_on=date(2015, 7, 20))
    tick(moment(date(2015, 7, 21)))
    assert told("matter.overdue") == {"v1_head"}
    assert told("matter.overdue_below") == {"t1_head", "t1_deputy", "t1_liaison"}
    tick(moment(date(2015, 8, 3)))
    assert told("matter.overdue") == {"v1_head", "t1_head", "t1_deputy", "t1_liaison"}
    assert told("matter.overdue_below") >= {"supervisor"}


def test_nobody_is_disturbed_on_a_day_off(district: District) -> None:
    accepted(district)
    assert tick(moment(date(2015, 8, 1))) == Ticked(rested=True)


def test_the_office_is_asked_to_look_back(district: District) -> None:
    closed(district)  # closed Monday 6 July; 20 working days later is Monday 3 August
    assert tick(moment(date(2015, 7, 31))) == Ticked()
    assert tick(moment(date(2015, 8, 3))) == Ticked(reminded=1)
    assert tick(moment(date(2015, 8, 4))) == Ticked()
    assert told("matter.look_back_due") == {"supervisor"}


def test_the_timer_runs_it_from_the_command_line(district: District) -> None:
    accepted(district, due_on=date(2015, 7, 8))
    told = CliRunner().invoke(app, ["jobs", "tick"])
    assert told.exit_code == 0, told.output
    assert "2015-07-06" in told.output
    assert Event.objects.filter(verb="remind").count() == 1
