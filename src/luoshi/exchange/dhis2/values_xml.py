"""``dataValueSet`` in the XML that DHIS2 itself writes, in only (DXF 2.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luoshi.exchange.dhis2.values import Schemes, Value, ValueSet, truth
from luoshi.exchange.dhis2.xml_stream import events


def read_xml(content: bytes, named: Mapping[str, str]) -> ValueSet:
    """The values of a file; a period or unit on the root holds for all that name none."""
    root = next((dict(element.attrib) for _event, _name, element in events(content)), {})
    return ValueSet(Schemes.read({**named, **root}), _values(content, root), root)


def _values(content: bytes, root: dict[str, str]) -> Iterator[Value]:
    for event, name, element in events(content):
        if event == "start" or name != "dataValue":
            continue
        said = element.attrib
        yield Value(
            element=said.get("dataElement", ""),
            period=said.get("period") or root.get("period", ""),
            unit=said.get("orgUnit") or root.get("orgUnit", ""),
            value=said.get("value", ""),
            category=said.get("categoryOptionCombo", ""),
            attribute=said.get("attributeOptionCombo") or root.get("attributeOptionCombo", ""),
            comment=said.get("comment", ""),
            followup=bool(truth(said.get("followUp", said.get("followup", "")))),
            deleted=bool(truth(said.get("deleted", ""))),
            stored_by=said.get("storedBy", ""),
            last_updated=said.get("lastUpdated", said.get("timestamp", "")),
        )
        element.clear()
