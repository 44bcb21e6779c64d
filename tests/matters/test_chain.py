"""Handing on down the chain: who, by when, and who keeps answering."""

from __future__ import annotations

from datetime import date

import pytest

from cast import District
from desk_work import accepted, later, opened
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.matters.actions.accept import accept
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.report import report
from luoshi.matters.actions.review import review
from luoshi.matters.engine import load
from luoshi.matters.models import LinkState
from luoshi.matters.queries import matter_view, my_matters
from luoshi.org.models import Post, Role


def post(role: str) -> Post:
    return Post.objects.get(unit__code="QH-T1", role=role)


def test_it_goes_from_the_office_to_the_unit_to_a_post_to_a_village_and_back(district: District) -> None:
    head, deputy, village = (district.standing(p) for p in ("t1_head", "t1_deputy", "v1_head"))
    matter = accepted(district)
    assign(head, matter, post=post(Role.DEPUTY), due_on=date(2015, 7, 28))
    accept(deputy, matter)
    assign(deputy, matter, unit=district.unit("QH-T1-V1"), due_on=date(2015, 7, 24))
    accept(village, matter)
    chain = load(matter).chain
    assert [(p.link.position, p.state, p.due_on.day) for p in chain] == [
        (1, LinkState.PASSED_ON, 31),
        (2, LinkState.PASSED_ON, 28),
        (3, LinkState.ACCEPTED, 24),
    ]
    report(village, matter, "村段已清")
    assert load(matter).stage.code == "in_progress"
    review(deputy, matter, passed=True)
    report(deputy, matter, "镇段已清")
    review(head, matter, passed=False, reason="缺照片")
    report(deputy, matter, "已补")
    review(head, matter, passed=True)
    report(head, matter, "全部清理")
    assert load(matter).stage.code == "reported"
    assert verify().holds, verify().findings


def test_no_link_is_due_later_than_the_one_above(district: District) -> None:
    matter = opened(district)
    with pytest.raises(Refused) as refusal:
        assign(district.standing("supervisor"), matter, due_on=date(2015, 8, 3))
    assert [p.code for p in refusal.value.problems] == ["due_on"]
    assign(district.standing("supervisor"), matter, due_on=date(2015, 7, 30))
    accept(district.standing("t1_head"), matter)
    with pytest.raises(Refused, match="2015-07-30"):
        assign(district.standing("t1_head"), matter, unit=district.unit("QH-T1-V1"), due_on=date(2015, 7, 31))


@pytest.mark.parametrize("unit", ["QH-T2", "QH-SO", "QH"])
def test_it_is_handed_down_only(district: District, unit: str) -> None:
    matter = accepted(district)
    with pytest.raises(Refused) as refusal:
        assign(district.standing("t1_head"), matter, unit=district.unit(unit))
    assert [p.code for p in refusal.value.problems] == ["unit"]


def test_handing_it_to_oneself_or_to_an_empty_post_is_refused(district: District) -> None:
    matter = accepted(district)
    with pytest.raises(Refused):
        assign(district.standing("t1_head"), matter, unit=district.unit("QH-T1"))
    empty = Post.objects.create(unit=district.unit("QH-T1"), role=Role.DEPUTY, title="空缺")
    with pytest.raises(Refused) as refusal:
        assign(district.standing("t1_head"), matter, post=empty)
    assert [p.code for p in refusal.value.problems] == ["post"]


def test_a_named_post_answers_alone_and_the_link_above_keeps_answering(district: District) -> None:
    matter = accepted(district)
    assign(district.standing("t1_head"), matter, post=post(Role.DEPUTY))
    with pytest.raises(Denied):
        accept(district.standing("t1_liaison"), matter)
    accept(district.standing("t1_deputy"), matter)
    assert [c.id for c in my_matters(district.standing("t1_deputy")).must_do] == [matter.pk]
    report(district.standing("t1_head"), matter, "镇里已直接办完")
    assert load(matter).stage.code == "reported"


def test_waiting_time_is_counted_in_working_days_at_each_link(district: District) -> None:
    office = district.standing("supervisor")
    matter = opened(district)  # Monday 6 July
    assign(district.standing("supervisor", later(1)), matter)
    accept(district.standing("t1_head", later(3)), matter)
    assign(district.standing("t1_head", later(3)), matter, unit=district.unit("QH-T1-V1"))
    accept(district.standing("v1_head", later(7)), matter)
    report(district.standing("v1_head", later(9)), matter, "村段已清")
    sheet = matter_view(office, matter.pk, later(10))
    assert sheet is not None
    assert sheet.office_waited == 1
    assert [link.waited for link in sheet.chain] == [2 + 1, 4]
    assert [link.holding for link in sheet.chain] == [True, False]


def test_the_sheet_as_it_was_known_on_an_earlier_day(district: District) -> None:
    matter = opened(district)
    assign(district.standing("supervisor"), matter)
    accept(district.standing("t1_head", later(2)), matter)
    before = matter_view(district.standing("supervisor", later(3)), matter.pk, later(1))
    assert before is not None
    assert before.card.stage.code == "assigned"
    assert before.offers == ()
    assert matter_view(district.standing("supervisor"), matter.pk, date(2015, 7, 3)) is None
    assert before.card.clock.days == 18
