"""Limits, ranks, what is kept at zero, other spans and dated steps: each figure opens on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from lxml import html
from lxml.html import HtmlElement

from approval import approval
from cast import TODAY
from luoshi.ledger.verify import verify
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.actions.change_target import change_target
from luoshi.targets.actions.finish_milestone import finish_milestone
from luoshi.targets.actions.record_rank import record_rank
from luoshi.targets.actions.set_milestones import NewPlan, NewStep, set_milestones
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.models import Target
from steering import Steering, steering_district  # noqa: F401
from web.signed_in import signed_in

PEERS = ("青河区", "白水区", "绿林县")


@pytest.fixture(autouse=True)
def demonstration(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.conf.settings.DEMO", True)
    yield


def made(
    steering: Steering, kind: str, value: str, period: str = "2015", unit: str = "QH-T1", **said: Any
) -> Target:
    new = NewTarget(steering.indicator(), steering.district.unit(unit), kind, period, Decimal(value), **said)
    return set_target(steering.district.standing("supervisor", date(2015, 1, 9)), new, approval("首次下达"))


def page(name: str, key: int, who: str = "t2_head", **asked: str) -> HtmlElement:
    answer = signed_in(who).get(reverse(name, args=[key]), asked)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode()).get_element_by_id("main")


def opens(target: Target, who: str = "t2_head") -> HtmlElement:
    """The page of lineages; every figure of the target's own page leads to an anchor on it, or to a page that opens."""
    lineage = page("targets_lineage", target.pk, who)
    ids = {element.get("id") for element in lineage.xpath(".//*[@id]")}
    figures = page("targets_item", target.pk, who).xpath(".//*[contains(@class, 'figure')]")
    assert figures
    for figure in figures:
        if not any(c.isdigit() for c in figure.text_content()):
            continue
        where, _sharp, anchor = (figure.get("href") or "").partition("#")
        assert where == reverse("targets_lineage", args=[target.pk]), figure.text_content()
        assert anchor in ids, anchor
    return lineage


@pytest.mark.parametrize(
    ("kind", "value", "period", "said"),
    [
        ("ceiling", "80", "2015", {}),
        ("floor", "20", "2015", {}),
        ("zero", "0", "2015", {}),
        ("level", "30", "2015-H1", {}),
        ("growth", "8", "2015-H1", {}),
        ("level", "300", "2015+3", {"reach": "sum"}),
        ("level", "90", "2015+3", {"reach": "end", "base": Decimal(60), "base_source": "年鉴"}),
    ],
)
def test_every_figure_of_a_judged_target_opens(
    steering: Steering, kind: str, value: str, period: str, said: dict[str, Any]
) -> None:
    target = made(steering, kind, value, period, **said)
    steering.report({"QH-T1": "21.6"})
    lineage = opens(target)
    (cell,) = lineage.xpath(".//*[@id='months']//a[@class='figure'][contains(@href, '2015-06')]")
    assert cell.get("href") == reverse("reports_lineage", args=["QH-T1", "invest", "2015-06"])
    assert cell.text_content() == "21.60"
    assert signed_in("t2_head").get(cell.get("href")).status_code == 200
    said_of = lineage.text_content()
    assert "青府发〔2015〕12号" in said_of and "首次下达" in said_of and "苏明" in said_of


def test_the_versions_before_stay_with_difference_and_authority(steering: Steering) -> None:
    target = made(steering, "ceiling", "80")
    changed = change_target(
        steering.district.standing("supervisor"), target, Decimal(85), None, approval("上级放宽")
    )
    rows = opens(changed).xpath(".//*[@id='versions']//tbody/tr")
    assert [row.xpath("./td")[1].text_content() for row in rows] == ["+5.00", "—"]
    assert "上级放宽" in rows[0].text_content() and "首次下达" in rows[1].text_content()
    # The change wrote the old row too, when it superseded it; the old version is still told by what set it.
    acts = [row.xpath("./td")[4].text_content() for row in rows]
    assert acts == ["调整目标", "下达目标"]


