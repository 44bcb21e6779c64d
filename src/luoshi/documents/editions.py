"""Editions of a document (版本): which there are, what one changed, what is to be looked at again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import pairwise

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.documents.carrying import says_the_same, sections_of_rows
from luoshi.documents.models import (
    Carried,
    CarriedState,
    Document,
    Draft,
    DraftKind,
    DraftState,
    Edition,
)
from luoshi.documents.policies import sees_drafts
from luoshi.documents.segments import Piece
from luoshi.kernel.text.difference import Span, difference
from luoshi.kernel.text.revision import ALIKE, Part, Revision, revision
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of

CHANGED = "changed"
_SENTENCE = re.compile(r"[^。；！？]+[。；！？]?")


@dataclass(frozen=True)
class Editions:
    """A document among its editions as known on a day, the oldest first; their texts are not read."""

    document: Document
    all: tuple[Document, ...]

    @property
    def number(self) -> int:
        return self.all.index(self.document) + 1

    @property
    def earlier(self) -> Document | None:
        """The edition before this one; None for the first."""
        return self.all[self.number - 2] if self.number > 1 else None

    @property
    def later(self) -> Document | None:
        """The edition that followed upon this one; None for the newest."""
        return self.all[self.number] if self.number < len(self.all) else None

    @property
    def newest(self) -> Document:
        return self.all[-1]


@dataclass(frozen=True)
class Review:
    """A decision whose words were changed: what was decided, and the sentences then and now."""

    carried: Carried
    state: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    numbers: tuple[tuple[str, str], ...]
    same: bool

    @property
    def is_open(self) -> bool:
        return self.state == CarriedState.OPEN

    @property
    def is_target(self) -> bool:
        return self.carried.origin.kind == DraftKind.TARGET

    @property
    def word(self) -> str:
        """The state in the reader's language."""
        return str(CarriedState(self.state).label)


@dataclass(frozen=True)
class Sides:
    """A part of the text then and now; `key` is that of its clause in the new edition, None outside clauses."""

    state: str
    moved: bool
    key: str | None
    old: tuple[Piece, ...] | None
    new: tuple[Piece, ...] | None
    old_mark: str
    new_mark: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Comparison:
    """An edition beside the one before it. ``reviews`` is empty for those who do not see drafts."""

    editions: Editions
    earlier: Document
    counts: dict[str, int]
    sides: tuple[Sides, ...]
    reviews: tuple[Review, ...]
    carried: int

    @property
    def document(self) -> Document:
        return self.editions.document

    @property
    def open_count(self) -> int:
        return sum(review.is_open for review in self.reviews)


def require_newest(document: Document) -> None:
    """Refused for an edition upon which another has followed: what it says is history."""
    if Edition.objects.filter(earlier=document).exists():
        raise Refused(
            Problem(
                document.title,
                _("A later edition of this document has taken its place."),
                _("Open the newest edition and decide there."),
                "superseded",
            )
        )


def editions(document: Document, as_of: date) -> Editions:
    """All editions of which ``document`` is one, as far as imported by ``as_of``: one query, texts left out."""
    edition: Edition | None = getattr(document, "edition", None)
    first = edition.first_id if edition else document.pk
    found = (
        Document.objects.filter(Q(pk=first) | Q(edition__first=first), imported_at__lte=end_of(as_of))
        .defer("text")
        .order_by("imported_at", "pk")
    )
    return Editions(document, tuple(found))


def known_by(family: Editions, as_of: date) -> datetime:
    """Up to when decisions count in this edition: an earlier one is shown as it stood when the next came."""
    later = family.later
    return min(end_of(as_of), later.imported_at) if later else end_of(as_of)


def taken_over(document: Document, known: datetime) -> list[tuple[Draft, Draft]]:
    """Decisions of earlier editions that hold in this one: (draft they were taken on, confirmed draft in its place)."""
    rows = Carried.objects.filter(
        Q(state=CarriedState.CARRIED) | Q(state=CarriedState.KEPT, decided_at__lte=known),
        document=document,
        draft__state__in=(DraftState.CONFIRMED, DraftState.EDITED),
    )
    return [(row.origin, row.draft) for row in rows.select_related("origin", "draft") if row.draft]


