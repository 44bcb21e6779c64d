"""Pages of appeals and awards: the step of whoever may take it, the public record without names of persons."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.appeal_models import Appeal, AppealEvidence
from luoshi.assessment.models import Run
from luoshi.indicators.models import Indicator
from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db


def read(person: str, name: str, *keys: object) -> str:
    page = signed_in(person).get(reverse(name, args=keys))
    assert page.status_code == 200
    return page.content.decode()


def test_a_draft_with_file_and_figures_is_kept(prepared: Prepared) -> None:
    where = reverse("assessment_appeal_new", args=[prepared.appealed_run.pk])
    sent = {
        "unit": "QH-T1",
        "items": ["timeliness"],
        "wrong": "按时报送",
        "asks": "补计",
        "figures": "1",
        "file": SimpleUploadedFile("回执.pdf", b"receipt"),
    }
    assert signed_in("t1_liaison").post(where, sent).status_code == 302
    (piece,) = Appeal.objects.latest("pk").evidence.all()
    assert (piece.text, piece.digest) == ("回执.pdf", hashlib.sha256(b"receipt").hexdigest())


def test_a_document_on_file_is_offered_and_opens_from_the_appeal(prepared: Prepared) -> None:
    filed, run = prepared.document, prepared.appealed_run
    cited = f"{filed.number}《{filed.title}》"
    assert f'<option value="{cited}">' in read("t1_head", "assessment_appeal_new", run.pk)
    sent = {"unit": "QH-T1", "items": ["timeliness"], "wrong": "按时报送", "asks": "补计", "document": cited}
    where = reverse("assessment_appeal_new", args=[run.pk])
    assert signed_in("t1_liaison").post(where, sent).status_code == 302
    page = read("t1_head", "assessment_appeal", Appeal.objects.latest("pk").pk)
    assert f'<a href="{reverse("plan_document", args=[filed.pk])}">{cited}</a>' in page


def test_a_window_that_is_over_is_named_with_its_day(prepared: Prepared) -> None:
    last = date(2015, 6, 19)
    run = prepared.settled_run
    Run.objects.filter(pk=run.pk).update(review_until=last)
    assert "公示期已于2015年6月19日结束" in read("t1_head", "assessment_appeal_new", run.pk)
    assert "公示期已于" not in read("t1_head", "assessment_appeal_new", prepared.appealed_run.pk)


def test_problems_stand_beside_their_fields(prepared: Prepared) -> None:
    where = reverse("assessment_appeal_new", args=[prepared.appealed_run.pk])
    page = signed_in("t1_head").post(where, {"unit": "QH-T1", "wrong": "少计"})
    assert page.status_code == 422
    assert page.content.decode().count("field-errors") == 3


@pytest.mark.parametrize(
    ("person", "appeal", "verbs"),
    [
        ("t1_head", "appeal_draft", {"file", "withdraw"}),
        ("t1_liaison", "appeal_draft", set()),
        ("supervisor", "appeal", {"admit", "dismiss"}),
        ("assessor", "appeal_admitted", {"answer"}),
        ("supervisor", "appeal_admitted", {"decide"}),
        ("leader", "appeal_admitted", set()),
    ],
)
def test_only_the_own_step_is_offered(prepared: Prepared, person: str, appeal: str, verbs: set[str]) -> None:
    key = getattr(prepared, appeal).pk
    page = read(person, "assessment_appeal", key)
    every = ("file", "withdraw", "admit", "dismiss", "answer", "decide", "further")
    assert {v for v in every if reverse("assessment_appeal_act", args=[key, v]) in page} == verbs


def test_today_tells_whose_turn_it_is(prepared: Prepared) -> None:
    where = reverse("assessment_appeal", args=[prepared.appeal.pk])
    assert where in read("supervisor", "today")
    assert where not in read("assessor", "today")
    assert reverse("assessment_run", args=[prepared.appealed_run.pk]) in read("t2_head", "today")
    assert reverse("assessment_run", args=[prepared.settled_run.pk]) in read("leader", "today")


def test_the_record_names_offices_and_no_persons(prepared: Prepared) -> None:
    page = read("inspector", "assessment_appeal", prepared.appeal_admitted.pk)
    main = page[page.index("<main") : page.index("</main>")]
    assert "石桥镇" in main and "石磊" not in main and "苏明" not in main


def test_a_gate_stands_beside_the_rank(prepared: Prepared) -> None:
    page = read("t2_head", "assessment_run", prepared.appealed_run.pk)
    assert prepared.gate.code in page
    assert reverse("assessment_appeal_gate", args=[prepared.gate.pk]) in read(
        "t1_head", "assessment_award_plan", prepared.scheme.pk
    )


def test_awards_before_their_publication_are_for_the_offices(prepared: Prepared) -> None:
    assert "先进单位" in read("leader", "assessment_awards", prepared.awarded_run.pk)
    assert "石桥镇" not in read("t2_head", "assessment_awards", prepared.awarded_run.pk)


def test_a_figure_in_evidence_is_named_in_the_readers_language(prepared: Prepared) -> None:
    AppealEvidence.objects.create(
        appeal=prepared.appeal,
        kind="figure",
        text="固定资产投资 2015-05",
        figure=["QH-T1", "invest", "2015-05"],
    )
    client = signed_in("t1_head")
    client.cookies["django_language"] = "en"
    page = client.get(reverse("assessment_appeal", args=[prepared.appeal.pk])).content.decode()
    name = Indicator.objects.get(code="invest").name_en
    assert name and f">{name} May 2015</a>" in page and "固定资产投资 2015-05" not in page


def test_each_scheme_in_force_has_its_terms_and_where_no_final_result_stands_they_are_set(
    prepared: Prepared,
) -> None:
    office, leader = (prepared.district.standing(who) for who in ("assessor", "leader"))
    head = yaml.safe_load(prepared.scheme.source)
    others = [
        adopt_scheme(office, yaml.safe_dump({**head, "code": code}, allow_unicode=True))
        for code in ("a-of-the-year", "z-of-the-year")
    ]
    for one in others:
        approve_scheme(leader, one, "区府办〔2015〕61号", "试行")
        publish_scheme(leader, one)
    page = read("assessor", "assessment_appeals")
    assert reverse("assessment_terms", args=[prepared.scheme.pk]) not in page
    days = {"admission": "2", "answer": "0", "decision": "3", "further": "3"}
    for one in others:
        where = reverse("assessment_terms", args=[one.pk])
        assert where in page
        refused = signed_in("assessor").post(where, {**days, "document": ""})
        assert refused.status_code == 422 and refused.content.decode().count('class="field-errors"') == 2
        assert (
            signed_in("assessor").post(where, {**days, "answer": "2", "document": "9号"}).status_code == 302
        )
