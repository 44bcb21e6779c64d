"""Withdraw an appeal (撤回申诉)."""

from __future__ import annotations

from django.db import transaction

from luoshi.assessment.appeal_models import Appeal, StepKind
from luoshi.assessment.appeal_policies import SPEAKERS, may_file
from luoshi.assessment.appeal_steps import Said, in_state, locked, take
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing


@transaction.atomic
def withdraw_appeal(standing: Standing, appeal: Appeal, reason: str = "") -> Appeal:
    """Take the unit's draft or undecided appeal back; it holds up nothing from then on."""
    appeal = locked(appeal)
    require(may_file(standing, appeal.unit_id))
    in_state(appeal, StepKind.DRAFTED, StepKind.FILED, StepKind.ADMITTED)
    take(standing, appeal, StepKind.WITHDRAWN, SPEAKERS, said=Said(text=reason))
    return appeal
