"""A report sheet as an Excel template, out and in (报表模板).

The template carries what the reader needs to find its way whatever was moved: a hidden cell ``luoshi:form=…;…``
names form, version, period and unit; a hidden row names each column, a hidden column each row.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from luoshi.documents.workbook_guard import CellMarks, cell_marks, open_package
from luoshi.exchange.round_table import SIMULATED
from luoshi.exchange.sheet_rows import per_cent
from luoshi.indicators.typed import Typed
from luoshi.kernel.canonical import digest
from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.indicators.queries import SheetView

MARK = "luoshi:"
COLUMNS = ("key", "indicator", "unit", "value", "previous", "year_before", "note")
FIRST_ROW = 5
MOST_ROWS = 2_000
Grid = list[list[Any]]


def version(view: SheetView) -> str:
    """Eight digits that change whenever the form asks for something else in this month."""
    return digest([[line.indicator.code, line.indicator.unit_name, line.asked] for line in view.lines])[:8]


def template(view: SheetView) -> bytes:
    """The sheet as .xlsx: locked but for values and notes that may be edited, last month and last year in grey beside them."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(view.round.period)
    grey = book.add_format({"font_color": "#707070", "num_format": "#,##0.######", "bg_color": "#F4F4F4"})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    number = book.add_format({"locked": False, "num_format": "General", "border": 1})
    words = book.add_format({"locked": False, "num_format": "@", "border": 1, "text_wrap": True})
    shut = book.add_format({"num_format": "#,##0.######", "bg_color": "#E4E4E4", "border": 1})
    marks = {
        "form": view.round.form.code,
        "version": version(view),
        "period": view.round.period,
        "unit": view.unit.code,
    }
    sheet.write_string(0, 0, MARK + ";".join(f"{name}={value}" for name, value in marks.items()))
    title = f"{view.round.form.name} {view.round.period} {view.node.name} ({view.round.form.code} {version(view)})"
    sheet.write_string(1, 1, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(2, 1, _guide(view), book.add_format({"font_color": "#707070"}))
    for column, (name, label) in enumerate(zip(COLUMNS, _labels(), strict=True)):
        sheet.write_string(3, column, f"{MARK}column={name}")
        sheet.write_string(4, column, label, head)
    for row, line in enumerate((line for line in view.lines if line.asked), start=FIRST_ROW):
        sheet.write_string(row, 0, line.indicator.code)
        sheet.write_string(row, 1, line.indicator.name)
        sheet.write_string(row, 2, line.indicator.unit_name)
        _write_number(sheet, row, 3, Decimal(line.text) if line.text else None, shut if line.lock else number)
        previous, year_before = line.beside.values
        _write_number(sheet, row, 4, previous, grey)
        _write_number(sheet, row, 5, year_before, grey)
        sheet.write_string(row, 6, line.note, shut if line.lock else words)
    last = FIRST_ROW + max(len(view.asked), 1) - 1
    sheet.data_validation(FIRST_ROW, 3, last, 3, _validation())
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 5, 14)
    sheet.set_column(6, 6, 40)
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    book.close()
    return buffer.getvalue()


def _guide(view: SheetView) -> str:
    due = _("Due on %s. Fill in the framed cells only; the note says why a value is missing or unusual.")
    simulated = f"{SIMULATED} · " if view.simulated else ""
    return simulated + due % view.dates.due_on


def _labels() -> tuple[str, ...]:
    return (
        "",
        _("Indicator"),
        _("Unit of measure"),
        _("This period"),
        _("Last filed"),
        _("Same period last year"),
        _("Note"),
    )


def _validation() -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -1e14,
        "maximum": 1e14,
        "ignore_blank": True,
        "error_title": _("A number"),
        "error_message": _("Write digits only, in the unit of the row."),
    }


def _write_number(sheet: Any, row: int, column: int, value: Decimal | None, style: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, float(value), style)


@dataclass(frozen=True)
class Filled:
    """What a filled template states. ``notices`` are cells taken as they are that somebody should know about."""

    typed: tuple[Typed, ...]
    notices: tuple[Problem, ...]


