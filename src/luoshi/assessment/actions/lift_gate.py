"""Lift a gate of eligibility (解除一票否决), by itself or because an appeal about it was upheld."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.appeal_models import StepKind
from luoshi.assessment.appeal_steps import Said, of_units, owed, take
from luoshi.assessment.appeals import histories
from luoshi.assessment.award_models import Gate
from luoshi.assessment.award_policies import may_gate
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.notices.actions.notify import notify
from luoshi.org.models import Role
from luoshi.org.standing import Standing


@transaction.atomic
def lift_gate(standing: Standing, gate: Gate, reason: str) -> Gate:
    """End the gate before its term; a decision that upholds an appeal about it is carried out by this."""
    require(may_gate(standing))
    gate = Gate.objects.select_for_update(of=("self",)).select_related("unit", "scheme").get(pk=gate.pk)
    if gate.lifted_at is not None:
        raise Refused(Problem(str(gate), _("It has been lifted already.")))
    problems = owed(("reason", reason, _("Reason")), kept={"reason": 300})
    if problems:
        raise Refused(problems)
    gate.lifted_at, gate.lifted_by_id, gate.lift_reason = (
        standing.at,
        standing.person_id,
        reason.strip(),
    )
    gate.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    record(
        standing.signature(),
        "assessment.lift_gate",
        chain=gate.unit.code,
        subject=str(gate),
        rows=[gate],
        reason=gate.lift_reason,
    )
    for one in histories(gate.appeals.select_related("unit", "gate__scheme", "run__scheme")):
        if one.to_carry_out:
            take(standing, one.appeal, StepKind.CARRIED_OUT, (Role.LEADER,), said=Said(text=reason))
    told = of_units([gate.unit_id], standing.today)
    notify(standing, told, "gate.lifted", f"gate:{gate.pk}", {"rule": gate.code}, chain=gate.unit.code)
    return gate
