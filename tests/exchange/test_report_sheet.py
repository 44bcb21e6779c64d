"""The Excel template out and in: the round trip, and every way a file can be wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from luoshi.documents.workbook_guard import LARGEST_UPLOAD
from luoshi.exchange.report_sheet_xlsx import MARK, read, template, version
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.models import Cell, Round, Sheet
from luoshi.indicators.numerals import read_number
from luoshi.indicators.queries import SheetView, sheet_view
from luoshi.indicators.typed import try_cells
from luoshi.ledger.refusal import Problem, Refused
from reporting import Reporting

KEYS = ["key", "indicator", "unit", "value", "previous", "year_before", "note"]
Edit = Callable[[Any], object]


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


@pytest.fixture
def view(reporting: Reporting, june: Round) -> SheetView:
    return sheet_view(reporting.district.standing("t1_liaison"), "monthly", "2015-06", "QH-T1")


def grid_of(content: bytes) -> list[list[Any]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )


def rebuilt(content: bytes, edit: Edit, order: list[int] | None = None) -> bytes:
    """The template's cells written into a fresh workbook, columns in another order if asked, then edited."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("copy")
    for row, cells in enumerate(grid_of(content)):
        for column, source in enumerate(order or range(len(cells))):
            if cells[source] != "":
                sheet.write(row, column, cells[source])
    edit(sheet)
    book.close()
    return buffer.getvalue()


def problems(content: bytes, view: SheetView) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        read(content, view)
    return refused.value.problems


def test_what_is_filled_in_comes_back(reporting: Reporting, june: Round, view: SheetView) -> None:
    filled = rebuilt(
        template(view),
        lambda sheet: (
            (
                sheet.write(5, 3, 12.35),
                sheet.write(6, 3, "３，４５６.７"),
                sheet.write(7, 3, 0.1 + 0.2),
                sheet.write(7, 6, "已核对"),
            )
        ),
    )
    found = read(filled, view)
    assert [(t.indicator, t.text, t.note, t.where) for t in found.typed] == [
        ("invest", "12.35", "", "D6"),
        ("revenue", "３，４５６.７", "", "D7"),
        ("output", "0.3", "已核对", "D8"),
    ]
    liaison, unit = reporting.district.standing("t1_liaison"), reporting.district.unit("QH-T1")
    sheet = save_cells(liaison, june, unit, found.typed, edition=0)
    assert dict(sheet.cells.values_list("indicator__code", "value")) == {
        "invest": Decimal("12.35"),
        "revenue": Decimal("3456.7"),
        "output": Decimal("0.3"),
    }


def test_the_template_shows_the_neighbours_and_the_mark_of_invention(reporting: Reporting) -> None:
    may = reporting.open("2015-05", date(2015, 6, 1))
    reporting.file(may, {"invest": "8.8", "revenue": "400"}, day=date(2015, 6, 3))
    reporting.open()
    june = sheet_view(reporting.district.standing("t1_liaison"), "monthly", "2015-06", "QH-T1")
    grid = grid_of(template(june))
    assert grid[5][:6] == ["invest", "固定资产投资", "亿元", "", 8.8, ""]
    assert "演示数据" in grid[2][1]
    assert f"version={version(june)};period=2015-06;unit=QH-T1" in grid[0][0]


def test_months_that_do_not_ask_are_not_in_the_template(reporting: Reporting) -> None:
    reporting.open("2015-05", date(2015, 6, 1))
    may = sheet_view(reporting.district.standing("t1_liaison"), "monthly", "2015-05", "QH-T1")
    assert [row[0] for row in grid_of(template(may))[5:]] == ["invest", "revenue"]


def test_moved_columns_are_found(view: SheetView) -> None:
    moved = rebuilt(template(view), lambda sheet: sheet.write(5, 0, 7), order=[3, 6, 0, 1, 5, 4, 2])
    first = read(moved, view).typed[0]
    assert (first.indicator, first.text, first.where) == ("invest", "7", "A6")


def test_a_deleted_column_is_named(view: SheetView) -> None:
    cut = rebuilt(template(view), lambda sheet: None, order=[0, 1, 2, 4, 5, 6])
    assert len(problems(cut, view)) == 1


def test_words_in_a_numeric_cell_are_named_with_their_cell(
    reporting: Reporting, june: Round, view: SheetView
) -> None:
    bad = rebuilt(template(view), lambda sheet: (sheet.write(5, 3, "约十二"), sheet.write(6, 3, "3.5亿")))
    typed = read(bad, view).typed
    liaison, unit = reporting.district.standing("t1_liaison"), reporting.district.unit("QH-T1")
    with pytest.raises(Refused) as refused:
        save_cells(liaison, june, unit, typed, edition=0)
    assert [str(p.where) for p in refused.value.problems] == ["D6", "D7"]
    assert "35000" in str(refused.value.problems[1])
    assert not Sheet.objects.exists()
    assert not Cell.objects.exists()


def test_formulas_are_taken_by_their_result_and_flagged(view: SheetView) -> None:
    made = rebuilt(template(view), lambda sheet: sheet.write_formula(5, 3, "=6*2", None, 12))
    found = read(made, view)
    assert found.typed[0].text == "12"
    assert [n.where for n in found.notices] == ["D6"]


@pytest.mark.parametrize("result", ["", "#DIV/0!"])
def test_formulas_without_a_result_are_refused_and_the_others_read(view: SheetView, result: str) -> None:
    made = rebuilt(
        template(view), lambda sheet: (sheet.write_formula(5, 3, "=1/0", None, result), sheet.write(6, 3, 7))
    )
    readings, wrong = try_cells(view.round, read(made, view).typed)
    assert [p.where for p in wrong] == ["D6"]
    assert next((r.entry.indicator, r.value) for r in readings) == ("revenue", 7)


