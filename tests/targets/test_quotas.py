"""A part is agreed on in steps, each on record; nothing counts until it is agreed and handed down."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from cast import TODAY
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.targets.actions.agree_quota import agree_quota
from luoshi.targets.actions.cascade import cascade
from luoshi.targets.actions.counter_quota import counter_quota
from luoshi.targets.actions.propose_quota import propose_quota
from luoshi.targets.models import QuotaStep, Target
from luoshi.targets.quotas import negotiations
from steering import Steering

D = Decimal


def talk(steering: Steering, root: Target) -> None:
    """石桥镇 offers 60, is asked for 66, offers 63, which is agreed."""
    who, town = steering.district.standing, steering.district.unit("QH-T1")
    propose_quota(who("t1_head"), root, town, D(60), "项目储备不足")
    counter_quota(who("supervisor"), root, town, D(66), "与全区增速一致")
    propose_quota(who("t1_deputy"), root, town, D(63), "新增两个项目")
    agree_quota(who("leader"), root, town)


def test_two_up_two_down_and_only_then_handed_down(steering: Steering) -> None:
    root = steering.root()
    talk(steering, root)
    assert not Target.objects.filter(parent=root).exists()
    parts = steering.split(root, "negotiated", ("QH-T1",), day=TODAY)
    assert (parts["QH-T1"].value, parts["QH-T1"].kind, parts["QH-T1"].rule) == (63, "level", "negotiated")
    assert [(s.kind, s.value) for s in QuotaStep.objects.all()] == [
        ("proposed", D(60)),
        ("countered", D(66)),
        ("proposed", D(63)),
        ("agreed", D(63)),
        ("handed_down", D(63)),
    ]
    first = QuotaStep.objects.get(value=60)
    assert first.by is not None
    assert (first.by.name, first.reason) == ("石磊", "项目储备不足")
    assert "镇长" in first.post
    assert verify().holds


def test_an_agreement_is_used_up_by_being_handed_down(steering: Steering) -> None:
    root = steering.root()
    talk(steering, root)
    steering.split(root, "negotiated", ("QH-T1",), day=TODAY)
    with pytest.raises(Refused):
        steering.split(root, "negotiated", ("QH-T1",), day=TODAY)
    propose_quota(
        steering.district.standing("t1_head"), root, steering.district.unit("QH-T1"), D(64), "再加码"
    )


def test_what_is_not_agreed_cannot_be_handed_down(steering: Steering) -> None:
    root = steering.root()
    town = steering.district.unit("QH-T1")
    propose_quota(steering.district.standing("t1_head"), root, town, D(60), "项目储备不足")
    with pytest.raises(Refused) as caught:
        cascade(steering.district.standing("supervisor"), root, "negotiated", ["QH-T1", "QH-T2"])
    assert [p.where for p in caught.value.problems] == ["QH-T1", "QH-T2"]
    assert Target.objects.count() == 1


def test_each_side_waits_for_its_turn(steering: Steering) -> None:
    root, town, who = steering.root(), steering.district.unit("QH-T1"), steering.district.standing
    with pytest.raises(Refused):
        counter_quota(who("supervisor"), root, town, D(66), "先开价")
    propose_quota(who("t1_head"), root, town, D(60), "测算")
    with pytest.raises(Refused):
        propose_quota(who("t1_head"), root, town, D(61), "改口")
    with pytest.raises(Refused):
        agree_quota(who("t1_deputy"), root, town)
    counter_quota(who("supervisor"), root, town, D(66), "全区增速")
    with pytest.raises(Refused):
        agree_quota(who("supervisor"), root, town)
    agree_quota(who("t1_head"), root, town)
    assert QuotaStep.objects.last().value == 66  # type: ignore[union-attr]
    assert verify().holds


def test_those_above_may_take_an_agreement_back_before_it_is_handed_down(steering: Steering) -> None:
    root = steering.root()
    talk(steering, root)
    town = steering.district.unit("QH-T1")
    counter_quota(steering.district.standing("supervisor"), root, town, D(65), "全区有缺口")
    with pytest.raises(Refused):
        steering.split(root, "negotiated", ("QH-T1",), day=TODAY)


def test_strangers_are_denied_and_reasons_are_asked_for(steering: Steering) -> None:
    root, town, who = steering.root(), steering.district.unit("QH-T1"), steering.district.standing
    for stranger in ("t2_head", "t1_liaison", "supervisor", "admin"):
        with pytest.raises(Denied):
            propose_quota(who(stranger), root, town, D(60), "测算")
    for value, reason in (("60", " "), ("-1", "测算"), ("60.005", "测算"), ("NaN", "测算")):
        with pytest.raises(Refused):
            propose_quota(who("t1_head"), root, town, D(value), reason)
    village = steering.district.unit("QH-T1-V1")
    with pytest.raises(Denied):
        propose_quota(who("t1_head"), root, village, D(60), "测算")
    propose_quota(who("t1_head"), root, town, D(60), "测算")
    with pytest.raises(Denied):
        counter_quota(who("t1_head"), root, town, D(66), "越权")
    with pytest.raises(Denied):
        agree_quota(who("t2_head"), root, town)


def test_a_limit_is_not_agreed_on_in_parts(steering: Steering) -> None:
    limit = steering.root("80", kind="ceiling", op="<=")
    with pytest.raises(Refused, match="年度总量或增幅"):
        propose_quota(
            steering.district.standing("t1_head"), limit, steering.district.unit("QH-T1"), D(60), "测算"
        )


def test_a_step_is_never_rewritten(steering: Steering) -> None:
    root = steering.root()
    talk(steering, root)
    with pytest.raises(DatabaseError), transaction.atomic():
        QuotaStep.objects.update(value=1)


def test_everybody_sees_where_the_talks_stand_and_whose_turn_it_is(steering: Steering) -> None:
    root, town, who = steering.root(), steering.district.unit("QH-T1"), steering.district.standing
    propose_quota(who("t1_head"), root, town, D(60), "测算")

    def seen(person: str) -> tuple[str, bool, bool, bool]:
        talks = negotiations(who(person), root, TODAY)
        assert [n.unit.code for n in talks] == ["QH-S1", "QH-T1", "QH-T2", "QH-T3"]
        one = talks[1]
        assert one.base == 60
        return one.state, one.may_propose, one.may_counter, one.may_agree

    assert seen("supervisor") == ("proposed", False, True, True)
    assert seen("t1_head") == ("proposed", False, False, False)
    assert seen("t2_head") == ("proposed", False, False, False)
    counter_quota(who("supervisor"), root, town, D(66), "全区增速")
    assert seen("t1_head") == ("countered", True, False, True)
    assert seen("supervisor") == ("countered", False, False, False)
