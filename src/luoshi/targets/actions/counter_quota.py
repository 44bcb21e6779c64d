"""Those above answer a unit's proposal with another amount (一下)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from luoshi.ledger.record import record
from luoshi.ledger.refusal import require
from luoshi.org.models import Unit
from luoshi.org.standing import Standing
from luoshi.targets.models import QuotaStep, Target
from luoshi.targets.policies import may_cascade
from luoshi.targets.quotas import OPEN_TO_THOSE_ABOVE, checked, last_step, out_of_turn
from luoshi.targets.recipients import people_below, tell_of_quota
from luoshi.targets.succession import locked
from luoshi.targets.vocabulary import QuotaStepKind


@transaction.atomic
def counter_quota(standing: Standing, target: Target, unit: Unit, value: Decimal, reason: str) -> QuotaStep:
    """Ask ``unit`` to carry ``value`` of ``target`` instead of what it proposed or had agreed to.

    Refused before the unit proposed anything and while it owes the answer, for an amount no part could have,
    and without a reason.
    """
    require(may_cascade(standing, target))
    target = locked(target)
    last = last_step(target, unit.pk)
    if last is None or last.kind not in OPEN_TO_THOSE_ABOVE:
        raise out_of_turn(target)
    reason = checked(target, value, reason)
    step = QuotaStep.objects.create(
        target=target,
        unit=unit,
        kind=QuotaStepKind.COUNTERED,
        value=value,
        reason=reason,
        at=standing.at,
        by_id=standing.person_id,
        post=standing.signature().post,
    )
    record(
        standing.signature(),
        "targets.counter_quota",
        chain=unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=[step],
        reason=reason,
        detail={"value": str(value), "proposed": str(last.value)},
    )
    tell_of_quota(standing, step, "quota.countered", people_below(unit, standing.today), target)
    return step
