"""Set the terms of the appeals about a scheme's results (申诉时限)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.assessment.appeal_models import AppealTerms
from luoshi.assessment.appeal_steps import owed
from luoshi.assessment.models import Run, RunKind, Scheme
from luoshi.assessment.policies import may_score
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing

LONGEST = 60


@dataclass(frozen=True)
class Terms:
    """Working days, see :class:`AppealTerms`."""

    admission: int
    answer: int
    decision: int
    further: int


@transaction.atomic
def set_appeal_terms(standing: Standing, scheme: Scheme, terms: Terms, document: str) -> AppealTerms:
    """Set them by ``document`` before the first final result of the scheme; they bind all its versions."""
    require(may_score(standing))
    problems = []
    if Run.objects.filter(scheme__code=scheme.code, scheme__year=scheme.year, kind=RunKind.FINAL).exists():
        problems.append(
            Problem(
                str(scheme),
                _("A final result lies open; its terms stand."),
                _("Set them for the next scheme."),
            )
        )
    if any(not 1 <= days <= LONGEST for days in asdict(terms).values()):
        problems.append(
            Problem(
                _("Terms"), _("A term is 1 to %d working days.") % LONGEST, _("Choose another."), "admission"
            )
        )
    if not document.strip():
        problems.append(
            Problem(
                pgettext_lazy("evidence", "Document"),
                _("It is missing."),
                _("Name the document that sets the terms."),
                "document",
            )
        )
    else:
        problems += owed(("document", document, pgettext_lazy("evidence", "Document")))
    if problems:
        raise Refused(problems)
    kept = AppealTerms.objects.filter(code=scheme.code, year=scheme.year).first()
    kept = kept or AppealTerms(code=scheme.code, year=scheme.year)
    for name, days in asdict(terms).items():
        setattr(kept, name, days)
    assert standing.person_id is not None
    kept.document, kept.at, kept.by_id = document.strip(), standing.at, standing.person_id
    kept.save()
    record(
        standing.signature(),
        "assessment.set_appeal_terms",
        chain=district_code(),
        subject=str(scheme),
        rows=[kept],
        detail={"document": kept.document},
    )
    return kept
