"""The business clock. Surfaces read it once at the edge and hand the moment on; nothing deeper asks for the time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from luoshi.ledger.master import from_master
from luoshi.workdays.models import BusinessClock

OPENS = time(9)
OFFICE_HOURS = timedelta(hours=9)


def business_now() -> datetime:
    """The moment of acting: the wall clock, or a moment within office hours of the fixed business date.

    On a fixed date the wall clock's day runs from 9:00 to 18:00, so that time never goes backwards within a
    day and what the demonstration tells of that morning lies in the past.
    """
    now = timezone.localtime()
    fixed = from_master("workdays.clock", _fixed_date)
    if fixed is None:
        return now
    since_midnight = now - now.replace(hour=0, minute=0, second=0, microsecond=0)
    return start_of(fixed) + OFFICE_HOURS * (since_midnight / timedelta(days=1))


def _fixed_date() -> date | None:
    return BusinessClock.objects.values_list("fixed_date", flat=True).first()


def start_of(day: date) -> datetime:
    """The moment at which offices open on a local day."""
    return timezone.make_aware(datetime.combine(day, OPENS))


def end_of(day: date) -> datetime:
    """The last microsecond of a local day: 'as we knew it on' that day includes what came in on it."""
    return timezone.make_aware(datetime.combine(day, datetime.max.time()))
