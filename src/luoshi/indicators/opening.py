"""When rounds open, are due and close, and which of them the calendar opens next (报送期)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from luoshi.indicators.expected import Dates
from luoshi.indicators.models import Form, FormDuty, Round
from luoshi.indicators.schedules import asked_period, period_before, stretch_on, stretches
from luoshi.kernel.calendar import WorkingDays
from luoshi.workdays.periods import Period
from luoshi.workdays.queries import calendar

# Late reports are taken, and counted as late, for this long after the due date.
LATE_WORKING_DAYS = 10


def usual_dates(form: Form, period: Period, days: WorkingDays, due_on: date | None = None) -> Dates:
    """Opens the day after the period's end, is due on the form's N-th working day after it, closes ten later.

    N is what the form says for a period that begins when this one does.
    ``due_on`` takes the place of that day. A form due on the last day itself (N = 0) opens on it.
    """
    due_on = due_on or days.add_working_days(period.end, stretch_on(form.pk, period.start).due_working_days)
    return Dates(
        opens_on=min(period.end + timedelta(days=1), due_on),
        due_on=due_on,
        closes_on=days.add_working_days(due_on, LATE_WORKING_DAYS),
    )


def rounds_to_open(today: date) -> list[tuple[Form, str]]:
    """Forms with the periods that should be open on ``today`` and are not, earliest first; four queries.

    A period counts if a unit had the duty to file the form at its end, and its round would not be closed already:
    what the calendar has missed for longer is for the supervision office to open, with a term of its choice.
    """
    days = calendar()
    opened: dict[int, set[str]] = defaultdict(set)
    for form_id, period in Round.objects.values_list("form_id", "period"):
        opened[form_id].add(period)
    duties: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for form_id, since, until in FormDuty.objects.values_list("form_id", "valid_from", "valid_to").distinct():
        duties[form_id].append((since, until))
    found = []
    for form in Form.objects.order_by("pk"):
        found += [
            (form, period.code)
            for period in reversed(_open_on(form, today, days))
            if period.code not in opened[form.pk] and _owed(duties[form.pk], period.end)
        ]
    return found


def _open_on(form: Form, today: date, days: WorkingDays) -> list[Period]:
    """Periods of the form that are open on ``today``, latest first."""
    found = []
    longest = max(stretch.due_working_days for stretch in stretches()[form.pk])
    period = asked_period(form.pk, today)
    # By the longest term the form ever had: after a change of it an earlier period may close later than one after it.
    while days.add_working_days(period.end, longest + LATE_WORKING_DAYS) >= today:
        dates = usual_dates(form, period, days)
        if dates.opens_on <= today <= dates.closes_on:
            found.append(period)
        period = period_before(form.pk, period)
    return found


def _owed(spans: Collection[tuple[date, date | None]], end: date) -> bool:
    return any(since <= end and (until is None or end < until) for since, until in spans)
