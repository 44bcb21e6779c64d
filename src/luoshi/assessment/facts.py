"""Rows to inputs (计分取数): what every assessed unit reached, what the calendar expected, and what was not asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import FloatField, QuerySet
from django.db.models.functions import Cast
from numpy.typing import NDArray

from luoshi.assessment.inputs import (
    CLOSURE,
    DECIMALS,
    TIMELINESS,
    Assessed,
    Group,
    Inputs,
    exact,
)
from luoshi.assessment.punctuality import timeliness
from luoshi.assessment.scheme_text import SchemeText
from luoshi.assessment.scoring import used_indicators
from luoshi.indicators.facts import Facts, district_year
from luoshi.indicators.models import Indicator
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.curve import at, linear, monthly_table
from luoshi.kernel.measure import Measure
from luoshi.matters.queries import closure
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.targets.queries import in_force, last_complete_month
from luoshi.targets.vocabulary import CurveKind, TargetKind
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

PERCENT = 100.0


@dataclass(frozen=True)
class _Frame:
    """Who is judged on what at the end of which month, and the year's figures beside those of the year before.

    ``members`` are, for each unit, the rows of the facts that make it up.
    """

    units: Sequence[Node]
    codes: Sequence[str]
    month: int
    now: Facts
    before: Facts
    members: Sequence[IntArray]


@dataclass(frozen=True)
class _Grid:
    """Figures of U units and I indicators at the judged month; float64[U, I], NaN missing; month 0 if not asked."""

    actual: FloatArray
    base: FloatArray
    covered: FloatArray
    month: IntArray
    simulated: BoolArray


def gather(
    standing: Standing, scheme: SchemeText, period: Period, as_of: date, *, evidence: bool = True
) -> Inputs:
    """Inputs of ``scheme`` for ``period`` as they were known at the end of ``as_of``.

    actual    cumulative verified value at the last month of the period that was over and asked for; a unit
              that files no figures itself stands for the units it manages, added up
    base      the same period of the year before
    target    时序目标: base x (1 + target growth) for a growth target, the year's level x the share that the
              curve expects for a level target; where only some of the units that make one up have reported, the
              part of the level that they stand for, by the year before, as on the board of targets
    applies   the month asks the unit for the figure, and, where completion is scored, there is a target that
              can be computed; an unreported figure applies

    ``reporting.timeliness`` and ``matters.closure`` are percentages of what fell due; they do not apply where
    nothing did. Without ``evidence`` the inputs carry no trail (a live table that nobody keeps).
    """
    org, known = tree(as_of), end_of(as_of)
    month = last_complete_month(period, as_of)
    units = [
        n for n in sorted(org.nodes.values(), key=lambda n: (n.order, n.code)) if n.group in scheme.groups
    ]
    codes = used_indicators(scheme.rules)
    now = district_year(period.year, known)
    before = district_year(period.year - 1, known, like=now)
    frame = _Frame(units, codes, month, now, before, [_stands_for(unit, org, now) for unit in units])
    goals = _goals(standing, period, as_of, frame)
    grid = _grid(frame)
    goals = replace(goals, level=goals.level * grid.covered)
    target = _period_target(goals, grid.base, grid.month)
    on_target = np.array([_scored_on_target(scheme, code) for code in codes], bool)
    applies = (grid.month > 0) & (~on_target | (np.nan_to_num(target) > 0))
    trail = _trail(frame, goals, grid) if evidence else {}
    counted = _counted(units, codes, period, as_of)
    for (row, column), (rate, said) in counted.items():
        grid.actual[row, column] = rate
        applies[row, column] = said["due"] > 0
        trail[units[row].code, codes[column]] = said
    return Inputs(
        scheme_digest=scheme.digest,
        period=period.code,
        as_of=as_of,
        month=month,
        groups=_groups(scheme, units),
        units=tuple(
            Assessed(n.code, n.name, n.name_en, n.group or "", n.simulated or bool(grid.simulated[row]))
            for row, n in enumerate(units)
        ),
        indicators=codes,
        actual=np.round(grid.actual, DECIMALS),
        target=np.round(target, DECIMALS),
        base=np.round(grid.base, DECIMALS),
        applies=applies,
        evidence=trail,
    )


def _groups(scheme: SchemeText, units: Iterable[Node]) -> tuple[Group, ...]:
    named = {n.group: Group(n.group or "", n.group_name, n.group_name_en) for n in units}
    return tuple(named[code] for code in scheme.groups if code in named)


def _stands_for(unit: Node, org: OrgTree, now: Facts) -> IntArray:
    """Rows of ``now`` that make up the unit: its own where it files, else those of the units it manages."""
    own = np.flatnonzero(np.array(now.unit_ids) == unit.id)
    if own.size and now.expected[own].any():
        return own
    below = [n.id for n in org.below(unit.id)]
    return np.flatnonzero(np.isin(now.unit_ids, below)) if below else own


@dataclass(frozen=True)
class _Goals:
    """Targets in force of [U, I]: key (-1 none), growth as a fraction (read where ``by_growth``), level, curve."""

    key: IntArray
    by_growth: BoolArray
    growth: FloatArray
    level: FloatArray
    curve: IntArray
    curves: FloatArray


def _goals(standing: Standing, period: Period, as_of: date, frame: _Frame) -> _Goals:
    units, codes, now = frame.units, frame.codes, frame.now
    shape = (len(units), len(codes))
    key, curve = np.full(shape, -1), np.zeros(shape, np.int64)
    by_growth = np.zeros(shape, bool)
    growth, level = np.full(shape, np.nan), np.full(shape, np.nan)
    curves: dict[tuple[str, ...], FloatArray] = {(): linear()}
    row_of = {n.id: row for row, n in enumerate(units)}
    column_of = {
        pk: codes.index(code)
        for pk, code in zip(now.indicator_ids, now.indicator_codes, strict=True)
        if code in codes
    }
    # A growth target counts before a level target of the same unit: it is judged on the same period's base.
    targets = in_force(standing, period.year, as_of).filter(unit__in=row_of, indicator__in=column_of)
    rows = _read(
        targets.order_by("-kind", "pk").values_list(
            "pk",
            "unit_id",
            "indicator_id",
            "kind",
            Cast("value", FloatField()),
            Cast("level", FloatField()),
            "curve",
        )
    )
    if rows:
        keys, unit_ids, indicator_ids, kinds, values, levels, shapes = zip(*rows, strict=True)
        place = [row_of[u] for u in unit_ids], [column_of[i] for i in indicator_ids]
        key[place] = keys
        by_growth[place] = [kind == TargetKind.GROWTH for kind in kinds]
        growth[place] = np.array(values, float) / PERCENT
        level[place] = np.array(levels, float)
        tabled = [pk for pk, shape in zip(keys, shapes, strict=True) if shape == CurveKind.TABLE]
        if tabled:
            tables = dict(targets.filter(curve=CurveKind.TABLE).values_list("pk", "curve_table"))
            curve[place] = [_curve_number(tables.get(pk), curves) for pk in keys]
    return _Goals(key, by_growth, growth, level, curve, np.array(list(curves.values())))


def _read(query: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows as the database gives them: converting each value once more would cost more than reading them."""
    with connection.cursor() as cursor:
        cursor.execute(*query.query.sql_with_params())
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _curve_number(table: list[str] | None, curves: dict[tuple[str, ...], FloatArray]) -> int:
    """Place of the curve among ``curves``, to which a new one is added; 0 is the linear one."""
    if not table:
        return 0
    shares = tuple(table)
    if shares not in curves:
        curves[shares] = monthly_table([float(share) for share in shares])
    return list(curves).index(shares)


