"""Announce a result (公布考核结果)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.calculation import replay
from luoshi.assessment.models import Run, RunState
from luoshi.assessment.policies import may_publish_run
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def publish_run(standing: Standing, run: Run, reason: str = "") -> Run:
    """Make a frozen run public, after it was calculated again and gave the same bytes.

    A second result of the same scheme and period stands beside the first, which stays; it needs ``reason``.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=run.pk)
    require(may_publish_run(standing, run), _("A leader publishes, and not who froze the run."))
    if run.state != RunState.FROZEN:
        raise Refused(Problem(str(run), _("Only a frozen run can be published."), _("Freeze it first.")))
    if not replay(run).holds:
        raise Refused(
            Problem(
                str(run),
                _("Calculated again, the run does not give what is kept."),
                _("Open its replay check, and verify the ledger."),
            )
        )
    earlier = Run.objects.filter(
        scheme__code=run.scheme.code, period=run.period, state=RunState.PUBLISHED
    ).exists()
    if earlier and not reason.strip():
        raise Refused(
            Problem(
                _("Reason"),
                _("A result of this period has already been published."),
                _("Say why a corrected one is published."),
            )
        )
    run.state, run.published_at, run.published_by_id = RunState.PUBLISHED, standing.at, standing.person_id
    run.save(update_fields=["state", "published_at", "published_by"])
    record(
        standing.signature(),
        "assessment.publish_run",
        chain=district_code(),
        subject=str(run),
        rows=[run],
        reason=reason.strip(),
        detail={"inputs": run.inputs_digest, "result": run.result_digest},
    )
    return run
