"""Draft a bulletin from what was known on a day (拟稿)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import Run, RunState
from luoshi.briefing.content import to_json
from luoshi.briefing.half_year import compose
from luoshi.briefing.models import Bulletin
from luoshi.briefing.policies import may_draft
from luoshi.briefing.progress import Progress, gather
from luoshi.briefing.wording import issuing_name
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Role, Unit
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@transaction.atomic
def draft_bulletin(standing: Standing, period: str, as_of: date, run: Run | None = None) -> Bulletin:
    """Compose the bulletin of ``period`` and freeze its content; later reports do not change it.

    Refused: no period, a day in the future or before the period's first month was over, no target of the
    district in force, a run that is not published or is of another period.
    """
    require(may_draft(standing))
    span = _period(period)
    problems = [*_day_problems(standing, span, as_of), *_run_problems(span, run)]
    if problems:
        raise Refused(problems)
    progress = gather(standing, span, as_of, run)
    _check_targets(progress)
    office = next(post for post in standing.posts if post.role == Role.SUPERVISION_OFFICE)
    content = compose(progress, issuer=issuing_name(progress.root.name, office.unit_name))
    text = to_json(content)
    bulletin = Bulletin.objects.create(
        unit=Unit.objects.get(pk=office.unit_id),
        title=content.title,
        period=span.code,
        as_of=as_of,
        issued_on=standing.today,
        run=run,
        content=text,
        content_digest=sha256(text.encode()).hexdigest(),
        simulated=content.simulated,
        created_at=standing.at,
        created_by_id=standing.person_id,
    )
    record(
        standing.signature(),
        "briefing.draft_bulletin",
        chain=office.unit_code,
        subject=bulletin.title,
        rows=[bulletin],
        detail={"content": bulletin.content_digest, "as_of": as_of.isoformat()},
    )
    return bulletin


def _period(code: str) -> Period:
    try:
        return Period.of_months(code)
    except ValueError as error:
        raise Refused(
            Problem(
                _("Period"),
                _("“%s” is not a period.") % code,
                _("Write 2015, 2015-H1, 2015-Q2 or 2015-06."),
                "period",
            )
        ) from error


def _day_problems(standing: Standing, period: Period, as_of: date) -> Iterator[Problem]:
    if as_of > standing.today:
        yield Problem(
            _("As of"), _("This day has not come yet."), _("Choose today or an earlier day."), "as_of"
        )
    first = Period.month(period.year, period.first_month)
    if as_of <= first.end:
        yield Problem(
            _("As of"),
            _("The first month of the period was not over on this day."),
            _("Choose a later day or an earlier period."),
            "as_of",
        )


def _run_problems(period: Period, run: Run | None) -> Iterator[Problem]:
    if run is None:
        return
    if run.state != RunState.PUBLISHED:
        yield Problem(_("Scores"), _("This run is not published."), _("Publish it first."), "run")
    if run.period != period.code:
        yield Problem(
            _("Scores"),
            _("This run is of the period %s.") % run.period,
            _("Choose a run of the bulletin's period."),
            "run",
        )


def _check_targets(progress: Progress) -> None:
    if not progress.district:
        raise Refused(
            Problem(
                _("Period"),
                _("The district has no target in force for %d.") % progress.period.year,
                _("Confirm the targets of the plan first."),
                "period",
            )
        )
