"""One indicator of one unit month by month, with the places where its definition changed (指标序列)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from luoshi.indicators.adding import adding, members_of
from luoshi.indicators.definition_models import Definition
from luoshi.indicators.definitions import definitions
from luoshi.indicators.facts import Facts, district_year
from luoshi.kernel.validation.panel import MONTHS
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

YEARS_SHOWN = 3


@dataclass(frozen=True)
class Point:
    """One month's verified figure. ``joined``: January and February in one figure (1-2月合并), never split.

    ``changed`` is the definition that came into force with this month, where it is another than before: the value
    and those before it do not mean the same.
    """

    period: Period
    value: float | None
    reporting: int
    due: int
    joined: bool
    changed: Definition | None

    @property
    def partial(self) -> bool:
        """Whether some of the units that make it up have no verified figure."""
        return 0 < self.reporting < self.due


@dataclass(frozen=True)
class Series:
    """``points`` in the order of time, from the first figure on; ``files_itself`` or made up of ``members`` units."""

    unit: Node
    points: tuple[Point, ...]
    members: int
    files_itself: bool
    simulated: bool

    @property
    def joined(self) -> bool:
        """Whether January and February are one figure."""
        return any(p.joined for p in self.points)

    @property
    def breaks(self) -> tuple[Point, ...]:
        """The months in which the definition changed."""
        return tuple(p for p in self.points if p.changed is not None)


def series(indicator: int, unit: Node, org: OrgTree, as_of: date) -> Series:
    """The last years of ``indicator`` (key) for ``unit`` up to the month that was over on ``as_of``, as known then."""
    known_at = end_of(as_of)
    now = district_year(as_of.year, known_at)
    years = [
        *(district_year(as_of.year - back, known_at, like=now) for back in range(YEARS_SHOWN - 1, 0, -1)),
        now,
    ]
    column = now.indicator_ids.index(indicator)
    rows = members_of(unit.id, org, now, column)
    asked = np.any([(f.expected | f.reported)[:, column].any(axis=0) for f in years], axis=0)
    known = definitions(known_at)
    points = []
    for facts in years:
        for month in range(1, MONTHS + 1):
            period = Period.month(facts.year, month)
            if not asked[month - 1] or period.end >= as_of:
                continue
            value, reporting, due = _figure(facts, rows, column, month)
            points.append(
                Point(
                    period,
                    value,
                    reporting,
                    due,
                    joined=month == 2 and not asked[0],
                    changed=None,
                )
            )
    begun = next((n for n, p in enumerate(points) if p.value is not None), len(points))
    points = points[begun:]
    return Series(
        unit=unit,
        points=_with_breaks(points, known.breaks(indicator)),
        members=max((p.due for p in points), default=0),
        files_itself=rows.size == 1 and now.unit_ids[int(rows[0])] == unit.id,
        simulated=bool(now.simulated[rows].any()),
    )


def _figure(facts: Facts, rows: np.ndarray, column: int, month: int) -> tuple[float | None, int, int]:
    """Value, units reporting and units asked of one month; history nobody was asked for counts as asked."""
    counted = facts.expected[rows, :, month - 1] | facts.reported[rows, :, month - 1]
    places = np.full(counted.shape, month - 1)
    group = np.zeros(rows.size, np.int64)
    told = adding(facts, month).rolled(facts.values[rows], places, group, 1, counted)
    value = float(told.value[0, column])
    return None if np.isnan(value) else value, int(told.reporting[0, column]), int(told.expected[0, column])


def _with_breaks(points: list[Point], breaks: tuple[tuple[date, Definition], ...]) -> tuple[Point, ...]:
    """Each change of definition stands at the first month shown that it holds for."""
    marked = list(points)
    for day, version in breaks:
        place = next((n for n, p in enumerate(points) if p.period.start >= day), None)
        if place:
            marked[place] = replace(marked[place], changed=version)
    return tuple(marked)
