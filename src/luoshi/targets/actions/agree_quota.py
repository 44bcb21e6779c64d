"""The other side agrees to the amount that was offered last."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Unit
from luoshi.org.standing import Standing
from luoshi.targets.models import QuotaStep, Target
from luoshi.targets.policies import may_cascade, may_propose_quota
from luoshi.targets.quotas import last_step, out_of_turn
from luoshi.targets.recipients import people_above, people_below, spoke, tell_of_quota
from luoshi.targets.succession import locked
from luoshi.targets.vocabulary import QuotaStepKind


@transaction.atomic
def agree_quota(standing: Standing, target: Target, unit: Unit, reason: str = "") -> QuotaStep:
    """Those above agree to what ``unit`` proposed, or the unit to what they ask; the part is not handed down by it.

    Never by the person who made the offer. Denied to whoever may act for neither side. Refused when nothing
    waits for this side's answer, and for words that are too long.
    """
    reason = reason.strip()
    above, below = may_cascade(standing, target), may_propose_quota(standing, unit.pk)
    require(above or below)
    problems = too_long(_("Reason"), reason, field="reason")
    if problems:
        raise Refused(problems)
    target = locked(target)
    last = last_step(target, unit.pk)
    mine = {QuotaStepKind.PROPOSED: above, QuotaStepKind.COUNTERED: below}
    if last is None or not mine.get(QuotaStepKind(last.kind)):
        raise out_of_turn(target)
    if last.by_id == standing.person_id:
        raise Refused(
            Problem(
                named(target.indicator),
                _("Nobody agrees to his own offer."),
                _("Another person of the other side answers."),
            )
        )
    step = QuotaStep.objects.create(
        target=target,
        unit=unit,
        kind=QuotaStepKind.AGREED,
        value=last.value,
        reason=reason,
        at=standing.at,
        by_id=standing.person_id,
        post=standing.signature().post,
    )
    record(
        standing.signature(),
        "targets.agree_quota",
        chain=unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=[step],
        reason=step.reason,
        detail={"value": str(last.value)},
    )
    if last.kind == QuotaStepKind.PROPOSED:
        tell_of_quota(standing, step, "quota.agreed", people_below(unit, standing.today), target)
    else:
        told = people_above(target, standing.today) | spoke(last)
        tell_of_quota(standing, step, "quota.to_hand_down", told, target)
    return step
