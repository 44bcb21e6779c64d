"""The speech of 2015, every draft of it decided, comes back with one number edited and one clause inserted."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

from cast import TODAY, District
from luoshi.documents import queries
from luoshi.documents.actions.import_document import Heading
from luoshi.documents.actions.import_edition import import_edition
from luoshi.documents.actions.reject_draft import reject_draft
from luoshi.documents.editions import comparison
from luoshi.documents.models import Document, Draft
from luoshi.indicators.models import Indicator
from luoshi.indicators.vocabulary import vocabulary
from luoshi.ledger.verify import verify
from luoshi.matters.actions.confirm_draft import MatterDecision, confirm_draft
from luoshi.targets.actions.confirm_draft import confirm_draft as confirm_target
from luoshi.targets.actions.confirm_draft import proposed
from luoshi.targets.coverage import coverage
from plan_document import catalogue, import_plan

TOMORROW = TODAY + timedelta(days=1)
MOST_SECONDS = 4.0


def decide(district: District, document: Document) -> None:
    """Every target that the catalogue knows and every second matter is confirmed, the rest turned down."""
    office = district.standing("supervisor")
    for draft in document.drafts.select_related("document__unit", "clause"):
        read = draft.proposal
        known = Indicator.objects.filter(code=read.get("indicator")).first()
        if draft.kind == "target" and known is not None:
            confirm_target(office, draft, proposed(draft, known))
        elif draft.kind == "matter" and draft.order % 2:
            confirm_draft(
                office, draft, MatterDecision(read["title"], read["text"], "QH-FIN", (), date(2015, 12, 31))
            )
        else:
            reject_draft(office, draft, "不办")


def owned(district: District, document: Document) -> set[str]:
    found = coverage(district.standing("supervisor", TOMORROW), document.pk, TOMORROW)
    return {line.clause.key for line in found.clauses if line.targets or line.matters}


def test_the_decisions_of_the_speech_survive_an_edit(district: District, shared: Path) -> None:
    catalogue()
    text = (shared / "sources" / "yushui-2015.txt").read_text(encoding="utf-8")
    speech = import_plan(district, text, "2015年讲话")
    decide(district, speech)
    edited = next(d for d in speech.drafts.filter(kind="target", state="confirmed"))
    number = f"{text[edited.start : edited.end]}.5"
    new = text[: edited.start] + number + text[edited.end :]
    heading = speech.clauses.filter(level=2).order_by("order").last()
    assert heading is not None
    at = new.index(text[heading.start : heading.end])
    new = f"{new[:at]}（九）新增一项工作\n\n各镇要在9月底前办完新增的这一项工作。\n\n{new[at:]}"

    begun = time.process_time()
    found = import_edition(
        district.standing("supervisor", TOMORROW), speech, Heading("2015年讲话", 2015), new, "", vocabulary()
    )
    assert time.process_time() - begun < MOST_SECONDS
    told = comparison(
        district.standing("supervisor", TOMORROW),
        queries.document(district.standing("supervisor", TOMORROW), found.pk, TOMORROW),
        TOMORROW,
    )
    assert told is not None
    assert (told.counts["edited"], told.counts["removed"], told.counts["moved"]) == (1, 0, 0)
    assert told.counts["added"] in (1, 2)

    questioned = {review.carried.origin_id for review in told.reviews}
    assert edited.pk in questioned
    same_clause = set(speech.drafts.filter(clause=edited.clause).values_list("pk", flat=True))
    assert questioned <= same_clause
    assert next(review.numbers for review in told.reviews if review.carried.origin_id == edited.pk)
    kept = {row.origin_id: row.draft for row in found.carried.filter(state="carried").select_related("draft")}
    for draft in speech.drafts.exclude(clause=edited.clause):
        after: Draft | None = kept.get(draft.pk)
        assert after is not None
        assert (after.state, after.decision, after.decided_at) == (
            draft.state,
            draft.decision,
            draft.decided_at,
        )
        assert new[after.start : after.end] == text[draft.start : draft.end]
    assert edited.clause is not None
    assert owned(district, speech) - owned(district, found) == {edited.clause.key}
    assert verify().holds, verify().findings
