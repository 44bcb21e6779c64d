"""Rows to arrays: one year of observations as the kernel's cube, and the years before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from luoshi.indicators.basis import by_series, changed_since, restatements
from luoshi.indicators.boundaries import Frame, Line, between, carried, frame, successions
from luoshi.indicators.definitions import Definitions, definitions
from luoshi.indicators.derived import Formulas, formulas, parents, with_derived
from luoshi.indicators.journal import Rows, journal
from luoshi.indicators.parts import made_for, months_made
from luoshi.indicators.ratios import divided_again, ratios
from luoshi.indicators.register import (
    MONTHS,
    SPANS,
    asked_cadences,
    asked_months,
    owed_months,
    register,
)
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.boundaries import Basis
from luoshi.kernel.codes import Codes
from luoshi.kernel.cube import Nature as KernelNature
from luoshi.kernel.cube import build_cube
from luoshi.kernel.validation.panel import Panel
from luoshi.org.queries import read_once, tree
from luoshi.workdays.periods import Period

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Facts:
    """One year as it was known at a moment. U units in official order, I indicators in catalogue order, 12 months.

    values          float64[U, I, 12]: latest version known, else what days, weeks and thirds of the month make of it;
                    NaN missing. An unverified revision does not hide
                    the verified value it means to replace; a verified retraction leaves NaN.
    observation_id  int64[U, I, 12]: the observation that decided the cell (a retraction too); 0 none, and where
                    the figure is no single observation but made of parts, or carried into other boundaries.
    reported        bool[U, I, 12]: the latest version known, verified or not, states a value.
    expected        bool[U, I, 12]: a form asks this unit for this indicator in this month.
    simulated       bool[U]: the unit or any of its figures is invented.
    stated          bool[I]: somebody reports or states the figures; none is derived or computed from records.
    basis           int64[U, I, 12]: how the figure came about, a ``kernel.boundaries.Basis``.
    boundaries      the day whose boundaries the figures are told in (现区划); None as reported (当时区划).
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
    basis: IntArray
    boundaries: date | None


def district_year(
    year: int,
    known_at: datetime,
    *,
    verified_only: bool = True,
    like: Facts | None = None,
    boundaries: date | None = None,
) -> Facts:
    """All monthly observations of ``year`` recorded at or before ``known_at``.

    ``verified_only`` counts a value from the moment its verdict fell. Units are those with a duty or an
    observation in the year, indicators the whole catalogue; ``like`` takes over axes and boundaries of other facts, so
    that ``district_year(2014, t, like=facts)`` stands cell for cell beside ``facts``. With ``boundaries`` the figures
    are carried into the boundaries of that day by the successions known at ``known_at``. Not to be changed in place:
    one reading has each year once.
    """
    axes = None if like is None else (like.unit_ids, like.indicator_ids)
    day = boundaries if like is None else like.boundaries
    return read_once(
        ("indicators.year", year, known_at, verified_only, axes, day),
        lambda: _read_year(year, known_at, verified_only, like, day),
    )


def _read_year(
    year: int, known_at: datetime, verified_only: bool, like: Facts | None, day: date | None
) -> Facts:
    lines = _ahead(Period.month(year, 1).end, day, known_at)
    facts = _as_reported(year, known_at, verified_only, like, _concerned(lines))
    if day is not None:
        facts = _restated(facts, lines, day) if lines else replace(facts, boundaries=day)
    known = definitions(known_at)
    facts = _completed(facts, known) if known else facts
    return facts if like is None else _narrowed(facts, like.unit_ids)


