"""Import a new edition of a document and take over what still holds (导入新版本)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from luoshi.documents.actions.import_document import (
    Heading,
    keep_clauses,
    keep_drafts,
    proposals_of,
    take_in,
)
from luoshi.documents.carrying import (
    Handover,
    decisions,
    handover,
    sections_of_outline,
    sections_of_rows,
    set_aside_before,
)
from luoshi.documents.editions import require_newest
from luoshi.documents.models import Carried, CarriedState, Document, Draft, Edition
from luoshi.documents.policies import may_settle
from luoshi.documents.proposals import Term
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.revision import revision
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing


@transaction.atomic
def import_edition(
    standing: Standing,
    earlier: Document,
    heading: Heading,
    source: bytes | str,
    file_name: str = "",
    vocabulary: Sequence[Term] = (),
) -> Document:
    """Store an edited text as the edition that follows upon ``earlier``, as a document of the same unit.

    Decisions on clauses that kept their words hold in it, and so do the reasons for which clauses were set
    aside; what was confirmed on other clauses is listed to be looked at again. ``earlier`` stays as it is.
    Refused when ``earlier`` has a later edition, and whatever ``import_document`` refuses.
    """
    require(may_settle(standing))
    earlier = (
        Document.objects.select_for_update(of=("self",)).select_related("unit", "edition").get(pk=earlier.pk)
    )
    require_newest(earlier)
    document = take_in(standing, earlier.unit.code, heading, source, file_name)
    edition = _follow(earlier, document)
    tree, old = outline(document.text), list(earlier.clauses.all())
    changes = revision(earlier.text, sections_of_rows(old), document.text, sections_of_outline(tree))
    proposals = proposals_of(document, tree, vocabulary)
    taken_over = handover(decisions(earlier), changes, proposals)
    clauses = keep_clauses(document, tree, set_aside_before(old, changes))
    drafts = keep_drafts(document, clauses, taken_over.proposals, taken_over.decided)
    carried = _keep_carried(document, taken_over, drafts)
    rows: list[Recorded] = [document, edition, *clauses.values(), *drafts, *carried]
    states = Counter(row.state for row in carried)
    record(
        standing.signature(),
        "documents.import_edition",
        chain=earlier.unit.code,
        subject=document.title,
        rows=rows,
        detail={
            "digest": document.text_digest,
            "earlier": earlier.text_digest,
            "changes": changes.counts,
            "carried": states[CarriedState.CARRIED],
            "open": states[CarriedState.OPEN],
        },
    )
    return document


def _follow(earlier: Document, document: Document) -> Edition:
    before: Edition | None = getattr(earlier, "edition", None)
    return Edition.objects.create(
        document=document,
        earlier=earlier,
        first=before.first if before else earlier,
        number=before.number + 1 if before else 2,
    )


def _keep_carried(document: Document, taken_over: Handover, drafts: list[Draft]) -> list[Carried]:
    return [
        Carried.objects.create(
            document=document,
            origin=passed.held.origin,
            draft=None if passed.proposal is None else drafts[passed.proposal],
            state=CarriedState.OPEN if passed.is_open else CarriedState.CARRIED,
        )
        for passed in taken_over.passed
    ]
