"""The Reports pages: fill in, be told, lose nothing, submit, verify, ask a figure where it comes from."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cast import FOUNDED, District
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.models import Observation, Round, Sheet, SheetState
from luoshi.ledger.verify import verify
from reporting import Reporting, reporting_district  # noqa: F401

ADDRESS = ["monthly", "2015-06", "QH-T1"]
VALUES = {"v-invest": "12.5", "v-revenue": "3456.7", "v-output": "20"}
NOTES = {"n-invest": "已核对", "n-revenue": "已核对", "n-output": "已核对"}


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


def client_of(district: District, who: str) -> Client:
    client = Client()
    account = district.person(who).account
    assert account is not None
    client.force_login(account)
    return client


def fill(client: Client, edition: int = 0, **cells: Any) -> Any:
    return client.post(reverse("reports_sheet", args=ADDRESS), {"edition": edition, **cells})


def test_a_liaison_fills_in_and_submits(district: District, june: Round) -> None:
    client = client_of(district, "t1_liaison")
    assert "石桥镇" in client.get(reverse("reports")).content.decode()
    assert client.get(reverse("reports_sheet", args=ADDRESS)).status_code == 200
    response = fill(client, **VALUES, **NOTES, do="submit")
    assert response.headers["Location"] == reverse("reports")
    assert Observation.objects.count() == 3
    assert verify().holds


def test_the_second_editor_is_told_and_loses_nothing(district: District, june: Round) -> None:
    first, second = client_of(district, "t1_liaison"), client_of(district, "t1_deputy")
    assert fill(first, **{"v-invest": "10"}, do="save").status_code == 302
    response = fill(second, **{"v-invest": "99", "v-revenue": "7"}, do="save")
    page = response.content.decode()
    assert response.status_code == 409
    assert "石兰" in page
    assert 'value="99"' in page
    assert 'data-stored="10.00"' in page
    assert fill(second, 1, **{"v-invest": "99", "v-revenue": "7"}, do="save").status_code == 302


def test_a_bad_cell_is_marked_and_nothing_is_saved(district: District, june: Round) -> None:
    response = fill(client_of(district, "t1_liaison"), **VALUES | {"v-revenue": "3.5亿"}, do="save")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="e-revenue"' in page
    assert 'value="3.5亿"' in page
    assert "35000" in page
    assert not Sheet.objects.exists()


def test_what_cannot_be_submitted_yet_is_kept_as_a_draft(district: District, june: Round) -> None:
    response = fill(client_of(district, "t1_liaison"), **VALUES | {"v-output": ""}, do="submit")
    assert response.status_code == 422
    assert 'id="e-output"' in response.content.decode()
    assert Sheet.objects.get().state == SheetState.DRAFT
    assert Sheet.objects.get().cells.count() == 3


def test_an_upload_is_shown_before_anything_is_saved(district: District, june: Round) -> None:
    client = client_of(district, "t1_liaison")
    content = client.get(reverse("reports_template", args=ADDRESS)).content
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["2015-06"]
    response = client.post(
        reverse("reports_upload", args=ADDRESS), {"file": SimpleUploadedFile("a.xlsx", content)}
    )
    assert response.status_code == 200
    assert not Sheet.objects.exists()
    broken = client.post(
        reverse("reports_upload", args=ADDRESS), {"file": SimpleUploadedFile("a.xlsx", b"%PDF")}
    )
    assert broken.status_code == 422
    assert not Sheet.objects.exists()


def test_the_statistics_owner_finds_verifies_and_returns(
    district: District,
    reporting: Reporting,
    june: Round,
) -> None:
    reporting.file(june, {"invest": "12.5", "revenue": "3456.7", "output": "20"})
    statistician, treasurer = client_of(district, "statistician"), client_of(district, "treasurer")
    assert reverse("reports_sheet", args=ADDRESS) in statistician.get(reverse("reports")).content.decode()
    assert statistician.post(reverse("reports_verify", args=ADDRESS)).status_code == 302
    assert treasurer.post(reverse("reports_return", args=ADDRESS), {"reason": " "}).status_code == 422
    assert treasurer.post(reverse("reports_return", args=ADDRESS), {"reason": "口径不符"}).status_code == 302
    assert Sheet.objects.get().state == SheetState.RETURNED
    page = client_of(district, "t1_liaison").get(reverse("reports_sheet", args=ADDRESS)).content.decode()
    assert "口径不符" in page
    assert verify().holds


@pytest.mark.parametrize("who", ["t1_liaison", "leader", "supervisor", "admin", "inspector"])
def test_nobody_else_gives_a_verdict(
    district: District,
    reporting: Reporting,
    june: Round,
    who: str,
) -> None:
    reporting.file(june, {"invest": "12.5", "revenue": "3456.7", "output": "20"})
    client = client_of(district, who)
    assert client.post(reverse("reports_verify", args=ADDRESS)).status_code == 403
    assert client.post(reverse("reports_return", args=ADDRESS), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("who", "draft", "submitted"),
    [
        ("t1_deputy", True, True),
        ("supervisor", False, True),
        ("statistician", False, True),
        ("t2_liaison", False, False),
        ("inspector", False, False),
        ("v1_head", False, False),
    ],
)
def test_drafts_are_the_units_own_and_the_unverified_is_not_for_everybody(
    district: District,
    reporting: Reporting,
    june: Round,
    who: str,
    draft: bool,
    submitted: bool,
) -> None:
    client = client_of(district, who)
    reporting.save(
        june,
        {"invest": "12.34", "revenue": "3", "output": "2"},
        notes=dict.fromkeys(("invest", "revenue", "output"), "x"),
    )
    assert ("12.34" in client.get(reverse("reports_sheet", args=ADDRESS)).content.decode()) is draft
    reporting.submit(june)
    assert ("12.34" in client.get(reverse("reports_sheet", args=ADDRESS)).content.decode()) is submitted
    lineage = reverse("reports_lineage", args=["QH-T1", "invest", "2015-06"])
    assert ("12.34" in client.get(lineage).content.decode()) is submitted
    export = reverse("reports_export_csv", args=["monthly", "2015-06"])
    assert ("12.34" in client.get(export).content.decode()) is submitted
    reporting.verify(june)
    for address in (reverse("reports_sheet", args=ADDRESS), lineage, export):
        assert "12.34" in client.get(address).content.decode()


def test_a_figure_tells_what_was_known_on_a_day(
    district: District,
    reporting: Reporting,
    june: Round,
) -> None:
    reporting.file(june, {"invest": "12.34", "revenue": "3", "output": "2"}, day=date(2015, 7, 2))
    reporting.verify(june, day=date(2015, 7, 3))
    address = reverse("reports_lineage", args=["QH-T1", "invest", "2015-06"])
    client = client_of(district, "leader")
    assert "舒准" in client.get(address).content.decode()
    assert "舒准" not in client.get(address, {"as_of": "2015-07-02"}).content.decode()
    assert "12.34" not in client.get(address, {"as_of": "2015-07-01"}).content.decode()


def test_an_export_carries_the_mark_of_invention(
    district: District,
    reporting: Reporting,
    june: Round,
) -> None:
    reporting.file(june, {"invest": "12.34", "revenue": "3", "output": "2"})
    client = client_of(district, "supervisor")
    assert (
        "演示数据" in client.get(reverse("reports_export_csv", args=["monthly", "2015-06"])).content.decode()
    )
    book = client.get(reverse("reports_export_xlsx", args=["monthly", "2015-06"])).content
    grid = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert "演示数据" in grid[1][0]
    assert 12.34 in [cell for row in grid for cell in row]


def test_the_office_opens_the_next_period(district: District, reporting: Reporting) -> None:
    client = client_of(district, "supervisor")
    new = {"form": "monthly", "period": "2015-07"}
    assert client.post(reverse("reports_open"), new).status_code == 302
    assert client.post(reverse("reports_open"), new).status_code == 422
    assert client_of(district, "t1_liaison").post(reverse("reports_open"), new).status_code == 403
    assert Round.objects.count() == 1


def test_an_unknown_sheet_is_not_found(district: District, june: Round) -> None:
    client = client_of(district, "supervisor")
    for address in (["monthly", "2015-06", "QH-S2"], ["monthly", "2015-05", "QH-T1"], ["x", "y", "z"]):
        assert client.get(reverse("reports_sheet", args=address)).status_code == 404
    assert client.get(reverse("reports_lineage", args=["QH-T1", "invest", "never"])).status_code == 404


def test_the_matrix_counts_what_is_late_and_missing(
    district: District,
    reporting: Reporting,
) -> None:
    may = reporting.open("2015-05", date(2015, 6, 1))
    reporting.file(may, {"invest": "1", "revenue": "1"}, day=date(2015, 6, 3))
    reporting.file(may, {"invest": "1", "revenue": "1"}, unit="QH-T2", day=date(2015, 6, 12))
    board = client_of(district, "leader").get(reverse("reports"))
    assert board.context["counts"] == {"due": 4, "on_time": 1, "late": 1, "missing": 2}


def test_the_board_asks_no_more_of_the_database_for_more_units(
    district: District, reporting: Reporting, django_assert_max_num_queries: Any
) -> None:
    for month in range(1, 7):
        reporting.file(
            reporting.open(f"2015-{month:02d}", date(2015, month + 1, 1)),
            {"invest": str(month), "revenue": str(month), "output": "1"}
            if month % 3 == 0
            else {"invest": str(month), "revenue": str(month)},
            day=date(2015, month + 1, 2),
        )
    client = client_of(district, "statistician")
    client.get(reverse("reports"))
    # Ten of these are the frame's own: session, viewer, clock and the tree of its head.
    with django_assert_max_num_queries(21):
        client.get(reverse("reports"))
    with django_assert_max_num_queries(24):
        client.get(reverse("reports_sheet", args=ADDRESS))


def test_what_was_typed_stays_when_a_period_cannot_be_opened(
    district: District, reporting: Reporting
) -> None:
    office = client_of(district, "supervisor")
    wrong = office.post(reverse("reports_open"), {"form": "monthly", "period": "2015年6月"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert 'value="2015年6月"' in page
    assert 'value="monthly" selected' in page
    assert "半年报 2015-H1" in page


def test_the_matrix_shows_one_form_at_a_time(district: District, reporting: Reporting) -> None:
    reporting.open()
    office = district.standing("supervisor", date(2015, 7, 1))
    new = NewForm("fast", "快报", (NewItem("invest"),), ("QH-T1",), due_working_days=1, cadence="daily")
    fast = define_form(office, new, FOUNDED)
    for day in range(1, 9):
        open_round(district.standing("supervisor", date(2015, 7, day + 1)), fast, f"201507{day:02d}")
    client = client_of(district, "supervisor")
    page = client.get(reverse("reports")).content.decode()
    assert reverse("reports_export_csv", args=["monthly", "2015-06"]) in page
    assert "/reports/fast/2015070" not in page
    page = client.get(reverse("reports"), {"form": "fast"}).content.decode()
    assert "/reports/fast/2015070" in page
    assert reverse("reports_export_csv", args=["monthly", "2015-06"]) not in page
    mine = client_of(district, "t1_liaison").get(reverse("reports")).content.decode()
    assert "已逾期" in mine
