"""Units, indicators and forms as a DHIS2 metadata file, with what was kept from one (元数据导出)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.exchange.dhis2.elements import adding_up, value_kind
from luoshi.exchange.dhis2.package import DATA_SETS, KNOWN, UNITS
from luoshi.exchange.dhis2.uids import (
    DEFAULT_CATEGORY,
    DEFAULT_COMBO,
    DEFAULT_NAME,
    DEFAULT_OPTION,
    DEFAULT_OPTION_COMBO,
    derived_uid,
)
from luoshi.indicators.models import Indicator
from luoshi.org.lifespans import Lifespan
from luoshi.workdays.periods import Cadence

SHORT = 50
Thing = dict[str, Any]


def unit_out(unit: Lifespan, uid: str, parent: str, carried: Mapping[str, Any], held_name: str) -> Thing:
    """A unit as DHIS2 has it. What it came with stays, but for what changed here: name, parent and closing day.

    ``held_name`` is the name it got here when it came: another one now is a renaming.
    """
    thing = {"openingDate": unit.opened.isoformat(), "shortName": unit.name[:SHORT], **carried, "id": uid}
    if not carried:
        thing["code"] = unit.code
    if not carried or held_name != unit.name:
        thing |= {"name": unit.name, "shortName": unit.name[:SHORT]}
    if unit.name_en and not carried:
        thing["translations"] = [{"property": "NAME", "locale": "en", "value": unit.name_en}]
    if parent:
        thing["parent"] = {"id": parent}
    if unit.closed:
        thing["closedDate"] = unit.closed.isoformat()
    return thing


def element_out(indicator: Indicator, uid: str) -> Thing:
    """An indicator that was made here, as a data element."""
    return {
        "id": uid,
        "code": indicator.code,
        "name": indicator.name,
        "shortName": indicator.name[:SHORT],
        "description": indicator.unit_name,
        "domainType": "AGGREGATE",
        "valueType": value_kind(indicator),
        "aggregationType": adding_up(indicator),
        "categoryCombo": {"id": DEFAULT_COMBO},
        "zeroIsSignificant": True,
        "translations": [{"property": "NAME", "locale": "en", "value": indicator.name_en}]
        if indicator.name_en
        else [],
    }


# What DHIS2 calls our cadences; it has no third of a month.
PERIOD_TYPES = {
    Cadence.DAILY: "Daily",
    Cadence.WEEKLY: "Weekly",
    Cadence.MONTHLY: "Monthly",
    Cadence.QUARTERLY: "Quarterly",
    Cadence.HALF_YEARLY: "SixMonthly",
    Cadence.YEARLY: "Yearly",
}


def data_set_out(
    code: str, name: str, cadence: Cadence, elements: Sequence[str], units: Sequence[str], days: int
) -> Thing:
    """A form that was drawn up here, as a data set. Working days become days, seven for five."""
    uid = derived_uid(DATA_SETS, code)
    return {
        "id": uid,
        "code": code,
        "name": name,
        "shortName": name[:SHORT],
        "periodType": PERIOD_TYPES[cadence],
        "timelyDays": days * 7 // 5,
        "categoryCombo": {"id": DEFAULT_COMBO},
        "dataSetElements": [{"dataSet": {"id": uid}, "dataElement": {"id": element}} for element in elements],
        "organisationUnits": [{"id": unit} for unit in units],
    }


def defaults() -> dict[str, list[Thing]]:
    """The default category with its option, combination and option combination, under their usual identifiers."""
    option, category, combo = {"id": DEFAULT_OPTION}, {"id": DEFAULT_CATEGORY}, {"id": DEFAULT_COMBO}
    named = {"name": DEFAULT_NAME, "code": DEFAULT_NAME}
    return {
        "categoryOptions": [{**option, **named, "shortName": DEFAULT_NAME}],
        "categories": [
            {
                **category,
                **named,
                "shortName": DEFAULT_NAME,
                "dataDimensionType": "DISAGGREGATION",
                "categoryOptions": [option],
            }
        ],
        "categoryCombos": [
            {**combo, **named, "dataDimensionType": "DISAGGREGATION", "categories": [category]}
        ],
        "categoryOptionCombos": [
            {"id": DEFAULT_OPTION_COMBO, **named, "categoryCombo": combo, "categoryOptions": [option]}
        ],
    }


def package_out(date: str, things: Mapping[str, Sequence[Thing]]) -> Thing:
    """The file: units with path and level, each kind under its name in the order in which DHIS2 needs them."""
    units = _placed(list(things.get(UNITS, ())))
    listed = {kind: units if kind == UNITS else list(things.get(kind, ())) for kind in KNOWN}
    return {"date": date, **{kind: rows for kind, rows in listed.items() if rows}}


def _placed(units: list[Thing]) -> list[Thing]:
    """The units, parents first, with the path from the top and the level that follow from their parents."""
    above = {u["id"]: (u.get("parent") or {}).get("id") for u in units}

    def path(uid: str) -> list[str]:
        found = [uid]
        while (parent := above.get(found[0])) in above and parent not in found:
            found.insert(0, str(parent))
        return found

    placed = [{**u, "path": "/" + "/".join(path(u["id"])), "level": len(path(u["id"]))} for u in units]
    return sorted(placed, key=lambda u: u["level"])
