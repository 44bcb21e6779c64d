"""Coverage says of every clause who owns it, whether it was set aside, or that nobody does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from cast import TODAY, District
from luoshi.documents.actions.set_aside_clause import set_aside_clause
from luoshi.documents.models import Document
from luoshi.indicators.models import Indicator
from luoshi.matters.actions.confirm_draft import MatterDecision
from luoshi.matters.actions.confirm_draft import confirm_draft as confirm_matter
from luoshi.targets.actions.confirm_draft import confirm_draft, proposed
from luoshi.targets.coverage import coverage
from plan_document import catalogue, import_plan

ONE_DAY = timedelta(days=1)


@pytest.fixture
def plan(district: District) -> Document:
    catalogue()
    return import_plan(district)


def states(district: District, plan: Document, who: str = "supervisor", day: date = TODAY) -> dict[str, str]:
    return {line.clause.title: line.state for line in coverage(district.standing(who), plan.pk, day).clauses}


def own_the_housing_clause(district: District, plan: Document, day: date = TODAY) -> None:
    draft = plan.drafts.select_related("document__unit", "clause").get(proposal__title="改造老旧小区")
    decision = MatterDecision("改造老旧小区", "年底前完成", "QH-S1", due_on=date(2015, 12, 31))
    confirm_matter(district.standing("supervisor", day), draft, decision)


def test_at_first_nobody_owns_anything(district: District, plan: Document) -> None:
    found = coverage(district.standing("leader"), plan.pk, TODAY)
    assert {line.state for line in found.clauses} == {"nobody"}
    assert (found.counts, found.total) == ({"owned": 0, "set_aside": 0, "nobody": 5}, 5)
    assert sum(len(line.pending) for line in found.clauses) == plan.drafts.count()


def test_targets_and_matters_own_their_clauses_and_sum_up(district: District, plan: Document) -> None:
    draft = plan.drafts.select_related("document__unit", "clause").get(proposal__indicator="gdp")
    confirm_draft(district.standing("supervisor"), draft, proposed(draft, Indicator.objects.get(code="gdp")))
    own_the_housing_clause(district, plan)
    found = states(district, plan)
    assert found["2015年目标"] == "owned"
    assert found["改造老旧小区"] == found["抓好民生"] == "owned"
    assert found["抓好工业"] == "nobody"
    assert found["重点任务"] == "partly"
    assert coverage(district.standing("leader"), plan.pk, TODAY).counts == {
        "owned": 2,
        "set_aside": 0,
        "nobody": 3,
    }


def test_what_is_set_aside_takes_its_parts_along_unless_they_are_owned(
    district: District, plan: Document
) -> None:
    own_the_housing_clause(district, plan)
    set_aside_clause(district.standing("leader"), plan.clauses.get(title="重点任务"), "另行发文")
    found = states(district, plan)
    assert found["服务企业"] == found["抓好工业"] == "set_aside"
    assert found["改造老旧小区"] == found["重点任务"] == "owned"


def test_a_unit_that_may_not_see_a_matter_still_sees_that_the_clause_is_owned(
    district: District, plan: Document
) -> None:
    own_the_housing_clause(district, plan)
    assert states(district, plan, "t2_head")["改造老旧小区"] == "owned"
    found = coverage(district.standing("t2_head"), plan.pk, TODAY)
    assert not any(line.matters for line in found.clauses)
    seen = coverage(district.standing("s1_liaison"), plan.pk, TODAY)
    assert [line.clause.title for line in seen.clauses if line.matters] == ["改造老旧小区"]


def test_coverage_is_told_as_it_was_known(district: District, plan: Document) -> None:
    later = TODAY + ONE_DAY
    own_the_housing_clause(district, plan, later)
    assert states(district, plan, day=TODAY)["改造老旧小区"] == "nobody"
    assert states(district, plan, day=later)["改造老旧小区"] == "owned"


def test_reading_costs_the_same_whatever_the_length(
    district: District, plan: Document, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    standing = district.standing("supervisor")
    with django_assert_max_num_queries(9):
        coverage(standing, plan.pk, TODAY)
