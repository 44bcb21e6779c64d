"""Forms of awards and gates filled in wrongly: told where and how to mend it, and nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from lxml import html

from luoshi.assessment.appeal_models import Appeal
from luoshi.assessment.award_models import AwardDeviation, AwardPlan, Gate
from luoshi.assessment.models import Run, RunState, Scheme
from luoshi.org.models import Post
from luoshi.web.appeal_words import quota_words
from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented people are the ones who sign in."""
    monkeypatch.setattr("django.conf.settings.DEMO", True)


PLAN = {"border": "all_in", "document": "区考核办〔2015〕9号"}


@pytest.mark.parametrize(
    "tiers",
    ["先进单位", "先进单位 20%", "|20%", "先进|First|二等|Second|20%", "先进|20%|", "名" * 61 + "|20%", "|"],
)
def test_a_line_of_the_plan_that_is_none_is_refused(prepared: Prepared, tiers: str) -> None:
    before = AwardPlan.objects.count()
    where = reverse("assessment_award_plan", args=[prepared.scheme.pk])
    page = signed_in("assessor").post(where, {**PLAN, "tiers": tiers})
    assert page.status_code == 422 and AwardPlan.objects.count() == before


def test_a_share_is_told_with_all_its_digits() -> None:
    with override("en"):
        told = [quota_words({"share": share}) for share in ("0.2", "0.125", "0.0333", "1")]
    assert [words.split()[0] for words in told] == ["20%", "12.5%", "3.33%", "100%"]


@pytest.mark.parametrize("tier", ["", "x", "-1", "²"])
def test_a_unit_is_left_out_only_where_that_is_said(prepared: Prepared, tier: str) -> None:
    where = reverse("assessment_awards_deviate", args=[prepared.awarded_run.pk])
    said = {"unit": "QH-T1", "document": "区委〔2015〕20号", "reason": "防汛"}
    assert signed_in("leader").post(where, {**said, "tier": tier}).status_code == 422
    assert not AwardDeviation.objects.exists()
    assert signed_in("leader").post(where, {**said, "tier": "none"}).status_code == 302
    assert AwardDeviation.objects.get().tier is None


def told_beside(page: HttpResponse) -> set[str]:
    """The fields that a refused form marks."""
    assert page.status_code == 422
    return set(html.fromstring(page.content.decode()).xpath("//*[@aria-invalid='true']/@name"))


def test_everything_wrong_with_a_gate_is_said_at_once(prepared: Prepared) -> None:
    before = Gate.objects.count()
    where, leader = reverse("assessment_gate", args=[prepared.scheme.pk]), signed_in("leader")
    assert told_beside(leader.post(where, {})) == {"unit", "code", "basis", "document", "since", "until"}
    said = {"unit": "QH-T2", "code": "安全生产", "document": "区安委〔2015〕1号"}
    term = {"since": "2015-07-06", "until": "2015-07-05"}
    assert told_beside(leader.post(where, said | term)) == {"basis", "until"}
    assert Gate.objects.count() == before


def test_a_deviation_without_unit_and_award_is_asked_for_its_document_too(prepared: Prepared) -> None:
    where = reverse("assessment_awards_deviate", args=[prepared.awarded_run.pk])
    assert told_beside(signed_in("leader").post(where, {})) == {"unit", "tier", "document", "reason"}
    assert not AwardDeviation.objects.exists()


def test_a_gate_sent_twice_is_one_gate(prepared: Prepared) -> None:
    where = reverse("assessment_gate", args=[prepared.scheme.pk])
    said = {"unit": "QH-T2", "code": "安全生产", "basis": "《安全生产法》", "document": "区安委〔2015〕1号"}
    term = {"since": "2015-07-06", "until": "2015-12-31"}
    assert [signed_in("leader").post(where, {**said, **term}).status_code for _twice in range(2)] == [
        302,
        422,
    ]
    assert Gate.objects.filter(unit__code="QH-T2").count() == 1
    later = {"since": "2016-01-01", "until": "2016-12-31"}
    assert signed_in("leader").post(where, {**said, **later}).status_code == 302


@pytest.mark.parametrize(("field", "length"), [("code", 61), ("basis", 201), ("document", 201)])
def test_what_is_too_long_for_the_record_is_refused_and_not_cut(
    prepared: Prepared, field: str, length: int
) -> None:
    before = Gate.objects.count()
    where = reverse("assessment_gate", args=[prepared.scheme.pk])
    said = {"unit": "QH-T2", "code": "安全生产", "basis": "《安全生产法》", "document": "区安委〔2015〕1号"}
    term = {"since": "2015-07-06", "until": "2015-12-31"}
    page = signed_in("leader").post(where, {**said, **term, field: "法" * length})
    assert page.status_code == 422 and Gate.objects.count() == before
    assert str(length - 1) in page.content.decode()


