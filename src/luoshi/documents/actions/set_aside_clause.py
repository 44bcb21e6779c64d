"""Set a clause aside that asks nothing of anybody (不需落实的条款)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.editions import require_newest
from luoshi.documents.models import LONGEST_REASON, Clause
from luoshi.documents.policies import may_settle
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing


@transaction.atomic
def set_aside_clause(standing: Standing, clause: Clause, reason: str) -> Clause:
    """Mark ``clause``, and with it everything under it, as asking nothing; refused without a reason,
    and in an edition upon which another has followed."""
    require(may_settle(standing))
    if not reason.strip():
        raise Refused(
            Problem(
                str(clause),
                _("The reason is missing."),
                _("Say in a few words why nothing is to be done here."),
                "reason",
            )
        )
    if problems := too_long(str(clause), reason, LONGEST_REASON, "reason"):
        raise Refused(problems)
    clause = Clause.objects.select_for_update().select_related("document__unit").get(pk=clause.pk)
    require_newest(clause.document)
    clause.set_aside = reason.strip()
    clause.save()
    record(
        standing.signature(),
        "documents.set_aside_clause",
        chain=clause.document.unit.code,
        subject=str(clause),
        rows=[clause],
        reason=clause.set_aside,
    )
    return clause
