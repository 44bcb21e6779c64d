"""The text of a workbook (Excel 表格): a line a row, cells parted by tabs, as a table in a .docx is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.documents.workbook_guard import MOST_CELLS, open_package
from luoshi.kernel.text.task_table import DITTO
from luoshi.ledger.refusal import Problem, Refused


def workbook_text(data: bytes, where: str) -> str:
    """Rows of the visible sheets in order, empty rows left out, an empty line between two sheets.

    A merged cell is read once: 〃 stands where it goes on below, nothing where it goes on to the right. Values
    stand as stored, without their format (8% is 0.08), days as 2015-06-30.
    Refused: what ``workbook_guard.open_package`` refuses, and a workbook that calamine cannot read.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        open_package(data).close()
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        sheets = [_sheet(book.get_sheet_by_name(name), where) for name in shown]
    except Refused as refusal:
        raise Refused(
            [replace(problem, where=where, code=problem.code or "damaged") for problem in refusal.problems]
        ) from refusal
    except CalamineError as error:
        raise Refused(_damaged(where)) from error
    return "\n\n".join(sheet for sheet in sheets if sheet)


def _sheet(sheet: Any, where: str) -> str:
    grid = [[_printed(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    width = max((index + 1 for row in grid for index, cell in enumerate(row) if cell), default=0)
    painted = 0
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        below = range(top + 1, min(bottom + 1, len(grid))) if left < width else range(0)
        painted += len(below)
        if painted > MOST_CELLS:
            raise Refused(_damaged(where))
        if below and grid[top][left]:
            for row in below:
                grid[row][left] = DITTO
    return "\n".join("\t".join(row[:width]) for row in grid if any(row))


def _printed(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def _damaged(where: str) -> Problem:
    return Problem(
        where, _("The workbook is damaged."), _("Open it in Excel or WPS and save it anew."), "damaged"
    )
