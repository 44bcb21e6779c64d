"""Reports expected of units, when each was due and when it came (应报). The one definition of "on time" (按时)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Func, Q
from django.utils import timezone
from numpy.typing import NDArray

from luoshi.indicators.duties import Duty
from luoshi.indicators.filing_models import Term
from luoshi.indicators.journal import MOMENT
from luoshi.indicators.models import FormDuty, Round, Sheet
from luoshi.kernel.arrays import BoolArray, IntArray
from luoshi.ledger.master import from_master
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


@dataclass(frozen=True, slots=True)
class Dates:
    """When a report may be begun, is due, and is taken no more."""

    opens_on: date
    due_on: date
    closes_on: date

    def is_open(self, day: date, *, filed: bool) -> bool:
        """Whether the sheet may be filled in: what was filed once may be corrected after closing."""
        return self.opens_on <= day and (filed or day <= self.closes_on)


def own_dates(rounds: Collection[int], as_of: date) -> dict[tuple[int, int], Dates]:
    """Dates granted by the end of ``as_of`` to single units, by keys of round and unit."""
    return from_master(
        ("indicators.own_dates", *sorted(rounds), as_of), lambda: _read_own_dates(rounds, as_of)
    )


def _read_own_dates(rounds: Collection[int], as_of: date) -> dict[tuple[int, int], Dates]:
    granted = Term.objects.filter(round__in=list(rounds), at__lte=end_of(as_of)).order_by("pk")
    return {
        (round_, unit): Dates(opens_on, due_on, closes_on)
        for round_, unit, opens_on, due_on, closes_on in granted.values_list(
            "round_id", "unit_id", "opens_on", "due_on", "closes_on"
        )
    }


def dates_of(round_: Round, unit_id: int, own: dict[tuple[int, int], Dates]) -> Dates:
    """The dates of the unit in the round: its own out of ``own`` (see :func:`own_dates`), else those of the round."""
    return own.get((round_.pk, unit_id)) or usual_dates(round_)


def usual_dates(round_: Round) -> Dates:
    """The dates of the round, for units without their own."""
    return Dates(round_.opens_on, round_.due_on, round_.closes_on)


class Begun(NamedTuple):
    """The key of a sheet that was begun, its state today, and the moment it was first submitted."""

    pk: int
    state: str
    first_submitted_at: datetime | None


class Expected(NamedTuple):
    """A report that a unit owes in a round; ``filed_on`` is the day it was first submitted, None while it was not.

    A sheet returned and corrected later was filed on its first day.
    """

    round: Round
    unit_id: int
    dates: Dates
    sheet: Begun | None
    filed_on: date | None

    @property
    def on_time(self) -> bool | None:
        """Whether first submitted by the unit's due date; None while nothing has been submitted."""
        return None if self.filed_on is None else self.filed_on <= self.dates.due_on

    def counts_on(self, day: date) -> bool:
        """Whether it is counted on ``day``: once filed, and once its due date is over."""
        return self.filed_on is not None or self.dates.due_on < day

    def is_missing(self, day: date) -> bool:
        """Whether it was due before ``day`` and never filed."""
        return self.filed_on is None and self.dates.due_on < day


def expected_reports(rounds: Sequence[Round], units: Collection[int] | None, as_of: date) -> list[Expected]:
    """What the ``units`` (keys) owe in ``rounds``, round by round, as known at the end of ``as_of``; one query beside master data.

    None stands for every unit, those dissolved since included.
    A report is expected of a unit that existed at the period's end and had the duty to file the form then.
    """
    of = Q() if units is None else Q(unit__in=list(units))
    # Plain columns: a year has thousands of sheets, and model instances would cost four times as much.
    sheets = {
        (round_, unit): Begun(pk, state, first)
        for round_, unit, pk, state, first in Sheet.objects.filter(of, round__in=rounds).values_list(
            "round_id", "unit_id", "pk", "state", "first_submitted_at"
        )
    }
    # Asked for once: looking the zone up costs more than using it.
    zone, found = timezone.get_current_timezone(), []
    among = None if units is None else frozenset(units)
    for round_, unit, dates in _owed(rounds, as_of):
        if among is not None and unit not in among:
            continue
        sheet = sheets.get((round_.pk, unit))
        first = sheet.first_submitted_at if sheet else None
        day = first.astimezone(zone).date() if first else None
        found.append(Expected(round_, unit, dates, sheet, day if day is not None and day <= as_of else None))
    return found


def owes(round_: Round, unit: int, as_of: date) -> bool:
    """Whether the unit (key) owed a report in the round, as known at the end of ``as_of``."""
    return any(owing == unit for _round, owing, _dates in _owed([round_], as_of))


def punctuality(rounds: Sequence[Round], units: Collection[int], as_of: date) -> dict[int, tuple[int, int]]:
    """By unit (key), how many :func:`expected_reports` count on ``as_of``, and how many of them came on time.

    The same as asking each of them, in one look at all: a league table asks for thousands. A unit that owed nothing
    is in the answer with zeros.
    """
    if not rounds:
        return dict.fromkeys(units, (0, 0))
    owed = from_master(
        ("indicators.owed_columns", tuple(r.pk for r in rounds), as_of), lambda: _columns(rounds, as_of)
    )
    report, first = _first_submitted(rounds, as_of)
    place = np.searchsorted(owed.report, report).clip(max=max(owed.report.size - 1, 0))
    known = owed.report[place] == report if owed.report.size else np.zeros(report.size, bool)
    filed, on_time = np.zeros(owed.report.size, bool), np.zeros(owed.report.size, bool)
    filed[place[known]] = True
    on_time[place[known]] = first[known] <= owed.due_by[place[known]]
    due = Counter(owed.unit[filed | owed.overdue].tolist())
    kept = Counter(owed.unit[on_time].tolist())
    return {unit: (due[unit], kept[unit]) for unit in units}


