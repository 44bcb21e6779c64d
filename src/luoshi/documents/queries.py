"""All reads that leave the documents room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from luoshi.documents.checking import (
    Checked,
    CheckLine,
    FindingView,
    Tally,
    check_lines,
    checked,
    marked_text,
)
from luoshi.documents.editions import Editions, editions
from luoshi.documents.models import (
    Carried,
    CarriedState,
    Clause,
    Document,
    DocumentKind,
    Draft,
    DraftKind,
    DraftState,
)
from luoshi.documents.policies import may_read_documents, may_settle, sees_drafts, visible_documents
from luoshi.documents.segments import Paragraph, Span, holder, paragraphs
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of

__all__ = [
    "BULLETIN",
    "CheckLine",
    "Checked",
    "DocumentLine",
    "DraftView",
    "FindingView",
    "Progress",
    "Reader",
    "Tally",
    "ToSettle",
    "check_lines",
    "checked",
    "clause",
    "clauses",
    "document",
    "documents",
    "draft",
    "drafts_to_settle",
    "filed_papers",
    "headings",
    "kinds",
    "marked_text",
    "next_pending",
    "reader",
]

BULLETIN = DocumentKind.BULLETIN.value
"""The kind of a document that reports: its numbers are checked before it goes out (通报)."""


@dataclass(frozen=True)
class Progress:
    """How far the drafts of a document are settled."""

    pending: int
    confirmed: int
    rejected: int

    @property
    def total(self) -> int:
        return self.pending + self.confirmed + self.rejected

    @property
    def settled(self) -> int:
        return self.confirmed + self.rejected


@dataclass(frozen=True)
class DocumentLine:
    """A document in the list, in its newest edition; ``edition`` counts from 1, the original."""

    document: Document
    edition: int
    clauses: int
    progress: Progress


@dataclass(frozen=True)
class ToSettle:
    """A document with drafts that wait for this person's decision, or decisions to look at again."""

    document: Document
    pending: int


@dataclass(frozen=True)
class DraftView:
    """A draft with the ids of the sentences that its card lights up: its own first, then that of its base."""

    draft: Draft
    state: str
    sentences: str
    quote: str

    @property
    def proposal(self) -> dict[str, Any]:
        content: dict[str, Any] = self.draft.proposal
        return content

    @property
    def is_target(self) -> bool:
        return self.draft.kind == DraftKind.TARGET

    @property
    def is_pending(self) -> bool:
        return self.state == DraftState.PENDING

    @property
    def word(self) -> str:
        """The state in the reader's language."""
        return str(DraftState(self.state).label)

    @property
    def carried(self) -> Carried | None:
        """The decision of an earlier edition in whose place the draft stands; None in a first edition."""
        found: Carried | None = getattr(self.draft, "carried", None)
        return found


@dataclass(frozen=True)
class Reader:
    """A document as its page shows it: text cut into paragraphs, drafts in the order of the text.

    ``drafts`` holds those that became something, and, where ``sees_drafts``, also the open and rejected ones;
    ``progress`` counts all.
    """

    document: Document
    editions: Editions
    paragraphs: list[Paragraph]
    drafts: list[DraftView]
    progress: Progress
    sees_drafts: bool


def kinds() -> list[tuple[str, str]]:
    """Kinds of documents that plan, with their words, the plan first; a bulletin reports and is checked instead."""
    planning = (k for k in DocumentKind if k != DocumentKind.BULLETIN)
    return sorted(((k.value, str(k.label)) for k in planning), key=lambda k: k[0] != DocumentKind.PLAN)


def documents(standing: Standing, as_of: date) -> list[DocumentLine]:
    """Documents that plan, imported up to ``as_of`` in their newest edition then, newest year first, with their drafts' fate."""
    known = end_of(as_of)
    by_then = Q(drafts__decided_at__lte=known)
    rejected = Q(drafts__state=DraftState.REJECTED)
    found = (
        Document.objects.filter(visible_documents(standing), imported_at__lte=known)
        .exclude(kind=DocumentKind.BULLETIN)
        .exclude(later__document__imported_at__lte=known)
        .select_related("unit")
        .annotate(
            number_of_edition=Coalesce("edition__number", 1),
            clause_count=Count("clauses", distinct=True),
            draft_count=Count("drafts", distinct=True),
            confirmed_count=Count("drafts", filter=by_then & ~rejected, distinct=True),
            rejected_count=Count("drafts", filter=by_then & rejected, distinct=True),
        )
    )
    return [
        DocumentLine(
            document=d,
            edition=d.number_of_edition,
            clauses=d.clause_count,
            progress=Progress(
                pending=d.draft_count - d.confirmed_count - d.rejected_count,
                confirmed=d.confirmed_count,
                rejected=d.rejected_count,
            ),
        )
        for d in found
    ]


