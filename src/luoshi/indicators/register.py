"""Who is asked for what (填报登记): units and indicators in official order, the months and the units that forms ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db.models import OuterRef, Subquery

from luoshi.indicators.definitions import Definitions
from luoshi.indicators.duties import Duty, Life, Span
from luoshi.indicators.journal import HALF, QUARTER, YEAR
from luoshi.indicators.models import Aggregation, FormDuty, Indicator, Nature
from luoshi.indicators.parts import can_make, rule_of
from luoshi.indicators.schedules import stretch_on, stretches
from luoshi.kernel.arrays import BoolArray
from luoshi.kernel.cube import Nature as KernelNature
from luoshi.ledger.master import from_master
from luoshi.org.models import Unit, UnitName
from luoshi.workdays.periods import Cadence, Period

MONTHS = 12
Owing = tuple[int, int, Span]
"""Keys of form and unit, and the days on which the unit was to file it."""
Item = tuple[int, int, list[int]]
SPANS = {QUARTER: Cadence.QUARTERLY, HALF: Cadence.HALF_YEARLY, YEAR: Cadence.YEARLY}
NATURES = {
    Nature.FLOW: KernelNature.FLOW,
    Nature.CUMULATIVE: KernelNature.CUMULATIVE,
    Nature.STOCK: KernelNature.STOCK,
    Nature.RATE: KernelNature.RATE,
    Nature.INDEX: KernelNature.RATE,
}


def asked_months(indicator_ids: tuple[int, ...]) -> BoolArray:
    """bool[I, 12]: the months of a year in which some form asks for each; all of them where none does."""
    months: dict[int, set[int]] = {}
    for form, indicator, asked in register().items:
        ends = {month for s in stretches()[form] for month in range(1, 13) if ends_with(s.cadence, month)}
        months.setdefault(indicator, set()).update(ends.intersection(asked))
    every = set(range(1, MONTHS + 1))
    return np.array(
        [[month in (months.get(key) or every) for month in range(1, MONTHS + 1)] for key in indicator_ids],
        bool,
    ).reshape(len(indicator_ids), MONTHS)


def asked_cadences() -> dict[int, frozenset[Cadence]]:
    """By key of the indicator, how often forms ask for it, or ever did."""
    found: dict[int, frozenset[Cadence]] = {}
    for form, indicator, _asked in register().items:
        found[indicator] = found.get(indicator, frozenset()) | {s.cadence for s in stretches()[form]}
    return found


def ends_with(cadence: Cadence, month: int) -> bool:
    """Whether a period of a cadence of whole months ends with the month; of days, weeks and thirds one always does."""
    return cadence not in SPANS.values() or cadence.containing(date(2015, month, 1)).last_month == month


@dataclass(frozen=True)
class Register:
    """Units and indicators in official order, and who is asked for what: kept in memory, whatever its size."""

    units: dict[int, str]
    lives: dict[int, Life]
    simulated: frozenset[int]
    duties: tuple[Duty, ...]
    indicators: dict[int, str]
    natures: dict[int, int]
    kinds: dict[int, str]
    aggregations: dict[int, str]
    additive: frozenset[int]
    items: tuple[Item, ...]

    def owing(self, known_at: datetime) -> list[Owing]:
        """Who was to file what, as known at a moment; nobody before being founded, nor once dissolved."""
        held = [(d.form, d.unit, d.held(self.lives[d.unit], known_at)) for d in self.duties]
        return [(form, unit, span) for form, unit, span in held if span is not None]

    def owing_in(self, year: int, known_at: datetime) -> list[Owing]:
        """Those of :meth:`owing` that held on some day of the year's month ends."""
        first, last = date(year, 1, 31), date(year, 12, 31)
        return [o for o in self.owing(known_at) if o[2][0] <= last and o[2][1] > first]


def register() -> Register:
    """The register as it stands."""
    return from_master("indicators.register", _read_register)


def _read_register() -> Register:
    names = UnitName.objects.filter(unit=OuterRef("pk"))
    units = list(
        Unit.objects.annotate(
            opened=Subquery(names.order_by("valid_from").values("valid_from")[:1]),
            closed=Subquery(names.order_by("-valid_from").values("valid_to")[:1]),
        )
        .order_by("order", "code")
        .values_list(
            "pk",
            "code",
            "simulated",
            "opened",
            "closed",
        )
    )
    indicators = list(
        Indicator.objects.order_by("order", "code").values_list(
            "pk", "code", "nature", "aggregation", "form_items__form_id", "form_items__months"
        )
    )
    duties = FormDuty.objects.order_by("pk").values_list(
        "form_id", "unit_id", "valid_from", "valid_to", "recorded_at", "ended_at"
    )
    return Register(
        units={pk: code for pk, code, *_rest in units},
        lives={pk: (opened, closed) for pk, _code, _simulated, opened, closed in units},
        simulated=frozenset(pk for pk, _code, simulated, *_life in units if simulated),
        duties=tuple(Duty(*row) for row in duties),
        indicators={pk: code for pk, code, *_rest in indicators},
        kinds={pk: nature for pk, _code, nature, *_rest in indicators},
        natures={pk: NATURES[Nature(nature)] for pk, _code, nature, *_rest in indicators},
        aggregations={pk: aggregation for pk, _code, _nature, aggregation, *_rest in indicators},
        additive=frozenset(
            pk
            for pk, _code, nature, aggregation, *_rest in indicators
            if aggregation == Aggregation.SUM and NATURES[Nature(nature)] != KernelNature.RATE
        ),
        items=tuple((form, pk, months) for pk, *_rest, form, months in indicators if form is not None),
    )


def _cadences(form: int, year: int) -> list[Cadence]:
    """How often the form is filed in each month of the year."""
    return [stretch_on(form, date(year, month, 1)).cadence for month in range(1, MONTHS + 1)]


def _makes_months(
    cadences: list[Cadence], indicator: int, nature: str, year: int, known: Definitions
) -> BoolArray:
    """bool[12]: the months for which reports so often can make a figure: a quarter's last, no month of split weeks."""
    made = np.array([ends_with(cadence, number) for number, cadence in enumerate(cadences, start=1)], bool)
    for n, cadence in enumerate(cadences):
        if cadence is Cadence.WEEKLY:
            month = Period.month(year, n + 1)
            made[n] &= can_make(month, cadence, rule_of(known, indicator, nature, month))
    return made


def owed_months(
    year: int,
    owing: list[Owing],
    asked_of: Register,
    unit_ids: tuple[int, ...],
    indicator_ids: tuple[int, ...],
    known: Definitions,
) -> BoolArray:
    """bool[U, I, 12]: a form asks the unit for the indicator by a report that can make the month's figure."""
    row_of = {unit: row for row, unit in enumerate(unit_ids)}
    column_of = {indicator: column for column, indicator in enumerate(indicator_ids)}
    forms = {form for form, _indicator, _months in asked_of.items}
    cadences = {form: _cadences(form, year) for form in forms}
    asked = {form: np.zeros((len(indicator_ids), 12), bool) for form in forms}
    for form, indicator, months in asked_of.items:
        if indicator in column_of:
            row = asked[form][column_of[indicator]]
            row[np.array(months) - 1] = True
            row &= _makes_months(cadences[form], indicator, asked_of.kinds[indicator], year, known)
    ends = [Period.month(year, month).end for month in range(1, 13)]
    expected = np.zeros((len(unit_ids), len(indicator_ids), 12), bool)
    for form, unit, (first, last) in owing:
        if form in asked and unit in row_of:
            held = [first <= end < last for end in ends]
            expected[row_of[unit]] |= asked[form] & held
    return expected
