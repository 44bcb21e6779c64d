"""Rounds of every cadence are opened by the calendar, once; a unit may be given more time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cast import FOUNDED, District, moment
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.grant_term import grant_term
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.models import Form, Round, SheetState
from luoshi.indicators.queries import expected_reports, punctuality, rounds_to_open, sheet_view
from luoshi.indicators.typed import Typed
from luoshi.jobs.tick import tick
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.actions.dissolve import dissolve
from luoshi.workdays.periods import EXAMPLES, Cadence
from reporting import FILERS, Reporting

VALUES = {"invest": "12.5", "revenue": "3456.7", "output": "20"}


def define(district: District, cadence: str, due: int = 1, since: date = FOUNDED) -> Form:
    office = district.standing("supervisor", FOUNDED)
    define_indicator(office, [NewIndicator(f"rain_{cadence}", "降水量", "毫米", "flow", "QH-STAT")])
    new = NewForm(
        cadence, "快报", (NewItem(f"rain_{cadence}"),), ("QH-T1",), due_working_days=due, cadence=cadence
    )
    return define_form(office, new, since)


@pytest.mark.parametrize(
    ("cadence", "period", "opens", "due"),
    [
        ("daily", "20150703", date(2015, 7, 4), date(2015, 7, 6)),
        ("weekly", "2015-W27", date(2015, 7, 6), date(2015, 7, 6)),
        ("ten_day", "2015-06C", date(2015, 7, 1), date(2015, 7, 1)),
        ("quarterly", "2015-Q2", date(2015, 7, 1), date(2015, 7, 1)),
        ("half_yearly", "2015-H1", date(2015, 7, 1), date(2015, 7, 1)),
        ("yearly", "2014", date(2015, 1, 1), date(2015, 1, 1)),
    ],
)
def test_a_round_of_each_cadence(
    district: District, cadence: str, period: str, opens: date, due: date
) -> None:
    form = define(district, cadence)
    opened = open_round(district.standing("supervisor"), form, period)
    assert (opened.opens_on, opened.due_on) == (opens, due)


@pytest.mark.parametrize("cadence", Cadence)
def test_a_form_takes_periods_of_its_own_cadence_only(district: District, cadence: Cadence) -> None:
    form = define(district, cadence)
    for other, code in EXAMPLES.items():
        if other is not cadence:
            with pytest.raises(Refused):
                open_round(district.standing("supervisor"), form, code)
    assert open_round(district.standing("supervisor"), form, EXAMPLES[cadence]).period == EXAMPLES[cadence]


@pytest.mark.parametrize("cadence", ["daily", "weekly", "ten_day"])
def test_a_short_period_is_filed_like_a_month(district: District, cadence: str) -> None:
    form = define(district, cadence)
    tick(moment())
    round_ = Round.objects.filter(form=form, due_on__gte=date(2015, 7, 1)).order_by("period").last()
    assert round_ is not None
    unit, liaison = district.unit("QH-T1"), district.standing("t1_liaison")
    save_cells(liaison, round_, unit, [Typed(f"rain_{cadence}", "8.5")], edition=0)
    view = sheet_view(liaison, form.code, round_.period, "QH-T1")
    assert [line.text for line in view.lines] == ["8.50"]
    assert view.lines[0].previous_period < round_.period


def test_the_calendar_opens_what_is_due_and_opens_it_once(district: District) -> None:
    define(district, "weekly", since=date(2015, 6, 15))
    assert tick(moment(date(2015, 7, 6))).opened == 3  # weeks 25, 26 and 27 end on or after 15 June
    assert tick(moment(date(2015, 7, 6), 15)).opened == 0
    assert tick(moment(date(2015, 7, 7))).opened == 0
    assert tick(moment(date(2015, 7, 13))).opened == 1
    assert list(Round.objects.order_by("period").values_list("period", flat=True)) == [
        "2015-W25",
        "2015-W26",
        "2015-W27",
        "2015-W28",
    ]
    assert verify().holds


def test_the_calendar_rests_and_catches_up(district: District) -> None:
    define(district, "daily", since=date(2015, 7, 3))
    assert tick(moment(date(2015, 7, 4))).rested
    assert tick(moment(date(2015, 7, 6))).opened == 3  # Friday, Saturday and Sunday


def test_a_form_that_nobody_files_is_not_opened(district: District) -> None:
    define(district, "weekly", since=date(2015, 8, 1))
    assert rounds_to_open(date(2015, 7, 6)) == []


def test_what_is_due_on_the_day_itself_opens_on_it(district: District) -> None:
    form = define(district, "daily", due=0)
    opened = open_round(district.standing("supervisor"), form, "20150706")
    assert opened.opens_on == opened.due_on == date(2015, 7, 6)


def test_one_unit_gets_more_time_and_is_on_time_until_then(reporting: Reporting) -> None:
    june, district = reporting.open(), reporting.district
    late = june.closes_on + timedelta(days=3)
    with pytest.raises(Refused):
        reporting.file(june, VALUES, day=late)
    office, town = district.standing("supervisor", late), district.unit("QH-T1")
    granted = grant_term(office, june, town, date(2015, 8, 6), "汛期通信中断")
    assert granted.closes_on > granted.due_on
    assert reporting.file(june, VALUES, day=date(2015, 8, 6)).state == SheetState.SUBMITTED
    with pytest.raises(Refused):
        reporting.file(june, VALUES, unit="QH-T2", day=date(2015, 8, 6))
    seen = {e.unit_id: e for e in expected_reports([june], [town.pk], date(2015, 8, 31))}[town.pk]
    assert seen.on_time is True
    assert seen.dates.due_on == date(2015, 8, 6)
    assert verify().holds


def test_reports_counted_at_once_are_those_counted_one_by_one(reporting: Reporting) -> None:
    """On its last day and after it, by a date of its own, begun only, never; known in between and afterwards."""
    june, district = reporting.open(), reporting.district
    may = reporting.open("2015-05", date(2015, 6, 1))
    grant_term(
        district.standing("supervisor"), june, district.unit("QH-T3"), june.due_on + timedelta(4), "汛期"
    )
    reporting.file(june, VALUES, unit="QH-S1", day=june.due_on)
    reporting.file(june, VALUES, unit="QH-T1", day=june.due_on + timedelta(1))
    reporting.save(june, VALUES, unit="QH-T2", day=june.due_on)
    reporting.file(june, VALUES, unit="QH-T3", day=june.due_on + timedelta(4))
    reporting.file(may, {name: VALUES[name] for name in ("invest", "revenue")}, unit="QH-T1", day=may.due_on)
    units, counts = [district.unit(code).pk for code in (*FILERS, "QH-STAT")], {}
    for day in (june.opens_on, *(june.due_on + timedelta(n) for n in range(7))):
        counts[day] = punctuality([may, june], units, day)
        owed = [e for e in expected_reports([may, june], units, day) if e.counts_on(day)]
        for unit in units:
            kept = [e.on_time is True for e in owed if e.unit_id == unit]
            assert counts[day][unit] == (len(kept), sum(kept)), day
    last = list(counts[june.due_on + timedelta(6)].values())
    assert last == [(2, 1), (2, 1), (2, 0), (2, 1), (0, 0)]
    assert list(counts[june.opens_on].values()) == [(1, 0), (1, 1), (1, 0), (1, 0), (0, 0)]
    assert punctuality([], units, june.due_on) == dict.fromkeys(units, (0, 0))


@pytest.mark.parametrize("day", [date(2015, 1, 1), date(2017, 1, 1), date.max])
def test_more_time_ends_within_a_year(reporting: Reporting, day: date) -> None:
    june, district = reporting.open(), reporting.district
    with pytest.raises(Refused) as refused:
        grant_term(district.standing("supervisor"), june, district.unit("QH-T1"), day, "汛期")
    assert [p.code for p in refused.value.problems] == ["due_on"]


def test_a_past_day_knows_nothing_of_a_term_granted_later(reporting: Reporting) -> None:
    june, district = reporting.open(), reporting.district
    town = district.unit("QH-T1")
    day = date(2015, 7, 9)
    grant_term(district.standing("supervisor", day), june, town, date(2015, 7, 15), "汛期")
    due = {d: expected_reports([june], [town.pk], d)[0].dates.due_on for d in (date(2015, 7, 8), day)}
    assert due == {date(2015, 7, 8): june.due_on, day: date(2015, 7, 15)}


@pytest.mark.parametrize(
    ("unit", "due", "reason"),
    [
        ("QH-T1", date(2015, 7, 15), " "),
        ("QH-T1", date(2015, 7, 7), "汛期"),
        ("QH-T1", None, "汛期"),
        ("QH-S2", date(2015, 7, 15), "汛期"),
    ],
)
def test_a_term_is_later_and_has_a_reason(
    reporting: Reporting, unit: str, due: date | None, reason: str
) -> None:
    june, district = reporting.open(), reporting.district
    with pytest.raises(Refused):
        grant_term(district.standing("supervisor"), june, district.unit(unit), due, reason)
    with pytest.raises(Denied):
        grant_term(district.standing("t1_liaison"), june, district.unit(unit), due, reason)


def test_nothing_is_expected_of_a_unit_that_is_gone(reporting: Reporting) -> None:
    june, district = reporting.open(), reporting.district
    town = district.unit("QH-T3")
    dissolve(district.standing("admin"), town, date(2015, 6, 15), "撤并")
    owing = {e.unit_id for e in expected_reports([june], [town.pk, district.unit("QH-T1").pk], june.due_on)}
    assert owing == {district.unit("QH-T1").pk}


def test_a_period_that_nobody_files_is_not_opened_by_hand(reporting: Reporting) -> None:
    office = reporting.district.standing("supervisor")
    new = NewForm("late", "新表", (NewItem("invest"),), ("QH-T1",))
    form = define_form(office, new, date(2015, 7, 10))
    with pytest.raises(Refused) as refused:
        open_round(office, form, "2015-06")
    assert "2015-07-10" in str(refused.value)
    assert not Round.objects.filter(form=form).exists()
    assert open_round(office, form, "2015-07").period == "2015-07"
    assert verify().holds
