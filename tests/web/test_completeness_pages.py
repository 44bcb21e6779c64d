"""Completeness and timeliness: counted by hand, from the form down to the figure, by those who may know."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import District
from luoshi.indicators.actions.grant_term import grant_term
from luoshi.indicators.completeness import Tally
from luoshi.indicators.queries import completeness
from luoshi.org.actions.dissolve import dissolve
from luoshi.workdays.actions.set_clock import set_clock
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

ALL = {"invest": "7", "revenue": "500", "output": "3"}
LATER = date(2015, 7, 31)


@pytest.fixture
def june(reporting: Reporting) -> Reporting:
    """Due on 7 July: T1 on time, T2 late, S1 on time with the output missing, T3 nothing."""
    round_ = reporting.open()
    reporting.file(round_, ALL, unit="QH-T1", day=date(2015, 7, 7))
    reporting.file(round_, ALL, unit="QH-T2", day=date(2015, 7, 8))
    reporting.file(round_, ALL | {"output": ""}, unit="QH-S1", day=date(2015, 7, 6))
    return reporting


def counted(
    reporting: Reporting, who: str = "supervisor", day: date = LATER, unit: str | None = None
) -> Tally:
    return completeness(reporting.district.standing(who, day), 2015, day, None, unit).total


def test_reports_and_figures_are_counted(june: Reporting) -> None:
    assert counted(june) == Tally(due=4, filed=3, on_time=2, asked=12, filled=8, in_time=5)
    assert counted(june).timeliness == 0.5
    assert counted(june, day=date(2015, 7, 7)) == Tally(2, 2, 2, 6, 5, 5)


def test_what_is_not_asked_for_is_not_missing(june: Reporting) -> None:
    may = june.open("2015-05", date(2015, 6, 1))
    june.file(may, {"invest": "7", "revenue": "500"}, day=date(2015, 6, 3))
    assert counted(june, unit="QH-T1") == Tally(2, 2, 2, 5, 5, 5)


def test_a_unit_that_is_gone_still_counts_for_the_time_it_was_there(june: Reporting) -> None:
    dissolve(june.district.standing("admin", LATER), june.district.unit("QH-T2"), LATER, "撤并")
    assert counted(june, day=date(2015, 8, 3)) == counted(june)


def test_a_granted_term_moves_the_line_between_on_time_and_late(june: Reporting) -> None:
    round_, town = june.form.rounds.get(period="2015-06"), june.district.unit("QH-T3")
    office = june.district.standing("supervisor", date(2015, 7, 13))
    grant_term(office, round_, town, date(2015, 8, 3), "汛期")
    assert counted(june).due == 3
    june.file(round_, ALL, unit="QH-T3", day=date(2015, 8, 3))
    assert counted(june, day=date(2015, 8, 4)).on_time == 3


def test_others_count_their_own_units_only(june: Reporting) -> None:
    assert counted(june, "t1_liaison") == Tally(1, 1, 1, 3, 3, 3)
    assert counted(june, "v1_head").due == 0


def test_the_pages_lead_down_to_the_figure(june: Reporting, district: District) -> None:
    set_clock(june.district.standing("supervisor").signature(), LATER, chain="QH")
    client = signed_in("supervisor")
    top = client.get(reverse("reports_completeness")).content.decode()
    assert "应报 4 份" in top
    assert reverse("reports_completeness_form", args=["monthly"]) in top
    form = client.get(reverse("reports_completeness_form", args=["monthly"])).content.decode()
    assert reverse("reports_completeness_unit", args=["monthly", "QH-S1"]) in form
    unit = client.get(reverse("reports_completeness_unit", args=["monthly", "QH-S1"])).content.decode()
    assert "缺报" in unit
    assert reverse("reports_sheet", args=["monthly", "2015-06", "QH-S1"]) in unit
    stranger = signed_in("t2_liaison")
    assert stranger.get(reverse("reports_completeness_unit", args=["monthly", "QH-S1"])).status_code == 404


def test_each_page_asks_few_questions(june: Reporting) -> None:
    set_clock(june.district.standing("supervisor").signature(), LATER, chain="QH")
    client = signed_in("supervisor")
    for name, where in (
        ("reports_completeness", []),
        ("reports_completeness_form", ["monthly"]),
        ("reports_completeness_unit", ["monthly", "QH-T1"]),
    ):
        address = reverse(name, args=where)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= 14, name
