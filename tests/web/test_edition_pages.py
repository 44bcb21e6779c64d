"""The pages of editions: paste or upload, side by side, keep or supersede; each refusal beside its field."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approval import leader
from cast import TODAY, District
from luoshi.documents.models import Carried, Document
from luoshi.indicators.models import Indicator
from luoshi.ledger.verify import verify
from luoshi.matters.actions.confirm_draft import MatterDecision
from luoshi.matters.actions.confirm_draft import confirm_draft as confirm_matter
from luoshi.targets.actions.confirm_draft import confirm_draft, proposed
from luoshi.targets.models import Target
from plan_document import PLAN, catalogue, import_plan
from web.signed_in import signed_in

NEXT = PLAN.replace("增长8%", "增长7%").replace(
    "（二）抓好民生", "（二）抓好农业\n\n要修好水渠。\n\n（三）抓好民生"
)
ENTERED = {"title": "工作安排", "year": "2015", "kind": "plan"}


@pytest.fixture
def office(district: District) -> Client:
    catalogue()
    return signed_in("supervisor")


@pytest.fixture
def plan(office: Client, district: District) -> Document:
    """The plan with the target of gdp set."""
    found = import_plan(district)
    draft = found.drafts.select_related("document__unit", "clause").get(proposal__indicator="gdp")
    confirm_draft(district.standing("supervisor"), draft, proposed(draft, Indicator.objects.get(code="gdp")))
    return found


def send(client: Client, plan: Document, text: str = NEXT, **fields: Any) -> Any:
    return client.post(reverse("plan_edition", args=[plan.pk]), {**ENTERED, "text": text, **fields})


@pytest.fixture
def edition(office: Client, plan: Document) -> Document:
    assert send(office, plan).status_code == 302
    return Document.objects.latest("pk")


def read(client: Client, name: str, *args: int, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_pasted_text_is_imported_like_a_file(office: Client) -> None:
    sent = {**ENTERED, "text": PLAN.replace("\n", "\r\n")}
    response = office.post(reverse("plan_import"), sent)
    found = Document.objects.get()
    assert response.headers["Location"] == reverse("plan_document", args=[found.pk])
    assert (found.text, found.file_name, found.encoding) == (PLAN, "", "")
    assert found.drafts.count() == 6


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, "file-errors"),
        ({"text": "  "}, "file-errors"),
        ({"text": "甲\x07乙"}, "text-errors"),
        ({"text": PLAN, "title": "长" * 201}, "title-errors"),
        ({"text": PLAN, "year": "next"}, "year-errors"),
        ({"text": PLAN, "issued_on": "soon"}, "issued-errors"),
        ({"text": PLAN, "kind": "poem"}, "kind-errors"),
        ({"text": PLAN, "number": "号" * 61}, "number-errors"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(office: Client, fields: dict[str, str], place: str) -> None:
    response = office.post(reverse("plan_import"), {**ENTERED, **fields})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{place}"' in page
    assert page.count('class="field-errors"') == 1
    if fields.get("text") == PLAN:
        assert "（一）抓好工业" in page
    assert not Document.objects.exists()


def test_a_file_and_a_text_are_not_both_taken(office: Client) -> None:
    upload = SimpleUploadedFile("plan.txt", PLAN.encode())
    response = office.post(reverse("plan_import"), {**ENTERED, "file": upload, "text": PLAN})
    assert response.status_code == 422
    assert not Document.objects.exists()


def test_the_form_of_a_new_edition_is_filled_in(office: Client, plan: Document) -> None:
    page = read(office, "plan_edition", plan.pk)
    assert 'value="2015年工作安排"' in page
    assert send(office, plan, "").status_code == 422
    same = send(office, plan, PLAN)
    assert same.status_code == 422
    assert 'id="text-errors"' in same.content.decode()
    assert Document.objects.count() == 1


def test_a_new_edition_leads_to_what_changed(office: Client, edition: Document) -> None:
    page = read(office, "plan_changes", edition.pk)
    assert "<del>8%</del>" in page
    assert "<ins>7%</ins>" in page
    assert "8% → 7%" in page
    assert "修好水渠" in page
    assert "改造老旧小区" not in page
    assert "改造老旧小区" in read(office, "plan_changes", edition.pk, show="all")
    assert "<del>" not in read(office, "plan_changes", edition.pk, show="added").split('id="text"')[1]


def test_a_first_edition_changed_nothing(office: Client, plan: Document) -> None:
    assert office.get(reverse("plan_changes", args=[plan.pk])).status_code == 404


def test_a_decision_is_kept_with_a_reason(office: Client, edition: Document) -> None:
    carried = Carried.objects.get(state="open")
    address = reverse("plan_keep", args=[edition.pk, carried.pk])
    refused = office.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert 'class="field-errors"' in refused.content.decode()
    assert office.post(address, {"reason": "不降目标"}).status_code == 302
    assert "不降目标" in read(office, "plan_changes", edition.pk)
    assert Target.objects.get(superseded_at=None).value == 8
    assert verify().holds, verify().findings


def test_a_target_is_superseded_by_what_the_edition_reads(office: Client, edition: Document) -> None:
    carried = Carried.objects.get(state="open")
    address = reverse("plan_supersede", args=[edition.pk, carried.pk])
    bare = office.post(address, {"approver": "", "change_reason": " "})
    assert bare.status_code == 422
    assert Target.objects.get(superseded_at=None).value == 8
    said = {"approver": leader().pk, "change_reason": "上级调低预期"}
    assert office.post(address, said).status_code == 302
    new = Target.objects.get(superseded_at=None)
    assert (new.value, new.approved_by, new.change_reason) == (7, leader(), "上级调低预期")
    assert office.post(address, said).status_code == 422
    page = read(office, "plan_changes", edition.pk)
    assert f'action="{address}"' not in page
    assert verify().holds, verify().findings


def test_what_asks_for_the_same_is_kept_at_once(district: District, office: Client, plan: Document) -> None:
    draft = plan.drafts.select_related("document__unit", "clause").get(proposal__indicator="fiscal_revenue")
    revenue = Indicator.objects.get(code="fiscal_revenue")
    confirm_draft(district.standing("supervisor"), draft, proposed(draft, revenue))
    send(office, plan)
    edition = Document.objects.latest("pk")
    assert reverse("plan_keep_same", args=[edition.pk]) not in read(office, "plan_changes", edition.pk)
    assert office.post(reverse("plan_keep_same", args=[edition.pk])).status_code == 302
    states = {c.origin.proposal["indicator"]: c.state for c in Carried.objects.select_related("origin")}
    assert states == {"gdp": "open", "fiscal_revenue": "kept"}
    assert verify().holds, verify().findings


def test_accepting_the_card_supersedes_the_target(office: Client, edition: Document) -> None:
    draft = edition.drafts.get(proposal__indicator="gdp")
    sent = {k: draft.proposal[k] for k in ("indicator", "kind", "op", "value", "period")} | {"value": "7.5"}
    address = reverse("plan_confirm_target", args=[edition.pk, draft.pk])
    assert f'id="approver-{draft.pk}"' in read(office, "plan_document", edition.pk)
    bare = office.post(address, sent)
    assert bare.status_code == 422
    assert bare.content.decode().count("field-errors") == 2, "beside the approver and the reason"
    said = {"approver": leader().pk, "change_reason": "上级调低预期"}
    assert office.post(address, sent | said).status_code == 302
    assert Target.objects.get(superseded_at=None).value == Decimal("7.5")
    draft.refresh_from_db()
    assert (draft.state, draft.carried.state) == ("edited", "replaced")
    assert verify().holds, verify().findings


def test_the_card_leads_to_both_editions(office: Client, edition: Document) -> None:
    carried = Carried.objects.get(state="open")
    page = read(office, "plan_document", edition.pk)
    assert f"{reverse('plan_changes', args=[edition.pk])}#review-{carried.pk}" in page


def test_the_list_shows_the_newest_edition(office: Client, plan: Document, edition: Document) -> None:
    page = read(office, "plan")
    assert reverse("plan_document", args=[edition.pk]) in page
    assert f'{reverse("plan_document", args=[plan.pk])}"' not in page


def test_an_earlier_edition_is_read_and_not_changed(
    office: Client, plan: Document, edition: Document
) -> None:
    for name in ("plan_document", "plan_coverage"):
        page = read(office, name, plan.pk)
        assert reverse("plan_document", args=[edition.pk]) in page
        assert 'data-action="accept"' not in page
        assert "/aside" not in page
        assert reverse("plan_edition", args=[plan.pk]) not in page
    stale = send(office, plan, NEXT + "\n附。\n")
    assert stale.status_code == 422
    assert 'id="import-errors"' in stale.content.decode()


def test_the_past_knows_no_later_edition(office: Client, plan: Document, edition: Document) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    answer = office.get(reverse("plan_changes", args=[edition.pk]), {"as_of": yesterday})
    assert answer.status_code == 404


def test_others_read_the_changes_and_are_offered_nothing(edition: Document) -> None:
    page = read(signed_in("t1_head"), "plan_changes", edition.pk)
    assert "<ins>7%</ins>" in page
    assert "review-" not in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]


def test_a_decision_of_another_document_is_not_found(
    office: Client, plan: Document, edition: Document
) -> None:
    carried = Carried.objects.get(state="open")
    for name in ("plan_keep", "plan_supersede"):
        assert office.post(reverse(name, args=[plan.pk, carried.pk]), {"reason": "x"}).status_code == 404


def test_pages_cost_the_same_whatever_the_length(district: District, office: Client, plan: Document) -> None:
    def costs(document: Document) -> dict[str, int]:
        found = {}
        for name in ("plan_document", "plan_coverage", "plan_changes", "plan_edition"):
            read(office, name, document.pk)
            with CaptureQueriesContext(connection) as asked:
                read(office, name, document.pk)
            found[name] = len(asked)
        return found

    send(office, plan)
    short = costs(Document.objects.latest("pk"))
    for draft in Document.objects.latest("pk").drafts.filter(kind="matter", state="pending"):
        decision = MatterDecision(draft.proposal["title"], "", "QH-S1", due_on=date(2015, 12, 31))
        confirm_matter(district.standing("supervisor"), draft, decision)
    send(office, Document.objects.latest("pk"), NEXT.replace("要", "须") + "新增一段。\n")
    assert Carried.objects.filter(state="open", document=Document.objects.latest("pk")).count() > 3
    assert costs(Document.objects.latest("pk")) == short
    assert max(short.values()) <= 18
