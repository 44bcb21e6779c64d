"""Rows to arrays: one year of observations as the kernel's cube, and the years before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from luoshi.indicators.definitions import Definitions, definitions
from luoshi.indicators.derived import Formulas, formulas, parents, with_derived
from luoshi.indicators.journal import Rows, journal
from luoshi.indicators.models import Indicator, Nature
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.codes import Codes
from luoshi.kernel.cube import Nature as KernelNature
from luoshi.kernel.cube import build_cube
from luoshi.kernel.validation.panel import Panel
from luoshi.org.models import Unit
from luoshi.org.queries import read_once, tree
from luoshi.workdays.periods import Period

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS = 12
Columns = Mapping[str, NDArray[Any]]
Duty = tuple[int, int, date, date | None]
Item = tuple[int, int, list[int]]
NATURES = {
    Nature.FLOW: KernelNature.FLOW,
    Nature.CUMULATIVE: KernelNature.CUMULATIVE,
    Nature.STOCK: KernelNature.STOCK,
    Nature.RATE: KernelNature.RATE,
    Nature.INDEX: KernelNature.RATE,
}


@dataclass(frozen=True)
class Facts:
    """One year as it was known at a moment. U units in official order, I indicators in catalogue order, 12 months.

    values          float64[U, I, 12]: latest version known; NaN missing. An unverified revision does not hide
                    the verified value it means to replace; a verified retraction leaves NaN.
    observation_id  int64[U, I, 12]: the observation that decided the cell (a retraction too); 0 none.
    reported        bool[U, I, 12]: the latest version known, verified or not, states a value.
    expected        bool[U, I, 12]: a form asks this unit for this indicator in this month.
    simulated       bool[U]: the unit or any of its figures is invented.
    stated          bool[I]: somebody reports or states the figures; none is derived or computed from records.
    """

    year: int
    known_at: datetime
    verified_only: bool
    unit_ids: tuple[int, ...]
    unit_codes: tuple[str, ...]
    indicator_ids: tuple[int, ...]
    indicator_codes: tuple[str, ...]
    values: FloatArray
    observation_id: IntArray
    reported: BoolArray
    expected: BoolArray
    simulated: BoolArray
    stated: BoolArray


def district_year(
    year: int, known_at: datetime, *, verified_only: bool = True, like: Facts | None = None
) -> Facts:
    """All monthly observations of ``year`` recorded at or before ``known_at``.

    ``verified_only`` counts a value from the moment its verdict fell. Units are those with a duty or an
    observation in the year, indicators the whole catalogue; ``like`` takes over the axes of other facts, so
    that ``district_year(2014, t, like=facts)`` stands cell for cell beside ``facts``.
    """
    moment, asked = _moment(known_at), register()
    known = definitions(known_at)
    rows = journal(year, year).rows
    duties = asked.duties_in(year)
    if like is None:
        wanted = {unit for _form, unit, _from, _to in duties} | _distinct(_known(rows, moment)["unit"])
        units = {pk: code for pk, code in asked.units.items() if pk in wanted}
        indicators = asked.indicators
    else:
        units = dict(zip(like.unit_ids, like.unit_codes, strict=True))
        indicators = dict(zip(like.indicator_ids, like.indicator_codes, strict=True))
    unit_ids, indicator_ids = tuple(units), tuple(indicators)
    cells = _cells(rows, moment, verified_only, unit_ids, indicator_ids)
    invented = asked.simulated | cells.invented
    facts = Facts(
        year=year,
        known_at=known_at,
        verified_only=verified_only,
        unit_ids=unit_ids,
        unit_codes=tuple(units.values()),
        indicator_ids=indicator_ids,
        indicator_codes=tuple(indicators.values()),
        values=cells.values,
        observation_id=cells.observation_id,
        reported=cells.reported,
        expected=_expected(year, duties, asked.items, unit_ids, indicator_ids),
        simulated=np.array([unit in invented for unit in unit_ids], dtype=bool),
        stated=np.ones(len(indicator_ids), bool),
    )
    return _completed(facts, known) if known else facts


def _completed(facts: Facts, known: Definitions) -> Facts:
    """``facts`` with what nobody reports: derived figures, and those computed from records asked for where stated."""
    expected, stated = facts.expected.copy(), facts.stated.copy()
    first_days = [date(facts.year, month, 1) for month in range(1, MONTHS + 1)]
    for column, key in enumerate(facts.indicator_ids):
        if not known.makes(key):
            continue
        versions = [known.in_force(key, day) for day in first_days]
        computed = np.array([bool(v and v.measure) for v in versions], bool)
        expected[:, column] |= computed & facts.reported[:, column]
        stated[column] = not any(v and (v.formula or v.measure) for v in versions)
    facts = replace(facts, expected=expected, stated=stated)
    found = formulas(known, register().indicators)
    if not found:
        return facts
    panel = _derived(facts, found, range(facts.year, facts.year + 1))
    values, expected = panel.values[:, :, -MONTHS:], panel.asked[:, :, -MONTHS:]
    made = np.array([c in {f.code for f in found.ordered} for c in facts.indicator_codes], bool)[:, None]
    return replace(
        facts,
        values=values,
        # A panel knows what forms ask for; what is computed is asked for where it stands.
        expected=np.where(made, expected, facts.expected),
        reported=np.where(made, ~np.isnan(values), facts.reported),
    )


def panel_with_derived(facts: Facts) -> Panel:
    """The year of ``facts`` and those before it that formulas reach back to, as the formulas read them."""
    found = formulas(definitions(facts.known_at), register().indicators)
    return _derived(facts, found, range(facts.year, facts.year + 1))


def _derived(facts: Facts, found: Formulas, years: range) -> Panel:
    """The figures of ``years``, and of those before them that the formulas reach back to, with the derived ones."""
    first, last = years[0] - found.years_back, years[-1]
    moment, duties = _moment(facts.known_at), list(register().duties)
    rows = journal(first, last).rows
    cells = _cells(rows, moment, facts.verified_only, facts.unit_ids, facts.indicator_ids, last - first + 1)
    asked = [
        _expected(year, duties, register().items, facts.unit_ids, facts.indicator_ids)
        for year in range(first, last + 1)
    ]
    natures = register().natures
    units = len(facts.unit_ids)
    panel = Panel(
        values=cells.values,
        indicators=Codes(facts.indicator_codes, "indicators"),
        nature=np.array([natures[key] for key in facts.indicator_ids], np.int64),
        asked=np.concatenate(asked, axis=2),
        months=asked_months(facts.indicator_ids),
        parent=(
            parents(facts.unit_ids, tree(date(last, MONTHS, 31)))
            if found.of_children
            else np.full(units, -1, np.int64)
        ),
    )
    return with_derived(panel, found.ordered, first)


def district_history(first: int, last: int, known_at: datetime, like: Facts) -> FloatArray:
    """The verified figures of the years ``first`` to ``last``, float64[U, I, Y, 12] on the axes of ``like``.

    As known at ``known_at``, see :class:`Facts`; NaN missing. Not to be changed in place.
    """
    shape = (len(like.unit_ids), len(like.indicator_ids), last - first + 1, MONTHS)
    if found := formulas(definitions(known_at), register().indicators):
        verified = replace(like, known_at=known_at, verified_only=True)
        made = _derived(verified, found, range(first, last + 1)).values
        return made[:, :, -shape[2] * MONTHS :].reshape(shape)
    rows = journal(first, last).rows
    cells = _cells(rows, _moment(known_at), True, like.unit_ids, like.indicator_ids, shape[2])
    return cells.values.reshape(shape)


def asked_months(indicator_ids: tuple[int, ...]) -> BoolArray:
    """bool[I, 12]: the months of a year in which some form asks for each; all of them where none does."""
    months: dict[int, set[int]] = {}
    for _form, indicator, asked in register().items:
        months.setdefault(indicator, set()).update(asked)
    every = set(range(1, MONTHS + 1))
    return np.array(
        [[month in (months.get(key) or every) for month in range(1, MONTHS + 1)] for key in indicator_ids],
        bool,
    ).reshape(len(indicator_ids), MONTHS)


def _moment(known_at: datetime) -> int:
    return (known_at - EPOCH) // timedelta(microseconds=1)


class _Cells(NamedTuple):
    """What rows say of every cell, see :class:`Facts`; ``invented`` are keys of units with invented figures."""

    values: FloatArray
    observation_id: IntArray
    reported: BoolArray
    invented: frozenset[int]


@lru_cache(maxsize=8)
def _cells(
    rows: Rows,
    moment: int,
    verified_only: bool,
    unit_ids: tuple[int, ...],
    indicator_ids: tuple[int, ...],
    years: int = 1,
) -> _Cells:
    """The cube of rows known at ``moment``; kept, because an edit touches one year and every page reads two."""
    columns = _known(rows, moment)
    columns = _among(_among(columns, "unit", unit_ids), "indicator", indicator_ids)
    unit = Codes(unit_ids, "units").of(columns["unit"])
    indicator = Codes(indicator_ids, "indicators").of(columns["indicator"])
    shape = (len(unit_ids), len(indicator_ids), years * MONTHS)

    def newest(among: BoolArray) -> FloatArray:
        """Place of the latest row of each cell."""
        place, keys = np.flatnonzero(among).astype(np.float64), columns["observation"][among]
        return build_cube(unit[among], indicator[among], columns["month"][among], keys, place, shape)

    latest = newest(np.ones(unit.size, bool))
    winner = newest(columns["verified"] <= moment) if verified_only else latest
    cells = _Cells(
        values=_pick(columns["value"], winner, np.nan),
        observation_id=_pick(columns["observation"], winner, 0),
        reported=~np.isnan(_pick(columns["value"], latest, np.nan)),
        invented=frozenset(_distinct(columns["unit"][columns["simulated"] == 1])),
    )
    for array in cells[:3]:
        array.flags.writeable = False
    return cells


def _among(rows: Columns, name: str, keys: tuple[int, ...]) -> Columns:
    return rows if _distinct(rows[name]) <= set(keys) else _where(rows, np.isin(rows[name], keys))


@lru_cache(maxsize=8)
def _known(rows: Rows, moment: int) -> Columns:
    return _where(rows.columns, rows.columns["recorded"] <= moment)


def _where(rows: Columns, wanted: BoolArray) -> Columns:
    return rows if wanted.all() else {name: column[wanted] for name, column in rows.items()}


def _pick(column: NDArray[Any], row: FloatArray, missing: float) -> NDArray[Any]:
    picked = np.full(row.shape, missing, dtype=column.dtype)
    known = ~np.isnan(row)
    picked[known] = column[row[known].astype(np.int64)]
    return picked


def _distinct(keys: IntArray) -> set[int]:
    """The keys that occur: counted, because sorting a year's rows would cost more than all the rest."""
    return set(np.flatnonzero(np.bincount(keys)).tolist())