def _as_reported(
    year: int, known_at: datetime, verified_only: bool, like: Facts | None, also: frozenset[int]
) -> Facts:
    """The year as reported; ``also`` are units that must be among its own."""
    moment, asked = _moment(known_at), register()
    layers = journal(year, year).layers
    owing = asked.owing_in(year, known_at)
    if like is None:
        wanted = {unit for _form, unit, _days in owing}
        wanted = wanted.union(*(_distinct(_known(rows, moment)["unit"]) for rows in layers))
        units = {pk: code for pk, code in asked.units.items() if pk in wanted | also}
        indicators = asked.indicators
    else:
        units = dict(zip(like.unit_ids, like.unit_codes, strict=True))
        units |= {pk: asked.units[pk] for pk in sorted(also - units.keys())}
        indicators = dict(zip(like.indicator_ids, like.indicator_codes, strict=True))
    unit_ids, indicator_ids = tuple(units), tuple(indicators)
    cells = _filled(known_at, verified_only, unit_ids, indicator_ids, (year, year))
    invented = asked.simulated | cells.invented
    return Facts(
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
        expected=owed_months(year, owing, asked, unit_ids, indicator_ids, definitions(known_at)),
        simulated=np.array([unit in invented for unit in unit_ids], dtype=bool),
        stated=np.ones(len(indicator_ids), bool),
        basis=np.zeros(cells.values.shape, np.int64),
        boundaries=None,
    )


def _ahead(first: date, day: date | None, known_at: datetime) -> list[Line]:
    """The lines that lie between figures from ``first`` on and the boundaries of ``day``; none as reported."""
    return [] if day is None else between(successions(known_at), first, day)


def _concerned(lines: list[Line]) -> frozenset[int]:
    return frozenset(unit for line in lines for unit in (line.predecessor, line.successor))


def _axes(units: tuple[int, ...], indicators: tuple[int, ...], first: int, last: int) -> Frame:
    ends = [Period.month(year, month).end for year in range(first, last + 1) for month in range(1, 13)]
    return frame(units, indicators, ends, register().lives)


def _additive(indicators: tuple[int, ...]) -> BoolArray:
    asked = register()
    return np.array([pk in asked.additive for pk in indicators], bool)


def _restated(facts: Facts, lines: list[Line], day: date) -> Facts:
    """``facts`` in the boundaries of ``day``: a unit owes and has reported what all its predecessors did."""
    axes = _axes(facts.unit_ids, facts.indicator_ids, facts.year, facts.year)
    everything = np.ones(len(facts.indicator_ids), bool)
    rates = ratios(facts.indicator_ids, axes.ends, definitions(facts.known_at))
    found = divided_again(carried(facts.values, axes, lines, day, _additive(facts.indicator_ids)), rates)
    owed = carried(facts.expected.astype(float), axes, lines, day, everything).value > 0
    told = carried(np.where(facts.reported, 1.0, np.nan), axes, lines, day, everything).value > 0
    row = {unit: place for place, unit in enumerate(facts.unit_ids)}
    simulated = facts.simulated.copy()
    for line in lines:
        simulated[row[line.successor]] |= simulated[row[line.predecessor]]
    return replace(
        facts,
        values=found.value,
        observation_id=np.where(found.basis == Basis.AS_REPORTED, facts.observation_id, 0),
        reported=told,
        expected=owed,
        simulated=simulated,
        basis=found.basis,
        boundaries=day,
    )


def _narrowed(facts: Facts, unit_ids: tuple[int, ...]) -> Facts:
    """``facts`` on the rows of these units only, in their order; those are the first rows."""
    if facts.unit_ids == unit_ids:
        return facts
    n = len(unit_ids)
    return replace(
        facts,
        unit_ids=unit_ids,
        unit_codes=facts.unit_codes[:n],
        values=facts.values[:n],
        observation_id=facts.observation_id[:n],
        reported=facts.reported[:n],
        expected=facts.expected[:n],
        simulated=facts.simulated[:n],
        basis=facts.basis[:n],
    )


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
        # What is made of carried figures is itself told in other boundaries.
        basis=np.where(
            made & ~np.isnan(values) & (facts.basis != Basis.AS_REPORTED), Basis.RESTATED, facts.basis
        ),
    )


def panel_with_derived(facts: Facts) -> Panel:
    """The year of ``facts`` and those before it that formulas reach back to, as the formulas read them."""
    found = formulas(definitions(facts.known_at), register().indicators)
    return _derived(facts, found, range(facts.year, facts.year + 1))


