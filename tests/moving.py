"""A district that moves over from DHIS2: short ways to take over files and to hand them on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cast import FOUNDED, District
from luoshi.exchange.actions.import_metadata import import_metadata
from luoshi.exchange.actions.import_values import ValueOptions, import_values
from luoshi.exchange.dhis2.summary import ImportSummary, MetadataReport
from luoshi.exchange.queries import Wanted, export_metadata, export_values
from luoshi.exchange.taking_over import MetadataOptions, Part

TODAY = date(2020, 3, 2)
FIXTURES = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "dhis2" / "core"
DEFAULT = "HllvX50cXC0"
# The units of the packages, which name them without holding them; below 青河区.
CLINICS = ("ImspTQPwCqd", "O6uvpzGd5pu", "g8upMTyEZGZ", "YuQRtpLP10I")


def fixture_file(name: str) -> bytes:
    """A payload of dhis2-core; skips where the public sources are not at hand."""
    path = FIXTURES / name
    if not path.exists():
        pytest.skip("the payloads of dhis2-core are not in ../shared/data/dhis2")
    return path.read_bytes()


def packed(**lists: list[dict[str, Any]]) -> bytes:
    """A metadata file."""
    return json.dumps(lists, ensure_ascii=False).encode()


def clinic(uid: str, name: str = "", **more: Any) -> dict[str, Any]:
    """An organisation unit; below 青河区 unless ``parent`` says otherwise."""
    return {"id": uid, "name": name or f"Clinic {uid[:3]}", "openingDate": "2012-01-01", **more}


def element(uid: str, name: str = "", **more: Any) -> dict[str, Any]:
    """A data element for whole numbers that are added up."""
    return {
        "id": uid,
        "name": name or f"Element {uid[:3]}",
        "shortName": f"E {uid[:3]}",
        "domainType": "AGGREGATE",
        "valueType": "INTEGER",
        "aggregationType": "SUM",
        **more,
    }


class Moving:
    """青河区 takes over files: units as its administrator, everything else as the statistics bureau's owner."""

    def __init__(self, district: District) -> None:
        self.district = district

    def standing(self, code: str = "statistician", day: date = TODAY) -> Any:
        return self.district.standing(code, day)

    def units(self, content: bytes, **options: Any) -> MetadataReport:
        told = MetadataOptions("试迁", part=Part.ORGANISATION, under="QH", **options)
        return import_metadata(self.standing("admin"), content, told)

    def catalogue(self, content: bytes, **options: Any) -> MetadataReport:
        told = MetadataOptions("试迁", part=Part.CATALOGUE, **options)
        return import_metadata(self.standing(), content, told)

    def values(self, content: bytes | dict[str, Any], day: date = TODAY, **options: Any) -> ImportSummary:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return import_values(self.standing(day=day), body, ValueOptions("试迁", **options))

    def out(self, kind: str = "json", day: date = TODAY, **wanted: Any) -> str:
        told = Wanted(as_of=wanted.pop("as_of", day), **wanted)
        return "".join(export_values(self.standing(day=day), told, kind))

    def metadata(self, day: date = TODAY) -> dict[str, list[dict[str, Any]]]:
        told: dict[str, list[dict[str, Any]]] = json.loads(export_metadata(self.standing(day=day), day))
        return told


@pytest.fixture(name="moving")
def moving_district(district: District) -> Moving:
    """Founded long enough ago for everything that comes."""
    assert FOUNDED.year == 2010
    return Moving(district)
