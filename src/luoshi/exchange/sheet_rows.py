"""The cells of a table that somebody has in Excel or as text (表格读取), each as text, at the place it has in the file."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.documents.encodings import decode
from luoshi.documents.workbook_guard import cell_marks, open_package
from luoshi.exchange.plain_table import read_table, separator_of
from luoshi.indicators.numerals import plain
from luoshi.ledger.refusal import Problem, Refused

Rows = list[list[str]]
# What every .xlsx begins with, whatever its name.
WORKBOOK = b"PK"


def read_sheet(content: bytes | str, most_rows: int, *, as_shown: bool = False) -> Rows:
    """The first sheet of an .xlsx, or text with commas, semicolons or tabs between the cells.

    Text may be UTF-8 with or without mark, UTF-16, GB18030 or Big5. Empty rows stay, so that places are those of
    the file; of a workbook at most ``most_rows`` + 1 are read. With ``as_shown`` a number that the workbook shows as
    a percentage is one: 50% and not 0.5. Refused for what is neither.
    """
    if isinstance(content, bytes) and content.startswith(WORKBOOK):
        return _workbook(content, most_rows, as_shown=as_shown)
    text = content if isinstance(content, str) else decode(content, str(_("The file")))[0]
    return [[cell.strip() for cell in row] for row in read_table(text, separator_of(text))]


def column_letters(column: int) -> str:
    """The name of a column in Excel, from 0: A, B, … Z, AA."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def per_cent(text: str) -> str:
    """A number as a cell with a per cent format shows it."""
    return f"{plain(Decimal(text) * 100)}%"


def _workbook(content: bytes, most_rows: int, *, as_shown: bool) -> Rows:
    from python_calamine import CalamineError, CalamineWorkbook

    package = open_package(content)
    shown = cell_marks(package, 0).percents if as_shown else frozenset()
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        cells = sheet.to_python(skip_empty_area=False, nrows=most_rows + 1)
        return [
            [
                per_cent(text) if text and f"{column_letters(column)}{line}" in shown else text
                for column, text in enumerate(map(_text, row))
            ]
            for line, row in enumerate(cells, start=1)
        ]
    except CalamineError as error:
        raise Refused(
            Problem(
                _("The file"), _("The workbook is damaged."), _("Open it in Excel or WPS and save it anew.")
            )
        ) from error


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell.year:04d}-{cell.month:02d}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return plain(Decimal(f"{cell:.15g}"))
    return str(cell).strip()
