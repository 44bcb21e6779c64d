"""The cells of a table that somebody has in Excel or as text (表格读取), each as text, at the place it has in the file."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.documents.encodings import decode
from luoshi.documents.workbook_guard import open_package
from luoshi.exchange.plain_table import read_table
from luoshi.ledger.refusal import Problem, Refused

Rows = list[list[str]]
_WORKBOOK = b"PK"


def read_sheet(content: bytes | str, most_rows: int) -> Rows:
    """The first sheet of an .xlsx, or text with commas, semicolons or tabs between the cells.

    Text may be UTF-8 with or without mark, UTF-16, GB18030 or Big5. Empty rows stay, so that places are those of
    the file; of a workbook at most ``most_rows`` + 1 are read. Refused for what is neither.
    """
    if isinstance(content, bytes) and content.startswith(_WORKBOOK):
        return _workbook(content, most_rows)
    text = content if isinstance(content, str) else decode(content, str(_("The file")))[0]
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max("\t,;", key=first.count)
    return [[cell.strip() for cell in row] for row in read_table(text, separator)]


def column_letters(column: int) -> str:
    """The name of a column in Excel, from 0: A, B, … Z, AA."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def _workbook(content: bytes, most_rows: int) -> Rows:
    from python_calamine import CalamineError, CalamineWorkbook

    open_package(content)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        cells = sheet.to_python(skip_empty_area=False, nrows=most_rows + 1)
        return [[_text(cell) for cell in row] for row in cells]
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
        plain = format(Decimal(f"{cell:.15g}"), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(cell).strip()
