"""A server's clock that is set back puts no version before another."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from api.calling import FULL, SHEET, Program, cells, new_key
from cast import District
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.facts import district_year
from luoshi.indicators.models import Observation
from luoshi.indicators.queries import figures_on, last_words, lineage
from luoshi.ledger.verify import verify
from luoshi.workdays.actions.set_clock import set_clock
from luoshi.workdays.clock import end_of
from reporting import Reporting

pytestmark = pytest.mark.django_db
NOON = datetime(2015, 7, 6, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def wall_clock(district: District) -> None:
    """The district runs on the wall clock."""
    set_clock(district.standing("admin").signature(), None, chain="QH")


def file(caller: Program, invest: str) -> None:
    """Take the sheet back if need be, and hand it in with ``invest``."""
    edition = caller.get(SHEET).json()["edition"]
    body: dict[str, Any] = {"edition": edition, "cells": cells({**FULL, "invest": invest}), "submit": True}
    answer = caller.send("PUT", SHEET, body)
    assert answer.status_code == 200, answer.json()


BACK = {
    "the same moment": timedelta(0),
    "two hours back": timedelta(hours=2),
    "a day back": timedelta(days=1),
}


@pytest.mark.parametrize("back", BACK.values(), ids=BACK)
def test_the_version_stated_last_counts(district: District, reporting: Reporting, back: timedelta) -> None:
    caller = Program(new_key(district, "t1_liaison", since=NOON.date() - timedelta(days=3)))
    with time_machine.travel(NOON, tick=False):
        file(caller, "9.5")
    with time_machine.travel(NOON - back, tick=False):
        take_back(district, reporting)
        file(caller, "8.8")
        read = {line["indicator"]: line["value"] for line in caller.get(SHEET).json()["lines"]}
        latest = caller.get("/api/v1/observations", unit="QH-T1", indicator="invest", which="latest").json()
    first, second = Observation.objects.filter(indicator__code="invest").order_by("pk")
    assert second.supersedes == first
    assert second.recorded_at <= first.recorded_at
    assert (read["invest"], latest["items"][0]["value"]) == ("8.8", "8.8")
    assert everywhere(district) == {Decimal("8.8")}
    assert verify().holds


def take_back(district: District, reporting: Reporting) -> None:
    """The liaison takes the sheet back for a correction."""

    round_ = reporting.form.rounds.get(period="2015-06")
    standing = district.standing("t1_liaison", NOON.date(), 9)
    reopen_sheet(standing, round_, district.unit("QH-T1"), "漏报")


def everywhere(district: District) -> set[Decimal | None]:
    """The investment of 石桥镇 in June as each reading has it."""
    known = end_of(NOON.date())
    exported = {
        figure.value
        for figure in figures_on(known, verified_only=False, units=["QH-T1"], indicators=["invest"])
    }
    word = last_words(["QH-T1"], ["invest"])["QH-T1", "invest", "2015-06"].value
    history = lineage(district.standing("t1_liaison"), "QH-T1", "invest", "2015-06", NOON.date())
    year = district_year(2015, known, verified_only=False)
    cell = year.values[year.unit_codes.index("QH-T1"), year.indicator_codes.index("invest"), 5]
    return exported | {word, history.versions[0].observation.value, Decimal(str(cell))}