def _derived(facts: Facts, found: Formulas, years: range) -> Panel:
    """The figures of ``years``, and of those before them that the formulas reach back to, with the derived ones."""
    first, last = years[0] - found.years_back, years[-1]
    natures = register().natures
    units, known = len(facts.unit_ids), definitions(facts.known_at)
    values, asked = _told(facts, first, last), _owed(facts, first, last)
    # No form asks for what is computed from records: it is due where it stands.
    computed = np.array([any(d.measure for d in known.of(key)) for key in facts.indicator_ids], bool)[:, None]
    asked |= computed & ~np.isnan(values)
    panel = Panel(
        values=values,
        indicators=Codes(facts.indicator_codes, "indicators"),
        nature=np.array([natures[key] for key in facts.indicator_ids], np.int64),
        asked=asked,
        months=asked_months(facts.indicator_ids),
        parent=(
            parents(facts.unit_ids, tree(date(last, MONTHS, 31)))
            if found.of_children
            else np.full(units, -1, np.int64)
        ),
    )
    told = with_derived(panel, found.ordered, first)
    for year in years if found.years_back else ():
        based = _on_restated_base(facts, panel.values, year, first)
        if based is None:
            continue
        again = with_derived(replace(panel, values=based), found.ordered, first)
        if len(years) == 1:
            return again
        own = slice((year - first) * MONTHS, (year - first + 1) * MONTHS)
        told.values[:, :, own] = again.values[:, :, own]
    return told


def _on_restated_base(facts: Facts, values: FloatArray, year: int, first: int) -> FloatArray | None:
    """``values`` [U, I, months from ``first`` on] as ``year`` is compared with the year before it; None where unchanged.

    A series that was restated counts with its restated months only, and with none whose boundaries changed since.
    """
    restated = by_series(restatements(year - 1, facts.known_at))
    row = {unit: place for place, unit in enumerate(facts.unit_ids)}
    column = {indicator: place for place, indicator in enumerate(facts.indicator_ids)}
    here = {(u, i): said for (u, i), said in restated.items() if u in row and i in column}
    if not here:
        return None
    lines, based, january = successions(facts.known_at), values.copy(), (year - 1 - first) * MONTHS
    for (unit, indicator), months in here.items():
        series = based[row[unit], column[indicator], january : january + MONTHS]
        series[:] = np.nan
        for month, said in months.items():
            if not changed_since(lines, unit, said, facts.boundaries):
                series[month - 1] = float(said.value)
    return based


def district_history(first: int, last: int, known_at: datetime, like: Facts) -> FloatArray:
    """The verified figures of the years ``first`` to ``last``, float64[U, I, Y, 12] on the axes of ``like``.

    As known at ``known_at`` and in the boundaries of ``like``, see :class:`Facts`; NaN missing. Not to be changed
    in place.
    """
    return read_once(
        ("indicators.history", first, last, known_at, like.unit_ids, like.indicator_ids, like.boundaries),
        lambda: _read_history(first, last, replace(like, known_at=known_at, verified_only=True)),
    )


def _read_history(first: int, last: int, like: Facts) -> FloatArray:
    shape = (len(like.unit_ids), len(like.indicator_ids), last - first + 1, MONTHS)
    if found := formulas(definitions(like.known_at), register().indicators):
        made = _derived(like, found, range(first, last + 1)).values
        return made[:, :, -shape[2] * MONTHS :].reshape(shape)
    return _told(like, first, last).reshape(shape)


def _told(facts: Facts, first: int, last: int) -> FloatArray:
    """The figures of the years ``first`` to ``last`` on the axes and in the boundaries of ``facts``: [U, I, months]."""
    lines, unit_ids = _drawn_on(facts, first)
    known_at, verified_only = facts.known_at, facts.verified_only
    values = _filled(known_at, verified_only, unit_ids, facts.indicator_ids, (first, last)).values
    if facts.boundaries is not None and lines:
        axes = _axes(unit_ids, facts.indicator_ids, first, last)
        rates = ratios(facts.indicator_ids, axes.ends, definitions(known_at))
        told = carried(values, axes, lines, facts.boundaries, _additive(facts.indicator_ids))
        values = divided_again(told, rates).value
    return values[: len(facts.unit_ids)]


