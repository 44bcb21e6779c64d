"""The business clock. Surfaces read it once at the edge and hand the moment on; nothing deeper asks for the time."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from luoshi.workdays.models import BusinessClock


def business_now() -> datetime:
    """The moment of acting: the wall clock, or the fixed business date at the wall clock's time of day."""
    now = timezone.localtime()
    fixed = BusinessClock.objects.values_list("fixed_date", flat=True).first()
    if fixed is None:
        return now
    return now.replace(year=fixed.year, month=fixed.month, day=fixed.day)


def end_of(day: date) -> datetime:
    """The last microsecond of a local day: 'as we knew it on' that day includes what came in on it."""
    return timezone.make_aware(datetime.combine(day, datetime.max.time()))
