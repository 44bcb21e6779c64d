"""Lock a scheme by order (锁定考核方案); without one its first result does."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import LONGEST_REASON, Scheme, SchemeState
from luoshi.assessment.policies import may_publish
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing


@transaction.atomic
def lock_scheme(standing: Standing, scheme: Scheme, reason: str) -> Scheme:
    """From now on a published scheme changes by a document only; ``reason`` names the order."""
    require(may_publish(standing))
    scheme = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    problems = []
    if scheme.state != SchemeState.PUBLISHED:
        problems.append(Problem(str(scheme), _("Only a published scheme can be locked.")))
    if not reason.strip():
        problems.append(
            Problem(_("Reason"), _("The reason is missing."), _("Say why, in a sentence."), "reason")
        )
    problems += too_long(_("Reason"), reason, LONGEST_REASON, "reason")
    if problems:
        raise Refused(problems)
    scheme.lock(standing.at, standing.person_id, reason.strip())
    scheme.save()
    record(
        standing.signature(),
        "assessment.lock_scheme",
        chain=district_code(),
        subject=str(scheme),
        rows=[scheme],
        reason=scheme.lock_reason,
        detail={"digest": scheme.digest},
    )
    return scheme
