"""A DHIS2 metadata file (元数据包): its objects by kind, without what is nobody's business here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from luoshi.exchange.dhis2.summary import EXISTS, MISSING_PROPERTY, WRONG_UID, Fault
from luoshi.exchange.dhis2.uids import derived_uid, is_uid
from luoshi.exchange.dhis2.values import LARGEST, unreadable
from luoshi.exchange.dhis2.values_json import decoded, no_number

Thing = dict[str, Any]

UNITS, ELEMENTS, DATA_SETS = "organisationUnits", "dataElements", "dataSets"
# Kept as they come, before data elements, which point at them.
CATEGORIES = ("categoryOptions", "categories", "categoryCombos", "categoryOptionCombos")
# Kept as they come, and handed on; nothing is computed from them.
KEPT = (
    "indicatorTypes",
    "indicators",
    "validationRules",
    "validationRuleGroups",
    "indicatorGroups",
    "dataElementGroups",
    "legendSets",
)
KEPT_OF_UNITS = ("organisationUnitLevels", "organisationUnitGroups", "organisationUnitGroupSets")
KNOWN = (UNITS, *KEPT_OF_UNITS, *CATEGORIES, ELEMENTS, DATA_SETS, *KEPT)
# Accounts, rights and contact data are not taken over, wherever they stand.
LEFT_BEHIND = {
    "user",
    "users",
    "createdBy",
    "lastUpdatedBy",
    "sharing",
    "userAccesses",
    "userGroupAccesses",
    "publicAccess",
    "externalAccess",
    "access",
    "favorites",
    "contactPerson",
    "address",
    "email",
    "phoneNumber",
}
_REQUIRED = {
    UNITS: ("name", "openingDate"),
    ELEMENTS: ("name",),
    DATA_SETS: ("name", "periodType"),
    "indicators": ("name", "numerator", "denominator", "indicatorType"),
    "validationRules": ("name", "operator", "leftSide.expression", "rightSide.expression"),
}
# What form a member has, wherever it stands; null is no member.
_TEXTS = (
    "id",
    "code",
    "name",
    "shortName",
    "openingDate",
    "closedDate",
    "valueType",
    "aggregationType",
    "domainType",
    "periodType",
    "numerator",
    "denominator",
)
_THINGS = ("parent", "categoryCombo", "optionSet", "leftSide", "rightSide", "indicatorType")
_LISTS = ("translations", "attributeValues", "dataSetElements", "organisationUnits", "categoryOptions")
# Of these a code belongs to one object only.
_ONE_CODE = (UNITS, ELEMENTS, DATA_SETS, "indicators")


@dataclass(frozen=True)
class Package:
    """The objects of every kind that is known, in their order; ``unknown`` counts those of other kinds."""

    things: dict[str, list[Thing]]
    unknown: dict[str, int]

    def of(self, kind: str) -> list[Thing]:
        """The objects of one kind."""
        return self.things.get(kind, [])


def read_package(content: bytes) -> Package:
    """The objects of a metadata file. Refused when it is too large, no JSON object, or a list holds no objects."""
    if len(content) > LARGEST:
        raise unreadable(_("The file is larger than 64 MB."), _("Split it by kind of object."))
    try:
        root = json.loads(decoded(content), parse_constant=no_number)
        root = {kind: _without(told) for kind, told in root.items()} if isinstance(root, dict) else None
        json.dumps(root, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise unreadable(
            _("It is no sound JSON: %s.") % error, _("Export it again; the file may be cut off.")
        ) from error
    if root is None:
        raise unreadable(_("It is no metadata: its root is no object."), _("Export it from DHIS2 as JSON."))
    things, unknown = {}, {}
    for kind, listed in root.items():
        if not isinstance(listed, list):
            continue
        if kind not in KNOWN:
            unknown[kind] = len(listed)
        elif all(isinstance(thing, dict) for thing in listed):
            things[kind] = [_identified(kind, thing) for thing in listed]
        else:
            raise unreadable(
                _("“%s” holds something that is no object.") % kind, _("Export it from DHIS2 as JSON.")
            )
    return Package(things, unknown)


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without(v) for k, v in value.items() if k not in LEFT_BEHIND}
    if isinstance(value, list):
        return [_without(item) for item in value]
    if isinstance(value, str) and "\0" in value:
        raise ValueError("NUL")
    return value


def _identified(kind: str, thing: Thing) -> Thing:
    """With an identifier: an object that names itself by code only gets the one that follows from it."""
    if thing.get("id") or not (thing.get("code") or thing.get("name")):
        return thing
    return {"id": derived_uid(kind, str(thing.get("code") or thing.get("name"))), **thing}


def faults(package: Package) -> list[Fault]:
    """What can be told from the file alone: no identifier, what is required is missing, a code twice."""
    found = []
    for kind, things in package.things.items():
        uids: set[str] = set()
        owned: set[str] = set()
        for index, thing in enumerate(things):
            uid, code = str(thing.get("id", "")), str(thing.get("code") or "")
            name = str(thing.get("name", ""))
            found += [
                Fault(kind, index, uid, name, *told)
                for told in _told(kind, thing, uid in uids, code in owned)
            ]
            uids.add(uid)
            if code:
                owned.add(code)
    return found


def _told(kind: str, thing: Thing, known: bool, owned: bool) -> Iterator[tuple[str, str, str]]:
    """Message, error code and property of each fault of one object."""
    uid = str(thing.get("id", ""))
    for name in _misshapen(thing):
        yield _("“%s” has another form than DHIS2 gives it.") % name, MISSING_PROPERTY, name
    if not is_uid(uid):
        yield _("“%s” is no identifier of DHIS2.") % uid, WRONG_UID, "id"
    elif known:
        yield _("The identifier %s stands in the file twice.") % uid, EXISTS, "id"
    if owned and kind in _ONE_CODE:
        yield _("The code %s stands in the file twice.") % thing["code"], EXISTS, "code"
    for name in _REQUIRED.get(kind, ()):
        if not _given(thing, name):
            yield _("“%s” is missing.") % name, MISSING_PROPERTY, name


def _misshapen(thing: Thing) -> Iterator[str]:
    """The members that are no text, object, list of objects or number where DHIS2 has one."""
    for name, value in thing.items():
        if value is None:
            continue
        if (
            (name in _TEXTS and not isinstance(value, str))
            or (name in _THINGS and not isinstance(value, dict))
            or (name in _LISTS and not (isinstance(value, list) and all(isinstance(v, dict) for v in value)))
            or (name == "timelyDays" and not (isinstance(value, int) and 0 <= value <= 365))
        ):
            yield name


def _given(thing: Thing, name: str) -> bool:
    first, _dot, rest = name.partition(".")
    value = thing.get(first)
    if rest:
        return isinstance(value, dict) and _given(value, rest)
    return value not in (None, "", {}, [])


def reference(thing: Thing, name: str) -> str:
    """The identifier that a member points at; empty where it points nowhere."""
    value = thing.get(name)
    return str(value.get("id", "")) if isinstance(value, dict) else ""


def references(thing: Thing, name: str) -> list[str]:
    """The identifiers that a list points at."""
    return [str(v.get("id", "")) for v in thing.get(name) or []]
