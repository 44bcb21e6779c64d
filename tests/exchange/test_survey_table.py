"""Figures of a survey from a table: what is taken, and that a file with anything out of place is refused as a whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from luoshi.exchange.survey_table import MOST_ROWS, read_survey
from luoshi.ledger.refusal import Refused

FIELDS = ("population", "sent", "answered", "satisfied")
UNITS = {"QH-T1": "QH-T1", "石桥镇": "QH-T1", "QH-T2": "QH-T2", "柳林镇": "QH-T2"}
TITLE, HEAD = ["群众满意度调查表"], ["单位", "总人数", "发出", "答复", "满意"]


def workbook(rows: list[list[Any]], more: Callable[[Any], object] = lambda sheet: None) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    more(sheet)
    book.close()
    return buffer.getvalue()


def refused(content: bytes) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        read_survey(content, FIELDS, UNITS)
    return {str(p.where): str(p.what) for p in refusal.value.problems}


def test_a_workbook_is_read_with_the_place_of_each_cell() -> None:
    rows = [TITLE, HEAD, ["石桥镇", 4000, 100, 90, 60.0], [], ["QH-T2", "", 100, "八十", 1.5]]
    found = read_survey(workbook(rows), FIELDS, UNITS).cells
    assert {key: (cell.text, cell.place) for key, cell in found.items()} == {
        ("QH-T1", "population"): ("4000", "B3"),
        ("QH-T1", "sent"): ("100", "C3"),
        ("QH-T1", "answered"): ("90", "D3"),
        ("QH-T1", "satisfied"): ("60", "E3"),
        ("QH-T2", "population"): ("", "B5"),
        ("QH-T2", "sent"): ("100", "C5"),
        ("QH-T2", "answered"): ("八十", "D5"),
        ("QH-T2", "satisfied"): ("1.5", "E5"),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_says_the_same_as_a_workbook(encoding: str) -> None:
    rows = [HEAD, ["柳林镇", "3000", "100", "80", "70"]]
    text = "\n".join(",".join(row) for row in rows).encode(encoding)
    assert read_survey(text, FIELDS, UNITS) == read_survey(workbook(rows), FIELDS, UNITS)


def test_everything_out_of_place_is_told_at_once() -> None:
    def more(sheet: Any) -> None:
        sheet.write_formula("C3", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D3", "=SUM(A1:A2)", None, "")
        sheet.merge_range("D6:E6", "70")

    rows = [
        HEAD,
        ["石桥镇", 4000, 100, 90, 60],
        ["QH-T2"],
        ["石桥镇", 1, 1, 1, 1],
        ["合计", 5],
        ["", "", "", ""],
    ]
    rows[1].append("备注")
    assert set(refused(workbook(rows, more))) == {"F2", "C3", "D3", "A4", "A5", "A6", "D6:E6"}


@pytest.mark.parametrize(
    "content",
    [
        workbook([HEAD, ["别的镇", 1, 1, 1, 1]]),
        workbook([]),
        b"PK\x03\x04 no workbook at all",
        b"\x00\x01" * 700_000,
        ("石桥镇,1,1,1,1\n" + "\n" * MOST_ROWS + "x").encode(),
        b'"QH-T1,' + b"1" * 200_000,
    ],
    ids=["no unit", "empty", "no workbook", "too large", "too long", "open quote"],
)
def test_what_is_no_table_of_the_survey_is_refused(content: bytes) -> None:
    assert len(refused(content)) == 1
