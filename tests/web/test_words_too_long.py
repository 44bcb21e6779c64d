"""What is too long to be kept is refused beside its field with what was typed; nothing is cut off, by no browser either."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.assessment.models import Opinion, Run, RunState, Scheme, SchemeState
from luoshi.ledger.verify import verify
from luoshi.web.pages.events import KindForm
from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

TOO_LONG = {"reason": "因" * 301, "evidence": "据" * 2001}
LONG, LONG_DOCUMENT = TOO_LONG["reason"], "文" * 201


@pytest.fixture(autouse=True)
def cast_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented people are the ones who sign in."""
    monkeypatch.setattr("django.conf.settings.DEMO", True)


def refused(page: str, field: str, typed: str) -> str:
    """What stands beside ``field``, whose input still holds what was typed."""
    box = re.search(rf'<(?:input|textarea)[^>]* name="{field}"[^>]* aria-describedby="([\w-]+)"[^>]*>', page)
    assert box is not None, "the input does not say where its error stands"
    assert typed in box[0] or page[box.end() :].startswith(typed), "what was typed is gone"
    assert "maxlength" not in box[0], "the browser cuts what is pasted"
    beside = re.search(rf'id="{box[1]}"[^>]*>(.*?)</(?:ul|span)>', page, re.DOTALL)
    assert beside is not None
    return beside[1]


def sent(person: str, name: str, keys: list[object], **fields: str) -> str:
    answer = signed_in(person).post(reverse(name, args=keys), fields)
    assert answer.status_code == 422
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("person", "name", "subject", "field", "said"),
    [
        ("assessor", "assessment_freeze", "trial_run", "reason", {"kind": "final"}),
        ("leader", "assessment_publish", "frozen_run", "reason", {}),
        ("leader", "assessment_approve", "scheme_draft", "reason", {"document": "区考核办〔2015〕9号"}),
        ("leader", "assessment_approve", "scheme_draft", "document", {"reason": "沿用上年办法"}),
        ("assessor", "assessment_answer", "opinion", "reason", {"answer": "not_taken"}),
        ("leader", "assessment_gate_lift", "gate", "reason", {}),
        ("leader", "assessment_awards_deviate", "awarded_run", "reason", {"unit": "QH-T1", "tier": "none"}),
        ("leader", "assessment_awards_deviate", "awarded_run", "document", {"unit": "QH-T1", "tier": "none"}),
        ("assessor", "assessment_survey_enter", "survey", "source", {}),
        ("t1_head", "assessment_appeal_new", "appealed_run", "document", {"unit": "QH-T1"}),
        ("supervisor", "reports_claim_visit", "claim", "evidence", {"amount": "3"}),
    ],
)
def test_too_long_a_text_is_refused_beside_its_field(
    prepared: Prepared, person: str, name: str, subject: str, field: str, said: dict[str, str]
) -> None:
    typed = TOO_LONG.get(field, LONG_DOCUMENT)
    page = sent(person, name, [getattr(prepared, subject).pk], **said, **{field: typed})
    assert str(len(typed) - 1) in refused(page, field, typed)
    assert verify().holds


def test_the_order_to_lock_is_not_cut(prepared: Prepared) -> None:
    key, leader = prepared.scheme_approved.pk, signed_in("leader")
    leader.post(reverse("assessment_publish_scheme", args=[key]))
    assert "300" in refused(sent("leader", "assessment_lock", [key], reason=LONG), "reason", LONG)
    assert Scheme.objects.get(pk=key).state == SchemeState.PUBLISHED
    whole = "令" * 300
    leader.post(reverse("assessment_lock", args=[key]), {"reason": whole})
    assert Scheme.objects.get(pk=key).lock_reason == whole


@pytest.mark.parametrize(("field", "most"), [("number", 80), ("title", 120), ("reason", 300)])
def test_the_grounds_of_a_change_are_not_cut(prepared: Prepared, field: str, most: int) -> None:
    grounds = {"number": "号", "title": "通知", "reason": "统计制度调整", field: "文" * (most + 1)}
    source = prepared.scheme.source.replace("weight: 40", "weight: 20")
    page = sent("assessor", "assessment_change", [prepared.scheme.pk], source=source, **grounds)
    assert str(most) in refused(page, field, grounds[field])


