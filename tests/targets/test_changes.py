"""Bases, curves, owners and yardsticks change by new rows, signed in the ledger, by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from approval import approval
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.standing import Standing
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.set_yardsticks import set_yardsticks
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.models import Target
from luoshi.targets.queries import yardsticks
from steering import Steering

TABLE = ["0.05", "0.1", "0.15", "0.2", "0.3", "0.5", "0.55", "0.6", "0.7", "0.8", "0.9", "1"]


def test_a_supplied_base_leaves_the_parts_under_the_target(steering: Steering) -> None:
    root = steering.root(base=None)
    parts = steering.split(root, "equal_growth")
    new = supply_base(steering.district.standing("supervisor", date(2015, 3, 2)), root, Decimal(200), "年鉴")
    now, before = steering.board(), steering.board(date(2015, 2, 10))
    assert (new.level, [p.target for p in now.roots]) == (Decimal(220), [new])
    assert [p.target for p in before.roots] == [root]
    for found, top in ((now, new), (before, root)):
        assert {p.target for p in found.parts_of(found.rows[top.pk])} == set(parts.values())
    assert now.in_place_of(root) == now.rows[new.pk]
    assert verify().holds, verify().findings


def test_a_curve_reaches_everything_below_and_earlier_days_keep_theirs(steering: Steering) -> None:
    steering.hand_over("QH-T3", "QH-S2")
    root = steering.root()
    part = steering.split(root, units=("QH-S1", "QH-S2", "QH-T1", "QH-T2"))["QH-S2"]
    steering.split(part, units=("QH-T3",))
    office = steering.district.standing("supervisor", date(2015, 5, 20))
    new = set_curve(office, root, TABLE, authority=approval())
    assert verify().holds, verify().findings
    now, before = steering.board(), steering.board(date(2015, 5, 10))
    assert {p.expected for p in now.rows.values()} == {0.5}
    assert len(now.rows) == len(before.rows) == 6
    assert {p.expected for p in before.rows.values()} == {4 / 12}
    assert Target.objects.filter(superseded_at=None, curve="table").count() == 6
    set_curve(office, new, None, authority=approval("恢复均衡时序"))
    assert {p.target.curve for p in steering.board().rows.values()} == {"linear"}
    assert verify().holds, verify().findings


@pytest.mark.parametrize(
    "table",
    [
        TABLE[:11],
        [*TABLE[:11], "0.99"],
        ["-0.1", *TABLE[1:]],
        ["0.2", *TABLE[1:]],
        ["", *TABLE[1:]],
        ["NaN", *TABLE[1:]],
        [*TABLE[:11], "Infinity"],
    ],
)
def test_a_table_that_is_no_curve_is_refused(steering: Steering, table: list[str]) -> None:
    root = steering.root()
    with pytest.raises(Refused):
        set_curve(steering.district.standing("supervisor"), root, table)
    assert Target.objects.get() == root


def test_a_fallen_share_names_its_month(steering: Steering) -> None:
    with pytest.raises(Refused) as caught:
        set_curve(steering.district.standing("supervisor"), steering.root(), [*TABLE[:5], "0.29", *TABLE[6:]])
    assert "6" in str(caught.value)


def test_the_units_own_principal_names_who_answers(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    post = steering.district.unit("QH-T1").posts.get(role="deputy")
    assign_owner(steering.district.standing("t1_head"), part, post)
    part.refresh_from_db()
    assert part.owner_post == post
    assert verify().holds, verify().findings


def test_yardsticks_stand_by_themselves_until_somebody_sets_them(steering: Steering) -> None:
    assert (yardsticks().level_slightly_behind, yardsticks().pk) == (Decimal(-5), None)
    office = steering.district.standing("supervisor")
    set_yardsticks(office, chain="QH", growth_slightly_behind=Decimal("-3.5"))
    set_yardsticks(office, chain="QH", authority=approval(), level_slightly_behind=Decimal(-8))
    found = yardsticks()
    assert (found.growth_slightly_behind, found.level_slightly_behind) == (Decimal("-3.5"), Decimal(-8))
    assert verify().holds, verify().findings


@pytest.mark.parametrize(
    "gaps",
    [
        {"level_slightly_behind": "1"},
        {"growth_on_pace": "-3"},
        {"over_allocation_limit": "-0.01"},
        {"level_on_pace": "NaN"},
        {"level_slightly_behind": "-1000000"},
        {"level_slightly_behind": "-2.005"},
    ],
)
def test_yardsticks_that_cannot_be_are_refused(steering: Steering, gaps: dict[str, str]) -> None:
    with pytest.raises(Refused):
        set_yardsticks(
            steering.district.standing("supervisor"), chain="QH", **{k: Decimal(v) for k, v in gaps.items()}
        )
    assert yardsticks().pk is None


def _base(standing: Standing, target: Target) -> object:
    return supply_base(standing, target, Decimal(200), "年鉴")


def _curve(standing: Standing, target: Target) -> object:
    return set_curve(standing, target, None)


def _owner(standing: Standing, target: Target) -> object:
    return assign_owner(standing, target, target.unit.posts.all()[0])


def _yardsticks(standing: Standing, target: Target) -> object:
    return set_yardsticks(standing, chain="QH", level_on_pace=Decimal(1))


@pytest.mark.parametrize("act", [_base, _curve, _owner, _yardsticks])
@pytest.mark.parametrize("who", ["assessor", "t1_head", "t1_liaison", "statistician", "inspector", "admin"])
def test_others_change_nothing_of_the_districts_targets(
    steering: Steering, who: str, act: Callable[[Standing, Target], object]
) -> None:
    root = steering.root(base=None)
    with pytest.raises(Denied):
        act(steering.district.standing(who), root)


@pytest.mark.parametrize("act", [_base, _curve, _owner])
def test_what_has_been_superseded_is_changed_no_more(
    steering: Steering, act: Callable[[Standing, Target], object]
) -> None:
    root = steering.root(base=None)
    office = steering.district.standing("supervisor")
    _base(office, root)
    with pytest.raises(Refused) as caught:
        act(office, root)
    assert [p.code for p in caught.value.problems] == ["superseded"]
