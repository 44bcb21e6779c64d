"""Which indicators are computed from records, and the month for which that is still to be done (计算指标)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from luoshi.indicators.definitions import definitions
from luoshi.indicators.models import Indicator, Observation, Origin
from luoshi.workdays.periods import Period


def measured_in(period: Period, known_at: datetime) -> list[tuple[Indicator, str]]:
    """The indicators computed from records in ``period``, with the name of the computation."""
    known = definitions(known_at)
    found = {
        key: version.measure
        for key in known.versions
        if (version := known.in_force(key, period.start)) is not None and version.measure
    }
    return [(indicator, found[indicator.pk]) for indicator in Indicator.objects.filter(pk__in=found)]


def months_to_measure(today: date, known_at: datetime) -> list[str]:
    """The month before ``today`` while nothing computed stands in it."""
    month = Period.containing(today.replace(day=1) - timedelta(days=1))
    wanted = measured_in(month, known_at)
    done = Observation.objects.filter(
        indicator__in=[i for i, _measure in wanted], period=month.code, origin=Origin.COMPUTED
    )
    return [month.code] if wanted and not done.exists() else []
