"""The plan's pages: import, settle drafts beside the text, see what nobody owns; each refusal beside its field."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cast import TODAY, District
from luoshi.documents.models import Document, Draft
from luoshi.ledger.verify import verify
from luoshi.matters.models import Matter
from luoshi.targets.models import Target
from plan_document import PLAN, catalogue, import_plan


def signed_in(district: District, who: str) -> Client:
    client = Client()
    account = district.person(who).account
    assert account is not None
    client.force_login(account)
    return client


@pytest.fixture
def office(district: District) -> Client:
    catalogue()
    return signed_in(district, "supervisor")


@pytest.fixture
def plan(office: Client, district: District) -> Document:
    return import_plan(district)


def upload(client: Client, data: bytes, name: str = "plan.txt", **fields: str) -> Any:
    entered = {"title": "工作安排", "year": "2015", "kind": "plan", **fields}
    return client.post(reverse("plan_import"), {"file": SimpleUploadedFile(name, data), **entered})


def draft_of(plan: Document, **proposal: str) -> Draft:
    return plan.drafts.get(**{f"proposal__{key}": value for key, value in proposal.items()})


def test_the_empty_page_teaches_and_offers_the_form(district: District, office: Client) -> None:
    page = office.get(reverse("plan")).content.decode()
    assert 'type="file"' in page
    assert "<blockquote" in page
    assert 'type="file"' not in signed_in(district, "t1_head").get(reverse("plan")).content.decode()


def test_an_upload_leads_to_the_reader(office: Client) -> None:
    response = upload(office, PLAN.encode("gb18030"))
    document = Document.objects.get()
    assert response.headers["Location"] == reverse("plan_document", args=[document.pk])
    page = office.get(response.headers["Location"]).content.decode()
    assert page.count("data-card=") == document.drafts.count()
    assert '<mark class="plan-value">8</mark>' in page
    assert '<mark class="plan-base">200.5</mark>' in page


@pytest.mark.parametrize(
    ("data", "name", "fields"),
    [
        (b"\x89PNG" + bytes(20), "plan.txt", {}),
        (b"x", "plan.doc", {}),
        (b"", "plan.txt", {}),
        (PLAN.encode(), "plan.txt", {"title": ""}),
        (PLAN.encode(), "plan.txt", {"year": "next"}),
        (PLAN.encode(), "plan.txt", {"issued_on": "soon"}),
    ],
)
def test_a_bad_upload_is_told_and_keeps_what_was_entered(
    office: Client, data: bytes, name: str, fields: dict[str, str]
) -> None:
    response = upload(office, data, name, number="青府〔2015〕1号", **fields)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'class="field-errors"' in page
    assert "青府〔2015〕1号" in page
    assert not Document.objects.exists()


def accept_target(client: Client, plan: Document, draft: Draft, **fields: str) -> Any:
    read = draft.proposal
    entered = {key: read[key] or "" for key in ("indicator", "kind", "op", "value", "period")}
    return client.post(reverse("plan_confirm_target", args=[plan.pk, draft.pk]), {**entered, **fields})


def test_a_target_is_accepted_as_read_and_the_next_draft_comes_up(office: Client, plan: Document) -> None:
    draft = draft_of(plan, indicator="gdp")
    response = accept_target(office, plan, draft)
    assert "#draft-" in response.headers["Location"]
    draft.refresh_from_db()
    assert draft.state == "confirmed"
    assert str(Target.objects.get().level) == "216.540000"
    assert verify().holds, verify().findings


def test_a_missing_base_is_asked_for_and_may_stay_open(office: Client, plan: Document) -> None:
    draft = draft_of(plan, indicator="fixed_investment")
    page = office.get(reverse("plan_document", args=[plan.pk])).content.decode()
    card = page[page.index(f'id="draft-{draft.pk}"') :].split("</article>")[0]
    assert 'class="plan-asked"' in card
    assert f'id="base-{draft.pk}"' in card
    refused = accept_target(office, plan, draft, base="150")
    assert refused.status_code == 422
    assert not Target.objects.exists()
    assert 'value="150"' in refused.content.decode()
    assert accept_target(office, plan, draft, base="abc", base_source="年鉴").status_code == 422
    assert accept_target(office, plan, draft).status_code == 302
    assert Target.objects.get().base is None
    other = draft_of(plan, indicator="gdp")
    assert accept_target(office, plan, other, base="201", base_source="统计年鉴").status_code == 302
    assert "统计年鉴" in office.get(reverse("plan_document", args=[plan.pk])).content.decode()


def test_a_target_needs_an_indicator(office: Client, plan: Document) -> None:
    refused = accept_target(office, plan, draft_of(plan, indicator="gdp"), indicator="")
    assert refused.status_code == 422
    assert not Target.objects.exists()


def test_a_matter_is_opened_with_its_units(office: Client, plan: Document) -> None:
    draft = draft_of(plan, title="推进技术改造")
    address = reverse("plan_confirm_matter", args=[plan.pk, draft.pk])
    entered = {"title": "推进技术改造", "text": "完成首批项目", "due_on": "2015-09-30"}
    nobody = office.post(address, {**entered, "lead": "无此局"})
    assert nobody.status_code == 422
    assert "无此局" in nobody.content.decode()
    done = office.post(address, {**entered, "lead": "财政局", "supporting": "统计局、北门街道"})
    assert done.status_code == 302
    matter = Matter.objects.get()
    assert matter.lead is not None
    assert (matter.lead.code, matter.supporting.count(), matter.due_on) == (
        "QH-FIN",
        2,
        date(2015, 9, 30),
    )


def test_a_draft_is_rejected_with_a_reason(office: Client, plan: Document) -> None:
    draft = draft_of(plan, title="服务企业")
    address = reverse("plan_reject", args=[plan.pk, draft.pk])
    assert office.post(address, {"reason": " "}).status_code == 422
    assert office.post(address, {"reason": "原则性要求"}).status_code == 302
    page = office.get(reverse("plan_document", args=[plan.pk])).content.decode()
    assert 'data-state="rejected"' in page
    assert "原则性要求" in page
    assert office.post(address, {"reason": "再来"}).status_code == 422


def test_coverage_shows_what_nobody_owns_and_sets_aside(office: Client, plan: Document) -> None:
    address = reverse("plan_coverage", args=[plan.pk])
    assert "服务企业" in office.get(address).content.decode()
    clause = plan.clauses.get(title="服务企业")
    office.post(reverse("plan_set_aside", args=[plan.pk, clause.key]), {"reason": "日常工作"})
    assert "服务企业" not in office.get(address).content.decode().split("</table>")[0].split("<tbody>")[1]
    assert "日常工作" in office.get(address + "?show=set_aside").content.decode()


def test_others_read_but_are_offered_nothing(district: District, plan: Document) -> None:
    reader = signed_in(district, "t1_head")
    for name in ("plan_document", "plan_coverage"):
        page = reader.get(reverse(name, args=[plan.pk])).content.decode()
        assert 'data-action="accept"' not in page
        assert "/aside" not in page
    draft = plan.drafts.all()[0]
    for name in ("plan_confirm_target", "plan_confirm_matter", "plan_reject"):
        assert reader.post(reverse(name, args=[plan.pk, draft.pk]), {"reason": "x"}).status_code == 403
    assert upload(reader, PLAN.encode()).status_code == 403


def test_the_past_is_read_and_not_changed(office: Client, plan: Document) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert office.get(reverse("plan_document", args=[plan.pk]), {"as_of": yesterday}).status_code == 404
    assert office.get(reverse("plan_coverage", args=[plan.pk]), {"as_of": yesterday}).status_code == 404
    assert 'type="file"' not in office.get(reverse("plan"), {"as_of": yesterday}).content.decode()


def test_a_draft_of_another_document_is_not_found(office: Client, plan: Document) -> None:
    draft = plan.drafts.all()[0]
    assert (
        office.post(reverse("plan_reject", args=[plan.pk + 1, draft.pk]), {"reason": "x"}).status_code == 404
    )


def test_pages_cost_the_same_whatever_the_length(
    office: Client, plan: Document, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for name, args in (("plan", []), ("plan_document", [plan.pk]), ("plan_coverage", [plan.pk])):
        with django_assert_max_num_queries(16):
            office.get(reverse(name, args=args))


def test_a_refused_card_is_marked_for_the_keys_and_the_filter_stays(office: Client, plan: Document) -> None:
    draft = draft_of(plan, indicator="gdp")
    address = reverse("plan_confirm_target", args=[plan.pk, draft.pk]) + "?show=pending"
    refused = office.post(
        address, {"indicator": "gdp", "kind": "growth", "op": ">=", "value": "x", "period": "2015"}
    )
    page = refused.content.decode()
    assert page.count("data-refused") == 1
    assert "data-refused" in page[page.index(f'id="draft-{draft.pk}"') :].split(">")[0]
    assert "?show=pending" in page[page.index(f'id="draft-{draft.pk}"') :].split("</article>")[0]
    accepted = office.post(
        address, {"indicator": "gdp", "kind": "growth", "op": ">=", "value": "8", "period": "2015"}
    )
    assert "?show=pending#draft-" in accepted.headers["Location"]


def test_a_target_in_force_is_named_as_a_person_writes_it(office: Client, plan: Document) -> None:
    draft = draft_of(plan, indicator="gdp")
    assert accept_target(office, plan, draft).status_code == 302
    other = draft_of(plan, indicator="fixed_investment")
    refused = accept_target(office, plan, other, indicator="gdp", kind="growth", op=">=")
    assert "≥ 8%" in refused.content.decode()
