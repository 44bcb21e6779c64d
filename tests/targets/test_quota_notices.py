"""Each step of a negotiation is told to the other side, once, and nobody is told of his own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from approval import approval
from luoshi.ledger.verify import verify
from luoshi.notices.models import Notice
from luoshi.notices.queries import inbox
from luoshi.targets.actions.agree_quota import agree_quota
from luoshi.targets.actions.change_target import change_target
from luoshi.targets.actions.counter_quota import counter_quota
from luoshi.targets.actions.propose_quota import propose_quota
from luoshi.targets.models import QuotaStep
from steering import Steering

D = Decimal
TOWNS = ("QH-T1", "QH-T2")


def told(steering: Steering) -> dict[str, list[str]]:
    """Unread kinds by the person's code, oldest first."""
    found: dict[str, list[str]] = {}
    for notice in Notice.objects.filter(kind__startswith="quota").select_related("person").order_by("pk"):
        found.setdefault(notice.person.code, []).append(notice.kind)
    return found


def test_offer_counter_agreement_and_end_are_told_to_the_other_side(steering: Steering) -> None:
    root, town, who = steering.root(), steering.district.unit("QH-T1"), steering.district.standing
    propose_quota(who("t1_head", hour=9), root, town, D("1060.5"), "项目储备不足")
    assert told(steering) == {"supervisor": ["quota.proposed"]}
    (line,) = inbox(who("supervisor"))
    assert line.about == ("quota", root.pk)
    assert line.words == "石桥镇就2015年“固定资产投资”提出1,060.50 亿元：请同意或另提数额。"
    with translation.override("en"):
        assert "Shiqiao Town offers 1,060.50" in inbox(who("supervisor"))[0].words
    counter_quota(who("supervisor", hour=10), root, town, D(66), "与全区增速一致")
    assert told(steering) | {"supervisor": []} == {
        "supervisor": [],
        "t1_head": ["quota.countered"],
        "t1_deputy": ["quota.countered"],
    }
    agree_quota(who("t1_deputy", hour=11), root, town)
    assert told(steering)["supervisor"] == ["quota.proposed", "quota.to_hand_down"]
    steering.split(root, "negotiated", ("QH-T1",))
    assert told(steering)["t1_head"] == ["quota.countered", "quota.handed_down"]
    assert verify().holds


def test_who_agrees_above_tells_the_unit(steering: Steering) -> None:
    root, town, who = steering.root(), steering.district.unit("QH-T1"), steering.district.standing
    propose_quota(who("t1_head"), root, town, D(60), "测算")
    agree_quota(who("leader", hour=10), root, town)
    assert told(steering) == {
        "supervisor": ["quota.proposed"],
        "t1_head": ["quota.agreed"],
        "t1_deputy": ["quota.agreed"],
    }


def test_another_rule_ends_the_talks_and_says_so(steering: Steering) -> None:
    root, town, who = steering.root(), steering.district.unit("QH-T1"), steering.district.standing
    propose_quota(who("t1_head"), root, town, D(60), "测算")
    part = steering.split(root, "share", ("QH-S1", "QH-T1", "QH-T2", "QH-T3"))["QH-T1"]
    last = QuotaStep.objects.latest("pk")
    assert (last.kind, last.value, last.unit) == ("handed_down", part.level, town)
    assert QuotaStep.objects.count() == 2, "nothing was said with the others"
    assert told(steering)["t1_head"] == ["quota.ended"]
    propose_quota(who("t1_head", hour=11), root, town, D(62), "再议")
    assert verify().holds


def test_a_part_without_an_amount_leaves_the_talks_open(steering: Steering) -> None:
    root, who = steering.root(base=None), steering.district.standing
    street = steering.district.unit("QH-T2")
    propose_quota(who("t2_head"), root, street, D(60), "测算")
    steering.split(root, "equal_growth", ("QH-T1",))
    assert QuotaStep.objects.count() == 1
    assert "t2_head" not in told(steering)


def test_a_leader_learns_of_what_is_recorded_as_approved_by_him(steering: Steering) -> None:
    root = steering.root()
    change_target(steering.district.standing("supervisor"), root, D(8), None, approval())
    (line,) = inbox(steering.district.standing("leader"))
    assert (line.kind, line.words) == (
        "target.approved",
        "青河区“固定资产投资”（2015）的调整已登记为经您批准，依据：青府发〔2015〕12号。",
    )
    assert verify().holds


@pytest.mark.parametrize("who", ["t2_head", "t1_liaison", "leader", "assessor"])
def test_others_are_told_nothing(steering: Steering, who: str) -> None:
    root, town = steering.root(), steering.district.unit("QH-T1")
    propose_quota(steering.district.standing("t1_head"), root, town, D(60), "测算")
    assert inbox(steering.district.standing(who)) == []
