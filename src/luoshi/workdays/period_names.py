"""Names of periods in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.workdays.day_names import day, month
from luoshi.workdays.periods import Cadence, Period


def period_name(period: Period) -> str:
    """2015年上半年, first half of 2015; quarters, months, whole years, weeks, thirds of a month and days likewise."""
    if period.part:
        return _part_name(period)
    size = period.last_month - period.first_month + 1
    year = {"year": period.year}
    if size == 12:
        return _("the year %(year)d") % year
    if size == 6:
        half = _("first half of %(year)d") if period.first_month == 1 else _("second half of %(year)d")
        return half % year
    if size == 3:
        return _("quarter %(quarter)d of %(year)d") % (year | {"quarter": period.last_month // 3})
    return month(period.start) or ""


def _part_name(period: Period) -> str:
    if period.cadence is Cadence.DAILY:
        return day(period.start) or ""
    if period.cadence is Cadence.WEEKLY:
        return _("week %(week)d of %(year)d") % {"week": int(period.part[1:]), "year": period.year}
    thirds = {
        "A": _("%(month)s, days 1 to 10"),
        "B": _("%(month)s, days 11 to 20"),
        "C": _("%(month)s, from day 21"),
    }
    return thirds[period.part] % {"month": month(period.start) or ""}
