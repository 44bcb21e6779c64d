"""Settings, keys of programs: issued and shown once, listed without their secret, revoked with a reason."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import District
from luoshi.identity.models import ApiKey
from luoshi.ledger.verify import verify
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db
WANTED = {
    "label": "统计报表程序",
    "person": "QH-T1|t1_liaison",
    "scopes": "read report",
    "until": "2015-12-31",
}


def issue(client: Client, **change: str) -> tuple[int, str]:
    answer = client.post(reverse("settings_keys"), {**WANTED, **change})
    return answer.status_code, answer.content.decode()


def test_a_key_is_shown_once_and_opens(district: District) -> None:
    client = signed_in("admin")
    status, page = issue(client)
    assert status == 200
    found = re.search(r"luoshi_[0-9a-f]{8}_[\w-]+", page)
    assert found is not None
    text = found[0]
    again = client.get(reverse("settings_keys")).content.decode()
    assert text not in again
    assert all(
        word in again for word in ("统计报表程序", ApiKey.objects.get().prefix, "石桥镇 石兰", "读取 · 填报")
    )
    called = Client().get("/api/v1/units", headers={"Authorization": f"Bearer {text}"})
    assert called.status_code == 200
    assert verify().holds


def test_a_reload_issues_no_second_key(district: District) -> None:
    client = signed_in("admin")
    page = client.get(reverse("settings_keys")).content.decode()
    found = re.search(r'name="new_key" value="([0-9a-f]{8})"', page)
    assert found is not None
    status, shown = issue(client, new_key=found[1])
    assert status == 200
    assert f"luoshi_{found[1]}_" in shown
    assert f'name="new_key" value="{found[1]}"' not in shown
    again = client.post(reverse("settings_keys"), {**WANTED, "new_key": found[1]}, follow=True)
    assert again.redirect_chain == [(reverse("settings_keys"), 302)]
    assert f"密钥 {found[1]} 已签发" in again.content.decode()
    assert ApiKey.objects.count() == 1


def test_a_key_takes_no_name_but_one_of_its_own_kind(district: District) -> None:
    client = signed_in("admin")
    answer = client.post(reverse("settings_keys"), {**WANTED, "new_key": "a_b"}, follow=True)
    assert "不是密钥名称" in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_the_answer_with_the_key_is_kept_by_no_cache(district: District) -> None:
    answer = signed_in("admin").post(reverse("settings_keys"), WANTED)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "change",
    [{"label": ""}, {"person": "QH-T2|t1_liaison"}, {"until": "2015-07-06"}, {"until": "2018-01-01"}],
)
def test_what_is_wrong_stands_beside_its_field(district: District, change: dict[str, str]) -> None:
    status, page = issue(signed_in("admin"), **change)
    assert status == 422
    assert "field-errors" in page
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_with_a_reason(district: District) -> None:
    client = signed_in("admin")
    issue(client)
    key = ApiKey.objects.get()
    where = reverse("settings_key_revoke")
    assert client.post(where, {"key": key.prefix, "reason": ""}).status_code == 422
    answer = client.post(where, {"key": key.prefix, "reason": "程序停用"}, follow=True)
    assert "已吊销" in answer.content.decode()
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert verify().holds


def test_the_page_asks_few_queries_however_many_keys(district: District) -> None:
    client = signed_in("admin")
    for n in range(5):
        issue(client, label=f"程序{n}")
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("settings_keys"))
    assert len(asked) <= 15
