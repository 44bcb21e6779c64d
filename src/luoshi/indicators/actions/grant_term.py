"""Give one unit more time for a report (准予延期)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import has_duty
from luoshi.indicators.expected import dates_of, own_dates
from luoshi.indicators.filing_models import Term
from luoshi.indicators.models import Round
from luoshi.indicators.opening import LATE_WORKING_DAYS
from luoshi.indicators.policies import acting_person, may_keep_catalogue
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.workdays.queries import calendar

LONGEST = timedelta(days=366)


@transaction.atomic
def grant_term(standing: Standing, round_: Round, unit: Unit, due_on: date | None, reason: str) -> Term:
    """The unit's report is due on ``due_on`` instead, on time until then, and taken ten working days longer.

    For whoever keeps the catalogue. Refused without a reason, for a unit that does not owe the report, and when the
    day is missing, over, not later than the one it has, or more than a year later.
    """
    require(may_keep_catalogue(standing))
    before = dates_of(round_, unit.pk, own_dates([round_.pk], standing.today))
    problems = []
    if not has_duty(round_, unit):
        problems.append(
            Problem(
                named(tree(standing.today).nodes.get(unit.pk)) or unit.code,
                _("This unit does not file this form."),
                _("Choose another unit."),
            )
        )
    if due_on is None or due_on <= before.due_on or due_on < standing.today:
        problems.append(
            Problem(
                _("Due"),
                _("The report cannot be due on this day."),
                _("Choose a day that is still to come and after %s.") % before.due_on,
                "due_on",
            )
        )
    elif due_on > before.due_on + LONGEST:
        problems.append(
            Problem(
                _("Due"),
                _("The report cannot be due on this day."),
                _("Choose a day within a year of %s.") % before.due_on,
                "due_on",
            )
        )
    if not reason.strip():
        problems.append(Problem(_("Reason"), _("An extension needs a reason."), _("Say why."), "reason"))
    if problems or due_on is None:
        raise Refused(problems)
    granted = Term.objects.create(
        round=round_,
        unit=unit,
        opens_on=before.opens_on,
        due_on=due_on,
        closes_on=max(before.closes_on, calendar().add_working_days(due_on, LATE_WORKING_DAYS)),
        reason=reason.strip(),
        at=standing.at,
        by_id=acting_person(standing),
    )
    record(
        standing.signature(),
        "indicators.grant_term",
        chain=unit.code,
        subject=str(round_),
        rows=[granted],
        reason=reason.strip(),
        detail={"due_on": due_on.isoformat()},
    )
    return granted
