"""A report sheet as comma-separated text, out and in (报表CSV): one row a figure, found by its code wherever it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from luoshi.documents.encodings import decode
from luoshi.exchange.formula_guard import guarded, unguarded
from luoshi.exchange.plain_table import read_table, separator_of
from luoshi.exchange.report_sheet_xlsx import MOST_ROWS, Filled, no_rows
from luoshi.exchange.round_table import SIMULATED
from luoshi.indicators.typed import Typed
from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.indicators.queries import SheetView

# In both languages and never translated: a file travels, and comes back.
NEEDED = ("code", "value")
COLUMNS = ("code", "indicator", "unit", "value", "note", "form", "period", "filer")


def sheet_csv(view: SheetView) -> bytes:
    """The figures that the period asks for, UTF-8 with mark so that Excel reads the Chinese; missing values are empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in view.asked:
        names = [line.indicator.code, line.indicator.name, line.indicator.unit_name]
        place = [view.round.form.code, view.round.period, view.unit.code]
        writer.writerow([*map(guarded, names), line.text, guarded(line.note), *map(guarded, place)])
    if view.simulated:
        writer.writerow([f"# {SIMULATED}"])
    return buffer.getvalue().encode("utf-8-sig")


def read_csv(content: bytes, view: SheetView) -> Filled:
    """The cells of a text table for the sheet ``view``, each naming its place ("D7").

    Commas, semicolons or tabs stand between the cells. Columns are found by their names, ``code`` and ``value`` at least, ``note`` if there is one; rows that begin with
    # are remarks. Refused, with every problem found, when a column is missing, rows are too many, or a row is of
    another form, period or unit.
    """
    text, _encoding = decode(content, str(_("The file")))
    rows = read_table(text, separator_of(text))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Refused(
            Problem(
                _("The file"),
                _("The column “%s” is missing.") % ", ".join(missing),
                _("Download the CSV of this sheet and fill in its column “value”."),
            )
        )
    if len(rows) > MOST_ROWS:
        raise Refused(Problem(_("The file"), _("It has too many rows."), _("Send %d at most.") % MOST_ROWS))
    problems = list(_foreign(rows, header, view))
    if problems:
        raise Refused(problems)
    typed = tuple(_typed(rows, header))
    if not typed:
        raise Refused(no_rows())
    return Filled(typed, ())


def _cell(row: list[str], header: list[str], name: str) -> str:
    place = header.index(name) if name in header else len(row)
    return unguarded(row[place].strip()) if place < len(row) else ""


def _counted(rows: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows[1:], start=1):
        if any(cell.strip() for cell in row) and not row[0].startswith("#"):
            yield number, row


def _foreign(rows: list[list[str]], header: list[str], view: SheetView) -> Iterator[Problem]:
    """Rows of another sheet, each other sheet named once: a whole file of it is one mistake."""
    expected = {"form": view.round.form.code, "period": view.round.period, "filer": view.unit.code}
    told = set()
    for number, row in _counted(rows):
        for name, value in expected.items():
            found = _cell(row, header, name)
            if found and found != value and (name, found) not in told:
                told.add((name, found))
                yield Problem(
                    xl_rowcol_to_cell(number, header.index(name)),
                    _("The row is of %(found)s, this sheet of %(expected)s.")
                    % {"found": found, "expected": value},
                    _("Take the row out, or open the other sheet."),
                )


def _typed(rows: list[list[str]], header: list[str]) -> Iterator[Typed]:
    code, value = header.index("code"), header.index("value")
    for number, row in _counted(rows):
        yield Typed(
            _cell(row, header, "code"),
            _cell(row, header, "value"),
            _cell(row, header, "note"),
            where=xl_rowcol_to_cell(number, value),
            named_at=xl_rowcol_to_cell(number, code),
        )
