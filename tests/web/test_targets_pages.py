"""The pages of targets: tree, item, split, curve, base, owner, thresholds."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from approval import approval, approved, leader
from cast import TODAY
from luoshi.ledger.verify import verify
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.actions.set_yardsticks import set_yardsticks
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.models import Target
from luoshi.targets.queries import yardsticks
from luoshi.targets.vocabulary import Reach
from plan_document import PLAN, import_plan
from steering import Steering, steering_district  # noqa: F401
from web.signed_in import signed_in

JUNE = {"QH-S1": "44.4", "QH-T1": "21.6", "QH-T2": "11"}


def text(response: Any) -> str:
    return str(response.content.decode())


def item(target: Target) -> str:
    return reverse("targets_item", args=[target.pk])


@pytest.fixture
def root(steering: Steering) -> Target:
    target = steering.root()
    steering.split(target)
    steering.report(JUNE)
    return target


def test_an_empty_year_says_what_comes_first(steering: Steering) -> None:
    page = text(signed_in("t1_head").get(reverse("targets")))
    assert reverse("plan") in page
    assert "empty-state" in page


def test_the_tree_shows_every_unit_with_its_figure_and_its_lineage(steering: Steering, root: Target) -> None:
    page = text(signed_in("t1_liaison").get(reverse("targets")))
    for name in ("北门街道", "石桥镇", "柳林镇", "沙河镇"):
        assert name in page
    assert reverse("reports_lineage", args=["QH-T1", "invest", "2015-06"]) in page
    assert reverse("reports_lineage", args=["QH-T3", "invest", "2015-06"]) not in page
    assert reverse("targets_split", args=[root.pk]) not in page


@pytest.mark.parametrize(("kind", "period"), [("level", "2016"), ("zero", "2016"), ("level", "2016+3")])
def test_what_is_set_for_a_later_year_stands_below_the_year(
    steering: Steering, root: Target, kind: str, period: str
) -> None:
    before = text(signed_in("admin").get(reverse("targets")))
    assert 'id="later-title"' not in before
    value = Decimal(0 if kind == "zero" else 77)
    reach = Reach.SUM if "+" in period else ""
    new = NewTarget(steering.indicator(), steering.district.unit("QH"), kind, period, value, reach=reach)
    later = set_target(steering.district.standing("supervisor", date(2015, 1, 9)), new, approval())
    page = text(signed_in("admin").get(reverse("targets")))
    panel = page[page.index('id="later-title"') :]
    assert item(later) in panel
    assert "2016" in panel
    assert reverse("targets_lineage", args=[later.pk]) in panel
    unsplit = text(signed_in("admin").get(reverse("targets"), {"as_of": "2015-01-05"}))
    assert 'id="later-title"' not in unsplit


def test_pages_ask_the_database_a_few_times_only(
    steering: Steering, root: Target, django_assert_max_num_queries: Any
) -> None:
    client = signed_in("supervisor")
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    for address, queries in (
        (reverse("targets"), 15),
        (item(root), 16),
        (item(part), 16),
        (reverse("targets_split", args=[root.pk]), 16),
        (reverse("targets_yardsticks"), 10),
        (reverse("district"), 17),
        (reverse("today"), 16),
    ):
        client.get(address)
        with django_assert_max_num_queries(queries):
            assert client.get(address).status_code == 200


def test_a_target_shows_its_accounts_and_where_its_chain_stopped(steering: Steering, root: Target) -> None:
    page = text(signed_in("t1_liaison").get(item(root)))
    assert "77.00" in page
    assert "is-stopped" in page
    assert 'href="#chain"' in page
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    page = text(signed_in("t1_liaison").get(item(part)))
    for period in ("2015-06", "2014-06", "2014-12"):
        assert reverse("reports_lineage", args=["QH-T1", "invest", period]) in page
    assert item(root) in page


def test_the_source_sentence_is_shown_with_its_number_marked(steering: Steering) -> None:
    document = import_plan(steering.district)
    start = PLAN.index("增长8%") + 2
    target = steering.root()
    Target.objects.filter(pk=target.pk).update(
        document=document,
        span_start=start,
        span_end=start + 1,
        sentence_start=PLAN.index("确定全区"),
        sentence_end=PLAN.index("确定全区") + 20,
    )
    page = text(signed_in("t1_liaison").get(item(target)))
    assert "<mark>8</mark>%" in page


def test_the_address_of_a_superseded_target_leads_on(steering: Steering, root: Target) -> None:
    old = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    new = steering.split(root, "equal_growth", day=date(2015, 6, 1), authority=approval())["QH-T1"]
    client = signed_in("supervisor")
    assert client.get(item(old)).headers["Location"] == item(new)
    assert client.get(reverse("targets_split", args=[old.pk])).headers["Location"] == reverse(
        "targets_split", args=[new.pk]
    )
    then = client.get(item(old), {"as_of": "2015-05-10"})
    assert then.status_code == 200
    assert (
        client.get(item(new), {"as_of": "2015-05-10"}).headers["Location"] == item(old) + "?as_of=2015-05-10"
    )


def test_what_is_posted_to_a_superseded_target_is_not_taken(steering: Steering, root: Target) -> None:
    old = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    steering.split(root, "equal_growth", authority=approval())
    post = steering.district.unit("QH-T1").posts.first()
    assert post is not None
    client = signed_in("supervisor")
    response = client.post(reverse("targets_owner", args=[old.pk]), {"post": post.pk})
    assert response.status_code == 302
    assert not Target.objects.filter(owner_post__isnull=False).exists()


def test_an_unknown_target_is_not_found(steering: Steering) -> None:
    assert signed_in("supervisor").get("/targets/999/").status_code == 404


def test_a_supplied_base_opens_the_target_that_follows(steering: Steering) -> None:
    old = steering.root(base=None)
    client = signed_in("supervisor")
    address = reverse("targets_base", args=[old.pk])
    wrong = client.post(address, {"value": "两百", "source": "年鉴"})
    assert wrong.status_code == 422
    assert "两百" in text(wrong)
    assert client.post(address, {"value": "200", "source": ""}).status_code == 422
    response = client.post(address, {"value": "1，200.5", "source": "年鉴"})
    new = Target.objects.get(superseded_at=None)
    assert response.headers["Location"] == item(new)
    assert (new.pk != old.pk, new.base) == (True, Decimal("1200.5"))
    assert client.get(item(old)).headers["Location"] == item(new)
    assert verify().holds


def test_a_curve_is_set_and_taken_back(steering: Steering, root: Target) -> None:
    client = signed_in("supervisor")
    address = reverse("targets_curve", args=[root.pk])
    shares = {f"m{m}": str(Decimal(m) / 16) for m in range(1, 12)} | {"m12": "1"}
    wrong = client.post(address, shares | {"m3": "0.9", "curve": "table"} | approved())
    assert wrong.status_code == 422
    assert 'value="0.9"' in text(wrong)
    response = client.post(address, shares | {"curve": "table"} | approved())
    new = Target.objects.get(unit__code="QH", superseded_at=None)
    assert response.headers["Location"] == item(new)
    assert new.curve_table is not None
    client.post(reverse("targets_curve", args=[new.pk]), {"curve": "linear"} | approved("恢复"))
    assert set(Target.objects.filter(superseded_at=None).values_list("curve", flat=True)) == {"linear"}


def test_a_principal_names_who_answers_in_his_own_unit(steering: Steering, root: Target) -> None:
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    post = steering.district.unit("QH-T1").posts.get(role="deputy")
    address = reverse("targets_owner", args=[part.pk])
    assert signed_in("t2_head").post(address, {"post": post.pk}).status_code == 403
    stranger = steering.district.unit("QH-T2").posts.first()
    assert stranger is not None
    client = signed_in("t1_head")
    assert client.post(address, {"post": stranger.pk}).status_code == 422
    assert client.post(address, {"post": post.pk}).headers["Location"] == item(part)
    part.refresh_from_db()
    assert part.owner_post == post
    assert client.get(address).status_code == 405


def test_the_split_page_shows_parts_against_the_whole(steering: Steering) -> None:
    root = steering.root()
    client = signed_in("supervisor")
    address = reverse("targets_split", args=[root.pk])
    page = text(client.get(address))
    assert all(amount in page for amount in ("110.00", "66.00", "33.00", "11.00", "220.00"))
    page = text(client.post(address, {"rule": "equal_growth", "preview": "1"}))
    assert "10.00%" in page
    assert not Target.objects.filter(parent=root).exists()
    response = client.post(address, {"rule": "share", "apply": "1"})
    assert response.headers["Location"] == item(root)
    assert Target.objects.filter(parent=root).count() == 4
    again = {"rule": "equal_growth", "apply": "1"}
    unsaid = client.post(address, again)
    assert (unsaid.status_code, text(unsaid).count("field-errors")) == (422, 3)
    assert Target.objects.filter(parent=root, superseded_at=None, rule="share").count() == 4
    assert client.post(address, again | approved()).status_code == 302
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    assert (part.rule, part.basis, part.approved_by) == ("equal_growth", "青府发〔2015〕12号", leader())
    assert "青府发〔2015〕12号" in text(client.get(reverse("targets_lineage", args=[part.pk])))
    assert verify().holds


def test_splitting_by_hand_names_the_unit_and_keeps_what_was_typed(steering: Steering) -> None:
    root = steering.root()
    client = signed_in("supervisor")
    address = reverse("targets_split", args=[root.pk])
    typed = {"part-QH-S1": "130", "part-QH-T1": "66", "part-QH-T2": "三十三", "part-QH-T3": "11"}
    wrong = client.post(address, {"rule": "by_hand", "apply": "1", **typed})
    assert wrong.status_code == 422
    assert "柳林镇" in text(wrong)
    assert 'value="三十三"' in text(wrong) and "“三十三”不是数字" in text(wrong)
    over = client.post(address, {"rule": "by_hand", "apply": "1", **typed, "part-QH-T2": "33"})
    assert over.status_code == 422
    assert 'name="over_reason"' in text(over)
    done = client.post(
        address, {"rule": "by_hand", "apply": "1", **typed, "part-QH-T2": "33", "over_reason": "加压"}
    )
    assert done.status_code == 302
    assert set(Target.objects.filter(parent=root).values_list("over_reason", flat=True)) == {"加压"}


def test_choosing_to_split_by_hand_opens_the_fields_and_blames_nobody(steering: Steering) -> None:
    root = steering.root()
    opened = signed_in("supervisor").post(
        reverse("targets_split", args=[root.pk]), {"rule": "by_hand", "preview": "1"}
    )
    assert opened.status_code == 200
    assert 'name="part-QH-T1"' in text(opened) and "未填数额" not in text(opened)


def test_a_figure_of_some_units_only_says_what_it_is_measured_against(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    steering.report({"QH-S1": "44.4", "QH-T1": "21.6"})
    client = signed_in("supervisor")
    for name in ("targets_item", "targets_accounts"):
        assert "4 个单位中 2 个已报：" in text(client.get(reverse(name, args=[root.pk])))


def test_nobody_splits_what_is_not_his(steering: Steering, root: Target) -> None:
    address = reverse("targets_split", args=[root.pk])
    for who in ("t1_head", "assessor", "inspector"):
        assert signed_in(who).get(address).status_code == 403
        assert signed_in(who).post(address, {"rule": "share", "apply": "1"}).status_code == 403


def test_a_unit_without_units_that_file_is_told_what_to_do(steering: Steering, root: Target) -> None:
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    response = signed_in("t1_head").get(reverse("targets_split", args=[part.pk]))
    assert response.status_code == 200
    assert "empty-state" in text(response)


def test_thresholds_are_set_by_those_who_may(steering: Steering) -> None:
    address = reverse("targets_yardsticks")
    values = {
        "level_on_pace": "0",
        "level_slightly_behind": "-8",
        "growth_on_pace": "0",
        "growth_slightly_behind": "-1.5",
        "over_allocation_limit": "0.05",
    }
    assert signed_in("t1_head").get(address).status_code == 200
    assert signed_in("t1_head").post(address, values).status_code == 403
    client = signed_in("supervisor")
    assert client.post(address, values | {"level_on_pace": "-9"}).status_code == 422
    wrong = client.post(address, values | {"growth_on_pace": "很多"})
    assert wrong.status_code == 422
    assert "field-errors" in text(wrong)
    assert client.post(address, values).status_code == 302
    assert yardsticks().level_slightly_behind == Decimal(-8)
    unsaid = client.post(address, values | {"level_slightly_behind": "-9"})
    assert (unsaid.status_code, text(unsaid).count("field-errors")) == (422, 3)
    assert yardsticks().level_slightly_behind == Decimal(-8)
    assert client.post(address, values | {"level_slightly_behind": "-9"} | approved()).status_code == 302
    assert yardsticks().level_slightly_behind == Decimal(-9)
    assert verify().holds


def test_a_page_of_a_past_day_leads_to_pages_of_that_day(steering: Steering, root: Target) -> None:
    supply_base(steering.district.standing("supervisor"), root, Decimal(210), "年鉴", approval())
    page = text(signed_in("supervisor").get(reverse("targets"), {"as_of": "2015-05-10"}))
    assert f"{item(root)}?as_of=2015-05-10" in page
    today = text(signed_in("supervisor").get(reverse("targets"), {"as_of": TODAY.isoformat()}))
    assert f'"{item(root)}"' not in today
    assert f"{item(root)}?as_of" not in today


def test_another_base_is_a_change_and_needs_authority(steering: Steering, root: Target) -> None:
    client = signed_in("supervisor")
    address = reverse("targets_base", args=[root.pk])
    assert f'action="{address}"' in text(client.get(item(root)))
    said = {"value": "210", "source": "年鉴"}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert 'value="210"' in text(refused)
    assert Target.objects.get(unit__code="QH", superseded_at=None) == root
    assert client.post(address, said | approved("年鉴修订")).status_code == 302
    new = Target.objects.get(unit__code="QH", superseded_at=None)
    assert (new.base, new.change_reason) == (Decimal(210), "年鉴修订")
    assert "年鉴修订" in text(client.get(item(new)))
    assert verify().holds


def test_a_leader_is_not_offered_himself_as_approver(steering: Steering, root: Target) -> None:
    post = leader()
    assert f'<option value="{post.pk}"' in text(signed_in("supervisor").get(item(root)))
    assert 'name="approver"' in text(signed_in("leader").get(item(root)))
    offered = text(signed_in("leader").get(reverse("targets_change", args=[root.pk])))
    assert f'<option value="{post.pk}"' not in offered


def test_the_thresholds_page_tells_on_whose_authority(steering: Steering) -> None:
    address, client = reverse("targets_yardsticks"), signed_in("supervisor")
    assert "尚未设定过" in text(client.get(address))
    office = steering.district.standing("supervisor")
    set_yardsticks(office, chain="QH", level_slightly_behind=Decimal(-8))
    set_yardsticks(office, chain="QH", authority=approval("从严"), level_slightly_behind=Decimal(-9))
    for who in ("supervisor", "t1_liaison"):
        shown = text(signed_in(who).get(address)).partition('id="set"')[2].partition("</table>")[0]
        newest, first = re.findall(r"<tr>.*?</tr>", shown.partition("<tbody>")[2], re.S)
        for words in ("−9.00", "青府发〔2015〕12号", "区长", "从严", "苏明"):
            assert words in newest, (who, words)
        assert "−8.00" in first and "青府发" not in first
