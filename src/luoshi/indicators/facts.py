"""Rows to arrays: one year of observations as the kernel's cube, and the years before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from luoshi.indicators.journal import Rows, journal
from luoshi.indicators.models import Indicator
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.codes import Codes
from luoshi.kernel.cube import build_cube
from luoshi.org.models import Unit
from luoshi.org.queries import read_once
from luoshi.workdays.periods import Period

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS = 12
Columns = Mapping[str, NDArray[Any]]
Duty = tuple[int, int, date, date | None]
Item = tuple[int, int, list[int]]


@dataclass(frozen=True)
class Facts:
    """One year as it was known at a moment. U units in official order, I indicators in catalogue order, 12 months.

    values          float64[U, I, 12]: latest version known; NaN missing. An unverified revision does not hide
                    the verified value it means to replace; a verified retraction leaves NaN.
    observation_id  int64[U, I, 12]: the observation that decided the cell (a retraction too); 0 none.
    reported        bool[U, I, 12]: the latest version known, verified or not, states a value.
    expected        bool[U, I, 12]: a form asks this unit for this indicator in this month.
    simulated       bool[U]: the unit or any of its figures is invented.
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


def district_year(
    year: int, known_at: datetime, *, verified_only: bool = True, like: Facts | None = None
) -> Facts:
    """All monthly observations of ``year`` recorded at or before ``known_at``.

    ``verified_only`` counts a value from the moment its verdict fell. Units are those with a duty or an
    observation in the year, indicators the whole catalogue; ``like`` takes over the axes of other facts, so
    that ``district_year(2014, t, like=facts)`` stands cell for cell beside ``facts``.
    """
    moment = _moment(known_at)
    rows = journal(year, year).rows
    asked = register()
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
        expected=_expected(year, duties, asked.items, unit_ids, indicator_ids),
        simulated=np.array([unit in invented for unit in unit_ids], dtype=bool),
    )


def district_history(first: int, last: int, known_at: datetime, like: Facts) -> FloatArray:
    """The verified figures of the years ``first`` to ``last``, float64[U, I, Y, 12] on the axes of ``like``.

    As known at ``known_at``, see :class:`Facts`; NaN missing. Not to be changed in place.
    """
    rows = journal(first, last).rows
    cells = _cells(rows, _moment(known_at), True, like.unit_ids, like.indicator_ids, last - first + 1)
    return cells.values.reshape(len(like.unit_ids), len(like.indicator_ids), last - first + 1, MONTHS)


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
            "pk", "code", "form_items__form_id", "form_items__months"
        )
    )
    return Register(
        units={pk: code for pk, code, *_rest in units},
        simulated=frozenset(pk for pk, _code, simulated, *_rest in units if simulated),
        duties=tuple((form, pk, since, to) for pk, _code, _sim, form, since, to in units if form is not None),
        indicators={pk: code for pk, code, *_rest in indicators},
        items=tuple((form, pk, months) for pk, _code, form, months in indicators if form is not None),
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
