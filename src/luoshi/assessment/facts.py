"""Rows to inputs (计分取数): what every assessed unit reached, what the calendar expected, and what was not asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import FloatField
from django.db.models.functions import Cast

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
from luoshi.targets.vocabulary import TargetKind
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
    target: FloatArray
    level: FloatArray
    applies: BoolArray
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
    grid = _grid(scheme, frame, goals)
    trail = _trail(frame, goals, grid) if evidence else {}
    counted = _counted(units, codes, period, as_of)
    for (row, column), (rate, said) in counted.items():
        grid.actual[row, column] = rate
        grid.applies[row, column] = said["due"] > 0
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
        target=np.round(grid.target, DECIMALS),
        base=np.round(grid.base, DECIMALS),
        applies=grid.applies,
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
    rows = list(
        in_force(standing, period.year, as_of)
        .filter(unit__in=row_of, indicator__in=column_of)
        .order_by("-kind", "pk")
        .values_list(
            "pk",
            "unit_id",
            "indicator_id",
            "kind",
            Cast("value", FloatField()),
            Cast("level", FloatField()),
            "curve_table",
        )
    )
    if rows:
        keys, unit_ids, indicator_ids, kinds, values, levels, tables = zip(*rows, strict=True)
        place = [row_of[u] for u in unit_ids], [column_of[i] for i in indicator_ids]
        key[place] = keys
        by_growth[place] = [kind == TargetKind.GROWTH for kind in kinds]
        growth[place] = np.array(values, float) / PERCENT
        level[place] = np.array(levels, float)
        curve[place] = [_curve_number(table, curves) for table in tables]
    return _Goals(key, by_growth, growth, level, curve, np.array(list(curves.values())))


def _curve_number(table: list[str] | None, curves: dict[tuple[str, ...], FloatArray]) -> int:
    """Place of the curve among ``curves``, to which a new one is added; 0 is the linear one."""
    if not table:
        return 0
    shares = tuple(table)
    if shares not in curves:
        curves[shares] = monthly_table([float(share) for share in shares])
    return list(curves).index(shares)


def _grid(scheme: SchemeText, frame: _Frame, goals: _Goals) -> _Grid:
    now, month = frame.now, frame.month
    shape = (len(frame.units), len(frame.codes))
    actual, base = np.full(shape, np.nan), np.full(shape, np.nan)
    level = goals.level.copy()
    asked, simulated = np.zeros(shape, np.int64), np.zeros(shape[0], bool)
    of_fact = {code: column for column, code in enumerate(now.indicator_codes)}
    there = np.array([n for n, code in enumerate(frame.codes) if code in of_fact], np.int64)
    facts = np.array([of_fact[frame.codes[n]] for n in there], np.int64)
    months = np.arange(1, month + 1)
    for row, members in enumerate(frame.members):
        if not members.size or not month or not there.size:
            continue
        owed = now.expected[np.ix_(members, facts, months - 1)]
        last = (owed.any(axis=0) * months).max(axis=1)
        due = owed[:, np.arange(facts.size), last - 1]
        asked[row, there] = last
        current = np.where(due, now.values[members[:, None], facts, last - 1], np.nan)
        past = np.where(due, frame.before.values[members[:, None], facts, last - 1], np.nan)
        actual[row, there] = _added(current)
        base[row, there] = _comparable(current, past)
        year_before = np.where(due, frame.before.values[members[:, None], facts, 11], 0.0)
        level[row, there] *= _covered(due, ~np.isnan(current), year_before)
        simulated[row] = bool(now.simulated[members].any())
    target = _period_target(goals, base, level, asked)
    on_target = np.array([_scored_on_target(scheme, code) for code in frame.codes], bool)
    applies = (asked > 0) & (~on_target | (np.nan_to_num(target) > 0))
    return _Grid(actual, base, target, level, applies, asked, simulated)


def _comparable(current: FloatArray, past: FloatArray) -> FloatArray:
    """Last year's sum over the same members as this year's (可比), or over all where none reported yet."""
    known = ~np.isnan(current)
    alike = np.where(known | ~known.any(axis=0), past, np.nan)
    whole = (~np.isnan(alike)).sum(axis=0) >= known.sum(axis=0)
    return np.where(whole, _added(alike), np.nan)


def _added(values: FloatArray) -> FloatArray:
    """Sum over the units that reported; NaN where none did."""
    known = ~np.isnan(values)
    return np.where(known.any(axis=0), np.where(known, values, 0.0).sum(axis=0), np.nan)


def _covered(due: BoolArray, told: BoolArray, year_before: FloatArray) -> FloatArray:
    """Share of the whole that the members that reported stand for: 1 where all or none did; NaN if not known."""
    part = ratio(np.where(told, year_before, 0.0).sum(axis=0), year_before.sum(axis=0))
    return np.where((told == due).all(axis=0) | ~told.any(axis=0), 1.0, part)


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


def _period_target(goals: _Goals, base: FloatArray, level: FloatArray, asked: IntArray) -> FloatArray:
    share = goals.curves[goals.curve, np.maximum(asked, 1) - 1]
    by_level = level * share
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
                    "level": exact(grid.level[place]),
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
