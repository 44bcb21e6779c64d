"""The payloads of dhis2-core come in and go out as they came."""

from __future__ import annotations

import json

import pytest

from luoshi.ledger.verify import verify
from moving import CLINICS, Moving, clinic, fixture_file, packed

pytestmark = pytest.mark.django_db
MEMBERS = ("dataElement", "period", "orgUnit", "categoryOptionCombo", "attributeOptionCombo", "value")


def stated(text: str | bytes) -> set[tuple[object, ...]]:
    """The values of a JSON file with comment and follow-up mark."""
    values = json.loads(text)["dataValues"]
    return {
        (*(v[m] for m in MEMBERS), v.get("comment", ""), v.get("followup", v.get("followUp", False)))
        for v in values
    }


@pytest.fixture
def malaria(moving: Moving) -> Moving:
    """The WHO package of the end-to-end tests, taken over."""
    assert moving.units(packed(organisationUnits=[clinic(uid) for uid in CLINICS])).status == "OK"
    report = moving.catalogue(fixture_file("e2e/aggregate/metadata.json"))
    assert (report.status, report.faults) == ("OK", [])
    return moving


def test_the_bulk_values_make_the_round(malaria: Moving) -> None:
    sent = fixture_file("e2e/aggregate/dataValues_bulk.json")
    summary = malaria.values(sent)
    assert (summary.status, summary.imported, list(summary.conflicts.values())) == ("SUCCESS", 231, [])
    assert stated(malaria.out()) == stated(sent)
    again = malaria.values(sent)
    assert (again.imported, again.updated, again.ignored) == (0, 0, 231)
    assert verify().holds
