"""A sheet through the interface: read, filled in exactly, handed in, and never silently overwritten."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from api.calling import FULL, SHEET, cells, program, sheet
from cast import District
from luoshi.indicators.models import Cell, Observation, Sheet
from luoshi.ledger.verify import verify
from reporting import Reporting

pytestmark = pytest.mark.django_db


def test_the_life_of_a_sheet(district: District, reporting: Reporting) -> None:
    town = program(district, "t1_liaison")
    empty = town.get(SHEET).json()
    assert (empty["state"], empty["edition"], empty["may_edit"]) == ("", 0, True)
    kept = town.send("PUT", SHEET, sheet()).json()
    assert (kept["state"], kept["edition"]) == ("draft", 1)
    filed = town.send("POST", f"{SHEET}/submission", {"edition": 1}).json()
    assert filed["state"] == "submitted"
    read = town.get(SHEET).json()
    assert {line["indicator"]: line["value"] for line in read["lines"]} == FULL
    assert read["saved_by"] == "石兰"
    assert verify().holds


def test_a_signed_report_in_one_request(district: District, reporting: Reporting) -> None:
    filed = program(district, "t1_liaison").send("PUT", SHEET, sheet(submit=True))
    assert (filed.status_code, filed.json()["state"]) == (200, "submitted")
    assert Observation.objects.filter(unit__code="QH-T1").count() == 3
    assert verify().holds


def test_what_cannot_be_handed_in_is_not_kept_either(district: District, reporting: Reporting) -> None:
    half = {"invest": "9.5"}
    refused = program(district, "t1_liaison").send("PUT", SHEET, sheet(values=half, submit=True))
    assert refused.status_code == 422
    assert {p["code"] for p in refused.json()["problems"]} == {"cell:revenue", "cell:output"}
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("9.50", Decimal("9.5")),
        ('"9.50"', Decimal("9.5")),
        ("0.1", Decimal("0.1")),
        ("12345678901.12", Decimal("12345678901.12")),
        ("7", Decimal(7)),
        ("null", None),
        ('""', None),
    ],
)
def test_a_number_is_the_decimal_that_was_written(
    district: District, reporting: Reporting, written: str, kept: Decimal | None
) -> None:
    body = f'{{"edition": 0, "cells": [{{"indicator": "revenue", "value": {written}, "note": "x"}}]}}'
    assert program(district, "t1_liaison").send("PUT", SHEET, body).status_code == 200
    assert Cell.objects.get().value == kept


@pytest.mark.parametrize(
    "written",
    ["NaN", "1e99", "1e999999999", "true", "[1]", '{"a": 1}', '"1,2"', '"\\u0000"', '"\\ud800"', "1.234"],
)
def test_what_is_no_number_is_refused_by_place(
    district: District, reporting: Reporting, written: str
) -> None:
    body = f'{{"edition": 0, "cells": [{{"indicator": "invest", "value": {written}}}]}}'
    answer = program(district, "t1_liaison").send("PUT", SHEET, body)
    assert answer.status_code in (400, 422)
    assert answer.json()["problems"][0]["mend"]
    assert not Cell.objects.exists()


def test_the_second_editor_is_told_both_values_and_by_whom(district: District, reporting: Reporting) -> None:
    liaison, deputy = program(district, "t1_liaison"), program(district, "t1_deputy")
    liaison.send("PUT", SHEET, sheet(values={"invest": "9.5", "revenue": "600"}))
    answer = deputy.send("PUT", SHEET, sheet(values={"invest": "8.8", "revenue": "600"}))
    assert answer.status_code == 409
    told = answer.json()
    assert (told["edition"], told["saved_by"]) == (1, "石兰")
    assert told["saved_at"]
    differing: list[dict[str, Any]] = told["cells"]
    assert [(c["indicator"], c["yours"], c["stored"]) for c in differing] == [("invest", "8.8", "9.5")]
    assert Cell.objects.get(indicator__code="invest").value == Decimal("9.5")
    again = deputy.send("PUT", SHEET, sheet(edition=1, values={"invest": "8.8"}))
    assert (again.status_code, again.json()["edition"]) == (200, 2)


def test_an_edition_handed_in_is_the_one_that_was_read(district: District, reporting: Reporting) -> None:
    town = program(district, "t1_liaison")
    town.send("PUT", SHEET, sheet())
    answer = town.send("POST", f"{SHEET}/submission", {"edition": 0})
    assert (answer.status_code, answer.json()["edition"]) == (409, 1)


@pytest.mark.parametrize("place", ["none/2015-06/QH-T1", "monthly/2015-13/QH-T1", "monthly/2015-06/QH-X"])
def test_a_sheet_that_does_not_exist(district: District, reporting: Reporting, place: str) -> None:
    town = program(district, "t1_liaison")
    assert town.get(f"/api/v1/sheets/{place}").status_code == 404
    assert town.send("PUT", f"/api/v1/sheets/{place}", sheet()).status_code == 404


def test_a_neighbours_draft_is_neither_read_nor_written(district: District, reporting: Reporting) -> None:
    program(district, "t1_liaison").send("PUT", SHEET, sheet(values={"invest": "9.57"}))
    other = program(district, "t2_liaison")
    assert "9.57" not in other.get(SHEET).content.decode()
    assert other.send("PUT", SHEET, sheet(edition=1)).status_code == 403


def test_a_period_to_come_is_refused_with_its_reason(district: District, reporting: Reporting) -> None:
    reporting.open("2015-07", reporting.district.standing("supervisor").today)
    later = SHEET.replace("2015-06", "2015-07")
    answer = program(district, "t1_liaison").send("PUT", later, sheet(values={"invest": "1"}))
    assert answer.status_code == 422
    assert "not open yet" in answer.json()["problems"][0]["what"]


def test_unknown_and_double_cells(district: District, reporting: Reporting) -> None:
    body = {
        "edition": 0,
        "cells": [*cells({"nothing": "1"}), *cells({"invest": "1"}), *cells({"invest": "2"})],
    }
    answer = program(district, "t1_liaison").send("PUT", SHEET, body)
    assert answer.status_code == 422
    assert [p["code"] for p in answer.json()["problems"]] == ["cell:nothing", "cell:invest"]