def test_what_came_in_the_same_moment_is_not_taken_for_the_setting(steering: Steering) -> None:
    target = made(steering, "ceiling", "80")
    post = steering.district.unit("QH-T1").posts.get(role="principal")
    assign_owner(steering.district.standing("supervisor", date(2015, 1, 9)), target, post)
    (row,) = page("targets_lineage", target.pk).xpath(".//*[@id='versions']//tbody/tr")
    assert row.xpath("./td")[4].text_content() == "下达目标"


def test_versions_of_another_kind_are_not_mixed_in(steering: Steering) -> None:
    ceiling = made(steering, "ceiling", "80")
    office = steering.district.standing("supervisor")
    change_target(office, ceiling, Decimal(85), None, approval())
    rank = made(steering, "rank", "2", peers=PEERS)
    rows = page("targets_lineage", rank.pk).xpath(".//*[@id='versions']//tbody/tr")
    assert len(rows) == 1


def test_a_rank_tells_who_recorded_which_publication(steering: Steering) -> None:
    target = made(steering, "rank", "2", unit="QH", peers=PEERS)
    office = steering.district.standing("supervisor")
    record_rank(office, target, "2015-Q1", 3, date(2015, 4, 20), "市统计局通报〔2015〕4号")
    record_rank(
        steering.district.standing("supervisor", hour=10), target, "2015-Q1", 2, date(2015, 4, 25), "更正"
    )
    lineage = opens(target)
    rows = lineage.xpath(".//*[@id='ranks']//tbody/tr")
    assert ["2 / 3" in row.text_content() for row in rows] == [True, False]
    assert ["已更正" in row.text_content() for row in rows] == [False, True]
    assert all("苏明" in row.text_content() for row in rows)
    assert not page("targets_lineage", target.pk, as_of="2015-07-05").xpath(".//*[@id='ranks']//tbody/tr")


def test_dated_steps_tell_who_said_that_one_is_done_and_what_was_moved(steering: Steering) -> None:
    town, who = steering.district.unit("QH-T1"), steering.district.standing
    steps = (NewStep("开工", date(2015, 3, 31)), NewStep("主体完工", date(2015, 9, 30)))
    plan = set_milestones(
        who("supervisor", date(2015, 1, 9)), NewPlan("扩建水厂", town, 2015, steps), approval()
    )
    finish_milestone(who("t1_head", date(2015, 4, 2)), plan.steps.get(order=1), date(2015, 4, 1), "开工令")
    later = (steps[0], NewStep("主体完工", date(2015, 11, 30)), NewStep("通水", date(2015, 12, 20)))
    moved = set_milestones(
        who("supervisor"), NewPlan("扩建水厂", town, 2015, later), approval("汛期停工"), plan
    )
    lineage = page("targets_milestones_lineage", moved.pk)
    first = lineage.xpath(".//*[@id='steps']//tbody/tr")[0].text_content()
    assert "石磊" in first and "开工令" in first, "who recorded it on the version before"
    newest, oldest = lineage.xpath(".//*[@id='versions']//tbody/tr")
    assert "2015年9月30日 → 2015年11月30日" in newest.text_content()
    assert "通水" in newest.text_content() and "汛期停工" in newest.text_content()
    assert "苏明" in oldest.text_content()
    past = page("targets_milestones_lineage", plan.pk, as_of="2015-07-05")
    assert len(past.xpath(".//*[@id='versions']//tbody/tr")) == 1
    assert verify().holds


def test_the_lists_lead_there(steering: Steering) -> None:
    steering.root()
    target = made(steering, "ceiling", "80")
    plan = set_milestones(
        steering.district.standing("supervisor"),
        NewPlan("扩建水厂", steering.district.unit("QH-T1"), 2015, (NewStep("开工", TODAY),)),
        approval(),
    )
    said = signed_in("t2_head").get(reverse("targets")).content.decode()
    assert f'href="{reverse("targets_lineage", args=[target.pk])}#value"' in said
    assert f'href="{reverse("targets_milestones_lineage", args=[plan.pk])}"' in said
