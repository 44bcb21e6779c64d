"""A target is split by a stated rule: parts add up exactly, nothing is invented, nothing is overwritten."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from approval import approval
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.actions.cascade import cascade, propose
from luoshi.targets.actions.set_yardsticks import set_yardsticks
from luoshi.targets.models import Target
from reporting import FILERS
from steering import SET_ON, Steering

BY_HAND = {"QH-S1": "110", "QH-T1": "66", "QH-T2": "33", "QH-T3": "11"}


def refused(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [str(p.where) for p in caught.value.problems]


def test_by_share_the_parts_add_up_to_the_last_digit(steering: Steering) -> None:
    root = steering.root("7.77")
    parts = steering.split(root)
    assert root.level == Decimal("215.54")
    assert {u: p.value for u, p in parts.items()} == {
        "QH-S1": Decimal("107.77"),
        "QH-T1": Decimal("64.66"),
        "QH-T2": Decimal("32.33"),
        "QH-T3": Decimal("10.78"),
    }
    assert sum(p.value for p in parts.values()) == root.level
    one = parts["QH-T1"]
    assert (one.kind, one.rule, one.base, one.base_state, one.parent) == (
        "level",
        "share",
        Decimal(60),
        "added_up",
        root,
    )


def test_a_level_between_two_cents_is_rounded_half_up_before_it_is_split(steering: Steering) -> None:
    root = steering.root("200.125", kind="level", base=None)
    parts = steering.split(root)
    assert sum(p.value for p in parts.values()) == Decimal("200.13")
    found = steering.board()
    held = found.reconciliation(found.rows[root.pk], Decimal("0.03"))
    assert held is not None and held.balanced


def test_equal_growth_gives_everybody_the_same_growth_on_his_own_base(steering: Steering) -> None:
    parts = steering.split(steering.root(), "equal_growth")
    assert {(p.kind, p.value) for p in parts.values()} == {("growth", Decimal(10))}
    assert {u: p.level for u, p in parts.items()} == {u: Decimal(v) for u, v in BY_HAND.items()}


def test_equal_growth_needs_no_base_but_says_where_none_is_known(steering: Steering) -> None:
    root = steering.root(code="revenue", base=None)
    parts = steering.split(root, "equal_growth")
    assert {(p.level, p.base, p.base_state) for p in parts.values()} == {(None, None, "missing")}


def test_equal_growth_of_a_level_is_refused(steering: Steering) -> None:
    with pytest.raises(Refused):
        steering.split(steering.root("300", kind="level"), "equal_growth")
    assert Target.objects.count() == 1


def test_by_hand_takes_what_is_given(steering: Steering) -> None:
    parts = steering.split(steering.root(), "by_hand", by_hand=BY_HAND)
    assert {u: p.level for u, p in parts.items()} == {u: Decimal(v) for u, v in BY_HAND.items()}


@pytest.mark.parametrize("value", ["-1", "NaN", "Infinity", "1e20", "11.005"])
def test_by_hand_names_the_unit_whose_number_cannot_be_taken(steering: Steering, value: str) -> None:
    with pytest.raises(Refused) as caught:
        steering.split(steering.root(), "by_hand", by_hand={**BY_HAND, "QH-T3": value})
    assert refused(caught) == ["QH-T3"]
    assert Target.objects.count() == 1


def test_by_hand_every_unit_needs_a_value(steering: Steering) -> None:
    with pytest.raises(Refused) as caught:
        steering.split(steering.root(), "by_hand", by_hand={"QH-S1": "110"})
    assert refused(caught) == ["QH-T1", "QH-T2", "QH-T3"]


def test_a_missing_base_is_named_and_never_invented(steering: Steering) -> None:
    steering.history("revenue", {"QH-S1": ("1", "2"), "QH-T1": ("1", "2"), "QH-T2": ("1", "2")})
    with pytest.raises(Refused) as caught:
        steering.split(steering.root(code="revenue"))
    assert refused(caught) == ["QH-T3"]


def test_a_share_of_nothing_is_refused(steering: Steering) -> None:
    steering.history("revenue", dict.fromkeys(FILERS, ("0", "0")))
    with pytest.raises(Refused):
        steering.split(steering.root(code="revenue"))


def test_a_target_without_base_has_no_amount_to_split(steering: Steering) -> None:
    with pytest.raises(Refused):
        steering.split(steering.root(base=None))


@pytest.mark.parametrize(
    ("units", "named"), [(("QH-T1", "QH-T1-V1"), ["QH-T1-V1"]), (("XX",), ["XX"]), ((), ["固定资产投资"])]
)
def test_only_units_directly_below_carry_a_part(
    steering: Steering, units: tuple[str, ...], named: list[str]
) -> None:
    root = steering.root()
    with pytest.raises(Refused) as caught:
        steering.split(root, "equal_growth", units)
    assert refused(caught) == named
    with pytest.raises(Refused):
        propose(steering.district.standing("supervisor"), root, "equal_growth", list(units))


def test_an_unknown_rule_is_refused(steering: Steering) -> None:
    with pytest.raises(Refused):
        steering.split(steering.root(), "root")


def test_over_allocation_above_the_limit_needs_a_reason(steering: Steering) -> None:
    root = steering.root()
    over = {**BY_HAND, "QH-S1": "116.61"}
    with pytest.raises(Refused) as caught:
        steering.split(root, "by_hand", by_hand=over)
    assert "6.61" in str(caught.value)
    assert [p.code for p in caught.value.problems] == ["over_reason"]
    with pytest.raises(Refused):
        steering.split(root, "by_hand", by_hand=over, reason="  ")
    assert not Target.objects.filter(parent=root).exists()
    parts = steering.split(root, "by_hand", by_hand=over, reason="加压奋进")
    assert {p.over_reason for p in parts.values()} == {"加压奋进"}


def test_over_allocation_at_the_limit_needs_none(steering: Steering) -> None:
    steering.split(steering.root(), "by_hand", by_hand={**BY_HAND, "QH-S1": "116.60"})


def test_the_limit_is_the_offices_to_set(steering: Steering) -> None:
    set_yardsticks(
        steering.district.standing("supervisor"), chain="QH", over_allocation_limit=Decimal("0.05")
    )
    steering.split(steering.root(), "by_hand", by_hand={**BY_HAND, "QH-S1": "116.61"})


def test_handing_down_unit_by_unit_does_not_evade_the_limit(steering: Steering) -> None:
    root = steering.root()
    steering.split(root, "by_hand", by_hand=BY_HAND)
    with pytest.raises(Refused) as caught:
        steering.split(root, "by_hand", ("QH-S1",), {"QH-S1": "130"})
    assert "20.00" in str(caught.value)


def test_a_second_split_supersedes_part_by_part_and_keeps_who_answers(steering: Steering) -> None:
    root = steering.root()
    first = steering.split(root)
    post = steering.district.unit("QH-T1").posts.get(role="principal")
    assign_owner(steering.district.standing("supervisor", SET_ON), first["QH-T1"], post)
    said = approval()
    second = steering.split(root, "equal_growth", ("QH-T1", "QH-T2"), day=date(2015, 2, 2), authority=said)
    assert second["QH-T1"].owner_post == post
    first["QH-T1"].refresh_from_db()
    assert first["QH-T1"].superseded_at is not None
    assert first["QH-T1"].value == Decimal("66")
    in_force = Target.objects.filter(parent=root, superseded_at=None)
    assert {(p.unit.code, p.kind) for p in in_force} == {
        ("QH-S1", "level"),
        ("QH-T1", "growth"),
        ("QH-T2", "growth"),
        ("QH-T3", "level"),
    }
    assert verify().holds, verify().findings


def test_what_has_been_superseded_is_not_split_any_more(steering: Steering) -> None:
    root = steering.root()
    old = steering.split(root)["QH-T1"]
    steering.split(root, authority=approval())
    with pytest.raises(Refused) as caught:
        steering.split(old, "equal_growth", ("QH-T1-V1",))
    assert [p.code for p in caught.value.problems] == ["superseded"]


def test_a_target_goes_down_through_a_unit_that_manages_a_town(steering: Steering) -> None:
    steering.hand_over("QH-T3", "QH-S2")
    root = steering.root()
    parts = steering.split(root, units=("QH-S1", "QH-S2", "QH-T1", "QH-T2"))
    assert parts["QH-S2"].base == Decimal(10)
    below = steering.split(parts["QH-S2"], "share", ("QH-T3",), who="supervisor")
    assert below["QH-T3"].level == parts["QH-S2"].level == Decimal(11)
    found = steering.board()
    assert [found.node(p).code for p in found.parts_of(found.rows[parts["QH-S2"].pk])] == ["QH-T3"]


def test_a_member_without_a_figure_leaves_the_manager_without_a_base(steering: Steering) -> None:
    steering.hand_over("QH-T3", "QH-S2")
    steering.hand_over("QH-T2", "QH-S2")
    steering.history("revenue", {"QH-S1": ("1", "2"), "QH-T1": ("1", "2"), "QH-T2": ("1", "2")})
    with pytest.raises(Refused) as caught:
        steering.split(steering.root(code="revenue"), units=("QH-S1", "QH-S2", "QH-T1"))
    assert refused(caught) == ["QH-S2"]


@pytest.mark.parametrize("who", ["assessor", "statistician", "t2_head", "t1_liaison", "inspector", "admin"])
def test_others_do_not_split(steering: Steering, who: str) -> None:
    root = steering.root()
    part = steering.split(root)["QH-T1"]
    for target in (root, part):
        with pytest.raises(Denied):
            cascade(steering.district.standing(who), target, "equal_growth", ["QH-T1-V1"])


def test_a_principal_splits_what_his_unit_carries_and_no_more(steering: Steering) -> None:
    root = steering.root()
    part = steering.split(root, "equal_growth")["QH-T1"]
    steering.split(part, "equal_growth", ("QH-T1-V1", "QH-T1-V2"), who="t1_head")
    with pytest.raises(Denied):
        cascade(steering.district.standing("t1_head"), root, "share", list(FILERS))
