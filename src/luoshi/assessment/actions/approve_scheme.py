"""Approve a scheme (审定考核方案): a leader, by a document, after the units were heard."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import LONGEST_DOCUMENT, LONGEST_REASON, Scheme, SchemeChange, SchemeState
from luoshi.assessment.policies import may_approve
from luoshi.assessment.versions import consultation_problems, consulted, overtaken
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing


@transaction.atomic
def approve_scheme(standing: Standing, scheme: Scheme, document: str, reason: str = "") -> Scheme:
    """Approve ``scheme`` by ``document`` (number and title); the text does not change any more.

    Refused while a consultation runs or an opinion waits, and where other rules are in force that it does not change. ``reason`` is owed where the units were not asked at all,
    unless the version changes a locked one: that has its own document and reason.
    """
    scheme = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    require(may_approve(standing, scheme), _("A leader approves, and not who drew up the scheme."))
    if scheme.state not in (SchemeState.DRAFT, SchemeState.CONSULTATION):
        raise Refused(Problem(str(scheme), _("This version has been approved already.")))
    asked = consulted(scheme)
    problems = [*overtaken(scheme), *_undecided(standing, scheme, asked, reason)]
    if not document.strip():
        problems.append(
            Problem(
                _("Document"),
                _("The document is missing."),
                _("Name it with its number, such as “区政府常务会议纪要〔2015〕6号”."),
                "document",
            )
        )
    problems += too_long(_("Document"), document, LONGEST_DOCUMENT, "document")
    problems += too_long(_("Reason"), reason, LONGEST_REASON, "reason")
    if problems:
        raise Refused(problems)
    scheme.state = SchemeState.APPROVED
    scheme.approved_at, scheme.approved_by_id = standing.at, standing.person_id
    scheme.document, scheme.approval_reason = document.strip(), reason.strip()
    scheme.save()
    heard = [asked] if asked is not None and asked.pk != scheme.pk else []
    for version in heard:
        version.state = SchemeState.HEARD
        version.save()
    record(
        standing.signature(),
        "assessment.approve_scheme",
        chain=district_code(),
        subject=str(scheme),
        rows=[scheme, *heard],
        reason=scheme.approval_reason,
        detail={"digest": scheme.digest, "document": scheme.document},
    )
    return scheme


def _undecided(standing: Standing, scheme: Scheme, asked: Scheme | None, reason: str) -> list[Problem]:
    if asked is not None:
        return consultation_problems(asked, standing.today)
    if reason.strip() or SchemeChange.objects.filter(scheme=scheme).exists():
        return []
    return [
        Problem(
            _("Reason"),
            _("The units have not been asked."),
            _("Have the scheme put to them, or say why it is approved without."),
            "reason",
        )
    ]
