"""Pages of the life of a scheme and of a result: one clear next step for who may take it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django.fixtures import DjangoAssertNumQueries

from assessing import SCHEME
from luoshi.assessment.models import Answer, Opinion, Run, RunKind, RunState, Scheme, SchemeState
from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

CHANGE = {"number": "区考核办〔2015〕8号", "title": "调整通知", "reason": "统计制度调整"}


def read(person: str, name: str, key: int, language: str = "zh-hans") -> str:
    client = signed_in(person)
    client.cookies["django_language"] = language
    page = client.get(reverse(name, args=[key]))
    assert page.status_code == 200
    return page.content.decode()


def send(person: str, name: str, key: int, **fields: str) -> int:
    client: Client = signed_in(person)
    return int(client.post(reverse(name, args=[key]), fields).status_code)


@pytest.mark.parametrize(
    ("person", "scheme", "offered"),
    [
        ("assessor", "scheme_draft", "assessment_consult"),
        ("leader", "scheme_draft", "assessment_approve"),
        ("assessor", "scheme_asked", "assessment_opinions"),
        ("t1_liaison", "scheme_asked", "assessment_opinions"),
        ("leader", "scheme_approved", "assessment_publish_scheme"),
        ("leader", "scheme_change", "assessment_approve"),
        ("assessor", "scheme", "assessment_change"),
    ],
)
def test_the_next_step_is_offered_to_who_may_take_it(
    prepared: Prepared, person: str, scheme: str, offered: str
) -> None:
    key = getattr(prepared, scheme).pk
    assert reverse(offered, args=[key]) in read(person, "assessment_scheme", key)


def test_no_step_is_offered_to_who_may_not_take_it(prepared: Prepared) -> None:
    asked, draft = prepared.scheme_asked.pk, prepared.scheme_draft.pk
    assert reverse("assessment_approve", args=[asked]) not in read("leader", "assessment_scheme", asked)
    assert reverse("assessment_consult", args=[draft]) not in read("supervisor", "assessment_scheme", draft)
    assert 'name="text"' not in read("inspector", "assessment_opinions", asked)


def test_a_unit_speaks_and_the_office_answers(prepared: Prepared) -> None:
    key = prepared.scheme_asked.pk
    assert send("t1_head", "assessment_opinions", key, unit="QH-T1", text=" ") == 422
    assert send("t2_liaison", "assessment_opinions", key, unit="QH-T2", none="1") == 302
    assert Opinion.objects.get(unit__code="QH-T2").text == ""
    assert send("assessor", "assessment_answer", prepared.opinion.pk, answer="not_taken") == 422
    answered = {"answer": "not_taken", "reason": "与上级办法一致"}
    assert send("assessor", "assessment_answer", prepared.opinion.pk, **answered) == 302
    assert Opinion.objects.get(pk=prepared.opinion.pk).answer == Answer.NOT_TAKEN
    assert "与上级办法一致" in read("t1_liaison", "assessment_opinions", key)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_change_shows_both_comparisons(prepared: Prepared, language: str) -> None:
    text = read("leader", "assessment_difference", prepared.scheme_change.pk, language)
    assert "<del>40</del>" in text and "<ins>10</ins>" in text
    assert "moves-towns" in text and "关于调整权重的通知" in text


def test_a_change_is_looked_at_before_it_is_proposed(prepared: Prepared) -> None:
    client, address = signed_in("assessor"), reverse("assessment_change", args=[prepared.scheme.pk])
    source, count = SCHEME.replace("weight: 70", "weight: 20"), Scheme.objects.count()
    page = client.post(address, {**CHANGE, "source": source, "preview": "1"})
    assert page.status_code == 200
    assert "<ins>20</ins>" in page.content.decode() and CHANGE["number"] in page.content.decode()
    assert Scheme.objects.count() == count
    missing = client.post(address, {**CHANGE, "number": "", "source": source})
    assert missing.status_code == 422
    assert '<ul class="field-errors" id="number-errors">' in missing.content.decode()
    assert client.post(address, {**CHANGE, "source": source}).status_code == 302
    assert Scheme.objects.latest("pk").replaces == prepared.scheme


def test_a_wrong_place_of_a_change_is_told_with_its_line(prepared: Prepared) -> None:
    client, address = signed_in("assessor"), reverse("assessment_change", args=[prepared.scheme.pk])
    source = SCHEME.replace("weight: 70", "weight: -3")
    line = source.splitlines().index("    weight: -3") + 1
    page = client.post(address, {**CHANGE, "source": source, "preview": "1"})
    assert page.status_code == 422
    assert f"第{line}行" in page.content.decode()


def test_a_final_result_is_settled_and_published_after_its_window(prepared: Prepared) -> None:
    key = prepared.final_run.pk
    assert send("assessor", "assessment_settle", key) == 403
    assert send("leader", "assessment_publish", key) == 422
    assert send("leader", "assessment_settle", key) == 302
    assert send("leader", "assessment_publish", key) == 302
    assert Run.objects.get(pk=key).state == RunState.PUBLISHED


def test_another_final_result_says_whom_it_moved(prepared: Prepared) -> None:
    key = prepared.trial_run.pk
    assert send("assessor", "assessment_freeze", key, kind="final") == 422
    assert send("assessor", "assessment_freeze", key, kind="final", reason="石桥镇申诉成立") == 302
    run = Run.objects.get(pk=key)
    assert (run.kind, run.state, run.supersedes) == (RunKind.FINAL, RunState.REVIEW, prepared.final_run)
    text = read("t1_liaison", "assessment_run", key)
    assert "石桥镇申诉成立" in text and 'id="moves-title"' in text
    assert reverse("assessment_settle", args=[key]) not in read("leader", "assessment_run", key)
    assert str(run.pk) in read("t1_liaison", "assessment_run", prepared.final_run.pk)


def test_the_order_to_lock_is_taken_from_a_leader(prepared: Prepared) -> None:
    key = prepared.scheme_approved.pk
    assert send("leader", "assessment_publish_scheme", key) == 302
    assert send("leader", "assessment_lock", key, reason="") == 422
    assert send("leader", "assessment_lock", key, reason="区委常委会决定") == 302
    assert Scheme.objects.get(pk=key).state == SchemeState.LOCKED


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("assessment_scheme", "scheme_asked"),
        ("assessment_opinions", "scheme_asked"),
        ("assessment_difference", "scheme_change"),
    ],
)
def test_pages_stay_within_their_queries(
    prepared: Prepared, name: str, scheme: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = signed_in("leader"), reverse(name, args=[getattr(prepared, scheme).pk])
    client.get(address)
    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


def test_of_two_who_change_the_text_the_second_is_told_once(prepared: Prepared) -> None:
    """What the first saved stays, and is not passed over unseen."""
    client, draft = signed_in("assessor"), prepared.scheme_draft
    address = reverse("assessment_adopt")
    drawn = html.fromstring(client.get(f"{address}?from={draft.pk}").content.decode())
    seen = drawn.xpath("//input[@name='seen']")[0].get("value")
    first, second = (draft.source.replace("weight: 40", f"weight: {n}") for n in (30, 20))
    assert client.post(address, {"source": first, "seen": seen}).status_code == 302
    refused = client.post(address, {"source": second, "seen": seen})
    assert refused.status_code == 422
    again = html.fromstring(refused.content.decode()).xpath("//input[@name='seen']")[0].get("value")
    assert again != seen
    assert client.post(address, {"source": second, "seen": again}).status_code == 302
    kept = Scheme.objects.filter(code=draft.code).order_by("version").values_list("source", flat=True)
    assert list(kept)[-2:] == [first, second]


def test_what_has_been_superseded_says_by_what(prepared: Prepared) -> None:
    """A result under review in whose place another stands waits for nobody; nor is a replaced version in force."""
    key = prepared.trial_run.pk
    send("assessor", "assessment_freeze", key, kind="final", reason="石桥镇申诉成立")
    for person in ("assessor", "t1_liaison"):
        text = read(person, "assessment_run", prepared.final_run.pk)
        assert f"已由第 {key} 次计分取代" in text and reverse("assessment_run", args=[key]) in text
    desk = signed_in("assessor").get(reverse("assessment_runs")).content.decode()
    assert desk.count(f"已由第 {key} 次计分取代") == 1
    change = prepared.scheme_change.pk
    send("leader", "assessment_approve", change, document="区考核办〔2015〕6号")
    send("leader", "assessment_publish_scheme", change)
    assert (
        "已由第"
        in signed_in("assessor")
        .get(reverse("assessment_runs"))
        .content.decode()
        .split('id="schemes-title"')[1]
    )


def test_a_result_was_not_superseded_before_it_was(prepared: Prepared) -> None:
    send("assessor", "assessment_freeze", prepared.trial_run.pk, kind="final", reason="石桥镇申诉成立")
    where = reverse("assessment_run", args=[prepared.final_run.pk])
    then = signed_in("assessor").get(where, {"as_of": "2015-06-30"}).content.decode()
    assert "次计分取代" not in then


def test_a_published_result_stands_until_the_one_in_its_place_is_published(prepared: Prepared) -> None:
    """石桥镇 reads the published one as published while the correction lies open."""
    first, second = prepared.settled_run, prepared.trial_run
    send("leader", "assessment_publish", first.pk)
    Run.objects.filter(pk=second.pk).update(period=first.period, as_of=first.as_of)
    Run.objects.filter(pk=second.pk).update(
        state=RunState.REVIEW, kind=RunKind.FINAL, supersedes=first, frozen_at=first.frozen_at
    )
    assert "次计分取代" not in read("t1_liaison", "assessment_run", first.pk)
    Run.objects.filter(pk=second.pk).update(
        state=RunState.PUBLISHED, published_at=Run.objects.get(pk=first.pk).published_at
    )
    assert f"已由第 {second.pk} 次计分取代" in read("t1_liaison", "assessment_run", first.pk)
