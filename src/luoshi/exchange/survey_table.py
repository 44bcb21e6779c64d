"""Figures of a survey from a table (满意度调查表读取): .xlsx or text, each cell at the place it has in the file."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from luoshi.documents.workbook_guard import cell_marks, open_package
from luoshi.exchange.sheet_rows import Rows, column_letters, read_sheet
from luoshi.ledger.refusal import Problem, Refused

LARGEST_FILE = 1024 * 1024
MOST_ROWS = 2_000
_WORKBOOK = b"PK"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, as text, and where: "C7"."""

    text: str
    place: str


@dataclass(frozen=True)
class SurveyTable:
    """Cells by code of the unit and name of the field."""

    cells: Mapping[tuple[str, str], Cell]


def read_survey(content: bytes, fields: Sequence[str], units: Mapping[str, str]) -> SurveyTable:
    """A row a unit: its code or name (``units`` gives the code of each), then the columns of ``fields`` in order.

    Rows before the first unit are headings. Refused as a whole, with every place, for a unit that is unknown or
    stands there twice, a value beyond the columns, merged cells, and formulas without a sound result; whether a
    text is a number is judged where typed figures are judged. A file beyond 1 MB or 2,000 rows is refused.
    """
    if len(content) > LARGEST_FILE:
        raise Refused(
            Problem(_("The file"), _("It is larger than 1 MB."), _("Send the table alone."), "file")
        )
    rows = read_sheet(content, MOST_ROWS)
    if len(rows) > MOST_ROWS:
        raise Refused(
            Problem(_("The file"), _("The table is too large."), _("Send the table alone."), "file")
        )
    start = next((n for n, row in enumerate(rows) if row and row[0].strip() in units), None)
    if start is None:
        raise Refused(
            Problem(
                _("The file"),
                _("No row begins with a unit of this survey."),
                _("Write the unit first, then the columns in the order of this page."),
                "file",
            )
        )
    problems = list(_misplaced(rows, start, len(fields), units))
    if content.startswith(_WORKBOOK):
        problems += _unsound(content, rows, start)
    if problems:
        raise Refused(problems)
    cells = {
        (units[row[0].strip()], field): Cell(row[column].strip(), _place(n, column))
        for n, row in enumerate(rows[start:], start)
        if row and row[0].strip()
        for column, field in enumerate(fields, start=1)
        if column < len(row)
    }
    return SurveyTable(cells)


def _place(row: int, column: int) -> str:
    return f"{column_letters(column)}{row + 1}"


def _misplaced(rows: Rows, start: int, width: int, units: Mapping[str, str]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for n, row in enumerate(rows[start:], start):
        if not any(cell.strip() for cell in row):
            continue
        name, place = row[0].strip(), _place(n, 0)
        code = units.get(name)
        if code is None:
            yield Problem(
                place,
                _("“%s” is no unit of this survey.") % name[:40],
                _("Correct the name or delete the row."),
            )
        elif code in seen:
            yield Problem(place, _("The unit stands in %s already.") % seen[code], _("Leave one row of it."))
        else:
            seen[code] = place
        for column, cell in enumerate(row[width + 1 :], width + 1):
            if cell.strip():
                yield Problem(
                    _place(n, column),
                    _("There is no column for this value."),
                    _("Write the unit first, then the columns in the order of this page."),
                )


def _unsound(content: bytes, rows: Rows, start: int) -> Iterator[Problem]:
    """Cells of the first sheet whose value is not what the sender saw."""
    from python_calamine import CalamineWorkbook

    merged = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).merged_cell_ranges or []
    )
    for (top, left), (bottom, right) in merged:
        if bottom >= start:
            where = f"{_place(top, left)}:{_place(bottom, right)}"
            yield Problem(
                where, _("These cells are merged."), _("Unmerge them; one value belongs in one cell.")
            )
    marks = cell_marks(open_package(content), 0)
    for n, row in enumerate(rows[start:], start):
        for column in range(len(row)):
            place = _place(n, column)
            if place in marks.errors:
                yield Problem(place, _("The formula gives an error."), _("Write the value instead."))
            elif place in marks.uncomputed:
                yield Problem(
                    place,
                    _("The formula has no stored result."),
                    _("Open the file in Excel or WPS and save it, or write the value."),
                )
