"""Calculate without consequences (试算)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.calculation import calculate
from luoshi.assessment.models import Run, Scheme
from luoshi.assessment.policies import may_score
from luoshi.assessment.scheme_text import read_scheme
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.targets.queries import last_complete_month
from luoshi.workdays.periods import Period


@transaction.atomic
def run_trial(standing: Standing, scheme: Scheme, period: Period, as_of: date) -> Run:
    """A trial run of ``scheme`` for ``period``, from what was known at the end of ``as_of``."""
    require(may_score(standing))
    _check(standing, scheme, period, as_of)
    run = calculate(standing, read_scheme(scheme.source), period, as_of).onto(
        Run(
            scheme=scheme,
            period=period.code,
            as_of=as_of,
            created_at=standing.at,
            created_by_id=standing.person_id,
        )
    )
    run.save()
    record(
        standing.signature(),
        "assessment.run_trial",
        chain=district_code(),
        subject=str(run),
        rows=[run],
        detail={"inputs": run.inputs_digest, "result": run.result_digest},
    )
    return run


def _check(standing: Standing, scheme: Scheme, period: Period, as_of: date) -> None:
    if period.year != scheme.year:
        raise Refused(
            Problem(
                period.code,
                _("The scheme is for %d.") % scheme.year,
                _("Choose a period of that year."),
            )
        )
    if as_of > standing.today:
        raise Refused(
            Problem(
                str(as_of),
                _("This day has not come yet."),
                _("Choose today or an earlier day."),
            )
        )
    if not last_complete_month(period, as_of):
        raise Refused(
            Problem(
                str(as_of),
                _("No month of the period was over on this day."),
                _("Choose a later day or an earlier period."),
            )
        )
