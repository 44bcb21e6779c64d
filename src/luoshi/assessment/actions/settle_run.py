"""Settle a final result (审定): the window is over and nothing is open."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import Run, RunState
from luoshi.assessment.policies import may_publish_run
from luoshi.assessment.review import hindrances
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def settle_run(standing: Standing, run: Run) -> Run:
    """Make a result under review final; refused with everything that still holds it open."""
    run = Run.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=run.pk)
    require(may_publish_run(standing, run), _("A leader settles, and not who froze the run."))
    if run.state != RunState.REVIEW:
        raise Refused(
            Problem(str(run), _("Only a result under review can be settled."), _("Freeze a final result."))
        )
    problems = hindrances(run, standing.today)
    if problems:
        raise Refused(problems)
    run.state, run.settled_at, run.settled_by_id = RunState.SETTLED, standing.at, standing.person_id
    run.save(update_fields=["state", "settled_at", "settled_by"])
    record(
        standing.signature(),
        "assessment.settle_run",
        chain=district_code(),
        subject=str(run),
        rows=[run],
        detail={"inputs": run.inputs_digest, "result": run.result_digest},
    )
    return run
