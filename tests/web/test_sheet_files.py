"""A file read on the page of a sheet: what it states is judged as if it were typed, and nothing is lost silently."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cast import District
from luoshi.indicators.actions.lock_cells import lock_cells
from luoshi.indicators.models import Round, Sheet
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

ADDRESS = ["monthly", "2015-06", "QH-T1"]


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


def filled(client: Client, **values: str) -> bytes:
    """The CSV of the sheet with these values, beginning with unit and comma as it was given out."""
    rows = client.get(reverse("reports_csv", args=ADDRESS)).content.decode("utf-8-sig").splitlines()
    for number, row in enumerate(rows):
        code = row.split(",")[0]
        if code in values:
            cells = row.split(",")
            rows[number] = ",".join([*cells[:3], values[code], *cells[4:]])
    return "\r\n".join(rows).encode()


def upload(client: Client, content: bytes, name: str = "sheet.csv") -> Any:
    return client.post(reverse("reports_upload", args=ADDRESS), {"file": SimpleUploadedFile(name, content)})


def test_a_locked_figure_in_a_file_is_said_and_the_others_are_shown(
    district: District, reporting: Reporting, june: Round
) -> None:
    office, unit = district.standing("supervisor"), district.unit("QH-T1")
    lock_cells(office, june, unit, ["invest"], "封账")
    client = signed_in("t1_liaison")
    answer = upload(client, filled(client, invest="13", revenue="3456.7"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="e-invest"' in page
    assert "D2" in page
    assert 'value="3456.7"' in page


def test_a_formula_without_a_result_hides_no_other_figure(district: District, june: Round) -> None:
    client = signed_in("t1_liaison")
    content = client.get(reverse("reports_template", args=ADDRESS)).content
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    grid = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    for row, cells in enumerate(grid.to_python(skip_empty_area=False)):
        sheet.write_row(row, 0, cells)
    sheet.write_formula(5, 3, "=1/0", None, "#DIV/0!")
    sheet.write(6, 3, 3456.7)
    book.close()
    page = upload(client, buffer.getvalue(), "sheet.xlsx").content.decode()
    assert 'id="e-invest"' in page
    assert 'value="3456.7"' in page


def test_a_file_is_judged_by_what_it_states(district: District, reporting: Reporting) -> None:
    may = reporting.open("2015-05", date(2015, 6, 1))
    reporting.file(may, {"invest": "8.8", "revenue": "400"}, day=date(2015, 6, 3))
    reporting.save(reporting.open(), {"invest": "12.5", "revenue": "300", "output": "20"})
    client = signed_in("t1_liaison")
    doubt = "累计数小于此前报送"
    assert doubt in client.get(reverse("reports_sheet", args=ADDRESS)).content.decode()
    assert doubt not in upload(client, filled(client, revenue="450")).content.decode()


def test_what_is_stored_already_is_said(district: District, reporting: Reporting, june: Round) -> None:
    reporting.save(june, {"invest": "12.5", "revenue": "3456.7", "output": "20"})
    client = signed_in("t1_liaison")
    page = upload(client, filled(client, invest="１２.５")).content.decode()
    assert "与已保存的一致" in page
    assert 'value="12.50"' in page


def test_a_workbook_is_known_by_what_it_is(district: District, june: Round) -> None:
    client = signed_in("t1_liaison")
    content = client.get(reverse("reports_template", args=ADDRESS)).content
    assert upload(client, content, "renamed.csv").status_code == 200
    assert not Sheet.objects.exists()


def test_a_sheet_past_its_day_is_called_overdue(
    district: District, reporting: Reporting, june: Round
) -> None:
    page = signed_in("t1_liaison").get(reverse("reports_sheet", args=ADDRESS)).content.decode()
    assert ("逾期" in page) == (district.standing("t1_liaison").today > june.due_on)


def test_a_note_is_not_cut_by_the_browser(district: District, june: Round) -> None:
    page = signed_in("t1_liaison").get(reverse("reports_sheet", args=ADDRESS)).content.decode()
    note = page[page.index('name="n-invest"') :]
    assert "maxlength" not in note[: note.index(">")]


def test_from_what_a_file_states_the_language_leads_back_to_the_sheet(
    district: District, june: Round
) -> None:
    client = signed_in("t1_liaison")
    sheet, file = (reverse(name, args=ADDRESS) for name in ("reports_sheet", "reports_upload"))
    upload_ = {"file": SimpleUploadedFile("sheet.csv", filled(client, revenue="3456.7"))}
    stood = client.post(file, upload_, headers={"referer": f"http://testserver{sheet}"})
    assert stood.status_code == 200
    again = client.get(file)
    assert (again.status_code, again.headers["Location"]) == (302, sheet)