def _owed(facts: Facts, first: int, last: int) -> BoolArray:
    """What forms asked for in the years ``first`` to ``last``, likewise; a successor owes what its predecessors did."""
    lines, unit_ids = _drawn_on(facts, first)
    asked, known = register(), definitions(facts.known_at)
    owing = asked.owing(facts.known_at)
    years = [
        owed_months(y, owing, asked, unit_ids, facts.indicator_ids, known) for y in range(first, last + 1)
    ]
    owed = np.concatenate(years, axis=2)
    if facts.boundaries is not None and lines:
        axes = _axes(unit_ids, facts.indicator_ids, first, last)
        everything = np.ones(len(facts.indicator_ids), bool)
        owed = carried(owed.astype(float), axes, lines, facts.boundaries, everything).value > 0
    return owed[: len(facts.unit_ids)]


def _drawn_on(facts: Facts, first: int) -> tuple[list[Line], tuple[int, ...]]:
    """The changes of boundaries since the year ``first``, and the units of ``facts`` with those they concern behind them."""
    lines = _ahead(Period.month(first, 1).end, facts.boundaries, facts.known_at)
    return lines, (*facts.unit_ids, *sorted(_concerned(lines) - set(facts.unit_ids)))


def _moment(known_at: datetime) -> int:
    return (known_at - EPOCH) // timedelta(microseconds=1)


class _Cells(NamedTuple):
    """What rows say of every cell, see :class:`Facts`.

    ``latest`` is the latest observation known, verified or not, 0 none; ``invented`` are keys of units with invented
    figures.
    """

    values: FloatArray
    observation_id: IntArray
    reported: BoolArray
    latest: IntArray
    invented: frozenset[int]


def _filled(
    known_at: datetime,
    verified_only: bool,
    unit_ids: tuple[int, ...],
    indicator_ids: tuple[int, ...],
    years: tuple[int, int],
) -> _Cells:
    """The cube of the years as known at a moment; where no month is stated, what its days, weeks and thirds make of it."""
    kept, moment, span = journal(*years), _moment(known_at), years[1] - years[0] + 1
    cells, *since = (
        _cells(rows.months, moment, verified_only, unit_ids, indicator_ids, span) for rows in kept.layers
    )
    for newer in since:
        cells = _renewed(cells, newer)
    if all(rows.months is rows for rows in kept.layers):
        return cells
    rows = kept.rows
    if rows.spans is not None:
        cells = _ended(cells, rows.spans, moment, verified_only, unit_ids, indicator_ids)
    if rows.parts is None:
        return cells
    known, kinds = definitions(known_at), register().kinds
    values, reported, keys = cells.values.copy(), cells.reported.copy(), cells.observation_id.copy()
    for made in months_made(
        rows.parts, moment, verified_only=verified_only, years=years, known=known, natures=kinds
    ):
        row, column, told = made_for(unit_ids, indicator_ids, made)
        filled = np.isnan(values[row, column]) & ~np.isnan(told)
        values[row, column] = np.where(filled, told, values[row, column])
        keys[row, column] = np.where(filled, 0, keys[row, column])
    for made in months_made(rows.parts, moment, verified_only=False, years=years, known=known, natures=kinds):
        row, column, told = made_for(unit_ids, indicator_ids, made)
        reported[row, column] |= ~np.isnan(told)
    among = rows.parts.columns["simulated"] == 1
    invented = cells.invented | _distinct(rows.parts.columns["unit"][among])
    return cells._replace(values=values, observation_id=keys, reported=reported, invented=frozenset(invented))


def _renewed(cells: _Cells, newer: _Cells) -> _Cells:
    """``cells`` with what came in since or was verified since: of two observations that count the higher key does.

    A verdict adds one that counts and never takes one away, so the cells that were found before are not read again.
    """
    counts, later = newer.observation_id > cells.observation_id, newer.latest > cells.latest
    return _Cells(
        values=np.where(counts, newer.values, cells.values),
        observation_id=np.where(counts, newer.observation_id, cells.observation_id),
        reported=np.where(later, newer.reported, cells.reported),
        latest=np.where(later, newer.latest, cells.latest),
        invented=cells.invented | newer.invented,
    )