def _grid(frame: _Frame) -> _Grid:
    shape = (len(frame.units), len(frame.codes))
    now, months = frame.now, np.arange(1, frame.month + 1)
    of_fact = {code: column for column, code in enumerate(now.indicator_codes)}
    there = np.array([n for n, code in enumerate(frame.codes) if code in of_fact], np.int64)
    facts = np.array([of_fact[frame.codes[n]] for n in there], np.int64)
    # One row a member: a unit that files itself has one, a unit that stands for others has theirs.
    member = np.concatenate([np.array([], np.int64), *frame.members])
    unit = np.repeat(np.arange(shape[0]), [m.size for m in frame.members])
    owed = now.expected[np.ix_(member, facts, months - 1)]
    asked = np.zeros((shape[0], facts.size), np.int64)
    np.maximum.at(asked, unit, (owed * months).max(axis=2, initial=0))
    cell = (member[:, None], facts, asked[unit] - 1)
    due = now.expected[cell] & (asked[unit] > 0)
    current = np.where(due, now.values[cell], np.nan)
    actual, reporting = _added(current, unit, shape[0])
    # Both years over the same members (可比); over all of them where none has reported yet.
    alike = due & (~np.isnan(current) | (reporting[unit] == 0))
    base, stated = _added(np.where(alike, frame.before.values[cell], np.nan), unit, shape[0])
    year_before = np.where(due, frame.before.values[member[:, None], facts, 11], 0.0)
    covered = _covered(due, ~np.isnan(current), year_before, unit, shape[0])
    simulated = np.zeros(shape[0], bool)
    np.logical_or.at(simulated, unit, now.simulated[member])
    return _Grid(
        actual=_spread(actual, there, shape, np.nan),
        base=_spread(np.where(stated >= reporting, base, np.nan), there, shape, np.nan),
        covered=_spread(covered, there, shape, 1.0),
        month=_spread(asked, there, shape, 0),
        simulated=simulated,
    )


