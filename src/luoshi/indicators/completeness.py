"""How complete and how timely reporting is (完整率, 及时率): by form, by unit, down to the single figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.indicators.desk import asks
from luoshi.indicators.expected import Expected, expected_reports, local_day, rounds_within
from luoshi.indicators.filings import sees_all_filings
from luoshi.indicators.models import Form, FormItem, Indicator, Observation, Round
from luoshi.indicators.policies import own_units
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


@dataclass(frozen=True, slots=True)
class Filer:
    """A unit that owes reports, by the name it has or had last."""

    code: str
    name: str
    name_en: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class CellReport:
    """One figure asked for in a report that counts; ``on_time`` is None while it is missing."""

    indicator: Indicator
    on_time: bool | None


@dataclass(frozen=True)
class Report:
    """A report that counts (see :meth:`Expected.counts_on`), with every figure it asks for."""

    expected: Expected
    filer: Filer
    cells: tuple[CellReport, ...]

    @property
    def round(self) -> Round:
        return self.expected.round


@dataclass(frozen=True, slots=True)
class Tally:
    """Reports ``due``, of these ``filed`` and ``on_time``; figures ``asked``, of these ``filled`` and ``in_time``."""

    due: int
    filed: int
    on_time: int
    asked: int
    filled: int
    in_time: int

    @property
    def completeness(self) -> float | None:
        """Filed of due (报表完整率); None where nothing was due, which is no rate of zero."""
        return self.filed / self.due if self.due else None

    @property
    def timeliness(self) -> float | None:
        """Filed on time of due (及时率)."""
        return self.on_time / self.due if self.due else None

    @property
    def cell_completeness(self) -> float | None:
        """Figures filled of figures asked (指标完整率)."""
        return self.filled / self.asked if self.asked else None

    @property
    def cell_timeliness(self) -> float | None:
        """Figures first filled on time of figures asked (指标及时率)."""
        return self.in_time / self.asked if self.asked else None


def tally(reports: Iterable[Report]) -> Tally:
    """The counts of ``reports``."""
    due = filed = on_time = asked = filled = in_time = 0
    for report in reports:
        due += 1
        filed += report.expected.filed_on is not None
        on_time += report.expected.on_time is True
        asked += len(report.cells)
        filled += sum(cell.on_time is not None for cell in report.cells)
        in_time += sum(cell.on_time is True for cell in report.cells)
    return Tally(due, filed, on_time, asked, filled, in_time)


@dataclass(frozen=True)
class Completeness:
    """The reports of a year that count on a day, those of the own units or of all for whoever oversees them."""

    reports: tuple[Report, ...]

    @property
    def total(self) -> Tally:
        return tally(self.reports)

    def by_form(self) -> list[tuple[Form, Tally]]:
        return [(of[0].round.form, tally(of)) for of in _grouped(self.reports, lambda r: r.round.form_id)]

    def by_unit(self) -> list[tuple[Filer, Tally]]:
        return [(of[0].filer, tally(of)) for of in _grouped(self.reports, lambda r: r.expected.unit_id)]

    def by_indicator(self) -> list[tuple[Indicator, Tally]]:
        """Figures only: an indicator owes no report."""
        found: dict[int, list[CellReport]] = defaultdict(list)
        for report in self.reports:
            for cell in report.cells:
                found[cell.indicator.pk].append(cell)
        return [
            (
                cells[0].indicator,
                Tally(
                    0,
                    0,
                    0,
                    len(cells),
                    sum(c.on_time is not None for c in cells),
                    sum(c.on_time is True for c in cells),
                ),
            )
            for cells in found.values()
        ]


def _grouped(reports: Sequence[Report], key: Callable[[Report], Hashable]) -> list[list[Report]]:
    found: dict[Hashable, list[Report]] = defaultdict(list)
    for report in reports:
        found[key(report)].append(report)
    return list(found.values())


def completeness(
    standing: Standing, year: int, as_of: date, form: str | None = None, unit: str | None = None
) -> Completeness:
    """Reports of ``year`` counted at the end of ``as_of``, of one form or unit (codes) if given; eight queries.

    A report is expected of a unit that existed and had the duty at the period's end. A figure counts as filled once
    any value was reported, verified or not; it is on time by the day it was first reported.
    """
    rounds = [r for r in rounds_within(Period(year, 1, 12), as_of) if form is None or r.form.code == form]
    filers = _filers(standing, as_of, unit)
    items = _items({r.form_id for r in rounds})
    counted = [e for e in expected_reports(rounds, list(filers), as_of) if e.counts_on(as_of)]
    filled = _first_filled(counted, as_of)
    order = {key: n for n, key in enumerate(filers)}
    counted.sort(key=lambda e: (e.round.form_id, order[e.unit_id], e.round.period))
    return Completeness(
        tuple(
            Report(
                e,
                filers[e.unit_id],
                tuple(
                    CellReport(
                        item.indicator,
                        _in_time(e, filled.get((e.unit_id, item.indicator_id, e.round.period))),
                    )
                    for item in items[e.round.form_id]
                    if asks(item, e.round.period)
                ),
            )
            for e in counted
        )
    )


def _filers(standing: Standing, as_of: date, code: str | None) -> dict[int, Filer]:
    """Units this person may know about, in official order: by today's name, or the last one of a unit that is gone."""
    org = tree(as_of)
    rows = Unit.objects.filter(form_duties__isnull=False).distinct().order_by("order", "code")
    if code is not None:
        rows = rows.filter(code=code)
    if not sees_all_filings(standing):
        rows = rows.filter(pk__in=own_units(standing, org))
    last = {}
    for key, name, name_en in rows.order_by("names__valid_from").values_list(
        "pk", "names__name", "names__name_en"
    ):
        last[key] = (name or "", name_en or "")
    return {u.pk: Filer(u.code, *last[u.pk], u.simulated) for u in rows}


def _items(forms: Collection[int]) -> dict[int, list[FormItem]]:
    found: dict[int, list[FormItem]] = defaultdict(list)
    for item in FormItem.objects.filter(form__in=list(forms)).select_related("indicator").order_by("order"):
        found[item.form_id].append(item)
    return found


def _first_filled(counted: Sequence[Expected], as_of: date) -> dict[tuple[int, int, str], date]:
    """The day each figure was first reported, of figures that have not been withdrawn since."""
    first: dict[tuple[int, int, str], date] = {}
    rows = Observation.objects.filter(
        unit__in={e.unit_id for e in counted},
        period__in={e.round.period for e in counted},
        recorded_at__lte=end_of(as_of),
    ).order_by("pk")
    for unit, indicator, period, value, at in rows.values_list(
        "unit_id", "indicator_id", "period", "value", "recorded_at"
    ):
        key = (unit, indicator, period)
        if value is None:
            first.pop(key, None)
        elif key not in first and (day := local_day(at)) is not None:
            first[key] = day
    return first


def _in_time(expected: Expected, filled_on: date | None) -> bool | None:
    return None if filled_on is None else filled_on <= expected.dates.due_on
