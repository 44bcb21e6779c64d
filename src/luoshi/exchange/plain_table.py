"""A table of words as a file (清单导出): what a page lists, to be worked through elsewhere; and text read as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext_lazy as _
from xlsxwriter.format import Format

from luoshi.exchange.formula_guard import guarded
from luoshi.ledger.refusal import Problem, Refused

Cell = str | int | Decimal | None
Rows = Sequence[Sequence[Cell]]
WIDEST = 60
SEPARATORS = "\t,;"


def table_csv(rows: Rows) -> bytes:
    """Comma-separated, UTF-8 with mark so that Excel reads the Chinese; no cell runs as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_written(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def table_xlsx(rows: Rows, name: str) -> bytes:
    """The same rows as a workbook of one sheet called ``name``, columns as wide as their words; numbers stay numbers."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(name)
    formats = _Formats(book)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, int | Decimal):
                digits = max(0, -int(cell.as_tuple().exponent)) if isinstance(cell, Decimal) else 0
                sheet.write_number(place, column, cell, formats[digits])
            else:
                sheet.write_string(place, column, _written(cell))
    for column in range(max((len(row) for row in rows), default=0)):
        longest = max((len(_written(row[column])) for row in rows if column < len(row)), default=0)
        sheet.set_column(column, column, min(2 + 2 * longest, WIDEST))
    book.close()
    return buffer.getvalue()


class _Formats(dict[int, Format]):
    """A format of the workbook for each number of decimals."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book

    def __missing__(self, digits: int) -> Format:
        self[digits] = self._book.add_format({"num_format": "0." + "0" * digits if digits else "0"})
        return self[digits]


def _written(cell: Cell) -> str:
    """A cell as text; nothing for None. No text runs as a formula."""
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else str(cell)


def separator_of(text: str) -> str:
    """What stands between the cells of ``text``: a tab, comma or semicolon, whichever its first line of several cells has
    most of; a title above the table is none.
    """
    first = next((line for line in text.splitlines() if any(map(line.count, SEPARATORS))), "")
    return max(SEPARATORS, key=first.count)


def read_table(text: str, separator: str = ",") -> list[list[str]]:
    """The cells of ``text``, a row a line. Refused where a cell goes on without end, as after a quote left open."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Refused(
            Problem(
                _("The file"),
                _("It is no sound table: %s.") % error,
                _("Save it again as CSV from Excel or WPS."),
                "file",
            )
        ) from error
