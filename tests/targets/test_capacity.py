"""A target is split by what units can carry; the capacities are on record."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from luoshi.targets.actions.cascade import cascade, propose
from luoshi.targets.capacity import Capacity
from luoshi.targets.models import Target
from reporting import FILERS
from steering import Steering

D = Decimal


def test_last_years_level_with_headroom(steering: Steering) -> None:
    root = steering.root()
    office = steering.district.standing("supervisor")
    capacity = Capacity("invest", headroom={"QH-T1": D(50)})
    made = cascade(office, root, "capacity", list(FILERS), capacity=capacity)
    parts = {t.unit.code: t for t in made}
    # 100 + 60 x 1.5 + 30 + 10 = 230 carries 220.
    assert sum(t.value for t in made) == root.level == 220
    assert parts["QH-T1"].value == D("86.09")
    assert parts["QH-T1"].rule == "capacity"
    assert Entry.objects.latest("pk").detail["capacities"]["QH-T1"] == "90"
    assert verify().holds


def test_a_table_or_another_indicator_says_what_units_can_carry(steering: Steering) -> None:
    root, office = steering.root(), steering.district.standing("supervisor")
    table = {"QH-S1": D(1), "QH-T1": D(3)}
    assert propose(office, root, "capacity", ["QH-S1", "QH-T1"], capacity=Capacity("", table)).values == {
        "QH-S1": D(55),
        "QH-T1": D(165),
    }
    steering.history("revenue", dict.fromkeys(FILERS, ("1", "2")))
    found = propose(office, root, "capacity", list(FILERS), capacity=Capacity("revenue"))
    assert set(found.values.values()) == {D(55)}


@pytest.mark.parametrize(
    ("capacity", "places"),
    [
        (Capacity("revenue"), ["QH-S1", "QH-T1"]),
        (Capacity("nothing"), ["nothing"]),
        (Capacity("", {"QH-S1": D(1)}), ["QH-T1"]),
        (Capacity("", {"QH-S1": D(-1), "QH-T1": D(1)}), ["QH-S1"]),
        (Capacity("", {"QH-S1": D(0), "QH-T1": D(0)}), ["固定资产投资"]),
        (Capacity("invest", headroom={"QH-S1": D(-101)}), ["QH-S1"]),
    ],
)
def test_a_capacity_that_is_not_known_is_asked_for(
    steering: Steering, capacity: Capacity, places: list[str]
) -> None:
    root = steering.root()
    with pytest.raises(Refused) as caught:
        propose(
            steering.district.standing("supervisor"), root, "capacity", ["QH-S1", "QH-T1"], capacity=capacity
        )
    assert [p.where for p in caught.value.problems] == places
    assert Target.objects.count() == 1


def test_without_a_level_there_is_nothing_to_split(steering: Steering) -> None:
    with pytest.raises(Refused):
        steering.split(steering.root(base=None), "capacity")


def test_a_negative_capacity_is_told_apart_from_an_unknown_one(steering: Steering) -> None:
    table = {"QH-S1": D(5), "QH-T1": D(-5)}
    with pytest.raises(Refused) as refused:
        propose(
            steering.district.standing("supervisor"),
            steering.root(),
            "capacity",
            ["QH-S1", "QH-T1"],
            capacity=Capacity("", table),
        )
    (problem,) = refused.value.problems
    assert (problem.where, str(problem.what)) == ("QH-T1", "能力不能为负数。")