@pytest.mark.parametrize(
    ("shown_as", "unit", "text"),
    [
        ("0%", "%", "50%"),
        ("0.00%", "%", "50%"),
        ("0.0%;[Red]-0.0%", "%", "50%"),
        ('0.0"%"', "%", "0.5"),
        ("General", "%", "0.5"),
    ],
)
def test_a_percentage_is_taken_as_the_workbook_shows_it(
    view: SheetView, shown_as: str, unit: str, text: str
) -> None:
    content = template(view)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, cells in enumerate(grid_of(content)):
        sheet.write_row(row, 0, cells)
    sheet.write_number(5, 3, 0.5, book.add_format({"num_format": shown_as}))
    book.close()
    entry = read(buffer.getvalue(), view).typed[0]
    assert entry.text == text
    assert read_number(entry.text, unit, 2) == Decimal(text.removesuffix("%"))
    assert text == "0.5" or [p.where for p in try_cells(view.round, [entry])[1]] == ["D6"]


def test_styles_that_are_no_xml_are_refused(view: SheetView) -> None:
    assert len(problems(with_part(template(view), "xl/styles.xml", "<torn"), view)) == 1


def test_a_template_without_rows_is_refused(view: SheetView) -> None:
    head = grid_of(template(view))[:5]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, cells in enumerate(head):
        sheet.write_row(row, 0, cells)
    book.close()
    assert len(problems(buffer.getvalue(), view)) == 1


def test_merged_cells_are_named(view: SheetView) -> None:
    made = rebuilt(template(view), lambda sheet: sheet.merge_range("D6:D7", 5))
    assert [p.where for p in problems(made, view)] == ["D6:D7"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("unit", "NOWHERE"), ("unit", "QH-T2"), ("period", "2015-05"), ("form", "yearly"), ("version", "0")],
)
def test_a_template_of_something_else_is_refused(view: SheetView, name: str, value: str) -> None:
    marks = {"form": "monthly", "version": version(view), "period": "2015-06", "unit": "QH-T1"} | {
        name: value
    }
    text = MARK + ";".join(f"{k}={v}" for k, v in marks.items())
    made = rebuilt(template(view), lambda sheet: sheet.write(0, 0, text))
    assert [value in str(p) for p in problems(made, view)] == [True]


def test_an_unknown_row_is_named(reporting: Reporting, june: Round, view: SheetView) -> None:
    made = rebuilt(template(view), lambda sheet: (sheet.write(8, 1, "人均收入"), sheet.write(8, 3, 5)))
    liaison, unit = reporting.district.standing("t1_liaison"), reporting.district.unit("QH-T1")
    with pytest.raises(Refused) as refused:
        save_cells(liaison, june, unit, read(made, view).typed, edition=0)
    assert [str(p.where) for p in refused.value.problems] == ["B9"]


def test_an_unknown_key_is_named_where_it_stands(june: Round, view: SheetView) -> None:
    made = rebuilt(template(view), lambda sheet: sheet.write(5, 0, "nonsense"))
    assert [str(p.where) for p in try_cells(june, read(made, view).typed)[1]] == ["A6"]


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))
    return buffer.getvalue()


def with_part(content: bytes, name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.infolist():
            new.writestr(part, text if part.filename == name else old.read(part))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"PK\x03\x04 torn", b"x" * (LARGEST_UPLOAD + 1), bomb()]
)
def test_what_is_no_workbook_is_refused(view: SheetView, content: bytes) -> None:
    assert len(problems(content, view)) == 1


def test_entities_are_refused(view: SheetView) -> None:
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    )
    assert len(problems(with_part(template(view), "xl/workbook.xml", laughs), view)) == 1


def test_a_workbook_without_marks_is_refused(view: SheetView) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write(0, 0, "固定资产投资")
    book.close()
    assert len(problems(buffer.getvalue(), view)) == 1


def edited(content: bytes, edit: Callable[[str, bytes], bytes]) -> bytes:
    """The template with each part (name, bytes) passed through ``edit``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, edit(part.filename, old.read(part)))
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1048576"><c><v>1</v></c><c r="XFD5"><v>1</v></c></row>',
        '<row r="40"><c r="&#88;FD900000"><v>1</v></c></row>',
    ],
)
def test_a_cell_so_far_out_that_the_sheet_would_fill_the_memory_is_refused(view: SheetView, row: str) -> None:
    far = edited(
        template(view),
        lambda name, part: (
            part.replace(b"</sheetData>", f"{row}</sheetData>".encode()) if name == SHEET else part
        ),
    )
    (problem,) = problems(far, view)
    assert "远" in str(problem) or "far" in str(problem)


@pytest.mark.parametrize("place", ["ZZZZZ6", "D", "6", "６Ｄ"])
def test_a_cell_that_is_nowhere_is_refused(view: SheetView, place: str) -> None:
    content = edited(
        template(view),
        lambda name, part: part.replace(b'r="D6"', f'r="{place}"'.encode()) if name == SHEET else part,
    )
    assert len(problems(content, view)) == 1


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(view: SheetView) -> None:
    buffer = io.BytesIO(template(view))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr(SHEET, "<worksheet/>")
    assert len(problems(buffer.getvalue(), view)) == 1


def test_a_type_declaration_far_down_is_found(view: SheetView) -> None:
    late = b"?>" + b" " * 3_000_000 + b'<!DOCTYPE x [<!ENTITY a "b">]>'
    content = edited(
        template(view), lambda name, part: part.replace(b"?>", late, 1) if name == SHEET else part
    )
    (problem,) = problems(content, view)
    assert "类型声明" in str(problem) or "declaration" in str(problem)
