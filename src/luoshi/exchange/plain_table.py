"""A table of words as a file (清单导出): what a page lists, to be worked through elsewhere; and text read as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from luoshi.exchange.formula_guard import guarded
from luoshi.ledger.refusal import Problem, Refused

Rows = Sequence[Sequence[str]]
WIDEST = 60


def table_csv(rows: Rows) -> bytes:
    """Comma-separated, UTF-8 with mark so that Excel reads the Chinese; no cell runs as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def table_xlsx(rows: Rows, name: str) -> bytes:
    """The same rows as a workbook of one sheet called ``name``, columns as wide as their words."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, guarded(cell))
    for column in range(max((len(row) for row in rows), default=0)):
        longest = max((len(row[column]) for row in rows if column < len(row)), default=0)
        sheet.set_column(column, column, min(2 + 2 * longest, WIDEST))
    book.close()
    return buffer.getvalue()


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