def filed_papers(standing: Standing, as_of: date) -> dict[str, int]:
    """Documents that plan, on file by ``as_of``, as one cites them, number and title; with their keys, the newest first."""
    found = (
        Document.objects.filter(visible_documents(standing), imported_at__lte=end_of(as_of))
        .exclude(kind=DocumentKind.BULLETIN)
        .order_by("-imported_at", "-pk")
    )
    cited: dict[str, int] = {}
    for key, number, title in found.values_list("pk", "number", "title"):
        cited.setdefault(f"{number}《{title}》", key)
    return cited


def drafts_to_settle(standing: Standing) -> list[ToSettle]:
    """Newest editions with something to decide, for those who may; empty for everybody else.

    What waits is each pending draft, and each earlier decision whose words the edition no longer has.
    """
    if not may_settle(standing):
        return []
    pending = Count("drafts", filter=Q(drafts__state=DraftState.PENDING), distinct=True)
    lost = Q(carried__state=CarriedState.OPEN, carried__draft=None)
    waiting = pending + Count("carried", filter=lost, distinct=True)
    found = Document.objects.annotate(waiting=waiting).filter(
        visible_documents(standing), waiting__gt=0, later=None
    )
    return [ToSettle(document=d, pending=d.waiting) for d in found]


def document(standing: Standing, document_id: int, as_of: date) -> Document:
    """One document; Denied when it may not be read, Document.DoesNotExist when there was none by ``as_of``."""
    require(may_read_documents(standing))
    return Document.objects.select_related("unit", "imported_by", "edition").get(
        visible_documents(standing), pk=document_id, imported_at__lte=end_of(as_of)
    )


def clauses(standing: Standing, document_id: int, as_of: date) -> list[Clause]:
    """The clauses of a document in the order of the text."""
    return list(document(standing, document_id, as_of).clauses.all())


def clause(standing: Standing, document_id: int, key: str, as_of: date) -> Clause:
    """One clause by its key; Clause.DoesNotExist when the document has none of that key."""
    return document(standing, document_id, as_of).clauses.get(key=key)


def draft(standing: Standing, document_id: int, draft_id: int, as_of: date) -> Draft:
    """One draft of a document; Draft.DoesNotExist when it has none of that key."""
    return (
        document(standing, document_id, as_of)
        .drafts.select_related("document__unit", "clause", "carried__origin")
        .get(pk=draft_id)
    )


def next_pending(settled: Draft) -> Draft | None:
    """The draft to decide after ``settled``: the next pending one in the text, else the first; None when all are."""
    pending = settled.document.drafts.filter(state=DraftState.PENDING)
    return pending.filter(order__gt=settled.order).first() or pending.first()


def reader(standing: Standing, document_id: int, as_of: date) -> Reader:
    """A document's text and drafts with their state as known on ``as_of``: four queries whatever its length."""
    found = document(standing, document_id, as_of)
    known = end_of(as_of)
    every = list(found.drafts.select_related("clause", "decided_by", "carried__origin"))
    states = {d.pk: d.state if d.decided_at and d.decided_at <= known else DraftState.PENDING for d in every}
    seen = sees_drafts(standing)
    drafts = [d for d in every if seen or states[d.pk] not in (DraftState.PENDING, DraftState.REJECTED)]
    sentences = [span for d in drafts for span in _sentences(d)]
    ids = holder(sentences)
    views = [
        DraftView(
            draft=d,
            state=states[d.pk],
            sentences=" ".join(dict.fromkeys(ids[span] for span in _sentences(d))),
            quote=" ".join(found.text[d.sentence_start : d.sentence_end].split()),
        )
        for d in drafts
    ]
    return Reader(
        document=found,
        editions=editions(found, as_of),
        paragraphs=paragraphs(found.text, sentences, (s for d in drafts for s in _spans(d)), headings(found)),
        drafts=views,
        progress=_progress(states.values()),
        sees_drafts=seen,
    )


def headings(found: Document) -> list[tuple[int, int, str]]:
    """Where the clauses of a document begin, their level (0 for items of a list) and key: what ``paragraphs`` asks for."""
    return [
        (start, level if kind == "heading" else 0, key)
        for start, level, key, kind in found.clauses.values_list("start", "level", "key", "kind")
    ]


def _sentences(draft: Draft) -> list[tuple[int, int]]:
    base = draft.proposal.get("base")
    own = [(draft.sentence_start, draft.sentence_end)]
    return [*own, (base["sentence_start"], base["sentence_end"])] if base else own


def _spans(draft: Draft) -> list[Span]:
    if draft.kind != DraftKind.TARGET:
        return [Span(draft.start, draft.end, "words")]
    base = draft.proposal.get("base")
    own = [Span(draft.start, draft.end, "value")]
    return [*own, Span(base["start"], base["end"], "base")] if base else own


def _progress(states: Iterable[str]) -> Progress:
    counts = Counter(states)
    return Progress(
        pending=counts[DraftState.PENDING],
        confirmed=counts[DraftState.CONFIRMED] + counts[DraftState.EDITED],
        rejected=counts[DraftState.REJECTED],
    )
