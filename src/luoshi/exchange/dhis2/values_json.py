"""``dataValueSets`` as JSON, in and out. One value at a time: a file's objects are never all in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.dhis2.values import Schemes, Value, ValueSet, truth, unreadable


def no_number(name: str) -> Any:
    """What the decoder calls for NaN and Infinity: the file is refused."""
    raise unreadable(_("“%s” is no number.") % name, _("Leave the value out if there is none."))


_BLANK = re.compile(r"[ \t\r\n]*")
# Numbers are kept as the text they were written in; NaN and Infinity are no JSON.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=no_number)
# No database keeps a zero byte in a text, and half a surrogate pair is no character.
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
VALUES = "dataValues"


def decoded(content: bytes) -> str:
    """The text of a JSON file: UTF-8, or UTF-16 and UTF-32 as RFC 4627 tells them apart; else Refused."""
    try:
        return content.decode(json.detect_encoding(content))
    except UnicodeDecodeError as error:
        raise unreadable(
            _("It is not in UTF-8: byte %d cannot be read.") % error.start,
            _("Save or export it anew as UTF-8."),
        ) from error


def read_json(content: bytes, named: Mapping[str, str]) -> ValueSet:
    """The values of a file; its own schemes go before those ``named``. Refused when it is no JSON object."""
    text = decoded(content)
    said: dict[str, Any] = {}
    for key, value in _members(text):
        if key == "deletion":
            raise unreadable(
                _("It asks to delete whole units, periods or elements."),
                _("Send each value to be withdrawn with “deleted”: true."),
            )
        if key != VALUES:
            said[key] = value
    plain = {key: _text(value) for key, value in said.items()}
    attribute = said.get("attributeOptionCombo")
    return ValueSet(Schemes.read({**named, **plain}), _values(text, plain, attribute), plain)


def root_names(content: bytes) -> set[str]:
    """The names of the root's members."""
    return {key for key, _value in _members(decoded(content))}


def _values(text: str, root: dict[str, str], attribute: Any) -> Iterator[Value]:
    for key, entry in _members(text):
        if key != VALUES:
            continue
        if not isinstance(entry, dict):
            raise unreadable(_("“dataValues” holds something that is no value."), _("Export the file again."))
        category = entry.get("categoryOptionCombo")
        own = entry.get("attributeOptionCombo") or attribute
        yield Value(
            element=_text(entry.get("dataElement")),
            period=_text(entry.get("period")) or root.get("period", ""),
            unit=_text(entry.get("orgUnit")) or root.get("orgUnit", ""),
            value=_text(entry.get("value")),
            category=_text(category),
            attribute=_text(own),
            comment=_text(entry.get("comment")),
            # The exporter of DHIS2 writes "followup", its importer reads "followUp".
            followup=bool(truth(_text(entry.get("followUp", entry.get("followup"))))),
            deleted=bool(truth(_text(entry.get("deleted")))),
            stored_by=_text(entry.get("storedBy")),
            last_updated=_text(entry.get("lastUpdated")),
            options=_options(category),
            attribute_options=_options(own),
        )


def _text(value: Any) -> str:
    """A member as text; objects are no text, null and absent are empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return ""
    if _UNKEEPABLE.search(value):
        raise unreadable(_("It holds characters that no text can keep."), _("Export it again."))
    return value


def _options(value: Any) -> dict[str, str]:
    return {str(k): _text(v) for k, v in value.items()} if isinstance(value, dict) else {}


def _members(text: str) -> Iterator[tuple[str, Any]]:
    """The members of the root object; those of the array ``dataValues`` one by one under its name."""
    try:
        yield from _walk(text)
    except json.JSONDecodeError as error:
        raise unreadable(
            _("It is no sound JSON at line %(line)d: %(what)s.") % {"line": error.lineno, "what": error.msg},
            _("Export it again; the file may be cut off."),
        ) from error
    except RecursionError as error:
        raise unreadable(_("It is nested too deeply."), _("Export it again.")) from error


def _walk(text: str) -> Iterator[tuple[str, Any]]:
    at = _expect(text, 0, "{")
    while (at := _skip(text, at)) < len(text) and text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _expect(text, at, ":"))
        if key == VALUES and text[at : at + 1] == "[":
            at += 1
            while (at := _skip(text, at)) < len(text) and text[at] != "]":
                value, at = _DECODER.raw_decode(text, at)
                yield VALUES, value
                at = _comma(text, at, "]")
            at = _expect(text, at, "]")
        else:
            value, at = _DECODER.raw_decode(text, at)
            yield str(key), value
        at = _comma(text, at, "}")
    end = _skip(text, _expect(text, at, "}"))
    if end < len(text):
        raise json.JSONDecodeError("Extra data", text, end)


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _expect(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"Expecting '{sign}'", text, at)
    return at + 1


def _comma(text: str, at: int, closing: str) -> int:
    """Behind the comma that must stand here, or at the closing sign."""
    at = _skip(text, at)
    if text[at : at + 1] == closing:
        return at
    at = _skip(text, _expect(text, at, ","))
    if text[at : at + 1] == closing:
        raise json.JSONDecodeError("Expecting a value", text, at)
    return at


def write_json(values: Iterable[Value]) -> Iterator[str]:
    """The file in pieces, one value a line, in the members and their order that DHIS2 exports."""
    yield '{"dataValues":['
    for place, value in enumerate(values):
        entry: dict[str, Any] = {
            "dataElement": value.element,
            "period": value.period,
            "orgUnit": value.unit,
            "categoryOptionCombo": value.category,
            "attributeOptionCombo": value.attribute,
            "value": value.value,
            "storedBy": value.stored_by,
            "lastUpdated": value.last_updated,
            "comment": value.comment,
            "followup": value.followup,
        }
        kept = {name: told for name, told in entry.items() if told != ""}
        if value.deleted:
            kept["deleted"] = True
        yield (",\n" if place else "\n") + json.dumps(kept, ensure_ascii=False)
    yield "\n]}\n"
