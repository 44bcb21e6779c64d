"""Answer an appeal (答辩): what the data owner or the assessment office says to it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.appeal_models import Appeal, StepKind
from luoshi.assessment.appeal_policies import REVIEWERS, may_answer, owners_of, set_apart
from luoshi.assessment.appeal_steps import Said, in_state, locked, owed, people, take, tell
from luoshi.ledger.refusal import Refused, require
from luoshi.org.models import Role
from luoshi.org.standing import Standing


@transaction.atomic
def answer_appeal(standing: Standing, appeal: Appeal, text: str) -> Appeal:
    """Give the side of the office; whoever answers is kept apart from deciding."""
    appeal = locked(appeal)
    require(may_answer(standing, appeal, owners_of(appeal)))
    in_state(appeal, StepKind.ADMITTED)
    problems = owed(("answer", text, _("Answer of the office")))
    if problems:
        raise Refused(problems)
    take(
        standing,
        appeal,
        StepKind.ANSWERED,
        (Role.STATISTICS_OWNER, Role.ASSESSMENT_OFFICE),
        said=Said(text=text),
    )
    reviewers = {Role.LEADER} if appeal.of_id else set(REVIEWERS)
    told = people(standing.today, *reviewers) - set_apart(appeal)
    tell(standing, appeal, told, "appeal.answered")
    return appeal
