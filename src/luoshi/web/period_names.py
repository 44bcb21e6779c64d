"""Names of periods in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.web.formats import month
from luoshi.workdays.periods import Period


def period_name(period: Period) -> str:
    """2015年上半年, first half of 2015; quarters, months and whole years likewise."""
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