class _Owed(NamedTuple):
    """Reports owed, by ``report``, see :func:`_code`: the last moment of the due date, and whether that is over."""

    report: IntArray
    unit: IntArray
    due_by: NDArray[np.datetime64]
    overdue: BoolArray


def _code(round_: IntArray, unit: IntArray) -> IntArray:
    """One number for a round and a unit."""
    return (round_ << 32) | unit


def _columns(rounds: Sequence[Round], as_of: date) -> _Owed:
    owed = sorted((round_.pk, unit, dates.due_on) for round_, unit, dates in _owed(rounds, as_of))
    ends = {day: end_of(day).astimezone(UTC).replace(tzinfo=None) for day in {day for *_of, day in owed}}
    round_, unit = np.array([of for *of, _day in owed], np.int64).reshape(-1, 2).T
    return _Owed(
        _code(round_, unit),
        unit,
        np.array([ends[day] for *_of, day in owed], "M8[us]"),
        np.array([day < as_of for *_of, day in owed], bool),
    )


def _first_submitted(rounds: Sequence[Round], as_of: date) -> tuple[IntArray, NDArray[np.datetime64]]:
    """The reports first submitted by the end of ``as_of``, and when."""
    moment = Func("first_submitted_at", template=MOMENT[connection.vendor].format("%(expressions)s"))
    sheets = Sheet.objects.filter(round__in=rounds, first_submitted_at__lte=end_of(as_of))
    with connection.cursor() as cursor:
        cursor.execute(*sheets.values_list("round_id", "unit_id", moment).query.sql_with_params())
        rows = np.fromiter(cursor, dtype=[("round", np.int64), ("unit", np.int64), ("first", "M8[us]")])
    return _code(rows["round"], rows["unit"]), rows["first"]


def _owed(rounds: Sequence[Round], as_of: date) -> tuple[tuple[Round, int, Dates], ...]:
    """Who owes a report in each round, and its dates as known at the end of ``as_of``: of every unit, kept in memory."""
    return from_master(
        ("indicators.owed", tuple(r.pk for r in rounds), as_of), lambda: tuple(_read_owed(rounds, as_of))
    )


def _read_owed(rounds: Sequence[Round], as_of: date) -> Iterator[tuple[Round, int, Dates]]:
    owing = _owing({r.form_id for r in rounds}, end_of(as_of))
    own = own_dates([r.pk for r in rounds], as_of)
    for round_ in rounds:
        end, usual = Period.parse(round_.period).end, usual_dates(round_)
        for unit in sorted({u for u, first, last in owing[round_.form_id] if first <= end < last}):
            yield round_, unit, own.get((round_.pk, unit), usual)


def rounds_within(period: Period, as_of: date) -> list[Round]:
    """The rounds open by ``as_of`` whose own period lies within ``period``, a week by its Thursday."""
    return [
        r
        for r in rounds_since(period.year, as_of)
        if r.period.startswith(f"{period.year:04d}") and _lies_in(Period.parse(r.period), period)
    ]


def rounds_since(year: int, as_of: date) -> list[Round]:
    """The rounds of this year and later open by ``as_of``, by period and form; kept in memory."""
    rounds = (
        Round.objects.filter(period__gte=f"{year:04d}", opens_on__lte=as_of)
        .select_related("form")
        .order_by("period", "form")
    )
    return from_master(("indicators.rounds", year, as_of), lambda: list(rounds))


def rounds_being_filed(day: date) -> list[Round]:
    """Rounds in which some unit may file for the first time on ``day``, its own dates counted; one query."""
    granted = Q(terms__closes_on__gte=day)
    return list(
        Round.objects.filter(Q(closes_on__gte=day) | granted, opens_on__lte=day)
        .select_related("form")
        .distinct()
        .order_by("pk")
    )


def _lies_in(inner: Period, outer: Period) -> bool:
    return outer.first_month <= inner.first_month and inner.last_month <= outer.last_month


def _owing(forms: Collection[int], known_at: datetime) -> dict[int, list[tuple[int, date, date]]]:
    """By form, who was to file it from which day up to which, as known at a moment: a unit exists while it has a name."""
    found: dict[int, list[tuple[int, date, date]]] = {form: [] for form in forms}
    rows = FormDuty.objects.filter(form__in=forms, unit__names__isnull=False).values_list(
        *Duty._fields[:2],
        "valid_from",
        "valid_to",
        "recorded_at",
        "ended_at",
        "unit__names__valid_from",
        "unit__names__valid_to",
    )
    for *said, named, unnamed in rows:
        duty = Duty(*said)
        if (days := duty.held((named, unnamed), known_at)) is not None:
            found[duty.form].append((duty.unit, *days))
    return found


def local_day(moment: datetime | None) -> date | None:
    """The local day of a moment; None of none."""
    return timezone.localtime(moment).date() if moment else None
