"""The review window of a final result (公示与复核): its term, and everything that still holds the result open."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.assessment.appeals import waiting_problems
from luoshi.assessment.models import Run, RunKind, RunState, Scheme
from luoshi.ledger.refusal import Problem
from luoshi.workdays.clock import end_of
from luoshi.workdays.queries import add_working_days


def last_day(scheme: Scheme, opened_on: date) -> date:
    """The last day of a window that opens on ``opened_on``: the scheme's working days after it."""
    return add_working_days(opened_on, scheme.review_days)


def is_open(run: Run, today: date) -> bool:
    """Whether units may still object to the result on ``today``."""
    return run.review_until is not None and run.settled_at is None and today <= run.review_until


def hindrances(run: Run, today: date) -> list[Problem]:
    """Why a final result can neither be settled nor published on ``today``; [] when nothing stands in the way.

    Both actions and the page of the run ask here, so that whatever holds a result open is told in one place.
    """
    problems = []
    if is_open(run, today):
        assert run.review_until is not None
        problems.append(
            Problem(
                _("Review window"),
                _("It is open until %s.") % run.review_until,
                _("Settle the result from %s on.") % add_working_days(run.review_until, 1),
            )
        )
    return [*problems, *superseded(run, today), *waiting_problems(run, today)]


def superseded(run: Run, today: date) -> list[Problem]:
    """That another final result has taken the place of ``run`` by ``today``; [] where none has."""
    newer = Run.objects.filter(supersedes=run, frozen_at__lte=end_of(today)).only("pk").first()
    if newer is None:
        return []
    return [Problem(str(run), _("Run %d has superseded it.") % newer.pk, _("Settle and publish that one."))]


def last_final(run: Run) -> Run | None:
    """The final result of the same rules and period that stands now; None where there is none yet."""
    return (
        Run.objects.filter(
            scheme__code=run.scheme.code, period=run.period, kind=RunKind.FINAL, superseded_by__isnull=True
        )
        .exclude(state=RunState.TRIAL)
        .exclude(pk=run.pk)
        .order_by("-frozen_at", "-pk")
        .first()
    )
