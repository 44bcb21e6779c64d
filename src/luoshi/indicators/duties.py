"""Who is to file a form, between which days, and since when that is on record (填报任务)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet

from luoshi.indicators.models import FormDuty
from luoshi.org.dated import end_on

Life = tuple[date | None, date | None]
"""First day of a unit, and the first day on which it is no more; None where open."""
Span = tuple[date, date]
"""First day, and the first day no more; ``date.max`` where open."""


class Duty(NamedTuple):
    """That a unit (key) files a form (key) from ``since`` up to the day before ``until``; None where open.

    ``recorded_at`` is when the duty was put on record, ``ended_at`` when its end was: None where no time was kept,
    which counts as ever since.
    """

    form: int
    unit: int
    since: date
    until: date | None
    recorded_at: datetime | None
    ended_at: datetime | None

    def held(self, life: Life, known_at: datetime) -> Span | None:
        """The days on which the unit was there and had the duty, as known at a moment; None while nobody had said so.

        Where a duty and its unit end on one day, one act ended both: before it, neither was known.
        """
        if self.recorded_at is not None and self.recorded_at > known_at:
            return None
        (opened, closed), until = life, self.until
        if self.ended_at is not None and self.ended_at > known_at:
            closed, until = None if closed == until else closed, None
        return max(self.since, opened or self.since), min(until or date.max, closed or date.max)


def end_duties(duties: QuerySet[FormDuty], day: date, at: datetime) -> list[FormDuty]:
    """End those of ``duties`` that hold on ``day``, as put on record at a moment. Returns what was changed.

    Refused like :func:`luoshi.org.dated.end_on`.
    """
    ended = end_on(duties, day)
    for duty in ended:
        duty.ended_at = at
        duty.save(update_fields=["ended_at"])
    return ended
