"""A new edition of the plan supersedes a target when a person says so, and not before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from approval import leader
from cast import TODAY, District
from luoshi.documents.actions.import_document import Heading
from luoshi.documents.actions.import_edition import import_edition
from luoshi.documents.models import Document, Draft
from luoshi.indicators.models import Indicator, Observation
from luoshi.indicators.vocabulary import vocabulary
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Post
from luoshi.org.standing import Standing
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.actions.confirm_draft import confirm_draft, proposed
from luoshi.targets.actions.supersede_target import supersede_target
from luoshi.targets.coverage import coverage
from luoshi.targets.models import Target
from plan_document import PLAN, catalogue, import_plan

WHY = "上级调低预期"
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office(district: District) -> Standing:
    return district.standing("supervisor", TOMORROW, 10)


@pytest.fixture
def gdp(district: District) -> Target:
    """The target of growth that the first edition sets, with a post that answers for it."""
    indicator = catalogue()["gdp"]
    draft = (
        import_plan(district).drafts.select_related("document__unit", "clause").get(proposal__indicator="gdp")
    )
    office = district.standing("supervisor")
    target = confirm_draft(office, draft, proposed(draft, indicator))
    post = Post.objects.filter(unit__code="QH").first()
    assert post is not None
    return assign_owner(office, target, post)


def edited(district: District, text: str) -> Document:
    return import_edition(
        district.standing("supervisor", TOMORROW),
        Document.objects.latest("pk"),
        Heading("2015年工作安排（修订）", 2015),
        text,
        vocabulary=vocabulary(),
    )


def draft_of(document: Document, indicator: str = "gdp") -> Draft:
    found: Draft = document.drafts.select_related("document__unit", "clause").get(
        proposal__indicator=indicator
    )
    return found


def test_the_new_number_takes_the_place_of_the_old(district: District, office: Standing, gdp: Target) -> None:
    document = edited(district, PLAN.replace("增长8%", "增长7%"))
    draft = draft_of(document)
    new = supersede_target(office, gdp, draft, proposed(draft, gdp.indicator), leader(), WHY)
    gdp.refresh_from_db()
    assert gdp.superseded_at == office.at
    assert (new.value, new.document, new.owner_post) == (Decimal(7), document, gdp.owner_post)
    assert new.level == Decimal("214.535")
    draft.refresh_from_db()
    assert (draft.state, draft.carried.state, draft.carried.decided_by_id) == (
        "confirmed",
        "replaced",
        office.person_id,
    )
    found = {line.clause.title: line.targets for line in coverage(office, document.pk, TOMORROW).clauses}
    assert found["2015年目标"] == (new,)
    # The last entry tells the approver.
    assert [e.verb for e in Entry.objects.order_by("-pk")[:2]] == [
        "notices.notify",
        "targets.supersede_target",
    ]
    assert verify().holds, verify().findings


def test_the_earlier_edition_is_told_as_it_stood(district: District, office: Standing, gdp: Target) -> None:
    first = gdp.document
    assert first is not None
    draft = draft_of(edited(district, PLAN.replace("增长8%", "增长7%")))
    supersede_target(office, gdp, draft, proposed(draft, gdp.indicator), leader(), WHY)
    for day in (TODAY, TOMORROW):
        found = {line.clause.title: line.targets for line in coverage(office, first.pk, day).clauses}
        assert found["2015年目标"] == (gdp,)


def test_a_base_that_the_new_text_leaves_out_stays(district: District, office: Standing, gdp: Target) -> None:
    draft = draft_of(
        edited(district, PLAN.replace("增长8%", "增长7%").replace("实现生产总值200.5亿元，", ""))
    )
    before = Observation.objects.count()
    new = supersede_target(office, gdp, draft, proposed(draft, gdp.indicator), leader(), WHY)
    assert (new.base, new.base_source, new.base_start) == (gdp.base, "2015年工作安排", None)
    assert Observation.objects.count() == before


def test_only_the_same_place_is_taken(district: District, office: Standing, gdp: Target) -> None:
    document = edited(district, PLAN.replace("增长8%", "增长7%"))
    draft = draft_of(document, "fiscal_revenue")
    decision = proposed(draft, Indicator.objects.get(code="fiscal_revenue"))
    with pytest.raises(Refused) as refused:
        supersede_target(office, gdp, draft, decision, leader(), WHY)
    assert [p.code for p in refused.value.problems] == ["indicator"]
    own = draft_of(document)
    with pytest.raises(Refused):
        supersede_target(
            office, gdp, own, replace(proposed(own, gdp.indicator), period="2016"), leader(), WHY
        )
    new = supersede_target(office, gdp, own, proposed(own, gdp.indicator), leader(), WHY)
    with pytest.raises(Refused) as again:
        supersede_target(office, gdp, own, proposed(own, gdp.indicator), leader(), WHY)
    assert [p.code for p in again.value.problems] == ["superseded"]
    with pytest.raises(Refused) as settled:
        supersede_target(office, new, own, proposed(own, gdp.indicator), leader(), WHY)
    assert [p.code for p in settled.value.problems] == ["settled"]


@pytest.mark.parametrize("who", ["assessor", "t1_head", "inspector", "admin"])
def test_others_supersede_nothing(district: District, gdp: Target, who: str) -> None:
    draft = draft_of(edited(district, PLAN.replace("增长8%", "增长7%")))
    with pytest.raises(Denied):
        supersede_target(
            district.standing(who, TOMORROW), gdp, draft, proposed(draft, gdp.indicator), leader(), WHY
        )
