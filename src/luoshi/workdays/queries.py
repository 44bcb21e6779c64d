"""All reads that leave the workdays room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from luoshi.kernel.calendar import WorkingDays
from luoshi.ledger.master import from_master
from luoshi.workdays.models import Day


def calendar() -> WorkingDays:
    """The working days as the table now holds them.

    A year counts as known once one of its weekend days is worked: every arrangement since 2001 has such a
    make-up day, and a single holiday entered by hand does not make a whole year known.
    """
    return from_master("workdays.calendar", _read_calendar)


def _read_calendar() -> WorkingDays:
    table = dict(Day.objects.values_list("day", "works"))
    return WorkingDays(table, {day.year for day, works in table.items() if works and day.weekday() >= 5})


def add_working_days(day: date, n: int) -> date:
    """The ``n``-th working day after ``day``; take :func:`calendar` for many."""
    return calendar().add_working_days(day, n)


def working_days_between(a: date, b: date) -> int:
    """Working days after ``a`` up to and including ``b``; negative when ``b`` comes first."""
    return calendar().working_days_between(a, b)


def warning_about(day: date, known: WorkingDays) -> str:
    """What to tell a person who relies on ``day``: empty, or that its year's arrangement is not known yet."""
    if not known.beyond_known(day):
        return ""
    return _(
        "The holiday arrangement of %(year)d is not in the table of working days: %(day)s was counted by the "
        "plain week. Enter the arrangement once it is published and check the date again."
    ) % {"year": day.year, "day": day.isoformat()}


@dataclass(frozen=True)
class CalendarDay:
    """A day of the year as the calendar page shows it; ``special`` when the table departs from the plain week."""

    day: date
    works: bool
    special: bool
    name: str = ""
    source: str = ""


def year_of_days(year: int) -> list[CalendarDay]:
    """Every day of ``year`` in order, in one query."""
    table = {row.day: row for row in Day.objects.filter(day__year=year)}
    first = date(year, 1, 1)
    days = []
    for offset in range((date(year, 12, 31) - first).days + 1):
        day = first + timedelta(days=offset)
        row = table.get(day)
        works = row.works if row else day.weekday() < 5
        days.append(
            CalendarDay(
                day=day,
                works=works,
                special=works != (day.weekday() < 5),
                name=row.name if row else "",
                source=row.source if row else "",
            )
        )
    return days
