"""Say that a step of a milestone target is done, with the evidence (里程碑销号)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing
from luoshi.targets.models import Milestone
from luoshi.targets.policies import may_finish_milestone


@transaction.atomic
def finish_milestone(standing: Standing, step: Milestone, done_on: date, evidence: str) -> Milestone:
    """``step`` is done since ``done_on``.

    Refused: done already, of a plan that was changed, a day to come or before the year in front of the plan, no
    evidence or too much of it.
    """
    require(may_finish_milestone(standing, step.plan))
    step = Milestone.objects.select_for_update(of=("self",)).select_related("plan__unit").get(pk=step.pk)
    problems = _problems(standing, step, done_on, evidence)
    if problems:
        raise Refused(problems)
    step.done_on, step.evidence = done_on, evidence.strip()
    step.done_at, step.done_by_id = standing.at, standing.person_id
    step.save(update_fields=["done_on", "evidence", "done_at", "done_by"])
    record(
        standing.signature(),
        "targets.finish_milestone",
        chain=step.plan.unit.code,
        subject=f"{step.plan.title}: {step.title}",
        rows=[step],
        reason=step.evidence,
        detail={"done_on": done_on.isoformat()},
    )
    return step


def _problems(standing: Standing, step: Milestone, done_on: date, evidence: str) -> list[Problem]:
    problems = []
    if step.plan.superseded_at is not None:
        problems.append(
            Problem(
                step.title,
                _("This plan has been superseded."),
                _("Open the plan that is in force."),
                "superseded",
            )
        )
    if step.done_on is not None:
        problems.append(
            Problem(step.title, _("This step is done already."), _("Nothing is left to do."), "done_on")
        )
    if done_on.year < step.plan.year - 1:
        problems.append(
            Problem(
                _("Done on"),
                _("This day lies more than a year before the plan."),
                _("Check the date."),
                "done_on",
            )
        )
    if done_on > standing.today:
        problems.append(
            Problem(_("Done on"), _("This day is still to come."), _("Check the date."), "done_on")
        )
    if not evidence.strip():
        problems.append(
            Problem(
                _("Evidence"),
                _("The evidence is missing."),
                _("Name the document, record or picture that shows it."),
                "evidence",
            )
        )
    return [*problems, *too_long(_("Evidence"), evidence, field="evidence")]
