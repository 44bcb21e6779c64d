"""A unit says what part of a target it can carry (一上、二上)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.targets.models import QuotaStep, Target
from luoshi.targets.policies import may_propose_quota
from luoshi.targets.quotas import OPEN_TO_THE_UNIT, checked, last_step, out_of_turn
from luoshi.targets.recipients import people_above, spoke, tell_of_quota
from luoshi.targets.succession import locked
from luoshi.targets.vocabulary import QuotaStepKind


@transaction.atomic
def propose_quota(standing: Standing, target: Target, unit: Unit, value: Decimal, reason: str) -> QuotaStep:
    """``unit`` offers to carry ``value``, a level, of ``target``. Nothing is handed down by it.

    Refused for a unit that does not stand directly below, while those above owe the answer, for an amount no
    part could have, and without a reason.
    """
    require(may_propose_quota(standing, unit.pk))
    target = locked(target)
    if unit.pk not in {node.id for node in tree(standing.today).children(target.unit_id)}:
        raise Refused(
            Problem(
                unit.code,
                _("This unit does not stand directly below."),
                _("Choose units that the target's unit manages."),
            )
        )
    last = last_step(target, unit.pk)
    if (last.kind if last else None) not in OPEN_TO_THE_UNIT:
        raise out_of_turn(target)
    reason = checked(target, value, reason)
    step = QuotaStep.objects.create(
        target=target,
        unit=unit,
        kind=QuotaStepKind.PROPOSED,
        value=value,
        reason=reason,
        at=standing.at,
        by_id=standing.person_id,
        post=standing.signature().post,
    )
    record(
        standing.signature(),
        "targets.propose_quota",
        chain=unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=[step],
        reason=reason,
        detail={"value": str(value)},
    )
    asked = spoke(last) if last and last.kind == QuotaStepKind.COUNTERED else set()
    tell_of_quota(standing, step, "quota.proposed", people_above(target, standing.today) | asked, target)
    return step
