"""Draw the list of awards of a final result (提出评先名单): computed, nobody writes a name into it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.award_models import AwardList, AwardPlan
from luoshi.assessment.award_policies import may_draw_awards
from luoshi.assessment.models import Run, RunKind, RunState
from luoshi.assessment.review import superseded
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def draw_awards(standing: Standing, run: Run) -> AwardList:
    """The list of a settled or published final result, by the newest plan of its scheme."""
    require(may_draw_awards(standing))
    run = Run.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=run.pk)
    plan = AwardPlan.objects.filter(scheme__code=run.scheme.code, scheme__year=run.scheme.year).first()
    problems = []
    if run.kind != RunKind.FINAL or run.state not in (RunState.SETTLED, RunState.PUBLISHED):
        problems.append(
            Problem(
                str(run), _("Awards follow a final result that is settled."), _("Settle the result first.")
            )
        )
    problems += superseded(run, standing.today)
    if plan is None:
        problems.append(
            Problem(str(run.scheme), _("There is no plan of awards."), _("Plan tiers and quotas first."))
        )
    if AwardList.objects.filter(run=run).exists():
        problems.append(Problem(str(run), _("Its list has been drawn already.")))
    if problems or plan is None:
        raise Refused(problems)
    assert standing.person_id is not None
    awards = AwardList.objects.create(
        plan=plan, run=run, drawn_at=standing.at, drawn_by_id=standing.person_id
    )
    record(
        standing.signature(),
        "assessment.draw_awards",
        chain=district_code(),
        subject=str(awards),
        rows=[awards],
    )
    return awards
