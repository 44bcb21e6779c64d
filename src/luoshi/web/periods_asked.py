"""The part of a year that an address asks for: a bulletin judges at its own month, and its figures open there (期间)."""

from luoshi.web.request import Request
from luoshi.workdays.periods import Period


def period_asked(request: Request, year: int) -> Period:
    """The year up to the end of the ``period`` asked for; the whole year where none of it is."""
    try:
        period = Period.of_months(request.GET.get("period", ""))
    except ValueError:
        return Period(year, 1, 12)
    return Period(year, 1, period.last_month if period.year == year else 12)
