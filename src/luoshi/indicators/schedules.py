"""How often each form is filed, and by when, from day to day (报送频率与期限)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.indicators.filing_models import Schedule
from luoshi.indicators.models import Form
from luoshi.ledger.master import from_master
from luoshi.workdays.periods import Cadence, Period


@dataclass(frozen=True)
class Stretch:
    """A time from ``since`` on in which a form is filed by ``cadence``, due ``due_working_days`` after a period's end."""

    since: date
    cadence: Cadence
    due_working_days: int


def stretches() -> Mapping[int, tuple[Stretch, ...]]:
    """By key of the form, its stretches in the order of time; the first one has no beginning."""
    return from_master("indicators.stretches", _read)


def _read() -> dict[int, tuple[Stretch, ...]]:
    changed: dict[int, dict[date, Stretch]] = defaultdict(dict)
    for form, since, cadence, days in Schedule.objects.order_by("since", "pk").values_list(
        "form_id", "since", "cadence", "due_working_days"
    ):
        changed[form][since] = Stretch(since, Cadence(cadence), days)
    return {
        form: (Stretch(date.min, Cadence(cadence), days), *changed[form].values())
        for form, cadence, days in Form.objects.values_list("pk", "cadence", "due_working_days")
    }


def stretch_on(form: int, day: date) -> Stretch:
    """The stretch in which ``day`` lies, by key of the form."""
    return next(stretch for stretch in reversed(stretches()[form]) if stretch.since <= day)


def asked_period(form: int, day: date) -> Period:
    """The period of the form that ``day`` lies in, as it is filed on the period's first day."""
    return stretch_on(form, day).cadence.containing(day)


def period_before(form: int, period: Period) -> Period:
    """The period filed before one, of another cadence where that changed in between."""
    return asked_period(form, period.start - timedelta(1))


def is_asked(form: int, period: Period) -> bool:
    """Whether the form is filed for this period: one of the cadence that holds on its first day."""
    return stretch_on(form, period.start).cadence is period.cadence
