"""Announce a result (公布考核结果)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.calculation import replay
from luoshi.assessment.models import LONGEST_REASON, Run, RunKind, RunState
from luoshi.assessment.policies import may_publish_run
from luoshi.assessment.review import hindrances
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing


@transaction.atomic
def publish_run(standing: Standing, run: Run, reason: str = "") -> Run:
    """Make a frozen or a settled result public, after it was calculated again and gave the same bytes.

    A final result is refused while its review is open, with the day. A second in-year result of the same scheme and
    period supersedes the first, which stays beside it; it needs ``reason``.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=run.pk)
    require(may_publish_run(standing, run), _("A leader publishes, and not who froze the run."))
    _check(standing, run)
    if run.kind == RunKind.IN_YEAR:
        _stand_beside(run, reason)
    run.state, run.published_at, run.published_by_id = RunState.PUBLISHED, standing.at, standing.person_id
    run.save(update_fields=["state", "published_at", "published_by", "supersedes", "reason"])
    record(
        standing.signature(),
        "assessment.publish_run",
        chain=district_code(),
        subject=str(run),
        rows=[run],
        reason=reason.strip() or run.reason,
        detail={"inputs": run.inputs_digest, "result": run.result_digest},
    )
    return run


def _check(standing: Standing, run: Run) -> None:
    if run.state not in (RunState.FROZEN, RunState.REVIEW, RunState.SETTLED):
        raise Refused(Problem(str(run), _("Only a frozen run can be published."), _("Freeze it first.")))
    if run.kind == RunKind.FINAL:
        problems = hindrances(run, standing.today)
        if not problems and run.state == RunState.REVIEW:
            problems = [Problem(str(run), _("The result has not been settled."), _("Settle it first."))]
        if problems:
            raise Refused(problems)
    if not replay(run).holds:
        raise Refused(
            Problem(
                str(run),
                _("Calculated again, the run does not give what is kept."),
                _("Open its replay check, and verify the ledger."),
            )
        )


def _stand_beside(run: Run, reason: str) -> None:
    """Note which published result of the same kind and period this one supersedes; refused without a reason."""
    earlier = (
        Run.objects.filter(
            scheme__code=run.scheme.code, period=run.period, kind=run.kind, state=RunState.PUBLISHED
        )
        .order_by("-published_at", "-pk")
        .first()
    )
    if earlier is None:
        return
    if not reason.strip():
        what = _("A result of this period has already been published.")
        raise Refused(Problem(_("Reason"), what, _("Say why a corrected one is published."), "reason"))
    if problems := too_long(_("Reason"), reason, LONGEST_REASON, "reason"):
        raise Refused(problems)
    run.supersedes, run.reason = earlier, reason.strip()
