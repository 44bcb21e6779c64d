"""Whoever is given a matter may say that it is not his; whoever gave it answers."""

from __future__ import annotations

import pytest

from cast import District
from desk_work import accepted, opened
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.matters.actions.accept import accept
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.object_to import object_to
from luoshi.matters.actions.reassign import reassign
from luoshi.matters.actions.uphold import uphold
from luoshi.matters.engine import load
from luoshi.matters.models import LinkState
from luoshi.matters.queries import my_matters
from luoshi.notices.queries import inbox


def test_an_upheld_objection_returns_to_the_same_link(district: District) -> None:
    office, town = district.standing("supervisor"), district.standing("t1_head")
    matter = opened(district)
    assign(office, matter)
    object_to(town, matter, "不在辖区")
    assert [card.id for card in my_matters(office).waits_for_me] == [matter.pk]
    assert "matter.objected" in [line.kind for line in inbox(office)]
    uphold(office, matter, "在辖区内")
    situation = load(matter)
    assert (situation.stage.code, situation.chain[0].state) == ("assigned", LinkState.ASSIGNED)
    accept(town, matter)
    assert verify().holds, verify().findings


def test_a_reassigned_matter_changes_its_lead_unit(district: District) -> None:
    office = district.standing("supervisor")
    matter = opened(district)
    first = assign(office, matter)
    object_to(district.standing("t1_head"), matter, "不在辖区")
    second = reassign(office, matter, unit=district.unit("QH-T2"), reason="属实")
    matter.refresh_from_db()
    first.refresh_from_db()
    assert matter.lead == district.unit("QH-T2")
    assert first.ended_at == office.at
    assert [place.link for place in load(matter).chain] == [second]
    with pytest.raises(Denied):
        accept(district.standing("t1_head"), matter)
    accept(district.standing("t2_head"), matter)


def test_an_objection_below_goes_to_the_link_above_not_to_the_office(district: District) -> None:
    town, village = district.standing("t1_deputy"), district.standing("v1_head")
    matter = accepted(district)
    assign(town, matter, unit=district.unit("QH-T1-V1"))
    object_to(village, matter, "人手不够")
    situation = load(matter)
    assert situation.stage.code == "in_progress"
    assert situation.holding is not None and situation.holding.link.unit == district.unit("QH-T1")
    with pytest.raises(Denied):
        uphold(district.standing("supervisor"), matter, "照办")
    assert [card.id for card in my_matters(town).waits_for_me] == [matter.pk]
    link = reassign(town, matter, unit=district.unit("QH-T1-V2"), reason="改由下湾村")
    assert [p.link.unit.code for p in load(matter).chain] == ["QH-T1", "QH-T1-V2"]
    assert link.position == 2


def test_an_objection_needs_a_reason_and_comes_before_acceptance(district: District) -> None:
    matter = opened(district)
    assign(district.standing("supervisor"), matter)
    with pytest.raises(Refused):
        object_to(district.standing("t1_head"), matter, "  ")
    accept(district.standing("t1_head"), matter)
    with pytest.raises(Refused, match="提出异议"):
        object_to(district.standing("t1_head"), matter, "不在辖区")
