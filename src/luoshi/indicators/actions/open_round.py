"""Open a period of a form for filing (开启报送期)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.models import Form, Round
from luoshi.indicators.policies import may_open_round
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period
from luoshi.workdays.queries import calendar

# Late reports are taken, and counted as late, for this long after the due date.
LATE_WORKING_DAYS = 10


@transaction.atomic
def open_round(
    standing: Standing,
    form: Form,
    period: str,
    *,
    opens_on: date | None = None,
    due_on: date | None = None,
    closes_on: date | None = None,
) -> Round:
    """Open the month ``period`` ("2015-06") of ``form``.

    Unless given: opens on the day after the period's end, is due on the form's N-th working day after it, and
    closes ten working days later. Refused when the period is not a month, is open already, or the dates run
    backwards.
    """
    require(may_open_round(standing))
    month = _month(period)
    if Round.objects.filter(form=form, period=month.code).exists():
        raise Refused(
            Problem(month.code, _("This period of the form is open already."), _("Choose another period."))
        )
    days = calendar()
    opens_on = opens_on or month.end + timedelta(days=1)
    due_on = due_on or days.add_working_days(month.end, form.due_working_days)
    closes_on = closes_on or days.add_working_days(due_on, LATE_WORKING_DAYS)
    if not opens_on <= due_on <= closes_on:
        raise Refused(
            Problem(
                month.code,
                _("The dates run backwards: opens %(opens)s, due %(due)s, closes %(closes)s.")
                % {"opens": opens_on, "due": due_on, "closes": closes_on},
                _("Put them in this order: opens, due, closes."),
            )
        )
    opened = Round.objects.create(
        form=form, period=month.code, opens_on=opens_on, due_on=due_on, closes_on=closes_on
    )
    record(
        standing.signature(),
        "indicators.open_round",
        chain=district_code(),
        subject=f"{form.name} {month.code}",
        rows=[opened],
        detail={"due_on": due_on.isoformat()},
    )
    return opened


def _month(period: str) -> Period:
    try:
        month = Period.parse(period)
    except ValueError:
        month = None
    if month is None or month.first_month != month.last_month:
        raise Refused(Problem(period, _("“%s” is not a month.") % period, _("Write it like this: 2015-06.")))
    return month
