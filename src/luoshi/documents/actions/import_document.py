"""Import a document: keep its text, read its outline, propose targets and matters (导入文稿)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.documents.models import LONGEST_FILE_NAME, Clause, Document, DocumentKind, Draft
from luoshi.documents.policies import may_settle
from luoshi.documents.proposals import Proposal, Term, propose
from luoshi.documents.reading import read_file, read_pasted, refuse_too_long
from luoshi.kernel.text.outline import Outline, outline
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Unit
from luoshi.org.standing import Standing

LONGEST_TITLE = 200
LONGEST_NUMBER = 60


@dataclass(frozen=True)
class Heading:
    """What a person says about a document beside its file (文稿登记). ``year`` is the year it plans for."""

    title: str
    year: int
    kind: str = DocumentKind.PLAN
    number: str = ""
    issued_on: date | None = None


@transaction.atomic
def import_document(
    standing: Standing,
    unit: str,
    heading: Heading,
    source: bytes | str,
    file_name: str = "",
    vocabulary: Sequence[Term] = (),
) -> Document:
    """Store the text of ``source`` unchanged, with its clauses and drafts, as a document of ``unit`` (its code).

    ``source`` is the content of the file ``file_name``, or a pasted text. ``vocabulary`` names the indicators
    that targets and bases are matched with.
    Refused when the unit is unknown, the heading incomplete, the source cannot be read (see ``documents.reading``),
    or the unit has a document with the same text already.
    """
    require(may_settle(standing))
    document = take_in(standing, unit, heading, source, file_name)
    tree = outline(document.text)
    clauses = keep_clauses(document, tree)
    drafts = keep_drafts(document, clauses, proposals_of(document, tree, vocabulary))
    rows: list[Recorded] = [document, *clauses.values(), *drafts]
    record(
        standing.signature(),
        "documents.import_document",
        chain=unit,
        subject=document.title,
        rows=rows,
        detail={"digest": document.text_digest, "clauses": len(clauses), "drafts": len(drafts)},
    )
    return document


def take_in(standing: Standing, unit: str, heading: Heading, source: bytes | str, file_name: str) -> Document:
    """The row of a document with its text read. Called by the actions that import, never by a page."""
    # The unit's row is the lock: the same text sent twice at once is refused the second time.
    owner = Unit.objects.select_for_update(no_key=True).filter(code=unit).first()
    problems = _problems(heading, unit if owner is None else None)
    problems += too_long(_("Name of the file"), file_name, LONGEST_FILE_NAME)
    if problems or owner is None:
        raise Refused(problems)
    reading = read_pasted(source) if isinstance(source, str) else read_file(source, file_name)
    if heading.kind == DocumentKind.BULLETIN:
        # It is taken in to be checked.
        refuse_too_long(file_name or heading.title, reading.text)
    digest = hashlib.sha256(reading.text.encode()).hexdigest()
    known = Document.objects.filter(unit=owner, text_digest=digest).first()
    if known is not None:
        raise Refused(
            Problem(
                file_name or _("The pasted text"),
                _("The same text was imported on %(day)s as “%(title)s”.")
                % {"day": known.imported_at.date().isoformat(), "title": known.title},
                _("Open that document, or choose another text."),
                "imported_before",
            )
        )
    return Document.objects.create(
        unit=owner,
        kind=heading.kind,
        title=" ".join(heading.title.split()),
        number=heading.number.strip(),
        year=heading.year,
        issued_on=heading.issued_on,
        file_name=file_name,
        encoding=reading.encoding,
        text=reading.text,
        text_digest=digest,
        imported_at=standing.at,
        imported_by_id=standing.person_id,
    )


def proposals_of(document: Document, tree: Outline, vocabulary: Sequence[Term]) -> list[Proposal]:
    """What the text asks for. A bulletin reports what was reached: its figures are checked, not proposed as targets."""
    if document.kind == DocumentKind.BULLETIN:
        return []
    return propose(document.text, tree, document.year, vocabulary)


def _problems(heading: Heading, unknown_unit: str | None) -> list[Problem]:
    problems = []
    if unknown_unit is not None:
        problems.append(
            Problem(unknown_unit, _("No unit has this code."), _("Choose a unit of the district."), "unit")
        )
    if not heading.title.strip() or len(heading.title.strip()) > LONGEST_TITLE:
        problems.append(
            Problem(
                pgettext_lazy("document", "Title"),
                _("A title has 1 to 200 characters."),
                _("Write the title as printed."),
                "title",
            )
        )
    if len(heading.number.strip()) > LONGEST_NUMBER:
        problems.append(
            Problem(
                _("Number"),
                _("A document number has at most %d characters.") % LONGEST_NUMBER,
                _("Write it as printed, such as 〔2015〕1号."),
                "number",
            )
        )
    if not 1949 <= heading.year <= 2100:
        problems.append(
            Problem(
                _("Year"), _("%d is not a year to plan for.") % heading.year, _("Write it as 2015."), "year"
            )
        )
    if heading.kind not in DocumentKind.values:
        problems.append(
            Problem(
                _("Kind"), _("Unknown kind of document."), _("Choose one from the list."), "kind_of_document"
            )
        )
    return problems


def keep_clauses(
    document: Document, tree: Outline, set_aside: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Clause]:
    """Rows for the nodes of the outline by key, parents before children; ``set_aside`` gives reasons by key."""
    kept: dict[str, Clause] = {}
    for order, node in enumerate(tree.nodes):
        kept[node.id] = Clause.objects.create(
            document=document,
            key=node.id,
            parent=kept[node.parent] if node.parent else None,
            level=node.level,
            mark=node.mark[:20],
            kind=node.kind,
            title=node.title[:300],
            start=node.start,
            end=node.end,
            order=order,
            set_aside=set_aside.get(node.id, ""),
        )
    return kept


def keep_drafts(
    document: Document,
    clauses: Mapping[str, Clause],
    proposals: Sequence[Proposal],
    decided: Mapping[int, Draft] = MappingProxyType({}),
) -> list[Draft]:
    """Rows for the proposals in their order; ``decided`` gives, by index, the draft whose decision one takes over."""
    drafts = []
    for order, proposal in enumerate(proposals):
        draft = Draft(
            document=document,
            clause=clauses[proposal.clause] if proposal.clause else None,
            kind=proposal.kind,
            order=order,
            start=proposal.start,
            end=proposal.end,
            sentence_start=proposal.sentence_start,
            sentence_end=proposal.sentence_end,
            proposal=proposal.content,
        )
        if order in decided:
            before = decided[order]
            draft.state, draft.decision, draft.reason = before.state, before.decision, before.reason
            draft.decided_by_id, draft.decided_at = before.decided_by_id, before.decided_at
        draft.save()
        drafts.append(draft)
    return drafts
