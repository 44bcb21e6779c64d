"""All values of a round as a file (报送汇总表)."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _

from luoshi.exchange.formula_guard import guarded
from luoshi.indicators.numerals import plain

if TYPE_CHECKING:
    from luoshi.indicators.queries import RoundTable

# In both languages whatever the reader's: a file travels.
SIMULATED = "演示数据 / simulated"


def round_csv(table: RoundTable) -> bytes:
    """Comma-separated, UTF-8 with mark so that Excel reads the Chinese; missing values are empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in _rows(table):
        writer.writerow([cell if isinstance(cell, str) else plain(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def round_xlsx(table: RoundTable) -> bytes:
    """The same rows as a workbook with numbers as numbers."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    # Not the moment of writing: the same table is the same bytes.
    book.set_properties({"created": datetime.combine(table.as_of, time())})
    sheet = book.add_worksheet(table.round.period)
    for place, row in enumerate(_rows(table)):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(place, column, cell)
            else:
                sheet.write_number(place, column, float(cell))
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 1 + len(table.indicators), 18)
    book.close()
    return buffer.getvalue()


def _rows(table: RoundTable) -> list[list[Any]]:
    """Title, mark of invention, day, header and one row a unit.

    Values not verified yet are named at the row's end.
    """
    rows: list[list[Any]] = [[guarded(f"{table.round.form.name} {table.round.period}")]]
    if table.simulated:
        rows.append([SIMULATED])
    rows.append([_("As known on"), table.as_of.isoformat()])
    header = [guarded(f"{i.name} ({i.unit_name})") for i in table.indicators]
    rows.append([_("Code"), _("Unit"), *header, _("Not verified yet")])
    for unit, observations in table.rows:
        values = ["" if o is None or o.value is None else o.value for o in observations]
        open_ = [
            i.name
            for i, o in zip(table.indicators, observations, strict=True)
            if o is not None and o.pk not in table.verified
        ]
        rows.append([guarded(unit.code), guarded(unit.name), *values, guarded(", ".join(open_))])
    return rows