def test_a_clause_set_aside_and_a_draft_turned_down_keep_the_whole_reason(prepared: Prepared) -> None:
    clause = prepared.document.clauses.exclude(key="").order_by("level", "pk").last()
    assert clause is not None
    page = sent("supervisor", "plan_set_aside", [prepared.document.pk, clause.key], reason=LONG)
    assert "300" in page
    where = [prepared.document.pk, prepared.target_draft.pk]
    assert "300" in sent("supervisor", "plan_reject", where, reason=LONG)
    assert "300" in sent("supervisor", "plan_keep", [prepared.edition.pk, prepared.carried.pk], reason=LONG)


def test_a_recusal_is_kept_whole_or_refused(prepared: Prepared) -> None:
    typed = "避" * 201
    said = {"do": "save", "r-QH-T2": typed}
    page = sent("leader", "assessment_rate", [prepared.open_panel.pk], **said)
    assert "200" in refused(page, "r-QH-T2", typed)


def test_no_form_cuts_what_is_pasted() -> None:
    assert "maxlength" not in str(KindForm())


@pytest.mark.parametrize("person", ["assessor", "leader"])
def test_enter_presses_no_other_kind_of_run(prepared: Prepared, person: str) -> None:
    """The reason stands in the form of the final result alone, and its one button is that of the final result."""
    page = signed_in(person).get(reverse("assessment_run", args=[prepared.trial_run.pk])).content.decode()
    forms = [
        form
        for form in re.findall(r"<form.*?</form>", page, re.DOTALL)
        if reverse("assessment_freeze", args=[prepared.trial_run.pk]) in form
    ]
    kinds = [re.findall(r'name="kind" value="(\w+)"', form) for form in forms]
    assert kinds == ([["in_year"], ["final"]] if person == "assessor" else [])
    assert ['name="reason"' in form for form in forms] == ([False, True] if forms else [])
    assert all(form.count('type="submit"') == 1 for form in forms)


def test_enter_in_the_answer_of_an_opinion_does_not_take_it(prepared: Prepared) -> None:
    where = reverse("assessment_opinions", args=[prepared.scheme_asked.pk])
    page = signed_in("assessor").get(where).content.decode()
    (form,) = (one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if 'name="reason"' in one)
    assert 'value="not_taken"' in form and 'value="taken"' not in form and form.count('type="submit"') == 1


def test_a_decision_is_mended_where_it_is_wrong(prepared: Prepared) -> None:
    keys: list[object] = [prepared.appeal_admitted.pk, "decide"]
    page = sent(
        "supervisor", "assessment_appeal_act", keys, outcome="", reason="查无漏计", basis=LONG_DOCUMENT
    )
    assert "200" in refused(page, "basis", LONG_DOCUMENT)
    assert re.search(r'<select[^>]* name="outcome"[^>]* aria-invalid="true"', page)
    assert ">查无漏计</textarea>" in page
    assert 'class="problem-list"' in page, "that the answer is outstanding concerns no field"


def test_a_deviation_is_mended_where_it_is_wrong(prepared: Prepared) -> None:
    said = {"unit": "QH-T1", "tier": "", "document": "区委〔2015〕20号", "reason": "防汛"}
    page = sent("leader", "assessment_awards_deviate", [prepared.awarded_run.pk], **said)
    assert re.search(r'<select[^>]* name="tier"[^>]* aria-invalid="true"', page)
    assert 'class="problem-list"' not in page
    assert 'value="区委〔2015〕20号"' in page and 'value="防汛"' in page


def test_what_is_frozen_and_answered_in_time_is_whole(prepared: Prepared) -> None:
    office: Client = signed_in("assessor")
    office.post(
        reverse("assessment_freeze", args=[prepared.trial_run.pk]), {"kind": "final", "reason": LONG[1:]}
    )
    frozen = Run.objects.get(pk=prepared.trial_run.pk)
    assert (frozen.state, frozen.reason) == (RunState.REVIEW, LONG[1:])
    said = {"answer": "not_taken", "reason": LONG[1:]}
    office.post(reverse("assessment_answer", args=[prepared.opinion.pk]), said)
    assert Opinion.objects.get(pk=prepared.opinion.pk).reason == LONG[1:]
    assert verify().holds
