"""Say that an appeal is inadmissible (不予受理)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.admit_appeal import KEPT_APART
from luoshi.assessment.appeal_models import Appeal, StepKind
from luoshi.assessment.appeal_policies import REVIEWERS, may_review, set_apart
from luoshi.assessment.appeal_steps import Said, in_state, locked, of_unit, owed, take, tell
from luoshi.ledger.refusal import Refused, require
from luoshi.org.models import Role
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def dismiss_appeal(standing: Standing, appeal: Appeal, reason: str, basis: str) -> Appeal:
    """End a filed appeal without looking into it, with the reason and the provision; the unit may ask once more."""
    appeal = locked(appeal)
    require(may_review(standing, appeal, set_apart(appeal), tree(standing.today)), KEPT_APART)
    in_state(appeal, StepKind.FILED)
    problems = owed(("reason", reason, _("Reason")), ("basis", basis, _("Legal basis")))
    if problems:
        raise Refused(problems)
    take(standing, appeal, StepKind.DISMISSED, (*REVIEWERS, Role.LEADER), said=Said(text=reason, basis=basis))
    tell(standing, appeal, of_unit(appeal, standing.today), "appeal.decided")
    return appeal
