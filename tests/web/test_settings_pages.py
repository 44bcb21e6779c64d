"""Settings: everybody looks, the administrator changes, and every change is on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import TODAY, District
from luoshi.ledger.verify import verify
from luoshi.org.queries import tree
from luoshi.workdays.actions.seed_days import seed_days
from luoshi.workdays.queries import calendar
from web.signed_in import signed_in

MOVE = {"relation": "managed_by", "since": TODAY.isoformat(), "reason": "区委〔2015〕3号"}


def change(person: str, unit: str, what: str, **said: str) -> int:
    return signed_in(person).post(reverse("settings_change", args=[unit, what]), said).status_code


@pytest.mark.parametrize("name", ["settings", "settings_calendar", "settings_account"])
def test_everybody_in_post_may_look(district: District, name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302
    client = signed_in("v1_head")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert len(queries) <= 15


def test_the_tree_opens_at_the_district_and_leads_down(district: District) -> None:
    client = signed_in("t1_liaison")
    page = client.get(reverse("settings")).content.decode()
    assert reverse("settings_unit", args=["QH-T1"]) in page
    town = client.get(reverse("settings_unit", args=["QH-T1"])).content.decode()
    assert "石磊" in town
    assert reverse("settings_unit", args=["QH-T1-V1"]) in town
    assert reverse("settings_change", args=["QH-T1", "move"]) not in town
    assert client.get(reverse("settings_unit", args=["NONE"])).status_code == 404


def test_units_are_found_by_name_and_persons_are_not(district: District) -> None:
    client = signed_in("t1_liaison")
    assert "QH-T1-V1" in client.get(reverse("settings"), {"q": "上湾"}).content.decode()
    assert "QH-T1-V1" in client.get(reverse("settings"), {"q": "shangwan"}).content.decode()
    assert client.get(reverse("settings"), {"q": "石磊"}).context["found"] == []


def test_the_administrator_hands_a_town_over(district: District) -> None:
    assert change("leader", "QH-T2", "move", parent="QH-T1", **MOVE) == 403
    assert change("admin", "QH-T2", "move", parent="NONE", **MOVE) == 422
    assert change("admin", "QH-T2", "move", parent="QH-T2", **MOVE) == 422
    assert change("admin", "QH-T2", "move", parent="QH-T1", **MOVE) == 302
    town = district.unit("QH-T2")
    assert [n.code for n in tree(TODAY).ancestors(town.pk)] == ["QH-T1", "QH"]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    page = signed_in("leader").get(reverse("settings_unit", args=["QH-T2"]))
    assert "石桥镇" in page.content.decode()
    before = signed_in("leader").get(reverse("settings_unit", args=["QH-T2"]), {"as_of": yesterday})
    assert [n.code for n in before.context["sheet"].ancestors] == ["QH"]
    assert verify().holds


def test_the_administrator_renames_appoints_and_ends_a_tenure(district: District) -> None:
    since = TODAY.isoformat()
    assert change("admin", "QH-T3", "rename", name="沙河新镇", since=since, reason="民政批复") == 302
    assert tree(TODAY).name(district.unit("QH-T3").pk) == "沙河新镇"
    post = {"role": "deputy", "title": "副镇长", "code": "t3_deputy", "name": "沙青", "since": since}
    assert change("admin", "QH-T3", "appoint", **post) == 302
    sheet = signed_in("admin").get(reverse("settings_unit", args=["QH-T3"])).context["sheet"]
    held = {row.tenure.person.code: row.tenure.pk for row in sheet.posts}
    assert set(held) == {"t3_liaison", "t3_deputy"}
    leaving = {"tenure": str(held["t3_liaison"]), "since": since, "reason": "调离"}
    assert change("admin", "QH-T2", "end-tenure", **leaving) == 422, "a tenure of another unit"
    assert change("admin", "QH-T3", "end-tenure", **leaving) == 302
    assert district.standing("t3_liaison").posts == ()
    assert verify().holds


def test_the_calendar_says_what_it_does_not_know_until_it_is_filled(district: District) -> None:
    admin, leader = signed_in("admin"), signed_in("leader")
    page = admin.get(reverse("settings_calendar_year", args=[2015]))
    assert page.context["warning"]
    fill = reverse("settings_calendar_fill", args=[2015])
    assert leader.post(fill).status_code == 403
    assert admin.post(fill).status_code == 302
    page = leader.get(reverse("settings_calendar_year", args=[2015]))
    assert page.context["working"] == 249
    assert page.context["warning"] == ""
    assert fill not in page.content.decode()
    assert leader.get(reverse("settings_calendar_year", args=[1890])).status_code == 404


def test_the_administrator_corrects_a_day(district: District) -> None:
    seed_days(district.standing("admin"), [2015], chain="QH")
    address = reverse("settings_calendar_day", args=[2015])
    said = {"day": "2015-07-07", "works": "no", "name": "防汛"}
    admin = signed_in("admin")
    assert admin.post(address, said).status_code == 422, "without a source"
    assert signed_in("leader").post(address, {**said, "source": "通知"}).status_code == 403
    assert admin.post(address, {**said, "source": "区政府办通知"}).status_code == 302
    assert not calendar().is_working(date(2015, 7, 7))
    assert verify().holds


def test_the_language_reaches_names_of_units_and_posts(district: District) -> None:
    client = signed_in("t1_liaison")
    client.post(reverse("set_language"), {"language": "en"})
    page = client.get(reverse("settings_unit", args=["QH-T1"])).content.decode()
    assert "Shiqiao Town" in page
    assert "Liaison" in page
    assert "石桥镇" not in page
