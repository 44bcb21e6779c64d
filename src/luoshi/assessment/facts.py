"""Rows to inputs (计分取数): what every assessed unit reached, what the calendar expected, and what was not asked of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from luoshi.assessment.events import gathered as gathered_events
from luoshi.assessment.inputs import (
    CLOSURE,
    DECIMALS,
    TIMELINESS,
    Assessed,
    Group,
    Inputs,
    exact,
)
from luoshi.assessment.opinions import gathered as gathered_opinions
from luoshi.assessment.punctuality import timeliness
from luoshi.assessment.scheme_text import SchemeText
from luoshi.assessment.scoring import used_indicators
from luoshi.indicators.boundaries import tree_as_known
from luoshi.indicators.facts import Facts
from luoshi.indicators.models import Indicator
from luoshi.kernel.arrays import IntArray
from luoshi.matters.queries import closure
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.targets.comparable import Figures, amounts_refused, figures
from luoshi.targets.facts import Goals, Reach, goals, goals_instead, reach
from luoshi.targets.models import Target
from luoshi.targets.queries import in_force, last_complete_month
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

PERCENT = 100.0


@dataclass(frozen=True)
class _Frame:
    """U assessed units and I indicators of a scheme, with what the units reached and are to reach.

    ``columns`` are the places in the scheme of the indicators that the catalogue knows, ``catalogue`` their
    places in the catalogue, in whose order ``reach`` and ``goals`` stand.
    """

    units: Sequence[Node]
    codes: Sequence[str]
    columns: IntArray
    catalogue: IntArray
    now: Facts
    reach: Reach
    goals: Goals

    def spread(self, values: NDArray[Any], fill: float) -> NDArray[Any]:
        """Values of the catalogue [U, *] in the order of the scheme [U, I]; ``fill`` where it knows none."""
        wide = np.full((len(self.units), len(self.codes)), fill, values.dtype)
        wide[:, self.columns] = values[:, self.catalogue]
        return wide


def _frame(
    standing: Standing,
    units: Sequence[Node],
    codes: Sequence[str],
    period: Period,
    org: OrgTree,
    instead: Target | None = None,
) -> _Frame:
    as_of = org.day
    keys = [n.id for n in units]
    known = _with_history(figures(period.year, end_of(as_of)))
    found = reach(keys, org, known, last_complete_month(period, as_of))
    targets = in_force(standing, period.year, as_of)
    wanted = goals(targets, keys, known.now.indicator_ids, found)
    if instead is not None:
        wanted = goals_instead(wanted, found, instead)
    if known.lines or known.restated:
        refused = amounts_refused(list(targets), org, known, as_of)
        wanted = _without(wanted, refused.keys(), found)
    place = {code: column for column, code in enumerate(known.now.indicator_codes)}
    columns = [n for n, code in enumerate(codes) if code in place]
    return _Frame(
        units=units,
        codes=codes,
        columns=np.array(columns, np.int64),
        catalogue=np.array([place[codes[n]] for n in columns], np.int64),
        now=known.now,
        reach=found,
        goals=wanted,
    )


def _with_history(known: Figures) -> Figures:
    """``known`` with closed figures of before the forms (历史数据): asked for where they stand in a year that no form asked."""
    now = known.now
    unasked = ~now.expected.any(axis=2, keepdims=True)
    return replace(known, now=replace(now, expected=now.expected | (unasked & ~np.isnan(now.values))))


def _without(wanted: Goals, refused: Collection[int], found: Reach) -> Goals:
    """``wanted`` less the levels set on another basis than what was reached; who did not report stays unreported."""
    other = np.isin(wanted.key, list(refused)) & ~wanted.by_growth & (found.reporting > 0)
    return replace(
        wanted, level=np.where(other, np.nan, wanted.level), amount=np.where(other, np.nan, wanted.amount)
    )


def gather(
    standing: Standing,
    scheme: SchemeText,
    period: Period,
    as_of: date,
    *,
    evidence: bool = True,
    instead: Target | None = None,
) -> Inputs:
    """Inputs of ``scheme`` for ``period`` as they were known at the end of ``as_of``.

    actual    cumulative verified value at the last month of the period that was over and asked for; a unit
              that files no figures itself stands for the units it manages, added up
    base      the same period of the year before
    target    时序目标: base x (1 + target growth) for a growth target, the year's level x the share that the
              curve expects for a level target; where only some of the units that make one up have reported, the
              part of the level that they stand for, by the year before, as on the board of targets
    applies   the month asks the unit for the figure, and, where completion is scored, there is a target that
              can be computed and rests on the same basis as the figure; an unreported figure applies. In a year in
              which no form asked the unit for it, a figure that was handed over (历史数据) is asked for where it stands

    ``reporting.timeliness`` and ``matters.closure`` are percentages of what fell due; they do not apply where
    nothing did. ``panel.CODE`` and ``survey.CODE`` do not apply where too few rated or answered.
    ``event.CODE`` and ``event.CODE.LEVEL`` count what was confirmed, 0 where nothing was. ``instead`` is a target with a value that nobody has written yet, which counts for the one in force. Without ``evidence`` the inputs carry no trail (a live table that nobody keeps).
    """
    org = tree_as_known(as_of)
    units = [n for n in org.in_order() if n.group in scheme.groups]
    codes = used_indicators(scheme.rules)
    frame = _frame(standing, units, codes, period, org, instead)
    actual, base = frame.spread(frame.reach.actual, np.nan), frame.spread(frame.reach.base, np.nan)
    target = frame.spread(frame.goals.amount, np.nan)
    on_target = np.array([code in scheme.rules.on_target for code in codes], bool)
    applies = (frame.spread(frame.reach.month, 0) > 0) & (~on_target | (np.nan_to_num(target) > 0))
    invented = [bool(frame.now.simulated[rows].any()) for rows in frame.reach.members]
    trail = _trail(frame) if evidence else {}
    counted = _counted(units, codes, period, as_of)
    for (row, column), (rate, said) in counted.items():
        actual[row, column] = rate
        applies[row, column] = said["due"] > 0
        trail[units[row].code, codes[column]] = said
    for (row, column), opinion in gathered_opinions(units, codes, period, as_of).items():
        actual[row, column] = opinion.value
        applies[row, column] = not np.isnan(opinion.value)
        trail[units[row].code, codes[column]] = opinion.said
    for (row, column), events in gathered_events(units, codes, period, as_of).items():
        actual[row, column] = events.number
        applies[row, column] = True
        trail[units[row].code, codes[column]] = events.said
    return Inputs(
        scheme_digest=scheme.digest,
        period=period.code,
        as_of=as_of,
        month=last_complete_month(period, as_of),
        groups=_groups(scheme, units),
        units=tuple(
            Assessed(n.code, n.name, n.name_en, n.group or "", n.simulated or invented[row])
            for row, n in enumerate(units)
        ),
        indicators=codes,
        actual=np.round(actual, DECIMALS),
        target=np.round(target, DECIMALS),
        base=np.round(base, DECIMALS),
        applies=applies,
        evidence=trail,
    )


def _groups(scheme: SchemeText, units: Iterable[Node]) -> tuple[Group, ...]:
    named = {n.group: Group(n.group or "", n.group_name, n.group_name_en) for n in units}
    return tuple(named[code] for code in scheme.groups if code in named)


def _trail(frame: _Frame) -> dict[tuple[str, str], Mapping[str, Any]]:
    """For the trace: observations, month, target and how the period target came about."""
    measures = {
        i.code: {"unit": i.unit_name, "unit_en": i.unit_name_en, "decimals": i.decimals}
        for i in Indicator.objects.filter(code__in=frame.codes)
    }
    trail: dict[tuple[str, str], Mapping[str, Any]] = {}
    goals = frame.goals
    for row, unit in enumerate(frame.units):
        for place, fact in zip(frame.columns.tolist(), frame.catalogue.tolist(), strict=True):
            code, cell = frame.codes[place], (row, fact)
            month = int(frame.reach.month[cell])
            said: dict[str, Any] = {
                **measures[code],
                "month": month or None,
                "observations": _observations(frame.now, frame.reach.standing(row, fact), fact, month),
            }
            if goals.key[cell] >= 0:
                said |= {
                    "target_id": int(goals.key[cell]),
                    "kind": "growth" if goals.by_growth[cell] else "level",
                    "growth": exact(goals.growth[cell]) if goals.by_growth[cell] else None,
                    "level": exact(goals.level[cell]),
                    "share": exact(goals.share[cell]),
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