def test_a_gate_whose_term_is_over_stands_no_more(prepared: Prepared) -> None:
    Gate.objects.update(since="2015-01-01", until="2015-02-01")
    page = signed_in("leader").get(reverse("assessment_award_plan", args=[prepared.scheme.pk]))
    assert "期限已过" in page.content.decode()


@pytest.mark.parametrize("kind", [None, "", "trial", "zzz"])
def test_a_run_is_frozen_as_what_was_said(prepared: Prepared, kind: str | None) -> None:
    where = reverse("assessment_freeze", args=[prepared.trial_run.pk])
    answer = signed_in("assessor").post(where, {} if kind is None else {"kind": kind})
    assert answer.status_code == 422
    assert Run.objects.get(pk=prepared.trial_run.pk).state == RunState.TRIAL


def test_no_document_is_cut_short(prepared: Prepared) -> None:
    long, before = "文" * 201, (AwardPlan.objects.count(), Appeal.objects.count())
    plan = reverse("assessment_award_plan", args=[prepared.scheme.pk])
    assert (
        signed_in("assessor").post(plan, {**PLAN, "tiers": "先进|20%", "document": long}).status_code == 422
    )
    appeal = reverse("assessment_appeal_new", args=[prepared.appealed_run.pk])
    said = {"unit": "QH-T1", "items": ["timeliness"], "wrong": "漏", "asks": "补计", "document": long}
    assert signed_in("t1_head").post(appeal, said).status_code == 422
    assert (AwardPlan.objects.count(), Appeal.objects.count()) == before


def test_an_appeal_has_an_end(prepared: Prepared) -> None:
    where = reverse("assessment_appeal_new", args=[prepared.appealed_run.pk])
    said = {
        "unit": "QH-T1",
        "items": ["timeliness"],
        "wrong": "漏" * 2001,
        "asks": "补计",
        "document": "回执",
    }
    page = signed_in("t1_head").post(where, said)
    assert page.status_code == 422 and "2000" in page.content.decode()
    assert signed_in("t1_head").post(where, {**said, "wrong": "漏\r\n" * 1000}).status_code == 302


def test_many_gates_ask_no_more_queries_than_one(prepared: Prepared) -> None:
    where, leader = reverse("assessment_award_plan", args=[prepared.scheme.pk]), signed_in("leader")
    leader.get(where)
    with CaptureQueriesContext(connection) as one:
        leader.get(where)
    for n in range(6):
        Gate.objects.create(**{**vars_of(prepared.gate), "code": f"规则{n}"})
    with CaptureQueriesContext(connection) as many:
        leader.get(where)
    assert len(many) == len(one)


def vars_of(gate: Gate) -> dict[str, Any]:
    """The columns of a gate, without its key."""
    return {name: value for name, value in vars(gate).items() if name not in ("_state", "id")}


def test_a_gate_says_who_decided_and_until_when_it_may_be_appealed(prepared: Prepared) -> None:
    page = (
        signed_in("t1_head").get(reverse("assessment_award_plan", args=[prepared.scheme.pk])).content.decode()
    )
    assert "决定人" in page and "申诉截止" in page
    with override("zh-hans"):
        assert str(Post.objects.get(tenures__person__code="leader", role="leader")) in page


@pytest.mark.parametrize("person", ["leader", "assessor", "t2_head"])
def test_who_may_not_appeal_is_told_so_instead_of_an_empty_form(prepared: Prepared, person: str) -> None:
    Run.objects.filter(pk=prepared.appealed_run.pk).update(review_until="2015-06-30")
    page = signed_in(person).get(reverse("assessment_appeal_new", args=[prepared.appealed_run.pk]))
    assert "textarea" not in page.content.decode() and "公示至" not in page.content.decode()


def test_a_gate_is_called_as_the_scheme_calls_it(prepared: Prepared) -> None:
    """In English by the name that the scheme gives it, on the result, in the awards, in its appeal and in the plan."""
    named = "gates:\n  - {code: faked, name: 造假, name_en: False figures, basis: 统计法}\n"
    Scheme.objects.filter(pk=prepared.scheme.pk).update(source=prepared.scheme.source + named)
    client = signed_in("t1_head")
    client.cookies["django_language"] = "en"
    for where in (
        reverse("assessment_run", args=[prepared.appealed_run.pk]),
        reverse("assessment_award_plan", args=[prepared.scheme.pk]),
        reverse("assessment_appeal_gate", args=[prepared.gate.pk]),
    ):
        page = client.get(where).content.decode()
        assert "False figures" in page and "造假" not in page, where
    office = signed_in("leader")
    assert (
        '<option value="造假">'
        in office.get(reverse("assessment_award_plan", args=[prepared.scheme.pk])).content.decode()
    )
