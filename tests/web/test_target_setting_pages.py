"""Pages on which targets are set and changed, and those of targets that are no amount of the year."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from approval import approved
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.ledger.verify import verify
from luoshi.org.models import Post, Role, Tenure
from luoshi.targets.models import Milestone, MilestonePlan, Target
from steering import Steering, steering_district  # noqa: F401
from web.signed_in import signed_in

STEPS = "2015-03-31 完成立项\n2015-06-15 开工\n2015-11-30 完工"


def text(response: Any) -> str:
    return str(response.content.decode())


def reader(person: str) -> Client:
    """A signed-in browser that reads English."""
    client = signed_in(person)
    client.cookies["django_language"] = "en"
    return client


def authority(reason: str = "政策调整") -> dict[str, str]:
    leader = Post.objects.get(role=Role.LEADER)
    return {"basis": "青府发〔2015〕12号", "approver": str(leader.pk), "reason": reason}


def new(**fields: str) -> dict[str, str]:
    base = {"indicator": "invest", "unit": "QH-T1", "period": "2015", "set": "1"}
    return authority() | base | fields


@pytest.fixture
def root(steering: Steering) -> Target:
    target = steering.root()
    steering.split(target)
    steering.report({"QH-S1": "44.4", "QH-T1": "21.6", "QH-T2": "11"})
    return target


def test_a_rank_is_set_published_and_shown(steering: Steering) -> None:
    client = reader("supervisor")
    peers = "青河区\n白水区\n绿林县\n黄石县"
    response = client.post(reverse("targets_new"), new(unit="QH", kind="rank", value="2", peers=peers))
    target = Target.objects.get()
    assert response.headers["Location"] == reverse("targets_item", args=[target.pk])
    assert "no rank published yet" in text(client.get(response.headers["Location"]))
    said = {"period": "2015-H1", "rank": "4", "published_on": "2015-07-05", "source": "市局通报"}
    client.post(reverse("targets_rank", args=[target.pk]), said)
    page = text(client.get(reverse("targets")))
    assert "rank 4 of 4 in first half of 2015; 2 places short" in page
    wrong = client.post(reverse("targets_rank", args=[target.pk]), said | {"rank": "9"})
    assert wrong.status_code == 422
    assert "There are 4 in the ranking" in text(wrong)
    assert verify().holds


def test_what_is_missing_stands_beside_its_field(steering: Steering) -> None:
    client = reader("supervisor")
    bare = new(kind="ceiling", value="0", basis="", approver="")
    response = client.post(reverse("targets_new"), bare)
    assert response.status_code == 422
    for words in ("A ceiling is above zero", "The document is missing", "Nobody has approved it"):
        assert words in text(response)
    assert not Target.objects.exists()
    assert client.post(reverse("targets_new"), new(kind="level")).status_code == 422
    assert client.post(reverse("targets_new"), new(kind="level", value="many")).status_code == 422
    for period in ("9999", "２０１５", "2015+1", "soon"):
        assert (
            client.post(reverse("targets_new"), new(kind="level", value="5", period=period)).status_code
            == 422
        )


def test_the_realism_of_a_target_is_told_and_blocks_nothing(steering: Steering) -> None:
    steering.remember()
    client = reader("supervisor")
    look = new(kind="growth", value="40")
    del look["set"]
    page = text(client.post(reverse("targets_new"), look))
    assert "growth of 40.0% is asked; the best of 5 years was" in page
    assert not Target.objects.exists()
    done = client.post(reverse("targets_new"), new(kind="growth", value="40"), follow=True)
    assert "To consider: growth of 40.0% is asked" in text(done)
    assert Target.objects.get().value == 40


def test_a_change_shows_first_what_it_would_change(steering: Steering, root: Target) -> None:
    client = reader("supervisor")
    address = reverse("targets_change", args=[root.pk])
    page = text(client.post(address, {"value": "8", "stretch": "9", "look": "1"}))
    assert "growth of 8% (stretch: growth of 9%)" in page
    assert "above the target" in page
    assert "Over-allocated within the limit" in page
    assert Target.objects.filter(superseded_at=None, parent=None).get().value == 10
    bare = client.post(address, {"value": "8", "set": "1"})
    assert bare.status_code == 422
    assert "The reason is missing" in text(bare)
    response = client.post(address, authority() | {"value": "8", "stretch": "9", "set": "1"}, follow=True)
    page = text(response)
    assert "lowered on 6 Jul" in page
    assert "青府发〔2015〕12号 · approved by District Head · 政策调整" in page
    assert "pace-stretch" in page
    assert "lowered on 6 Jul" in text(client.get(reverse("targets")))
    assert verify().holds
    moved_on = client.get(address)
    assert moved_on.headers["Location"] == reverse("targets_item", args=[root.pk])


def test_a_curve_from_own_past_is_chosen_beside_its_picture(steering: Steering, root: Target) -> None:
    steering.remember()
    part = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    client = reader("supervisor")
    address = reverse("targets_curve", args=[part.pk])
    page = text(client.get(address))
    assert "2009, 2010, 2011, 2012, 2013, 2014" in page
    assert "curve-preview" in page
    client.post(address, {"curve": "seasonal"} | approved())
    changed = Target.objects.get(unit__code="QH-T1", superseded_at=None)
    assert "Drawn from 2009" in text(client.get(reverse("targets_item", args=[changed.pk])))
    short = Target.objects.get(unit__code="QH-T3", superseded_at=None)
    refused = client.post(reverse("targets_curve", args=[short.pk]), {"curve": "seasonal"})
    assert refused.status_code == 422
    assert "1 full past years are on record, 3 are needed" in text(refused)


def test_dated_steps_are_set_done_and_changed(steering: Steering) -> None:
    office = reader("supervisor")
    asked = authority("") | {"title": "扩建水厂", "unit": "QH-T1", "steps": STEPS}
    response = office.post(reverse("targets_milestones_new"), asked)
    plan = MilestonePlan.objects.get()
    assert response.headers["Location"] == reverse("targets_milestones", args=[plan.pk])
    assert plan.owner_post == Tenure.objects.get(person__code="t1_head").post
    town, step = reader("t1_liaison"), plan.steps.get(title="开工")
    done = reverse("targets_step_done", args=[step.pk])
    wrong = town.post(done, {"done_on": "2015-08-01", "evidence": ""})
    assert wrong.status_code == 422
    assert "This day is still to come" in text(wrong)
    assert town.post(done, {"done_on": "", "evidence": "照片"}).status_code == 422
    town.post(done, {"done_on": "2015-06-10", "evidence": "开工令"})
    page = text(town.get(reverse("targets_milestones", args=[plan.pk])))
    assert "开工令" in page
    assert "1 of 3 steps done; “完成立项” is 97 days overdue" in page
    change = reverse("targets_milestones_change", args=[plan.pk])
    assert "2015-06-15 开工" in text(office.get(change))
    later = asked | authority() | {"steps": STEPS.replace("2015-03-31", "2015-07-31")}
    office.post(change, later)
    new_plan = MilestonePlan.objects.get(superseded_at=None)
    assert Milestone.objects.get(plan=new_plan, title="开工").evidence == "开工令"
    assert "These dates have been changed" in text(town.get(reverse("targets_milestones", args=[plan.pk])))
    assert office.get(change).status_code == 302
    assert office.post(reverse("targets_milestones_new"), asked | {"steps": "soon 开工"}).status_code == 422
    assert verify().holds


def test_the_page_of_a_unit_holds_everything_it_is_to_reach(steering: Steering, root: Target) -> None:
    office = reader("supervisor")
    office.post(reverse("targets_new"), new(kind="floor", value="5"))
    asked = authority("") | {"title": "扩建水厂", "unit": "QH-T1", "steps": STEPS}
    office.post(reverse("targets_milestones_new"), asked)
    page = text(reader("t1_head").get(reverse("targets_unit", args=["QH-T1"])))
    assert "of 3 targets" in page
    for words in ("扩建水厂", "at least 5.00", "66.00", reverse("targets_agreement", args=["QH-T1"])):
        assert words in page
    assert reader("t1_head").get(reverse("targets_unit", args=["QH-X"])).status_code == 404
    assert reader("t1_head").get(reverse("targets_agreement", args=["QH-X"])).status_code == 404


def test_a_post_answers_for_a_limit(steering: Steering) -> None:
    office = reader("supervisor")
    office.post(reverse("targets_new"), new(kind="floor", value="5"))
    target, post = Target.objects.get(), Tenure.objects.get(person__code="t1_head").post
    response = office.post(reverse("targets_owner", args=[target.pk]), {"post": str(post.pk)})
    assert response.status_code == 302
    assert Target.objects.get().owner_post == post
    assert office.post(reverse("targets_owner", args=[target.pk]), {"post": "0"}).status_code == 422


def test_pages_ask_the_database_a_few_times_only(
    steering: Steering, root: Target, django_assert_max_num_queries: Any
) -> None:
    office = reader("supervisor")
    for kind in ("floor", "ceiling"):
        office.post(reverse("targets_new"), new(kind=kind, value="5"))
    limit = Target.objects.get(kind="floor")
    for address, queries in (
        (reverse("targets_unit", args=["QH-T1"]), 24),
        (reverse("targets_item", args=[limit.pk]), 24),
        (reverse("targets_curve", args=[root.pk]), 20),
        (reverse("targets_change", args=[root.pk]), 15),
    ):
        office.get(address)
        with django_assert_max_num_queries(queries):
            office.get(address)


def test_nothing_is_said_to_be_unremarkable_that_was_not_compared(steering: Steering) -> None:
    client = reader("supervisor")
    several = new(unit="QH", kind="level", value="900", period="2016+5", reach="sum") | {"look": "1"}
    del several["set"]
    page = text(client.post(reverse("targets_new"), several))
    assert "Only an amount or a growth of one year is held against" in page
    assert "Nothing remarkable" not in page
    for refused in ({"value": "5", "period": "soon"}, {"value": "-5", "period": "2017"}):
        assert "Nothing remarkable" not in text(
            client.post(reverse("targets_new"), new(kind="level", **refused))
        )


def test_a_target_of_a_later_year_is_found_again(steering: Steering) -> None:
    client = reader("supervisor")
    client.post(reverse("targets_new"), new(kind="level", value="70", period="2016"))
    target = Target.objects.get()
    page = text(client.get(reverse("targets")))
    assert "Set for later years" in page and reverse("targets_item", args=[target.pk]) in page


def test_the_form_names_the_unit_of_measure_and_an_amount_that_is_too_large(steering: Steering) -> None:
    client = signed_in("supervisor")
    assert "（亿元）" in text(client.get(reverse("targets_new")))
    page = text(client.post(reverse("targets_new"), new(kind="level", value="9" * 25)))
    assert "超出可存储的最大数额" in page and "不是数字" not in page
    long = text(client.post(reverse("targets_new"), new(kind="level", value="5", basis="文" * 300)))
    assert "最多 200 字，现有 300 字" in long


def test_the_curve_of_a_superseded_target_leads_to_the_one_in_force(root: Target) -> None:
    client = signed_in("supervisor")
    client.post(reverse("targets_curve", args=[root.pk]), authority() | {"curve": "linear"})
    table = {f"m{month}": "0" if month < 12 else "1" for month in range(1, 13)}
    done = client.post(reverse("targets_curve", args=[root.pk]), authority() | {"curve": "table", **table})
    after = Target.objects.get(unit__code="QH", superseded_at=None)
    assert done.headers["Location"] == reverse("targets_item", args=[after.pk])
    old = client.get(reverse("targets_curve", args=[root.pk]))
    assert old.headers["Location"] == reverse("targets_curve", args=[after.pk])


def test_the_step_that_is_wrong_is_named(steering: Steering) -> None:
    steps = "2015-03-31 完成立项\n2015-06-15\n2015-11-30 完工"
    asked = authority("") | {"title": "扩建水厂", "unit": "QH-T1", "steps": steps}
    page = text(reader("supervisor").post(reverse("targets_milestones_new"), asked))
    assert "Step 2: It does not say what is done." in page


def test_a_unit_of_measure_has_its_english_name_where_english_is_read(steering: Steering) -> None:
    named = NewIndicator(
        "air", "优良天数", "天", "flow", unit_name_en="days", name_en="Clean days", decimals=0
    )
    define_indicator(steering.district.standing("statistician"), [named])
    client = reader("supervisor")
    client.post(reverse("targets_new"), new(indicator="air", kind="ceiling", value="30"))
    page = text(client.get(reverse("targets")))
    assert "at most 30 days" in page and "天" not in page
    assert "（天）" in text(signed_in("supervisor").get(reverse("targets_new")))
