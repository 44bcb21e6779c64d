"""Months made of the days, weeks and thirds of a month that units report (月内报送汇总).

The parts make the month by the indicator's rule over time, and only where every part that the rule needs is there. A
week that lies in two months is never split: weeks make a month where they tile it, or for a level where one ends with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from luoshi.indicators.definition_models import OverTime
from luoshi.indicators.definitions import BY_NATURE, Definitions
from luoshi.indicators.journal import THIRD, WEEK, Rows
from luoshi.indicators.models import Nature
from luoshi.kernel.aggregation import OverTime as Rule
from luoshi.kernel.aggregation import complete_over_time
from luoshi.kernel.cube import build_cube
from luoshi.workdays.periods import Cadence, Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luoshi.kernel.arrays import FloatArray, IntArray

# In this order they make a month: where its days do not, its thirds may.
GRAINS = (Cadence.DAILY, Cadence.TEN_DAY, Cadence.WEEKLY)
RULES = {
    OverTime.SUM: Rule.SUM,
    OverTime.LAST: Rule.LAST,
    OverTime.MEAN: Rule.MEAN,
    OverTime.NONE: Rule.NONE,
}


def rule_of(known: Definitions, indicator: int, nature: str, month: Period) -> Rule:
    """How the parts of ``month`` make its figure, by the definition in force, else by the indicator's nature."""
    version = known.in_force(indicator, month.start)
    return RULES[OverTime(version.over_time if version else BY_NATURE[Nature(nature)])]


def inside(month: Period, cadence: Cadence) -> tuple[Period, ...]:
    """The days, weeks or thirds that lie wholly in ``month``, in order."""
    return _inside(month.year, month.first_month, cadence)


def across(month: Period, cadence: Cadence) -> tuple[Period, ...]:
    """The weeks that lie partly in ``month``: at its beginning, at its end, both or neither."""
    ends = {cadence.containing(day) for day in (month.start, month.end)}
    return tuple(
        sorted((p for p in ends if p.start < month.start or p.end > month.end), key=lambda p: p.start)
    )


def can_make(month: Period, cadence: Cadence, rule: Rule) -> bool:
    """Whether reports of ``cadence`` can make the month at all, all of them given."""
    split = across(month, cadence)
    return not split or (rule is Rule.LAST and split[-1].end <= month.end)


@cache
def _inside(year: int, month: int, cadence: Cadence) -> tuple[Period, ...]:
    whole = Period.month(year, month)
    found, part = [], cadence.containing(whole.start)
    while part.start <= whole.end:
        if part.start >= whole.start and part.end <= whole.end:
            found.append(part)
        part = part.after()
    return tuple(found)


@dataclass(frozen=True)
class _Grid:
    """What was told of the parts of one cadence: for N pairs of unit and indicator, T months and P parts of each.

    ``values`` float64[N, T, P], NaN missing.
    """

    cadence: Cadence
    unit: IntArray
    indicator: IntArray
    values: FloatArray


@dataclass(frozen=True)
class Made:
    """The months that parts make, for N pairs of unit and indicator (keys): float64[N, T], NaN where they make none."""

    unit: IntArray
    indicator: IntArray
    values: FloatArray


@lru_cache(maxsize=8)
def _grids(rows: Rows, moment: int, verified_only: bool, first: int, last: int) -> tuple[_Grid, ...]:
    columns, found = rows.columns, []
    known = columns["recorded"] <= moment
    if verified_only:
        known = known & (columns["verified"] <= moment)
    for cadence in GRAINS:
        place, slot = _places(columns["month"], columns["part"], cadence, first)
        among = known & (slot >= 0)
        if not among.any():
            continue
        pairs, pair = np.unique(
            np.stack([columns["unit"][among], columns["indicator"][among]]), axis=1, return_inverse=True
        )
        most = {Cadence.DAILY: 31, Cadence.TEN_DAY: 3, Cadence.WEEKLY: 5}[cadence]
        shape = (pairs.shape[1], (last - first + 1) * 12, most)
        values = build_cube(
            pair.reshape(-1),
            place[among],
            slot[among],
            columns["observation"][among],
            columns["value"][among],
            shape,
        )
        values.flags.writeable = False
        found.append(_Grid(cadence, pairs[0], pairs[1], values))
    return tuple(found)


def _places(month: IntArray, part: IntArray, cadence: Cadence, first: int) -> tuple[IntArray, IntArray]:
    """Month and place in it of every row that is a part of ``cadence`` within one month; -1 for all others."""
    if cadence is Cadence.DAILY:
        return month, np.where(part < THIRD, part - 1, -1)
    if cadence is Cadence.TEN_DAY:
        return month, np.where((part > THIRD) & (part < WEEK), part - THIRD - 1, -1)
    weeks = part >= WEEK
    place, slot = month.copy(), np.full(part.shape, -1)
    for year in np.unique(month[weeks] // 12):
        for number in range(12):
            for at, week in enumerate(_inside(first + int(year), number + 1, cadence)):
                here = weeks & (month // 12 == year) & (part == WEEK + int(week.part[1:]))
                place[here], slot[here] = year * 12 + number, at
    return place, slot


def months_made(
    rows: Rows,
    moment: int,
    *,
    verified_only: bool,
    years: tuple[int, int],
    known: Definitions,
    natures: Mapping[int, str],
) -> list[Made]:
    """What the parts in ``rows`` make of the months of ``years`` (first and last), by cadence in the order of GRAINS.

    A unit that existed for some of a month only has no sum of it: half a month is not the month. ``moment`` in
    microseconds, see ``journal.Rows``.
    """
    first, last = years
    months = [Period.month(year, month) for year in range(first, last + 1) for month in range(1, 13)]
    made = []
    for grid in _grids(rows, moment, verified_only, first, last):
        asked = np.zeros(grid.values.shape[1:], bool)
        for number, month in enumerate(months):
            asked[number, : len(inside(month, grid.cadence))] = True
        rules = {
            key: [rule_of(known, key, natures[key], month) for month in months]
            for key in set(grid.indicator.tolist())
        }
        kind = np.array([rules[key] for key in grid.indicator.tolist()])
        told = complete_over_time(grid.values, kind, asked)
        able = {
            key: [can_make(month, grid.cadence, rule) for month, rule in zip(months, said, strict=True)]
            for key, said in rules.items()
        }
        can = np.array([able[key] for key in grid.indicator.tolist()])
        made.append(Made(grid.unit, grid.indicator, np.where(can, told.value, np.nan)))
    return made


def made_for(
    units: tuple[int, ...], indicators: tuple[int, ...], made: Made
) -> tuple[IntArray, IntArray, FloatArray]:
    """Rows, columns and values [N, T] of ``made`` on axes; what lies outside of them is left out."""
    row = {key: place for place, key in enumerate(units)}
    column = {key: place for place, key in enumerate(indicators)}
    pairs = list(zip(made.unit.tolist(), made.indicator.tolist(), strict=True))
    there = np.array([unit in row and indicator in column for unit, indicator in pairs], bool)
    kept = [pair for pair, here in zip(pairs, there, strict=True) if here]
    return (
        np.array([row[unit] for unit, _indicator in kept], np.int64),
        np.array([column[indicator] for _unit, indicator in kept], np.int64),
        made.values[there],
    )
