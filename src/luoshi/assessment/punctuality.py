"""Forms that fell due and those first filed on time (报送及时情况), unit by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, When

from luoshi.indicators.facts import register
from luoshi.indicators.models import Round, Sheet
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Punctuality:
    """How a unit stands with the forms it owed: ``due`` = ``on_time`` + late + not filed."""

    due: int = 0
    on_time: int = 0


def timeliness(units: Collection[int], period: Period, as_of: date) -> dict[int, Punctuality]:
    """For each unit (key), the monthly forms of ``period`` filed by ``as_of`` or overdue on it, as known on it.

    What counts is the day of the first submission: a sheet returned and corrected later was on time. A unit
    that owed nothing is in the answer with zeros: it has no rate, which is not a rate of zero.
    """
    months = [Period.month(period.year, m).code for m in range(period.first_month, period.last_month + 1)]
    rounds = {r.pk: r for r in Round.objects.filter(period__in=months, opens_on__lte=as_of)}
    wanted = set(units)
    duties = [d for d in register().duties_in(period.year) if d[1] in wanted]
    in_time = Q(pk__in=[])
    for key, due_round in rounds.items():
        in_time |= Q(round=key, first_submitted_at__lte=end_of(due_round.due_on))
    filed = {
        (round_, unit): punctual
        for round_, unit, punctual in Sheet.objects.filter(
            round__in=rounds, unit__in=list(units), first_submitted_at__lte=end_of(as_of)
        )
        .annotate(in_time=Case(When(in_time, then=1), default=0))
        .values_list("round", "unit", "in_time")
    }
    due, on_time = Counter[int](), Counter[int]()
    for round_ in rounds.values():
        end = Period.parse(round_.period).end
        owing = {u for f, u, start, stop in duties if f == round_.form_id and _held(start, stop, end)}
        overdue = round_.due_on < as_of
        due.update(u for u in owing if overdue or (round_.pk, u) in filed)
        on_time.update(u for u in owing if filed.get((round_.pk, u)))
    return {unit: Punctuality(due[unit], on_time[unit]) for unit in units}


def _held(start: date, stop: date | None, day: date) -> bool:
    return start <= day and (stop is None or day < stop)