def _ended(
    cells: _Cells,
    spans: Rows,
    moment: int,
    verified_only: bool,
    unit_ids: tuple[int, ...],
    indicator_ids: tuple[int, ...],
) -> _Cells:
    """``cells`` with the figures of quarters, half-years and years in the last month of each, where that has none.

    What was reported of a quarter is so at its end. The amount of a quarter is the figure of its last month only
    where nobody is asked for less: beside the amounts of single months it would be another thing.
    """
    values, keys, reported = cells.values.copy(), cells.observation_id.copy(), cells.reported.copy()
    natures, cadences = register().natures, asked_cadences()
    for part, cadence in SPANS.items():
        fits = tuple(
            key
            for key in indicator_ids
            if natures[key] != KernelNature.FLOW or cadences.get(key) == frozenset({cadence})
        )
        among = spans.of_part(part)
        if among is None or not fits:
            continue
        column = np.array([indicator_ids.index(key) for key in fits])
        told = _cells(among, moment, verified_only, unit_ids, fits, values.shape[2] // MONTHS)
        empty = np.isnan(values[:, column])
        values[:, column] = np.where(empty, told.values, values[:, column])
        keys[:, column] = np.where(empty & ~np.isnan(told.values), told.observation_id, keys[:, column])
        reported[:, column] |= told.reported
    invented = cells.invented | _distinct(spans.columns["unit"][spans.columns["simulated"] == 1])
    return cells._replace(values=values, observation_id=keys, reported=reported, invented=frozenset(invented))


@lru_cache(maxsize=16)
def _cells(
    rows: Rows,
    moment: int,
    verified_only: bool,
    unit_ids: tuple[int, ...],
    indicator_ids: tuple[int, ...],
    years: int = 1,
) -> _Cells:
    """The cube of rows known at ``moment``; kept, because an edit touches a few rows of one year and every page reads two."""
    columns = _known(rows, moment)
    columns = _among(_among(columns, "unit", unit_ids), "indicator", indicator_ids)
    unit = Codes(unit_ids, "units").of(columns["unit"])
    indicator = Codes(indicator_ids, "indicators").of(columns["indicator"])
    shape = (len(unit_ids), len(indicator_ids), years * MONTHS)

    def newest(name: str, among: BoolArray | slice) -> FloatArray:
        """What the latest row of each cell says; NaN where there is none."""
        keys, said = columns["observation"][among], columns[name][among].astype(np.float64)
        return build_cube(unit[among], indicator[among], columns["month"][among], keys, said, shape)

    def key(among: BoolArray | slice) -> IntArray:
        return np.nan_to_num(newest("observation", among)).astype(np.int64)

    every = slice(None)
    counts = columns["verified"] <= moment if verified_only else every
    cells = _Cells(
        values=newest("value", counts),
        observation_id=key(counts),
        reported=~np.isnan(newest("value", every)),
        latest=key(every),
        invented=frozenset(_distinct(columns["unit"][columns["simulated"] == 1])),
    )
    for array in cells[:4]:
        array.flags.writeable = False
    return cells


def _among(rows: Columns, name: str, keys: tuple[int, ...]) -> Columns:
    return rows if _distinct(rows[name]) <= set(keys) else _where(rows, np.isin(rows[name], keys))


@lru_cache(maxsize=8)
def _known(rows: Rows, moment: int) -> Columns:
    return _where(rows.columns, rows.columns["recorded"] <= moment)


def _where(rows: Columns, wanted: BoolArray) -> Columns:
    return rows if wanted.all() else {name: column[wanted] for name, column in rows.items()}


def _distinct(keys: IntArray) -> set[int]:
    """The keys that occur: counted, because sorting a year's rows would cost more than all the rest."""
    return set(np.flatnonzero(np.bincount(keys)).tolist())
