"""A 任务分解表 in Word or Excel, merged cells and all, becomes one matter draft a row."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
import xlsxwriter

from cast import District
from luoshi.documents import office, workbook_guard
from luoshi.documents.actions.import_document import Heading, import_document
from luoshi.documents.models import DraftKind
from luoshi.documents.reading import read_file
from luoshi.documents.workbook_text import workbook_text
from luoshi.ledger.refusal import Problem, Refused
from luoshi.ledger.verify import verify

HEADS = (
    ("序号", "重点任务", "主要内容", "责任分工", "", "完成时限"),
    ("", "", "", "牵头单位", "配合单位", ""),
)
ROWS = (
    ("1", "推进项目建设", "新开工项目30个。", "财政局", "统计局", "2015年12月底前"),
    ("2", "", "建成标准厂房。", "", "北门街道", "2015-06-30"),
)
TEXT = [
    "序号\t重点任务\t主要内容\t责任分工\t\t完成时限",
    "〃\t〃\t〃\t牵头单位\t配合单位\t〃",
    "1\t推进项目建设\t新开工项目30个。\t财政局\t统计局\t2015年12月底前",
    "2\t〃\t建成标准厂房。\t〃\t北门街道\t2015-06-30",
]
MERGED = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5), (2, 1, 3, 1), (2, 3, 3, 3))


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("2015年重点工作任务分解表")
    table = document.add_table(rows=4, cols=6)
    for top, left, bottom, right in MERGED:
        table.cell(top, left).merge(table.cell(bottom, right))
    for row, cells in enumerate((*HEADS, *ROWS)):
        for column, words in enumerate(cells):
            if words:
                table.cell(row, column).text = words
    document.add_paragraph("特此通知。")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def excel() -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("任务")
    for top, left, bottom, right in MERGED:
        sheet.merge_range(top, left, bottom, right, "")
    for row, cells in enumerate((*HEADS, *ROWS)):
        for column, words in enumerate(cells):
            if words == "2015-06-30":
                style = book.add_format({"num_format": "yyyy-mm-dd"})
                sheet.write_datetime(row, column, date(2015, 6, 30), style)
            elif words.isdecimal():
                sheet.write_number(row, column, int(words))
            elif words:
                sheet.write_string(row, column, words)
    hidden = book.add_worksheet("草稿")
    hidden.write_string(0, 0, "不读")
    hidden.hide()
    book.close()
    return stream.getvalue()


def refused(data: bytes, name: str) -> Problem:
    with pytest.raises(Refused) as caught:
        read_file(data, name)
    (problem,) = caught.value.problems
    assert str(problem.where).startswith(name)
    assert str(problem.mend)
    return problem


def test_word_and_excel_tables_read_alike() -> None:
    assert read_file(word(), "a.docx").text.split("\n") == ["2015年重点工作任务分解表", *TEXT, "特此通知。"]
    assert read_file(excel(), "a.xlsx").text.split("\n") == TEXT


def test_a_table_of_a_web_page_keeps_its_columns() -> None:
    page = (
        "<table> <tr><th rowspan=2>序号</th><th rowspan='2'>工作任务</th><th colspan=2>责任分工</th>"
        "<th rowspan=2>时限</th></tr><tr><th>牵头单位<th>配合单位</tr>"
        "<tr><td>1<td>修路<td rowspan=2 colspan=2>财政局<td rowspan=2>6月底<tr><td></td><td>架桥</td></tr></table><p>完</p>"
    )
    assert read_file(page.encode(), "a.html").text.split("\n") == [
        "序号\t工作任务\t责任分工\t\t时限",
        "〃\t〃\t牵头单位\t配合单位\t〃",
        "1\t修路\t财政局\t\t6月底",
        "\t架桥\t〃\t\t〃",
        "完",
    ]


def test_spans_beyond_reason_are_cut() -> None:
    page = (
        "<table>"
        + "<tr><td rowspan=99999999 colspan=99999999>甲</td><td colspan=x rowspan=-1>乙</td></tr>" * 2000
    )
    assert len(read_file(page.encode(), "a.html").text) < 2000 * 150


def test_a_nested_table_and_line_breaks_stay_in_their_cell() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "修路\n架桥"
    inner = table.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "甲", "乙"
    stream = BytesIO()
    document.save(stream)
    assert read_file(stream.getvalue(), "a.docx").text.strip() == "修路 架桥\t甲 乙"


@pytest.mark.parametrize(("data", "name"), [(word(), "a.docx"), (excel(), "a.xlsx")])
def test_every_row_becomes_a_matter_draft_on_its_row(district: District, data: bytes, name: str) -> None:
    plan = import_document(district.standing("supervisor"), "QH", Heading("任务分解表", 2015), data, name)
    drafts = list(plan.drafts.filter(kind=DraftKind.MATTER))
    fields = ("title", "lead", "support", "deadline")
    assert [tuple(draft.proposal[field] for field in fields) for draft in drafts] == [
        ("新开工项目30个", ["财政局"], ["统计局"], "2015-12-31"),
        ("建成标准厂房", ["财政局"], ["北门街道"], "2015-06-30"),
    ]
    for draft, row in zip(drafts, TEXT[2:], strict=True):
        assert plan.text[draft.sentence_start : draft.sentence_end] == row
        assert plan.text[draft.start : draft.end] == draft.proposal["title"]
    assert verify().holds, verify().findings


def unreadable(workbook: bytes) -> None:
    with pytest.raises(Refused):
        workbook_text(workbook, "a.xlsx")


def test_a_workbook_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "xlsx" in str(refused(b"PK nothing", "a.xlsx").mend)
    monkeypatch.setattr(workbook_guard, "MOST_CELLS", 10)
    unreadable(excel())
    monkeypatch.setattr(workbook_guard, "MOST_CELLS", 1000)
    assert workbook_text(excel(), "a.xlsx")
    monkeypatch.setattr(workbook_guard, "MOST_CHARACTERS", 10)
    unreadable(excel())


def test_a_shared_string_counts_in_every_cell_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for row in range(20):
        sheet.write_string(row, 0, "长" * 100)
    book.close()
    with ZipFile(stream) as package:
        assert package.read("xl/sharedStrings.xml").decode().count("长") == 100
    monkeypatch.setattr(workbook_guard, "MOST_CHARACTERS", 2000)
    assert workbook_text(stream.getvalue(), "a.xlsx")
    monkeypatch.setattr(workbook_guard, "MOST_CHARACTERS", 1999)
    unreadable(stream.getvalue())


def test_a_package_that_is_no_workbook_is_refused() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<a/>")
    refused(stream.getvalue(), "a.xlsx")


@pytest.mark.parametrize("suffix", [".doc", ".xls"])
def test_an_old_file_names_the_way_out_where_no_office_is_installed(
    monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(office, "PROGRAM", "no-such-office")
    problem = refused(bytes.fromhex("d0cf11e0a1b11ae1"), f"a{suffix}")
    assert problem.code == "kind"
    assert f"{suffix}x" in str(problem.mend)


def program(folder: Path, words: str) -> str:
    path = folder / "office"
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)
    return str(path)


def test_a_conversion_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(office, "PROGRAM", program(tmp_path, "sleep 60 & wait"))
    monkeypatch.setattr(office, "PATIENCE", 0.2)
    assert refused(bytes.fromhex("d0cf11e0a1b11ae1"), "a.doc").code == "damaged"


def test_only_an_old_office_file_is_given_to_the_office(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    called = tmp_path / "called"
    monkeypatch.setattr(office, "PROGRAM", program(tmp_path, f"touch {called}"))
    assert refused(b"<html>", "a.doc").code == "damaged"
    assert not called.exists()


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize(("suffix", "made"), [(".doc", word()), (".xls", excel())])
def test_an_old_file_is_read_as_its_new_one(tmp_path: Path, suffix: str, made: bytes) -> None:
    (tmp_path / f"plan{suffix}x").write_bytes(made)
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", suffix[1:], "--outdir", str(tmp_path), str(tmp_path / f"plan{suffix}x")]
    subprocess.run(command, check=False, capture_output=True, timeout=120)
    old = tmp_path / f"plan{suffix}"
    if not old.exists():
        pytest.skip(f"this LibreOffice writes no {suffix}: a part of it is not installed")
    renewed = read_file(old.read_bytes(), old.name).text
    assert renewed == read_file(made, f"plan{suffix}x").text