@dataclass(frozen=True)
class Register:
    """Units and indicators in official order, and who is asked for what: two queries, whatever its size."""

    units: dict[int, str]
    simulated: frozenset[int]
    duties: tuple[Duty, ...]
    indicators: dict[int, str]
    natures: dict[int, int]
    aggregations: dict[int, str]
    items: tuple[Item, ...]

    def duties_in(self, year: int) -> list[Duty]:
        """Every duty that held on some day of the year's month ends."""
        first, last = date(year, 1, 31), date(year, 12, 31)
        return [d for d in self.duties if d[2] <= last and (d[3] is None or d[3] > first)]


def register() -> Register:
    """The register as it stands."""
    return read_once("indicators.register", _read_register)


def _read_register() -> Register:
    units = list(
        Unit.objects.order_by("order", "code").values_list(
            "pk",
            "code",
            "simulated",
            "form_duties__form_id",
            "form_duties__valid_from",
            "form_duties__valid_to",
        )
    )
    indicators = list(
        Indicator.objects.order_by("order", "code").values_list(
            "pk", "code", "nature", "aggregation", "form_items__form_id", "form_items__months"
        )
    )
    return Register(
        units={pk: code for pk, code, *_rest in units},
        simulated=frozenset(pk for pk, _code, simulated, *_rest in units if simulated),
        duties=tuple((form, pk, since, to) for pk, _code, _sim, form, since, to in units if form is not None),
        indicators={pk: code for pk, code, *_rest in indicators},
        natures={pk: NATURES[Nature(nature)] for pk, _code, nature, *_rest in indicators},
        aggregations={pk: aggregation for pk, _code, _nature, aggregation, *_rest in indicators},
        items=tuple(
            (form, pk, months) for pk, _code, _nature, _rule, form, months in indicators if form is not None
        ),
    )


def _expected(
    year: int,
    duties: list[Duty],
    items: tuple[Item, ...],
    unit_ids: tuple[int, ...],
    indicator_ids: tuple[int, ...],
) -> BoolArray:
    row_of = {unit: row for row, unit in enumerate(unit_ids)}
    column_of = {indicator: column for column, indicator in enumerate(indicator_ids)}
    asked: dict[int, BoolArray] = {}
    for form, indicator, months in items:
        grid = asked.setdefault(form, np.zeros((len(indicator_ids), 12), bool))
        if indicator in column_of:
            grid[column_of[indicator], np.array(months) - 1] = True
    ends = [Period.month(year, month).end for month in range(1, 13)]
    expected = np.zeros((len(unit_ids), len(indicator_ids), 12), bool)
    for form, unit, since, until in duties:
        if form in asked and unit in row_of:
            held = [since <= end and (until is None or end < until) for end in ends]
            expected[row_of[unit]] |= asked[form] & held
    return expected
