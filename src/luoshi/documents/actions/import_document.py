"""Import a document: keep its text, read its outline, propose targets and matters (导入文稿)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.documents.models import Clause, Document, DocumentKind, Draft
from luoshi.documents.policies import may_settle
from luoshi.documents.proposals import Proposal, Term, propose
from luoshi.documents.reading import read_file, read_pasted
from luoshi.kernel.text.outline import Outline, outline
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.standing import Standing

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
    data: bytes | str,
    file_name: str = "",
    vocabulary: Sequence[Term] = (),
) -> Document:
    """Store the decoded text of ``data`` unchanged, with its clauses and drafts, as a document of ``unit`` (its code).

    ``data`` are the bytes of the file ``file_name``, or a text that was pasted.
    ``vocabulary`` names the indicators that targets and bases are matched with.
    Refused when the unit is unknown, the heading incomplete, the file cannot be read (see ``documents.reading``), or the unit
    has a document with the same text already.
    """
    require(may_settle(standing))
    owner = Unit.objects.filter(code=unit).first()
    problems = _problems(heading, unit if owner is None else None)
    if problems or owner is None:
        raise Refused(problems)
    reading = read_pasted(data) if isinstance(data, str) else read_file(data, file_name)
    digest = hashlib.sha256(reading.text.encode()).hexdigest()
    earlier = Document.objects.filter(unit=owner, text_digest=digest).first()
    if earlier is not None:
        raise Refused(
            Problem(
                file_name or _("The pasted text"),
                _("The same text was imported on %(day)s as “%(title)s”.")
                % {"day": earlier.imported_at.date().isoformat(), "title": earlier.title},
                _("Open that document, or choose another file."),
                "imported_before",
            )
        )
    document = Document.objects.create(
        unit=owner,
        kind=heading.kind,
        title=heading.title.strip(),
        number=heading.number.strip(),
        year=heading.year,
        issued_on=heading.issued_on,
        file_name=file_name[-200:],
        encoding=reading.encoding,
        text=reading.text,
        text_digest=digest,
        imported_at=standing.at,
        imported_by_id=standing.person_id,
    )
    tree = outline(reading.text)
    clauses = _keep_clauses(document, tree)
    # A bulletin reports what was reached: its figures are checked, not proposed as targets.
    plans = heading.kind != DocumentKind.BULLETIN
    proposals = propose(reading.text, tree, heading.year, vocabulary) if plans else []
    drafts = _keep_drafts(document, clauses, proposals)
    rows: list[Recorded] = [document, *clauses.values(), *drafts]
    record(
        standing.signature(),
        "documents.import_document",
        chain=unit,
        subject=document.title,
        rows=rows,
        detail={"digest": digest, "clauses": len(clauses), "drafts": len(drafts)},
    )
    return document


def _problems(heading: Heading, unknown_unit: str | None) -> list[Problem]:
    problems = []
    if unknown_unit is not None:
        problems.append(
            Problem(unknown_unit, _("No unit has this code."), _("Choose a unit of the district."), "unit")
        )
    if not heading.title.strip() or len(heading.title.strip()) > 200:
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


def _keep_clauses(document: Document, tree: Outline) -> dict[str, Clause]:
    """Rows for the nodes of the outline by key, parents before children."""
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
        )
    return kept


def _keep_drafts(document: Document, clauses: dict[str, Clause], proposals: list[Proposal]) -> list[Draft]:
    return [
        Draft.objects.create(
            document=document,
            clause=clauses[p.clause] if p.clause else None,
            kind=p.kind,
            order=order,
            start=p.start,
            end=p.end,
            sentence_start=p.sentence_start,
            sentence_end=p.sentence_end,
            proposal=p.content,
        )
        for order, p in enumerate(proposals)
    ]
