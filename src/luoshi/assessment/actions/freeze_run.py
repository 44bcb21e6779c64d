"""Pin a calculation down (封账): from here on later figures do not move it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.calculation import calculate
from luoshi.assessment.models import IN_FORCE, LONGEST_REASON, Run, RunKind, RunState, SchemeState
from luoshi.assessment.policies import may_freeze
from luoshi.assessment.review import last_day, last_final
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.versions import newer_in_force
from luoshi.indicators.queries import district_code
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@transaction.atomic
def freeze_run(standing: Standing, run: Run, kind: str = RunKind.IN_YEAR, reason: str = "") -> Run:
    """Calculate a trial once more and keep its inputs for good; a published scheme is locked by its first result.

    A trial of today may have been overtaken by what came in since; the frozen run holds what is known now of its
    day. A final result opens its review window with that. One that follows another final result of the same period,
    after an appeal or a corrected figure, supersedes it and is owed a ``reason``.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=run.pk)
    require(may_freeze(standing, run.scheme))
    _check(run)
    earlier = last_final(run) if kind == RunKind.FINAL else None
    if earlier is not None and (problems := _unreasoned(earlier, reason)):
        raise Refused(problems)
    trial, rows = run.result_digest, list[Recorded]()
    calculate(standing, read_scheme(run.scheme.source), Period.parse(run.period), run.as_of).onto(run)
    run.state, run.frozen_at, run.frozen_by_id = RunState.FROZEN, standing.at, standing.person_id
    run.kind = RunKind(kind)
    if run.kind == RunKind.FINAL:
        run.state, run.review_until = RunState.REVIEW, last_day(run.scheme, standing.today)
        run.supersedes, run.reason = earlier, reason.strip() if earlier else ""
    run.save()
    if run.scheme.state == SchemeState.PUBLISHED:
        run.scheme.lock(standing.at, standing.person_id)
        run.scheme.save()
        rows.append(run.scheme)
    record(
        standing.signature(),
        "assessment.freeze_run",
        chain=district_code(),
        subject=str(run),
        rows=[run, *rows],
        reason=run.reason,
        detail={
            "inputs": run.inputs_digest,
            "result": run.result_digest,
            "trial_result": trial,
            "kind": run.kind,
        },
    )
    return run


def _unreasoned(earlier: Run, reason: str) -> list[Problem]:
    """Why ``reason`` does not do for a result that takes the place of ``earlier``."""
    if reason.strip():
        return too_long(_("Reason"), reason, LONGEST_REASON, "reason")
    what = _("Run %d is already the final result of this period.") % earlier.pk
    return [Problem(_("Reason"), what, _("Say why another one takes its place."), "reason")]


def _check(run: Run) -> None:
    if run.state != RunState.TRIAL:
        raise Refused(
            Problem(
                str(run), _("Only a trial can be frozen."), _("Calculate a new trial if figures changed.")
            )
        )
    if run.scheme.state not in IN_FORCE:
        raise Refused(
            Problem(
                str(run.scheme),
                _("The scheme is not published yet."),
                _("Ask a district leader to publish it first: the rules come before the result."),
            )
        )
    newer = newer_in_force(run.scheme)
    if newer is not None:
        raise Refused(
            Problem(
                str(run.scheme),
                _("Version %d has taken the place of this one.") % newer.version,
                _("Calculate a trial by that version."),
            )
        )
