"""What the calendar has to say about a report that has not come (催报): before it is due, on the day, and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.indicators.expected import Expected
from luoshi.kernel.calendar import WorkingDays

REMIND_BEFORE = 2
"""Working days before the due date on which the liaison is told."""
PRINCIPAL_AFTER = 3
"""Working days after the due date on which the principal is told too."""


@dataclass(frozen=True)
class Reminder:
    """Something to be told once: ``since`` is the day from which it holds, and names it for good."""

    kind: str
    since: date
    to_principal: bool = False


def reminders(report: Expected, today: date, days: WorkingDays) -> list[Reminder]:
    """What holds on ``today`` about a report: nothing once it is filed, not open yet, or closed."""
    dates = report.dates
    if report.filed_on is not None or not dates.opens_on <= today <= dates.closes_on:
        return []
    if today == dates.due_on:
        return [Reminder("report.due_today", today)]
    if today < dates.due_on:
        soon = days.add_working_days(dates.due_on, -REMIND_BEFORE)
        return [Reminder("report.due_soon", soon)] if today >= soon else []
    found = [Reminder("report.overdue", days.add_working_days(dates.due_on, 1))]
    raised = days.add_working_days(dates.due_on, PRINCIPAL_AFTER)
    if today >= raised:
        found.append(Reminder("report.overdue_below", raised, to_principal=True))
    return found
