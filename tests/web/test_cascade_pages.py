"""The pages of the cascade: levels, capacity, agreement, broken chains with their files; the three accounts; imbalance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from approval import approved
from luoshi.ledger.verify import verify
from luoshi.targets.actions.agree_quota import agree_quota
from luoshi.targets.actions.counter_quota import counter_quota
from luoshi.targets.actions.propose_quota import propose_quota
from luoshi.targets.models import QuotaStep, Target, TiedMoney
from luoshi.web import account_rows
from luoshi.web.pages import accounts as accounts_page
from steering import Steering, steering_district  # noqa: F401
from web.signed_in import signed_in

JUNE = {"QH-S1": "44.4", "QH-T1": "21.6", "QH-T2": "11"}


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def root(steering: Steering) -> Target:
    target = steering.root()
    over = {"QH-S1": "112", "QH-T1": "66", "QH-T2": "33", "QH-T3": "12"}
    steering.split(target, "by_hand", by_hand=over, reason="奋斗目标")
    steering.report(JUNE)
    return target


def test_each_level_stands_beside_the_one_above(steering: Steering, root: Target) -> None:
    page = text(signed_in("t1_liaison").get(reverse("targets_levels", args=[root.pk])))
    assert "223.00" in page
    assert "1.014" in page
    assert "11.50%" in page
    assert "0 / 4" in page


def test_a_target_is_handed_down_by_capacity_on_screen(steering: Steering, root: Target) -> None:
    address = reverse("targets_capacity", args=[root.pk])
    office = signed_in("supervisor")
    assert office.get(address).status_code == 200
    typed = {"measure": "invest", "headroom-QH-T1": "50"}
    shown = office.post(address, {**typed, "preview": "1"})
    assert "86.09" in text(shown)
    unsaid = office.post(address, {**typed, "apply": "1"})
    assert (unsaid.status_code, text(unsaid).count("field-errors")) == (422, 3)
    assert Target.objects.get(unit__code="QH-T1", superseded_at=None).value == Decimal(66)
    assert office.post(address, {**typed, **approved(), "apply": "1"}).status_code == 302
    assert Target.objects.get(unit__code="QH-T1", superseded_at=None).value == Decimal("86.09")
    unread = office.post(address, {"measure": "invest", "headroom-QH-T1": "十", "preview": "1"})
    assert unread.status_code == 422 and "“十”不是数字" in text(unread)
    wrong = office.post(address, {"measure": "", "capacity-QH-S1": "1", "preview": "1"})
    assert wrong.status_code == 422
    assert "石桥镇" in text(wrong)
    assert office.get(reverse("targets_split", args=[root.pk])).status_code == 200


def test_both_sides_agree_on_one_page_and_then_it_is_handed_down(steering: Steering, root: Target) -> None:
    address = reverse("targets_quotas", args=[root.pk])
    town, office = signed_in("t1_head"), signed_in("supervisor")

    def step(client: Any, **fields: str) -> int:
        return int(client.post(address, {"unit": "QH-T1", **fields}).status_code)

    assert step(town, act="propose", value="sixty", reason="测算") == 422
    assert step(town, act="propose", value="60", reason="测算") == 302
    assert step(town, act="agree") == 422
    assert step(office, act="counter", value="66", reason="全区增速") == 302
    assert "测算" in text(office.get(address))
    assert step(town, act="agree") == 302
    assert Target.objects.get(unit__code="QH-T1", superseded_at=None).rule == "by_hand"
    unsaid = office.post(address, {"act": "hand_down", "agreed": ["QH-T1"]})
    assert (unsaid.status_code, text(unsaid).count("field-errors")) == (422, 3)
    said = {"act": "hand_down", "agreed": ["QH-T1"], **approved()}
    assert office.post(address, said).status_code == 302
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    assert (part.rule, part.value) == ("negotiated", 66)
    assert QuotaStep.objects.count() == 4
    shown = text(office.get(reverse("targets_lineage", args=[part.pk])))
    told = shown.partition('id="agreement"')[2].partition('id="base"')[0]
    for words in ("66.00", "2015-07-06", "石磊", "苏明", "全区增速", address):
        assert words in told, words
    assert 'id="agreement"' not in text(office.get(reverse("targets_lineage", args=[root.pk])))
    assert step(town, act="dance") == 404
    assert office.post(address, {"act": "counter", "unit": "nowhere"}).status_code == 404
    assert verify().holds


def test_broken_chains_are_listed_with_what_to_do_and_taken_along(steering: Steering, root: Target) -> None:
    client = signed_in("inspector")
    page = text(client.get(reverse("targets_broken")))
    assert page.count('data-tone="bad"') == 5
    assert reverse("targets_item", args=[root.pk]) in page
    table = client.get(reverse("targets_broken_csv")).content.decode("utf-8-sig").splitlines()
    assert len(table) == 8
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(reverse("targets_broken_xlsx")).content))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 8
    assert any("沙河镇" in row for row in rows)


def test_the_three_accounts_of_a_target_and_of_a_unit(steering: Steering, root: Target) -> None:
    client = signed_in("supervisor")
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    page = text(client.get(reverse("targets_accounts", args=[part.pk])))
    for words in ("进度账", "质量账", "失败"):
        assert words in page
    assert reverse("targets_item", args=[root.pk]) in page
    assert "100.0%" in page
    unit = text(client.get(reverse("targets_unit_accounts", args=["QH-T1"])))
    assert reverse("targets_accounts", args=[part.pk]) in unit
    assert client.get(reverse("targets_unit_accounts", args=["QH-T1-V1"])).status_code == 200
    assert client.get(reverse("targets_unit_accounts", args=["nowhere"])).status_code == 404


def test_a_year_that_reaches_its_target_is_not_said_to_be_short(
    root: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told_to_end_at(expected: int, short: int) -> str:
        def accounts_of(*asked: Any) -> Any:
            (account,), told = account_rows.accounts(*asked)
            ahead = replace(account.dependents, expected=Decimal(expected), short=Decimal(short))
            return [replace(account, dependents=ahead)], told

        monkeypatch.setattr(accounts_page, "accounts", accounts_of)
        return text(signed_in("supervisor").get(reverse("targets_accounts", args=[root.pk])))

    assert "可完成目标" in told_to_end_at(900, 0)
    assert "差7.00亿元" in told_to_end_at(800, 7)


def test_money_is_tied_and_released_on_the_page_of_the_accounts(steering: Steering, root: Target) -> None:
    office, address = signed_in("supervisor"), reverse("targets_accounts", args=[root.pk])
    tie = reverse("targets_tie_money", args=[root.pk])
    wrong = office.post(tie, {"amount": "300", "document": "", "condition": "核减"})
    assert (wrong.status_code, "300" in text(wrong)) == (422, True)
    assert text(wrong).count("未写明文件") == 1
    office.post(tie, {"amount": "300", "document": "〔2015〕1号", "condition": "核减"})
    assert "〔2015〕1号" in text(office.get(address))
    release = reverse("targets_release_money", args=[TiedMoney.objects.get().pk])
    assert office.post(release, {"release_reason": ""}).status_code == 422
    assert office.post(release, {"release_reason": "已拨付"}).status_code == 302
    assert "〔2015〕1号" not in text(office.get(address))


def test_talks_that_went_on_are_shown_as_they_stood(steering: Steering, root: Target) -> None:
    who, town = steering.district.standing, steering.district.unit("QH-T1")
    propose_quota(who("t1_head", date(2015, 7, 1)), root, town, Decimal(60), "项目储备不足")
    agree_quota(who("supervisor", date(2015, 7, 1)), root, town)
    counter_quota(who("supervisor"), root, town, Decimal(66), "与全区增速一致")
    address = reverse("targets_quotas", args=[root.pk])
    for reader in ("supervisor", "t1_head", "t2_liaison"):
        then = signed_in(reader).get(address, {"as_of": "2015-07-01"})
        assert then.status_code == 200
        assert "60.00" in text(then) and "66.00" not in text(then).split("<main")[1].split("项目储备不足")[0]


def test_the_imbalance_stands_on_the_target_and_on_the_district(steering: Steering, root: Target) -> None:
    page = text(signed_in("leader").get(reverse("targets_item", args=[root.pk])))
    assert 'id="imbalance"' in page
    assert "沙河镇" in page.split('id="imbalance"')[1].split("</section>")[0]
    assert 'id="imbalance"' in text(signed_in("leader").get(reverse("district")))


def test_the_pages_ask_few_questions(
    steering: Steering, root: Target, django_assert_max_num_queries: Any
) -> None:
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    client = signed_in("supervisor")
    for address in (
        reverse("targets_levels", args=[root.pk]),
        reverse("targets_capacity", args=[root.pk]),
        reverse("targets_quotas", args=[root.pk]),
        reverse("targets_accounts", args=[root.pk]),
        reverse("targets_accounts", args=[part.pk]),
        reverse("targets_unit_accounts", args=["QH-T1"]),
        reverse("targets_broken"),
        reverse("targets_item", args=[root.pk]),
        reverse("district"),
    ):
        client.get(address)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
