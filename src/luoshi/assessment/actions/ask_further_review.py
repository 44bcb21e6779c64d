"""Ask for a further review (复审): once, by those who lead."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.draft_appeal import NewEvidence, overlong, with_evidence
from luoshi.assessment.appeal_models import Appeal, StepKind
from luoshi.assessment.appeal_policies import SPEAKERS, may_file
from luoshi.assessment.appeal_steps import in_state, late, locked, next_number, owed, people, take, tell
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Role
from luoshi.org.standing import Standing


@transaction.atomic
def ask_further_review(
    standing: Standing, appeal: Appeal, wrong: str, asks: str, evidence: tuple[NewEvidence, ...] = ()
) -> Appeal:
    """A second appeal about a decision that did not uphold the first; a leader decides it for good."""
    appeal = locked(appeal)
    require(may_file(standing, appeal.unit_id))
    one = in_state(appeal, StepKind.DECIDED, StepKind.DISMISSED, StepKind.CARRIED_OUT)
    problems = owed(("wrong", wrong, _("What is wrong")), ("asks", asks, _("What is asked for")))
    problems += overlong(evidence)
    if one.further_until is None:
        problems.append(Problem(appeal.number, _("No further review can be asked for: it is given once.")))
    else:
        problems += late(one.further_until, _("Further review"), standing.today)
    if problems:
        raise Refused(problems)
    again = Appeal(run=appeal.run, gate=appeal.gate, of=appeal, unit=appeal.unit, items=appeal.items)
    again.wrong, again.asks = wrong.strip(), asks.strip()
    again.number = next_number(again)
    again.save()
    take(standing, again, StepKind.FILED, SPEAKERS, rows=[again, *with_evidence(again, evidence)])
    tell(standing, again, people(standing.today, Role.LEADER), "appeal.filed")
    return again
