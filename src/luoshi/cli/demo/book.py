"""The demonstration district as written down in district.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
PLAN = HERE / "plan-2015.txt"
BULLETIN = HERE / "bulletin-2015.txt"


@dataclass(frozen=True)
class Place:
    """A street, town or township with its weight (per mille of the district) and the character of its half-year."""

    code: str
    name: str
    name_en: str
    weight: int
    character: str
    kind: str
    group: str


@dataclass(frozen=True)
class Measured:
    """An indicator of the catalogue."""

    code: str
    name: str
    name_en: str
    synonyms: tuple[str, ...]
    owner: str
    months: tuple[int, ...]


@dataclass(frozen=True)
class Book:
    """Everything district.yaml says."""

    raw: dict[str, Any]
    places: tuple[Place, ...]
    indicators: tuple[Measured, ...]

    @property
    def today(self) -> date:
        day: date = self.raw["business_date"]
        return day

    @property
    def june_closed(self) -> date:
        """The day on which the figures of June are taken as they are (半年数据截止日)."""
        day: date = self.raw["june_closed"]
        return day

    @property
    def founded(self) -> date:
        day: date = self.raw["founded"]
        return day

    @property
    def root(self) -> str:
        return str(self.raw["root"]["code"])

    @property
    def seed(self) -> int:
        return int(self.raw["seed"])


def read_book() -> Book:
    """Read district.yaml beside this module."""
    raw = yaml.safe_load((HERE / "district.yaml").read_text(encoding="utf-8"))
    kinds = (("streets", "subdistrict"), ("towns", "town"), ("townships", "township"))
    places = tuple(
        Place(code, name, name_en, weight, character, kind, group)
        for group, kind in kinds
        for code, name, name_en, weight, character in raw[group]
    )
    indicators = tuple(
        Measured(
            code=i["code"],
            name=i["name"],
            name_en=i["name_en"],
            synonyms=tuple(i["synonyms"]),
            owner=i["owner"],
            months=tuple(i["months"]),
        )
        for i in raw["indicators"]
    )
    return Book(raw, places, indicators)