def comparison(standing: Standing, found: Document, as_of: date) -> Comparison | None:
    """What ``found`` changed against the edition before it; None when it is the first."""
    family = editions(found, as_of)
    if family.earlier is None:
        return None
    earlier = Document.objects.get(pk=family.earlier.pk)
    changes = revision(
        earlier.text,
        sections_of_rows(list(earlier.clauses.all())),
        found.text,
        sections_of_rows(list(found.clauses.all())),
    )
    known = known_by(family, as_of)
    rows = list(
        found.carried.exclude(state=CarriedState.CARRIED).select_related(
            "origin__document", "origin__clause", "origin__decided_by", "draft", "decided_by"
        )
        if sees_drafts(standing)
        else ()
    )
    return Comparison(
        editions=family,
        earlier=earlier,
        counts=changes.counts,
        sides=tuple(_sides(changes)),
        reviews=tuple(_review(row, found, earlier, changes, known) for row in rows),
        carried=found.carried.filter(state=CarriedState.CARRIED).count(),
    )


def review(found: Document, carried_id: int) -> Carried:
    """One decision to look at again; Carried.DoesNotExist when the document has none of that key."""
    row: Carried = found.carried.select_related("origin", "draft").get(pk=carried_id)
    return row


def _review(row: Carried, found: Document, earlier: Document, changes: Revision, known: datetime) -> Review:
    origin, draft = row.origin, row.draft
    state = row.state if row.decided_at and row.decided_at <= known else str(CarriedState.OPEN)
    old = _plain(origin.document.text[origin.sentence_start : origin.sentence_end])
    if draft is not None:
        new = _plain(found.text[draft.sentence_start : draft.sentence_end])
    else:
        change = changes.at(origin.start) if origin.document_id == earlier.pk else None
        new = _nearest_sentence(old, change.new.printed if change and change.new else "")
    told = difference(old, new)
    return Review(
        carried=row,
        state=state,
        old=tuple(_pieces(old, told.old if new else ())),
        new=tuple(_pieces(new, told.new)),
        numbers=tuple(_numbers(origin, draft, told.numbers if new else ())),
        same=draft is not None and says_the_same(draft.kind, origin.proposal, draft.proposal),
    )


def _nearest_sentence(sentence: str, text: str) -> str:
    """The sentence of ``text`` that says most nearly the same; empty when none does."""
    ranked = [
        (SequenceMatcher(None, sentence, other, autojunk=False).ratio(), other)
        for other in _SENTENCE.findall(text)
    ]
    likeness, nearest = max(ranked, default=(0.0, ""))
    return nearest if likeness >= ALIKE else ""


def _numbers(
    origin: Draft, draft: Draft | None, in_sentence: tuple[tuple[str, str], ...]
) -> list[tuple[str, str]]:
    """Which number became which: of a target its own and its base's, of a matter all in its sentence."""
    if draft is None or origin.kind != DraftKind.TARGET:
        return list(in_sentence)
    pairs = [
        tuple(f"{said['value']}{said['unit']}" if said else "" for said in both)
        for both in (
            (origin.proposal, draft.proposal),
            (origin.proposal.get("base"), draft.proposal.get("base")),
        )
    ]
    return [(before, after) for before, after in pairs if before != after]


def _sides(changes: Revision) -> list[Sides]:
    sides = []
    for change in changes.changes:
        told = change.difference
        sides.append(
            Sides(
                state=change.state,
                moved=change.moved,
                key=change.new.key if change.new else None,
                old=_printed(change.old, told.old),
                new=_printed(change.new, told.new),
                old_mark=change.old.mark if change.old else "",
                new_mark=change.new.mark if change.new else "",
                numbers=told.numbers,
            )
        )
    return sides


def _printed(part: Part | None, spans: Sequence[Span]) -> tuple[Piece, ...] | None:
    return None if part is None else tuple(_pieces(part.printed, spans, part.breaks))


def _pieces(text: str, spans: Sequence[Span], breaks: Sequence[int] = ()) -> list[Piece]:
    """The text cut at its changed spans; a line feed where a paragraph begins."""
    cuts = sorted({0, len(text), *breaks, *(at for span in spans for at in span)})
    inside = {at for start, end in spans for at in cuts if start <= at < end}
    pieces = []
    for start, end in pairwise(cuts):
        words = ("\n" if start in breaks else "") + text[start:end]
        pieces.append(Piece(words, CHANGED if start in inside else ""))
    return pieces


def _plain(text: str) -> str:
    return " ".join(text.split())
