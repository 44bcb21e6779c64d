"""Pin a calculation down (封账): from here on later figures do not move it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.calculation import calculate
from luoshi.assessment.models import Run, RunState, SchemeState
from luoshi.assessment.policies import may_score
from luoshi.assessment.scheme_text import read_scheme
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@transaction.atomic
def freeze_run(standing: Standing, run: Run) -> Run:
    """Calculate a trial once more and keep its inputs for good.

    A trial of today may have been overtaken by what came in since; the frozen run holds what is known now
    of its day.
    """
    require(may_score(standing))
    run = Run.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=run.pk)
    if run.state != RunState.TRIAL:
        raise Refused(
            Problem(
                str(run), _("Only a trial can be frozen."), _("Calculate a new trial if figures changed.")
            )
        )
    if run.scheme.state != SchemeState.PUBLISHED:
        raise Refused(
            Problem(
                str(run.scheme),
                _("The scheme is not published yet."),
                _("Ask a district leader to publish it first: the rules come before the result."),
            )
        )
    trial = run.result_digest
    calculate(standing, read_scheme(run.scheme.source), Period.parse(run.period), run.as_of).onto(run)
    run.state, run.frozen_at, run.frozen_by_id = RunState.FROZEN, standing.at, standing.person_id
    run.save()
    record(
        standing.signature(),
        "assessment.freeze_run",
        chain=district_code(),
        subject=str(run),
        rows=[run],
        detail={"inputs": run.inputs_digest, "result": run.result_digest, "trial_result": trial},
    )
    return run
