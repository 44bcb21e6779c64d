"""Admit an appeal (受理申诉)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.appeal_models import Appeal, StepKind
from luoshi.assessment.appeal_policies import REVIEWERS, may_review, owners_of, set_apart
from luoshi.assessment.appeal_steps import in_state, locked, of_unit, people, take, tell
from luoshi.ledger.refusal import require
from luoshi.org.models import Role
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

KEPT_APART = _("Whoever made the rules, the result or the figure, and whoever is of the unit, is kept apart.")


@transaction.atomic
def admit_appeal(standing: Standing, appeal: Appeal) -> Appeal:
    """Take a filed appeal up; the data owners and the assessment office are asked for their answer."""
    appeal = locked(appeal)
    require(may_review(standing, appeal, set_apart(appeal), tree(standing.today)), KEPT_APART)
    in_state(appeal, StepKind.FILED)
    take(standing, appeal, StepKind.ADMITTED, (*REVIEWERS, Role.LEADER))
    asked = people(standing.today, Role.ASSESSMENT_OFFICE)
    owners = owners_of(appeal)
    if owners:
        asked |= people(standing.today, Role.STATISTICS_OWNER, units=owners)
    tell(standing, appeal, asked, "appeal.asked")
    tell(standing, appeal, of_unit(appeal, standing.today), "appeal.admitted")
    return appeal
