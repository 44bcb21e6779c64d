"""Decide an appeal (复核决定): upheld, in part or rejected, with reasons and legal basis."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.admit_appeal import KEPT_APART
from luoshi.assessment.appeal_models import CHANGES_RESULT, Appeal, Outcome, StepKind
from luoshi.assessment.appeal_policies import REVIEWERS, may_review, set_apart
from luoshi.assessment.appeal_steps import Said, in_state, locked, of_unit, owed, people, take, tell
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Role
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def decide_appeal(standing: Standing, appeal: Appeal, outcome: str, reason: str, basis: str) -> Appeal:
    """Decide after the other side was heard, or its term for the answer is over.

    What changes the result is carried out through the data: nobody writes a score. ``reason`` and ``basis`` are
    owed whatever the outcome.
    """
    appeal = locked(appeal)
    require(may_review(standing, appeal, set_apart(appeal), tree(standing.today)), KEPT_APART)
    one = in_state(appeal, StepKind.ADMITTED)
    problems = owed(("reason", reason, _("Reason")), ("basis", basis, _("Legal basis")))
    if outcome not in Outcome.values:
        problems.append(Problem(_("Decision"), _("None was chosen."), _("Choose one."), "outcome"))
    if not one.answers and one.answer_due is not None and standing.today <= one.answer_due:
        problems.append(
            Problem(
                appeal.number,
                _("The other side has not answered; its term runs until %s.") % one.answer_due,
                _("Decide after the answer, or after that day."),
            )
        )
    if problems:
        raise Refused(problems)
    roles = (*REVIEWERS, Role.LEADER)
    take(standing, appeal, StepKind.DECIDED, roles, said=Said(text=reason, basis=basis, outcome=outcome))
    told = of_unit(appeal, standing.today)
    tell(standing, appeal, told, "appeal.decided")
    if outcome in CHANGES_RESULT:
        role = Role.LEADER if appeal.gate_id else Role.ASSESSMENT_OFFICE
        kind = "appeal.to_lift" if appeal.gate_id else "appeal.to_carry_out"
        tell(standing, appeal, people(standing.today, role) - told, kind)
    return appeal
