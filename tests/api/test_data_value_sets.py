"""DHIS2's own words: values in and out, the summary of an import, metadata out."""

from __future__ import annotations

from typing import Any

import pytest

from api.calling import program
from cast import District
from luoshi.indicators.models import Observation
from luoshi.ledger.verify import verify
from reporting import Reporting

pytestmark = pytest.mark.django_db
SETS = "/api/v1/dataValueSets"
YEAR_2013 = {"startDate": "2013-01-01", "endDate": "2013-12-31"}


def values(*periods: str, **more: str) -> dict[str, Any]:
    """Investment of 石桥镇, named by code."""
    value = {"dataElement": "invest", "orgUnit": "QH-T1", "value": "3.5", **more}
    return {"idScheme": "code", "dataValues": [{**value, "period": period} for period in periods]}


def test_values_come_in_once_and_leave_again(district: District, reporting: Reporting) -> None:
    owner = program(district, "statistician")
    first = owner.send("POST", SETS, values("201306", "201307"), token=None)
    assert first.status_code == 200
    assert first.json()["response"]["importCount"]["imported"] == 2
    again = owner.send("POST", SETS, values("201306", "201307"), token=None).json()
    assert again["response"]["importCount"] == {"imported": 0, "updated": 0, "ignored": 2, "deleted": 0}
    left = owner.get(SETS, idScheme="CODE", orgUnit="QH-T1", dataElement="invest", **YEAR_2013).json()
    assert [(v["period"], v["orgUnit"], v["value"]) for v in left["dataValues"]] == [
        ("201306", "QH-T1", "3.5"),
        ("201307", "QH-T1", "3.5"),
    ]
    assert verify().holds


def test_what_left_comes_in_again(district: District, reporting: Reporting) -> None:
    owner = program(district, "statistician")
    owner.send("POST", SETS, values("201306"), token=None)
    left = owner.get(SETS, **YEAR_2013)
    again = owner.send("POST", SETS, left.content, token=None).json()
    assert again["response"]["importCount"]["ignored"] == 1


def test_under_a_token_the_same_summary_comes_again(district: District, reporting: Reporting) -> None:
    owner = program(district, "statistician")
    first = owner.send("POST", SETS, values("201306"), token="import-0001")
    again = owner.send("POST", SETS, values("201306"), token="import-0001")
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_conflict_keeps_everything_out_unless_asked_otherwise(
    district: District, reporting: Reporting
) -> None:
    owner = program(district, "statistician")
    mixed = values("201306", "2013x")
    whole = owner.send("POST", SETS, mixed, token=None)
    assert (whole.status_code, whole.json()["response"]["status"]) == (409, "ERROR")
    assert not Observation.objects.exists()
    some = owner.send("POST", f"{SETS}?atomicMode=NONE", mixed, token=None)
    assert (some.status_code, some.json()["response"]["status"]) == (409, "WARNING")
    assert some.json()["response"]["rejectedIndexes"] == [1]
    assert Observation.objects.count() == 1


def test_a_period_to_come_is_a_conflict_with_its_reason(district: District, reporting: Reporting) -> None:
    said = program(district, "statistician").send("POST", SETS, values("201512"), token=None).json()
    [conflict] = said["response"]["conflicts"]
    assert conflict["errorCode"] == "E7641"
    assert "has not begun yet" in conflict["value"]


def test_a_trial_writes_nothing(district: District, reporting: Reporting) -> None:
    said = program(district, "statistician").send("POST", f"{SETS}?dryRun=true", values("201306"), token=None)
    assert said.json()["response"]["importCount"]["imported"] == 1
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"dataValues":1}', b"<x/>", b'{"dataValues":[{"value":"\\ud800"}]}']
)
def test_what_cannot_be_read(district: District, reporting: Reporting, body: bytes) -> None:
    answer = program(district, "statistician").send("POST", SETS, body, token=None)
    assert answer.status_code in (200, 409, 422)
    assert answer.json()


def test_unknown_names_and_missing_dates_are_told(district: District, reporting: Reporting) -> None:
    owner = program(district, "statistician")
    answer = owner.get(SETS, orgUnit="none", **YEAR_2013)
    assert [p["where"] for p in answer.json()["problems"]] == ["none"]
    answer = owner.get(SETS)
    assert [p["where"] for p in answer.json()["problems"]] == ["startDate", "endDate"]
    answer = owner.get(SETS, startDate="2001-01-01", endDate="2015-12-31")
    assert [p["code"] for p in answer.json()["problems"]] == ["span"]


def test_metadata_leave_as_dhis2_reads_them(district: District, reporting: Reporting) -> None:
    package = program(district, "admin").get("/api/v1/metadata").json()
    assert {unit["code"] for unit in package["organisationUnits"]} >= {"QH", "QH-T1"}
    assert [element["code"] for element in package["dataElements"]] == ["invest", "revenue", "output"]


def test_metadata_of_a_day_before_the_units_existed(district: District, reporting: Reporting) -> None:
    package = program(district, "admin").get("/api/v1/metadata", as_of="2009-12-31").json()
    assert [data_set["organisationUnits"] for data_set in package["dataSets"]] == [[]]


def test_a_town_neither_imports_nor_exports(district: District, reporting: Reporting) -> None:
    town = program(district, "t1_liaison")
    assert town.send("POST", SETS, values("201306"), token=None).status_code == 403
    assert town.get(SETS, **YEAR_2013).status_code == 403
    assert town.get("/api/v1/metadata").status_code == 403
