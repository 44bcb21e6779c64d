"""Fill the table of working days from the published holiday arrangements (导入节假日安排)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.models import Day
from luoshi.workdays.policies import may_edit_days


@transaction.atomic
def seed_days(standing: Standing, years: Collection[int], *, chain: str) -> list[Day]:
    """Write the days of ``years`` that differ from the plain week: weekdays off and weekend days worked.

    Source: the State Council's yearly notices for mainland China as carried by the ``holidays`` package.
    Days already in the table are kept, because an administrator may have corrected them. Refused for
    years whose notice the package does not carry: without make-up days the table would be wrong.
    """
    require(may_edit_days(standing))
    published = {year: _published(year) for year in sorted(set(years))}
    unknown = [
        Problem(
            str(year),
            _("No holiday arrangement is known for this year."),
            _("Enter its days by hand, or update the product once the arrangement is published."),
        )
        for year, days in published.items()
        if not any(works for works, _name in days.values())
    ]
    if unknown:
        raise Refused(unknown)
    wanted = {day: told for days in published.values() for day, told in days.items()}
    kept = set(Day.objects.filter(day__in=wanted).values_list("day", flat=True))
    rows = [
        Day.objects.create(day=day, works=works, name=name, source="国务院办公厅放假通知")
        for day, (works, name) in sorted(wanted.items())
        if day not in kept
    ]
    if rows:
        subject = ", ".join(str(year) for year in published)
        record(standing.signature(), "workdays.seed_days", chain=chain, subject=subject, rows=rows)
    return rows


def _published(year: int) -> dict[date, tuple[bool, str]]:
    """Day -> (worked, name) for the days of ``year`` that differ from the plain week.

    Every arrangement since 2001 has a make-up day, so a year without one has not been published.
    """
    from holidays import country_holidays

    arrangement = country_holidays("CN", years=year, language="zh_CN")
    days = {
        day: (False, name[:80]) for day, name in arrangement.items() if day.year == year and day.weekday() < 5
    }
    for day in arrangement.weekend_workdays:
        if day.year == year:
            days[day] = (True, "调休上班")
    return days
