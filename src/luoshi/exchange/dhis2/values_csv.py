"""``dataValueSets`` as CSV, in and out: today's header, the older ones, and none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from luoshi.documents.encodings import decode
from luoshi.exchange.dhis2.values import Schemes, Value, ValueSet, truth, unreadable
from luoshi.exchange.formula_guard import guarded, unguarded

COLUMNS = (
    "dataelement",
    "period",
    "orgunit",
    "categoryoptioncombo",
    "attributeoptioncombo",
    "value",
    "storedby",
    "lastupdated",
    "comment",
    "followup",
    "deleted",
)
_OLDER = {
    "catoptcombo": "categoryoptioncombo",
    "attroptcombo": "attributeoptioncombo",
    "flwup": "followup",
    "timestamp": "lastupdated",
    "organisationunit": "orgunit",
}
_NEEDED = ("dataelement", "period", "orgunit", "value")
_LETTERS = re.compile("[^a-z]")


def read_csv(content: bytes, named: Mapping[str, str]) -> ValueSet:
    """The values of a file in UTF-8, UTF-16 or GB18030, with or without a header; schemes as ``named``.

    Refused when the header lacks a column that every value needs, or the text cannot be read as a table.
    """
    text, _encoding = decode(content, "CSV")
    rows = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True)
    try:
        first = next(rows, None)
    except csv.Error as error:
        raise _broken(1, error) from error
    if first is None:
        raise unreadable(_("It is empty."), _("Export it again."))
    header = [_name(cell) for cell in first]
    if header[0] != COLUMNS[0]:
        return ValueSet(Schemes.read(named), _values(rows, COLUMNS, first))
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise unreadable(
            _("Its header lacks: %s.") % ", ".join(missing), _("Use the header %s.") % ",".join(COLUMNS)
        )
    return ValueSet(Schemes.read(named), _values(rows, tuple(header), None))


def _name(cell: str) -> str:
    letters = _LETTERS.sub("", cell.lower())
    return _OLDER.get(letters, letters)


def _values(rows: Iterator[list[str]], header: tuple[str, ...], first: list[str] | None) -> Iterator[Value]:
    line = 1
    if first is not None:
        yield _value(dict(zip(header, first, strict=False)))
    while True:
        line += 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise _broken(line, error) from error
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield _value(dict(zip(header, row, strict=False)))


def _value(cells: dict[str, str]) -> Value:
    def cell(name: str) -> str:
        return cells.get(name, "").strip()

    return Value(
        element=cell("dataelement"),
        period=cell("period"),
        unit=cell("orgunit"),
        value=unguarded(cell("value")),
        category=cell("categoryoptioncombo"),
        attribute=cell("attributeoptioncombo"),
        comment=unguarded(cell("comment")),
        followup=bool(truth(cell("followup"))),
        deleted=bool(truth(cell("deleted"))),
        stored_by=unguarded(cell("storedby")),
        last_updated=cell("lastupdated"),
    )


def _broken(line: int, error: csv.Error) -> Exception:
    return unreadable(
        _("It is no sound table at line %(line)d: %(what)s.") % {"line": line, "what": str(error)},
        _("Export it again as CSV."),
    )


def write_csv(values: Iterable[Value]) -> Iterator[str]:
    """The file in pieces, a line each. What others wrote is guarded, so that no spreadsheet runs it as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")

    def line(cells: Iterable[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield line(COLUMNS)
    for value in values:
        named = (value.element, value.period, value.unit, value.category, value.attribute)
        yield line(
            [
                *map(guarded, named),
                value.value,
                guarded(value.stored_by),
                value.last_updated,
                guarded(value.comment),
                str(value.followup).lower(),
                str(value.deleted).lower() if value.deleted else "",
            ]
        )
