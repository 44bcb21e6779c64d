"""Check the numbers of a document: recompute every relation it prints and keep what was found (核数)."""

from __future__ import annotations

from django.db import transaction

import luoshi
from luoshi.documents.models import Document, Finding, NumberCheck
from luoshi.documents.policies import may_check
from luoshi.documents.reading import refuse_too_long
from luoshi.documents.told import told_of
from luoshi.kernel.text.number_check import Relation, check
from luoshi.ledger.record import record
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing


@transaction.atomic
def check_numbers(standing: Standing, document: Document) -> NumberCheck:
    """Run the number check over the stored text and keep each relation with its verdict, those that hold included.

    What was decided about the same findings before, in this document or another of its unit, goes on counting.
    Refused for a text that is longer than somebody should wait for (`documents.reading.LONGEST_CHECKED`).
    """
    require(may_check(standing))
    document = Document.objects.select_related("unit").get(pk=document.pk)
    refuse_too_long(document.title, document.text)
    # Before anything is written: nobody who files a report waits for the reading of a text.
    relations = check(document.text).relations
    run = NumberCheck.objects.create(
        document=document,
        checked_at=standing.at,
        checked_by_id=standing.person_id,
        grammar=luoshi.__version__,
        text_digest=document.text_digest,
    )
    found = [finding_of(n, relation) for n, relation in enumerate(relations)]
    for finding in found:
        finding.check_run = run
    findings = Finding.objects.bulk_create(found)
    record(
        standing.signature(),
        "documents.check_numbers",
        chain=document.unit.code,
        subject=document.title,
        rows=[run, *findings],
        detail={
            "digest": document.text_digest,
            "grammar": run.grammar,
            "relations": len(findings),
            "holding": sum(f.verdict == "pass" for f in findings),
        },
    )
    return run


def finding_of(order: int, relation: Relation) -> Finding:
    """The row of a relation, of no check yet."""
    told = vars(told_of(relation)) | {
        "operands": [[span.start, span.end, span.unit] for span in relation.operands]
    }
    return Finding(order=order, fingerprint=relation.fingerprint, **told)
