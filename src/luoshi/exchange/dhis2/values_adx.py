"""``dataValueSets`` as ADX (IHE QRPH Aggregate Data Exchange), in and out.

A group holds the values of one unit and period. Disaggregation stands in attributes named by category codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from luoshi.exchange.dhis2.periods import Unheld, from_adx, from_dhis2, to_adx, to_dhis2
from luoshi.exchange.dhis2.values import Schemes, Value, ValueSet, truth
from luoshi.exchange.dhis2.xml_stream import events

NAMESPACE = "urn:ihe:qrph:adx:2015"
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINES = {"\r": "&#13;"}
_GROUP = {
    "dataSet",
    "orgUnit",
    "period",
    "completeDate",
    "attributeOptionCombo",
    "dataSetComplete",
    "comment",
}
_VALUE = {
    "dataElement",
    "value",
    "categoryOptionCombo",
    "created",
    "lastUpdated",
    "storedBy",
    "followUp",
    "followup",
    "deleted",
}


def read_adx(content: bytes, named: Mapping[str, str]) -> ValueSet:
    """The values of a file; without other word things are named by code, as ADX prescribes."""
    return ValueSet(Schemes.read(named, "code"), _values(content))


def _values(content: bytes) -> Iterator[Value]:
    group: dict[str, str] = {}
    annotation = ""
    for event, name, element in events(content):
        if event == "start":
            if name == "group":
                group = dict(element.attrib)
        elif name == "annotation":
            annotation = (element.text or "").strip()
        elif name == "dataValue":
            yield _value(group, dict(element.attrib), annotation)
            annotation = ""
            element.clear()
        elif name == "group":
            element.clear()


def _value(group: dict[str, str], said: dict[str, str], annotation: str) -> Value:
    return Value(
        element=said.get("dataElement", ""),
        period=_period(group.get("period", "")),
        unit=group.get("orgUnit", ""),
        value=said.get("value", ""),
        category=said.get("categoryOptionCombo", ""),
        attribute=group.get("attributeOptionCombo", ""),
        comment=annotation,
        followup=bool(truth(said.get("followUp", said.get("followup", "")))),
        deleted=bool(truth(said.get("deleted", ""))),
        stored_by=said.get("storedBy", ""),
        last_updated=said.get("lastUpdated", ""),
        options=_rest(said, _VALUE),
        attribute_options=_rest(group, _GROUP),
    )


def _rest(said: dict[str, str], known: set[str]) -> dict[str, str]:
    """What names a category: every attribute that is not ADX's own, nor of another namespace."""
    return {name: value for name, value in said.items() if name not in known and not name.startswith("{")}


def _period(text: str) -> str:
    """ADX's period in DHIS2's words; left as it stands where it cannot be kept, and refused with its value."""
    try:
        return to_dhis2(from_adx(text))
    except Unheld:
        return text


def write_adx(values: Iterable[Value], exported: str, data_set: Callable[[Value], str]) -> Iterator[str]:
    """The file in pieces. ``data_set`` says on which form a value stands; empty where on none."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<adx xmlns="{NAMESPACE}" exported={_quoted(exported)}>\n'
    for (form, unit, period), members in groupby(values, lambda v: (data_set(v), v.unit, v.period)):
        named = {"dataSet": form, "orgUnit": unit, "period": to_adx(from_dhis2(period))}
        yield f"  <group{_attributes(named)}>\n"
        for value in members:
            said = {
                "dataElement": value.element,
                "value": value.value,
                **(value.options or {"categoryOptionCombo": value.category}),
                "storedBy": value.stored_by,
                "lastUpdated": value.last_updated,
                "followUp": "true" if value.followup else "",
                "deleted": "true" if value.deleted else "",
            }
            if value.comment:
                note = f"<annotation>{escape(_printable(value.comment), _LINES)}</annotation>"
                yield f"    <dataValue{_attributes(said)}>{note}</dataValue>\n"
            else:
                yield f"    <dataValue{_attributes(said)}/>\n"
        yield "  </group>\n"
    yield "</adx>\n"


def _attributes(named: dict[str, str]) -> str:
    return "".join(f" {name}={_quoted(value)}" for name, value in named.items() if value)


def _quoted(text: str) -> str:
    return quoteattr(_printable(text), {"\n": "&#10;", "\t": "&#9;", **_LINES})


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold at all."""
    return _UNPRINTABLE.sub("", text)