def _added(values: FloatArray, unit: IntArray, units: int) -> tuple[FloatArray, IntArray]:
    """Sums of members [K, I] by unit [U, I], and over how many members; NaN where none has a value."""
    known = ~np.isnan(values)
    total, count = np.zeros((units, values.shape[1])), np.zeros((units, values.shape[1]), np.int64)
    np.add.at(total, unit, np.where(known, values, 0.0))
    np.add.at(count, unit, known.astype(np.int64))
    return np.where(count > 0, total, np.nan), count


def _covered(
    due: BoolArray, told: BoolArray, year_before: FloatArray, unit: IntArray, units: int
) -> FloatArray:
    """Share of each unit's whole [U, I] that its members that reported stand for, by their figures of the year
    before [K, I]: 1 where all or none did; NaN where it is not known."""
    silent, some = np.zeros((2, units, due.shape[1]), bool)
    np.logical_or.at(silent, unit, due & ~told)
    np.logical_or.at(some, unit, told)
    part, whole = np.zeros((2, units, due.shape[1]))
    np.add.at(part, unit, np.where(told, year_before, 0.0))
    np.add.at(whole, unit, year_before)
    return np.where(silent & some, ratio(part, whole), 1.0)


def _spread(values: NDArray[Any], columns: IntArray, shape: tuple[int, int], fill: float) -> NDArray[Any]:
    """``values`` in their columns of the scheme; ``fill`` in the others, which no catalogue knows."""
    wide = np.full(shape, fill, values.dtype)
    wide[:, columns] = values
    return wide


def _scored_on_target(scheme: SchemeText, indicator: str) -> bool:
    return any(
        measure is Measure.COMPLETION
        for item in scheme.rules.leaves
        for code, measure in [
            (item.indicator, item.rule.measure),
            *([(item.gate.indicator, item.gate.measure)] if item.gate else []),
        ]
        if code == indicator
    )


def _period_target(goals: _Goals, base: FloatArray, asked: IntArray) -> FloatArray:
    share = goals.curves[goals.curve, np.maximum(asked, 1) - 1]
    by_level = goals.level * share
    target = np.where(goals.by_growth, base * (1 + goals.growth), by_level)
    return np.where((goals.key >= 0) & (asked > 0), target, np.nan)


def _trail(frame: _Frame, goals: _Goals, grid: _Grid) -> dict[tuple[str, str], Mapping[str, Any]]:
    """For the trace: observations, month, target and how the period target came about."""
    now = frame.now
    of_fact = {code: column for column, code in enumerate(now.indicator_codes)}
    measures = {
        i.code: {"unit": i.unit_name, "unit_en": i.unit_name_en, "decimals": i.decimals}
        for i in Indicator.objects.filter(code__in=frame.codes)
    }
    trail: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row, unit in enumerate(frame.units):
        for column, code in enumerate(frame.codes):
            if code not in of_fact:
                continue
            month = int(grid.month[row, column])
            said: dict[str, Any] = {
                **measures[code],
                "month": month or None,
                "observations": _observations(now, frame.members[row], of_fact[code], month),
            }
            if goals.key[row, column] >= 0:
                place = row, column
                share = at(goals.curves[goals.curve[place]], month) if month else np.nan
                said |= {
                    "target_id": int(goals.key[place]),
                    "kind": "growth" if goals.by_growth[place] else "level",
                    "growth": exact(goals.growth[place]) if goals.by_growth[place] else None,
                    "level": exact(goals.level[place]),
                    "share": exact(float(share)),
                }
            trail[unit.code, code] = said
    return trail


def _observations(now: Facts, members: IntArray, fact: int, month: int) -> list[dict[str, Any]]:
    """Which observations of which units make up a figure; empty when none is verified."""
    if not month:
        return []
    return [
        {"id": int(now.observation_id[member, fact, month - 1]), "unit": now.unit_codes[member]}
        for member in members
        if now.observation_id[member, fact, month - 1]
    ]


def _counted(
    units: Sequence[Node], codes: Sequence[str], period: Period, as_of: date
) -> dict[tuple[int, int], tuple[float, dict[str, Any]]]:
    """Percentages on time, from the forms and the matters that fell due in the period, with their counts."""
    found: dict[tuple[int, int], tuple[float, dict[str, Any]]] = {}
    ids = [n.id for n in units]
    if TIMELINESS in codes:
        filed = timeliness(ids, period, as_of)
        for row, unit in enumerate(units):
            on_time, due = filed[unit.id].on_time, filed[unit.id].due
            found[row, codes.index(TIMELINESS)] = _rate(on_time, due), {"on_time": on_time, "due": due}
    if CLOSURE in codes:
        closed = closure(ids, as_of, since=period.start, until=period.end)
        for row, unit in enumerate(units):
            tally = closed[unit.id]
            # What lies with the office is not held against the unit.
            due = tally.due - tally.waiting
            found[row, codes.index(CLOSURE)] = (
                _rate(tally.on_time, due),
                {"on_time": tally.on_time, "due": due, "waiting": tally.waiting},
            )
    return found


def _rate(on_time: int, due: int) -> float:
    return on_time / due * PERCENT if due else np.nan
