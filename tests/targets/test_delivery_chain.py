"""Where did it stop? Every link of the chain from the district to the post says what is missing in it."""

from __future__ import annotations

import pytest

from approval import approval
from luoshi.ledger.refusal import Refused
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.models import Target
from luoshi.targets.queries import chain
from steering import Steering


def name_all(steering: Steering, *units: str) -> None:
    """The first post of each unit answers for its target."""
    for code in units:
        target = Target.objects.get(unit__code=code, superseded_at=None)
        post = steering.district.unit(code).posts.order_by("order").first()
        assert post is not None
        assign_owner(steering.district.standing("supervisor"), target, post)


def stops(steering: Steering, root: Target) -> dict[str, tuple[int, str]]:
    """Depth and stop word of each link by unit, in the order of the chain."""
    found = steering.board()
    return {link.unit.code: (link.depth, link.stop) for link in chain(found, found.rows[root.pk])}


def test_a_root_that_nobody_split_stops_at_the_top(steering: Steering) -> None:
    assert stops(steering, steering.root()) == {"QH": (0, "not_split")}


def test_the_chain_stops_where_nobody_answers_or_nobody_reported(steering: Steering) -> None:
    root = steering.root()
    steering.split(root)
    name_all(steering, "QH-S1", "QH-T1", "QH-T2")
    steering.report({"QH-S1": "50", "QH-T1": "30"})
    assert list(stops(steering, root).items()) == [
        ("QH", (0, "")),
        ("QH-S1", (1, "")),
        ("QH-T1", (1, "")),
        ("QH-T2", (1, "not_reported")),
        ("QH-T3", (1, "no_owner")),
    ]


def test_it_goes_down_through_a_manager_and_stops_with_him_until_he_hands_it_on(steering: Steering) -> None:
    steering.hand_over("QH-T3", "QH-S2")
    root = steering.root()
    part = steering.split(root, units=("QH-S1", "QH-S2", "QH-T1", "QH-T2"))["QH-S2"]
    steering.report(dict.fromkeys(("QH-S1", "QH-T1", "QH-T2", "QH-T3"), "5"))
    assert stops(steering, root)["QH-S2"] == (1, "not_split")
    steering.split(part, units=("QH-T3",))
    name_all(steering, "QH-S1", "QH-T1", "QH-T2", "QH-T3")
    assert list(stops(steering, root).items()) == [
        ("QH", (0, "")),
        ("QH-S1", (1, "")),
        ("QH-S2", (1, "")),
        ("QH-T3", (2, "")),
        ("QH-T1", (1, "")),
        ("QH-T2", (1, "")),
    ]


def test_a_missing_base_is_said_at_the_top(steering: Steering) -> None:
    root = steering.root(base=None)
    steering.split(root, "equal_growth")
    name_all(steering, "QH-S1", "QH-T1", "QH-T2", "QH-T3")
    steering.report(dict.fromkeys(("QH-S1", "QH-T1", "QH-T2", "QH-T3"), "5"))
    assert stops(steering, root)["QH"] == (0, "no_base")


def test_the_chain_holds_together_when_a_link_in_its_middle_is_superseded(steering: Steering) -> None:
    steering.hand_over("QH-T3", "QH-S2")
    root = steering.root()
    units = ("QH-S1", "QH-S2", "QH-T1", "QH-T2")
    part = steering.split(root, units=units)["QH-S2"]
    below = steering.split(part, units=("QH-T3",))["QH-T3"]
    again = steering.split(root, "equal_growth", units, authority=approval())["QH-S2"]
    assert stops(steering, root)["QH-T3"][0] == 2
    found = steering.board()
    assert [p.target for p in found.roots] == [root]
    above = found.above(found.rows[below.pk])
    assert above is not None and above.target == again


def test_a_post_of_another_unit_does_not_answer(steering: Steering) -> None:
    root = steering.root()
    part = steering.split(root)["QH-T1"]
    stranger = steering.district.unit("QH-T2").posts.first()
    assert stranger is not None
    with pytest.raises(Refused):
        assign_owner(steering.district.standing("supervisor"), part, stranger)
    part.refresh_from_db()
    assert part.owner_post is None
