"""The page of a sheet: two editors, the same post twice, locks, more time, CSV."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import District
from luoshi.indicators.models import Cell, Observation, Round, Sheet, SheetState
from luoshi.ledger.models import Entry
from luoshi.ledger.verify import verify
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

ADDRESS = ["monthly", "2015-06", "QH-T1"]
VALUES = {"v-invest": "12.5", "v-revenue": "3456.7", "v-output": "20"}
NOTES = {"n-invest": "已核对", "n-revenue": "已核对", "n-output": "已核对"}


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


def shown(client: Client) -> dict[str, str]:
    """What the page sends back with whatever is typed."""
    page = client.get(reverse("reports_sheet", args=ADDRESS)).content.decode()
    return hidden(page)


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(edition|base|token)" value="([^"]*)"', page)
    return {name: value.replace("&quot;", '"') for name, value in found}


def send(client: Client, frame: dict[str, str], **cells: Any) -> Any:
    return client.post(reverse("reports_sheet", args=ADDRESS), {**frame, **cells})


def test_the_same_post_twice_is_submitted_once(district: District, june: Round) -> None:
    client = signed_in("t1_liaison")
    frame = shown(client)
    for _again in range(2):
        response = send(client, frame, **VALUES, **NOTES, do="submit")
        assert (response.status_code, response.headers["Location"]) == (302, reverse("reports"))
    assert Observation.objects.count() == 3
    assert Entry.objects.filter(verb="indicators.submit_sheet").count() == 1
    assert verify().holds


def test_other_content_under_the_same_token_is_another_post(district: District, june: Round) -> None:
    client = signed_in("t1_liaison")
    frame = shown(client)
    assert send(client, frame, **{"v-invest": "1"}, do="save").status_code == 302
    again = shown(client)
    assert send(client, {**again, "token": frame["token"]}, **{"v-invest": "2"}, do="save").status_code == 302
    assert Cell.objects.get().value == 2


def test_two_editors_of_different_figures_both_count(district: District, june: Round) -> None:
    first, second = signed_in("t1_liaison"), signed_in("t1_deputy")
    assert send(first, shown(first), **VALUES, **NOTES, do="save").status_code == 302
    mine, theirs = shown(first), shown(second)
    changed = send(second, theirs, **VALUES | {"v-invest": "13.00"}, **NOTES, do="save")
    assert changed.status_code == 302
    stale = {"v-invest": "12.50", "v-revenue": "3500", "v-output": "20.00"}
    assert send(first, mine, **stale, **NOTES, do="save").status_code == 302
    found = dict(Cell.objects.values_list("indicator__code", "value"))
    assert found == {"invest": 13, "revenue": 3500, "output": 20}


def test_what_somebody_else_changed_is_seen_before_it_is_submitted(district: District, june: Round) -> None:
    first, second = signed_in("t1_liaison"), signed_in("t1_deputy")
    assert send(first, shown(first), **VALUES, **NOTES, do="save").status_code == 302
    mine, theirs = shown(first), shown(second)
    assert send(second, theirs, **VALUES | {"v-invest": "13"}, **NOTES, do="save").status_code == 302
    stale = {"v-invest": "12.50", "v-revenue": "3456.70", "v-output": "21"}
    response = send(first, mine, **stale, **NOTES, do="submit")
    assert response.status_code == 409
    assert Sheet.objects.get().state == SheetState.DRAFT
    page = response.content.decode()
    assert send(first, hidden(page), **stale | {"v-invest": "13.00"}, **NOTES, do="submit").status_code == 302
    assert Sheet.objects.get().state == SheetState.SUBMITTED


@pytest.mark.parametrize(("choice", "kept"), [("mine", 99), ("theirs", 10)])
def test_one_of_two_figures_is_chosen(district: District, june: Round, choice: str, kept: int) -> None:
    first, second = signed_in("t1_liaison"), signed_in("t1_deputy")
    frame = shown(second)
    assert send(first, shown(first), **{"v-invest": "10"}, do="save").status_code == 302
    response = send(second, frame, **{"v-invest": "99"}, do="save")
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("石兰", 'value="99"', "10.00", 'name="k-invest"'):
        assert words in page
    again = send(second, hidden(page), **{"v-invest": "99", "k-invest": choice}, do="save")
    assert again.status_code == 302
    assert Cell.objects.get().value == kept


def test_a_figure_that_cannot_be_taken_does_not_hide_what_others_changed(
    district: District, june: Round
) -> None:
    first, second = signed_in("t1_liaison"), signed_in("t1_deputy")
    frame = shown(second)
    assert send(first, shown(first), **{"v-invest": "10"}, do="save").status_code == 302
    wrong = send(second, frame, **{"v-invest": "99", "v-revenue": "3亿"}, do="save")
    assert wrong.status_code == 422
    mended = send(second, hidden(wrong.content.decode()), **{"v-invest": "99", "v-revenue": "3"}, do="save")
    assert mended.status_code == 409


def test_a_broken_frame_overwrites_nothing(district: District, june: Round) -> None:
    client = signed_in("t1_liaison")
    assert send(client, shown(client), **{"v-invest": "10"}, do="save").status_code == 302
    for base in ("{", "[]", json.dumps({"invest": 3})):
        assert send(client, {"edition": "x", "base": base}, **{"v-invest": "11"}).status_code == 409
    assert Cell.objects.get().value == 10


def test_a_verified_figure_is_shown_locked_and_unlocked_by_its_owner(
    district: District, reporting: Reporting, june: Round
) -> None:
    reporting.file(june, {"invest": "12.5", "revenue": "3456.7", "output": "20"})
    reporting.verify(june)
    owner, liaison = signed_in("statistician"), signed_in("t1_liaison")
    where = {name: reverse(f"reports_{name}", args=ADDRESS) for name in ("sheet", "unlock", "lock", "reopen")}
    assert "已锁定" in liaison.get(where["sheet"]).content.decode()
    assert where["unlock"] not in liaison.get(where["sheet"]).content.decode()
    assert "data-tick-all" in owner.get(where["sheet"]).content.decode()
    assert owner.post(where["unlock"], {"indicator": "invest", "reason": " "}).status_code == 422
    assert owner.post(where["unlock"], {"indicator": "invest", "reason": "更正"}).status_code == 302
    assert liaison.post(where["reopen"], {"reason": "更正"}).status_code == 302
    page = liaison.get(where["sheet"]).content.decode()
    assert 'name="v-invest"' in page
    assert 'name="v-output"' not in page
    assert owner.post(where["lock"], {"indicator": "invest", "reason": "封账"}).status_code == 302
    assert "封账" in liaison.get(where["sheet"]).content.decode()


def test_one_unit_is_given_more_time(district: District, june: Round) -> None:
    office, where = signed_in("supervisor"), reverse("reports_term", args=ADDRESS)
    assert office.post(where, {"due_on": "2015-07-01", "reason": "汛期"}).status_code == 422
    assert office.post(where, {"due_on": "2015-07-20", "reason": "汛期"}).status_code == 302
    assert "7月20日" in signed_in("t1_liaison").get(reverse("reports")).content.decode()
    assert "7月20日" not in signed_in("t2_liaison").get(reverse("reports")).content.decode()


def test_csv_goes_out_and_is_shown_before_it_is_saved(district: District, june: Round) -> None:
    client = signed_in("t1_liaison")
    content = client.get(reverse("reports_csv", args=ADDRESS)).content.decode("utf-8-sig")
    filled = content.replace("亿元,,", '亿元,"1,2.5",', 1)
    upload = {"file": SimpleUploadedFile("sheet.csv", filled.encode())}
    wrong = client.post(reverse("reports_upload", args=ADDRESS), upload)
    assert wrong.status_code == 422
    assert "D2" in wrong.content.decode()
    upload = {"file": SimpleUploadedFile("sheet.csv", content.replace("亿元,,", "亿元,12.5,", 1).encode())}
    right = client.post(reverse("reports_upload", args=ADDRESS), upload)
    assert right.status_code == 200
    assert 'value="12.5"' in right.content.decode()
    assert not Sheet.objects.exists()


def test_only_a_sheet_that_can_be_filled_in_is_kept_on_the_device(district: District, june: Round) -> None:
    where = reverse("reports_sheet", args=ADDRESS)
    assert "X-Luoshi-Keep" in signed_in("t1_liaison").get(where).headers
    assert "X-Luoshi-Keep" not in signed_in("supervisor").get(where).headers


@pytest.mark.parametrize(
    ("order", "said", "place"),
    [
        ("term", {"due_on": "2015-07-01", "reason": "系统故障"}, "due-errors"),
        ("term", {"due_on": "2015-07-20", "reason": " "}, "reason-errors"),
        ("lock", {"indicator": "invest", "reason": " "}, "reason-errors"),
        ("lock", {"reason": "核查"}, "indicator-errors"),
    ],
)
def test_an_order_that_was_refused_is_open_with_what_was_typed(
    district: District, june: Round, order: str, said: dict[str, str], place: str
) -> None:
    answer = signed_in("supervisor").post(reverse(f"reports_{order}", args=ADDRESS), said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('<details class="fold" open>') == 1
    assert f'id="{place}"' in page
    if said["reason"].strip():
        assert f">{said['reason']}</textarea>" in page
    if "due_on" in said:
        assert f'value="{said["due_on"]}"' in page
    assert page.count('value="invest" checked') == ("indicator" in said)


def test_an_extension_without_a_reason_is_told_beside_it(district: District, reporting: Reporting) -> None:
    reporting.open("2015-04", date(2015, 5, 4))
    where = reverse("reports_extend", args=["monthly", "2015-04", "QH-T1"])
    for said, place in (
        ({"closes_on": "2015-07-20", "reason": " "}, "reason-errors"),
        ({"closes_on": "2015-01-01", "reason": "补报"}, "closes-errors"),
    ):
        page = signed_in("supervisor").post(where, said).content.decode()
        assert f'id="{place}"' in page
        assert f'value="{said["closes_on"]}"' in page