def read(content: bytes, view: SheetView) -> Filled:
    """The cells of an uploaded template for the sheet ``view``, each naming its place ("D7").

    Refused, with every problem found, when the file is no workbook, no template, made for another form, version,
    period or unit, has lost a column or has merged cells, or holds no row. Whether each text is a number that can be
    taken is judged where all typed cells are judged, by ``read_cells``; a formula without a result is a fault there.
    """
    package = open_package(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = [_grid(book, index) for index in range(len(book.sheet_names))]
    except CalamineError as error:
        raise Refused(_damaged()) from error
    index = next((i for i, grid in enumerate(grids) if _marks(grid).get("form")), None)
    if index is None:
        raise Refused(
            Problem(
                _("The file"),
                _("It is not a template of a report: its hidden marks are missing."),
                _("Download the template of this sheet and copy your values into it."),
            )
        )
    grid = grids[index]
    merged = book.get_sheet_by_index(index).merged_cell_ranges or []
    problems = [*_foreign(_marks(grid), view), *_merged(merged)]
    header = _header(grid)
    problems += _lost(header)
    if problems:
        raise Refused(problems)
    marks = cell_marks(package, index)
    typed = tuple(_computed(cell, marks) for cell in _typed(grid, header, view))
    if not typed:
        raise Refused(no_rows())
    return Filled(typed, tuple(_formulas(typed, marks)))


def no_rows() -> Problem:
    """The file is a table of this sheet, with nothing in it."""
    return Problem(
        _("The file"),
        _("It holds no row of this sheet."),
        _("Download the file of this sheet again and fill it in."),
    )


def _grid(book: CalamineWorkbook, index: int) -> Grid:
    return book.get_sheet_by_index(index).to_python(skip_empty_area=False, nrows=MOST_ROWS)


def _damaged() -> Problem:
    return Problem(
        _("The file"), _("The workbook is damaged."), _("Open it in Excel or WPS and save it anew.")
    )


def _marks(grid: Grid) -> dict[str, str]:
    """Form, version, period and unit, wherever their cell stands; empty when it is gone."""
    start = f"{MARK}form="
    cells = (cell for row in grid for cell in row if isinstance(cell, str) and cell.startswith(start))
    pairs = next(cells, "").removeprefix(MARK).split(";")
    return {name: value for name, _equals, value in (pair.partition("=") for pair in pairs)}


def _foreign(marks: dict[str, str], view: SheetView) -> Iterator[Problem]:
    expected = {
        "form": (view.round.form.code, _("It is a template of another form: %s.")),
        "period": (view.round.period, _("It is filled in for another period: %s.")),
        "unit": (view.unit.code, _("It is filled in for another unit: %s.")),
        "version": (version(view), _("It was drawn up for another version of the form: %s.")),
    }
    for name, (value, words) in expected.items():
        if marks.get(name, "") != value:
            yield Problem(
                _("The file"),
                words % (marks.get(name) or "-"),
                _("Download the template of %(unit)s for %(period)s and copy your values into it.")
                % {"unit": view.node.name, "period": view.round.period},
            )


def _merged(ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> Iterator[Problem]:
    for (top, left), (bottom, right) in ranges:
        if bottom >= FIRST_ROW - 2:
            place = f"{xl_rowcol_to_cell(top, left)}:{xl_rowcol_to_cell(bottom, right)}"
            yield Problem(
                place, _("These cells are merged."), _("Unmerge them; one value belongs in one cell.")
            )


def _header(grid: Grid) -> dict[str, tuple[int, int]]:
    """Where each column's mark stands: name -> (row, column)."""
    start = f"{MARK}column="
    return {
        cell.removeprefix(start): (row, column)
        for row, cells in enumerate(grid)
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and cell.startswith(start)
    }


def _lost(header: dict[str, tuple[int, int]]) -> Iterator[Problem]:
    labels = dict(zip(COLUMNS, _labels(), strict=True))
    for name in ("key", "value", "note"):
        if name not in header:
            yield Problem(
                _("The file"),
                _("The column “%s” is missing.") % (labels[name] or _("hidden row keys")),
                _("Download the template again; columns may be moved but not deleted."),
            )


def _typed(grid: Grid, header: dict[str, tuple[int, int]], view: SheetView) -> Iterator[Typed]:
    names = {line.indicator.name: line.indicator.code for line in view.lines}
    first = header["key"][0] + 2
    for row in range(first, len(grid)):
        key, text, note = (_text(grid[row][header[name][1]]) for name in ("key", "value", "note"))
        if not (key or text or note):
            continue
        named = "key"
        if not key and "indicator" in header:
            # A row inserted by hand has no hidden key; its printed name still says what it is.
            named = "indicator"
            label = _text(grid[row][header[named][1]])
            key = names.get(label, label)
        value, name = (xl_rowcol_to_cell(row, header[column][1]) for column in ("value", named))
        yield Typed(key, text, note, where=value, named_at=name)


def _text(cell: Any) -> str:
    """A cell as text: a stored double in the fifteen digits that Excel itself shows."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        plain = format(Decimal(f"{cell:.15g}"), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(cell).strip()


def _computed(cell: Typed, marks: CellMarks) -> Typed:
    """The cell by what its formula came to and as the workbook shows it: 0.5 shown as 50% is 50%."""
    code = f"cell:{cell.indicator}"
    if cell.where in marks.errors:
        fault = Problem(cell.where, _("The formula gives an error."), _("Write the value instead."), code)
        return replace(cell, text="", fault=fault)
    if cell.where in marks.uncomputed:
        fault = Problem(
            cell.where,
            _("The formula has no stored result."),
            _("Open the file in Excel or WPS and save it, or write the value."),
            code,
        )
        return replace(cell, text="", fault=fault)
    if cell.where in marks.percents:
        return replace(cell, text=per_cent(cell.text))
    return cell


def _formulas(typed: tuple[Typed, ...], marks: CellMarks) -> Iterator[Problem]:
    for cell in typed:
        if cell.where in marks.computed:
            yield Problem(
                cell.where,
                _("A formula: its stored result %s was taken.") % cell.text,
                _("Check it."),
                f"cell:{cell.indicator}",
            )
