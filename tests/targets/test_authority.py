"""Every change of a target rests on a document, an approver and a reason; what is first set needs none yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from approval import approval, leader
from cast import TODAY
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from luoshi.notices.queries import inbox
from luoshi.org.standing import Standing
from luoshi.targets.actions.change_target import change_target
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.actions.set_yardsticks import set_yardsticks
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.authority import Authority
from luoshi.targets.history import history
from luoshi.targets.models import Target
from steering import SET_ON, Steering

TABLE = ["0.05", "0.1", "0.15", "0.2", "0.3", "0.5", "0.55", "0.6", "0.7", "0.8", "0.9", "1"]
Change = Callable[[Standing, Target, Authority | None], Target]


def curve(standing: Standing, target: Target, authority: Authority | None) -> Target:
    return set_curve(standing, target, TABLE, authority=authority)


def base(standing: Standing, target: Target, authority: Authority | None) -> Target:
    return supply_base(standing, target, Decimal(210), "年鉴", authority)


def missing(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {p.code for p in refusal.value.problems}


@pytest.mark.parametrize("act", [curve, base])
def test_a_change_needs_document_approver_and_reason(steering: Steering, act: Change) -> None:
    root, office = steering.root(), steering.district.standing("supervisor")
    for nothing in (None, Authority(" ", None, "")):
        with pytest.raises(Refused) as refusal:
            act(office, root, nothing)
        assert missing(refusal) == {"basis", "approver", "reason"}
    changed = act(office, root, approval())
    assert (changed.basis, changed.approved_by, changed.change_reason) == (
        "青府发〔2015〕12号",
        leader(),
        "产业政策调整",
    )
    root.refresh_from_db()
    assert root.superseded_at == office.at
    (_set, told) = history(office, changed, TODAY)
    assert told.rests_on_authority
    entry = Entry.objects.filter(verb__in=("targets.set_curve", "targets.supply_base")).get()
    assert (entry.reason, entry.detail["basis"]) == ("产业政策调整", "青府发〔2015〕12号")
    assert verify().holds, verify().findings


@pytest.mark.parametrize("act", [curve, base])
def test_who_records_a_change_does_not_approve_it(steering: Steering, act: Change) -> None:
    root, head = steering.root(), steering.district.standing("leader")
    with pytest.raises(Refused) as refusal:
        act(head, root, approval())
    assert missing(refusal) == {"approver"}
    with pytest.raises(Refused) as refusal:
        change_target(head, root, Decimal(8), None, approval())
    assert missing(refusal) == {"approver"}
    floor = NewTarget(root.indicator, root.unit, "floor", "2015", Decimal(5))
    with pytest.raises(Refused) as refusal:
        set_target(head, floor, approval())
    assert missing(refusal) == {"approver"}
    assert Target.objects.get() == root


def test_the_first_curve_is_part_of_setting_until_it_is_handed_down_or_the_month_ends(
    steering: Steering,
) -> None:
    soon = steering.district.standing("supervisor", date(2015, 1, 31))
    first = set_curve(soon, steering.root(), TABLE)
    assert (first.basis, first.approved_by) == ("", None)
    with pytest.raises(Refused) as refusal:
        set_curve(soon, first, None)
    assert missing(refusal) == {"basis", "approver", "reason"}, "it has a curve now"
    assert verify().holds


def test_a_month_later_the_first_curve_is_a_change(steering: Steering) -> None:
    with pytest.raises(Refused):
        set_curve(steering.district.standing("supervisor", date(2015, 2, 1)), steering.root(), TABLE)


def test_once_handed_down_the_first_curve_is_a_change(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    with pytest.raises(Refused):
        set_curve(steering.district.standing("supervisor", SET_ON, 11), root, TABLE)


def test_a_first_base_needs_its_source_only(steering: Steering) -> None:
    office = steering.district.standing("supervisor")
    first = supply_base(office, steering.root(base=None), Decimal(200), "年鉴")
    with pytest.raises(Refused) as refusal:
        supply_base(office, first, Decimal(210), "年鉴修订")
    assert missing(refusal) == {"basis", "approver", "reason"}
    with pytest.raises(Refused) as refusal:
        supply_base(office, first, Decimal(200), "年鉴", approval())
    assert missing(refusal) == {"base"}, "nothing is changed"


def test_the_curve_in_force_is_not_set_again(steering: Steering) -> None:
    root, office = steering.root(), steering.district.standing("supervisor")
    new = set_curve(office, root, TABLE, authority=approval())
    with pytest.raises(Refused) as refusal:
        set_curve(office, new, TABLE, authority=approval())
    assert missing(refusal) == {"curve"}
    assert Target.objects.count() == 2


def test_parts_in_force_are_split_anew_on_authority_only(steering: Steering) -> None:
    root = steering.root()
    hand = {"QH-T1": "66", "QH-T2": "33"}
    first = steering.split(root, "by_hand", ("QH-T1", "QH-T2"), hand)
    assert {part.basis for part in first.values()} == {""}
    # A unit without a part is handed one as at first; with one in force beside it a document is asked for.
    steering.split(root, "by_hand", ("QH-T3",), {"QH-T3": "11"})
    for nothing in (None, Authority(" ", None, "")):
        with pytest.raises(Refused) as refusal:
            steering.split(root, "equal_growth", ("QH-S1", "QH-T1"), authority=nothing)
        assert missing(refusal) == {"basis", "approver", "reason"}
    assert not Target.objects.filter(unit__code="QH-S1").exists()
    second = steering.split(root, "equal_growth", ("QH-S1", "QH-T1"), authority=approval("增资"))["QH-T1"]
    assert (second.basis, second.approved_by, second.change_reason) == (
        "青府发〔2015〕12号",
        leader(),
        "增资",
    )
    entry = Entry.objects.filter(verb="targets.cascade").latest("pk")
    assert (entry.reason, entry.detail["basis"]) == ("增资", "青府发〔2015〕12号")
    told = [line.kind for line in inbox(steering.district.standing("leader"))]
    assert told == ["parts.approved"]
    assert verify().holds


def test_a_target_of_its_own_is_not_replaced_by_a_part_without_authority(steering: Steering) -> None:
    office = steering.district.standing("supervisor")
    own = NewTarget(steering.indicator(), steering.district.unit("QH-T1"), "level", "2015", Decimal(70))
    set_target(office, own, approval())
    with pytest.raises(Refused) as refusal:
        steering.split(steering.root(), units=("QH-T1",))
    assert missing(refusal) == {"basis", "approver", "reason"}


def test_thresholds_that_judge_somebody_are_changed_on_authority_only(steering: Steering) -> None:
    office = steering.district.standing("supervisor")
    set_yardsticks(office, chain="QH", level_slightly_behind=Decimal(-8))
    with pytest.raises(Refused) as refusal:
        set_yardsticks(office, chain="QH", level_slightly_behind=Decimal(-9))
    assert missing(refusal) == {"basis", "approver", "reason"}
    set_yardsticks(office, chain="QH", authority=approval("从严"), level_slightly_behind=Decimal(-9))
    entry = Entry.objects.filter(verb="targets.set_yardsticks").latest("pk")
    assert (entry.reason, entry.detail["basis"]) == ("从严", "青府发〔2015〕12号")
    assert [line.kind for line in inbox(steering.district.standing("leader"))] == ["yardsticks.approved"]
    assert verify().holds


def test_default_thresholds_judge_as_well_once_there_is_a_target(steering: Steering) -> None:
    steering.root()
    with pytest.raises(Refused) as refusal:
        set_yardsticks(
            steering.district.standing("supervisor"), chain="QH", level_slightly_behind=Decimal(-9)
        )
    assert missing(refusal) == {"basis", "approver", "reason"}
