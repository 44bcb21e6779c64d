"""Where every target stands at the end of a month: rows to arrays, through the kernel, back to rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np

from luoshi.indicators.facts import Facts, district_year
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.cube import roll_up
from luoshi.kernel.curve import linear, monthly_table
from luoshi.kernel.light import Light, Thresholds, lights
from luoshi.kernel.pace import growth_pace, half_year, pace
from luoshi.org.queries import read_once
from luoshi.org.tree import OrgTree
from luoshi.targets.models import Target, Yardsticks
from luoshi.targets.vocabulary import TargetKind

MONTHS = 12
HALF_YEAR = 6
CEILINGS = ("<=", "<")


@dataclass(frozen=True)
class Position:
    """One target at the end of ``month``. Fractions as fractions, gaps in percentage points, None = not known.

    ``gap_points`` is the gap that decides the light: of growth for growth targets, of completion for level
    targets; below zero is worse than asked, also where the target is a ceiling (不超过), which has no run-rate
    and no half-year test. ``expected`` is the share of the year that the curve asks for, ``due_share`` the share
    that should be done by now: for growth, last year's course raised by the target. ``half_done`` (双过半) is known at the end of June only. ``reporting`` of ``due`` units
    have a verified figure; with fewer, amounts cover those that reported, and growth compares the same units in
    both years. ``members`` units stand for this one; ``files_itself`` says that it is the unit itself.
    """

    target: Target
    month: int | None
    actual: float | None
    base_same_period: float | None
    growth: float | None
    completion: float | None
    expected: float | None
    due_share: float | None
    gap_points: float | None
    run_rate: float | None
    shortfall: float | None
    half_done: bool | None
    light: Light
    reporting: int
    due: int
    members: int
    files_itself: bool
    simulated: bool

    @property
    def reported(self) -> bool:
        return self.reporting > 0

    @property
    def partial(self) -> bool:
        """Whether some units that owe the figure have none verified."""
        return 0 < self.reporting < self.due


@dataclass(frozen=True)
class _Columns:
    """One value a target, in the order of the targets."""

    month: IntArray
    actual: FloatArray
    base: FloatArray
    covered: FloatArray
    reporting: IntArray
    due: IntArray
    members: IntArray
    files_itself: BoolArray
    simulated: BoolArray


@dataclass(frozen=True)
class Figures:
    """The verified figures of a year and of the year before, cell for cell."""

    now: Facts
    before: Facts


def figures(year: int, known_at: datetime) -> Figures:
    """What was verified of ``year`` and the year before, as known at ``known_at``."""
    return read_once(("targets.figures", year, known_at), lambda: _read_figures(year, known_at))


def _read_figures(year: int, known_at: datetime) -> Figures:
    now = district_year(year, known_at)
    return Figures(now, district_year(year - 1, known_at, like=now))


def positions(
    targets: Sequence[Target], tree: OrgTree, known: Figures, month: int, yardsticks: Yardsticks
) -> dict[int, Position]:
    """Position of each target (by key) at the end of ``month`` (0..12, 0: none is over yet) by the figures ``known``.

    An indicator that is not asked for in ``month`` is judged at the last month it was asked for; before the
    first such month it is not applicable. A unit that files no figures itself stands for the units it manages.
    """
    if not targets:
        return {}
    columns = _columns(targets, tree, known, month)
    level = _floats(t.level for t in targets) * columns.covered
    share = _expected(targets, columns.month)
    left = np.where(columns.month > 0, MONTHS - columns.month, np.nan)
    done = pace(columns.actual, level, share, left)
    goal = _floats(t.value for t in targets) / 100
    grown = growth_pace(columns.actual, columns.base, goal)
    by_growth = np.array([t.kind == TargetKind.GROWTH for t in targets])
    due_share = np.where(by_growth, ratio(columns.base * (1 + goal), level), share)
    ceiling = np.array([t.op in CEILINGS for t in targets])
    gap = np.where(by_growth, grown.gap_points, done.gap_points) * np.where(ceiling, -1, 1)
    lamp = lights(gap, columns.reporting > 0, columns.month > 0, _thresholds(by_growth, yardsticks))
    half = half_year(done.completion)
    at_half = half.known & (columns.month == HALF_YEAR) & ~ceiling
    short = np.where(ceiling, np.nan, np.where(by_growth, grown.shortfall, done.shortfall))
    rate = np.where(ceiling, np.nan, done.run_rate)
    return {
        target.pk: Position(
            target=target,
            month=int(columns.month[i]) or None,
            actual=_known(columns.actual[i]),
            base_same_period=_known(columns.base[i]),
            growth=_known(grown.growth[i]),
            completion=_known(done.completion[i]),
            expected=_known(share[i]),
            due_share=_known(due_share[i]),
            gap_points=_known(gap[i]),
            run_rate=_known(rate[i]),
            shortfall=_known(short[i]),
            half_done=bool(half.passed[i]) if at_half[i] else None,
            light=Light(int(lamp[i])),
            reporting=int(columns.reporting[i]),
            due=int(columns.due[i]),
            members=int(columns.members[i]),
            files_itself=bool(columns.files_itself[i]),
            simulated=bool(columns.simulated[i]),
        )
        for i, target in enumerate(targets)
    }


def _columns(targets: Sequence[Target], tree: OrgTree, known: Figures, month: int) -> _Columns:
    now, before = known.now, known.before
    of_indicator = {code: i for i, code in enumerate(now.indicator_codes)}
    size = len(targets)
    out = _Columns(
        month=np.zeros(size, np.int64),
        actual=np.full(size, np.nan),
        base=np.full(size, np.nan),
        covered=np.full(size, np.nan),
        reporting=np.zeros(size, np.int64),
        due=np.zeros(size, np.int64),
        members=np.zeros(size, np.int64),
        files_itself=np.zeros(size, bool),
        simulated=np.zeros(size, bool),
    )
    members = {unit: members_of(unit, tree, now) for unit in {t.unit_id for t in targets}}
    for row, target in enumerate(targets):
        column = of_indicator.get(target.indicator.code)
        who = members[target.unit_id]
        out.members[row] = int(who.sum())
        out.files_itself[row] = bool(who[[u == target.unit_id for u in now.unit_ids]].any())
        if column is None or not who.any():
            continue
        asked = np.flatnonzero(now.expected[who, column, :month].any(axis=0))
        if not asked.size:
            continue
        last = int(asked[-1])
        due = who & now.expected[:, column, last]
        current, past = now.values[:, column, last], before.values[:, column, last]
        both = np.isfinite(current) & np.isfinite(past)
        added = roll_up(np.where(due, current, np.nan)[:, None], np.where(due, 0, -1), 1, 0)
        like = roll_up(np.where(due & both, past, np.nan)[:, None], np.where(due, 0, -1), 1, 0)
        out.month[row] = last + 1
        out.actual[row] = added.value[0, 0]
        out.base[row] = like.value[0, 0] if like.reporting[0, 0] == added.reporting[0, 0] else np.nan
        out.covered[row] = _covered(before.values[due, column, MONTHS - 1], ~np.isnan(current[due]))
        out.reporting[row] = added.reporting[0, 0]
        out.due[row] = int(due.sum())
        out.simulated[row] = bool(now.simulated[due].any())
    return out


def members_of(unit: int, tree: OrgTree, facts: Facts) -> BoolArray:
    """Which units of ``facts`` stand for ``unit``: itself where it files or filed, else the units it manages."""
    ids = np.array(facts.unit_ids, np.int64)
    own = ids == unit
    if facts.expected[own].any() or facts.reported[own].any():
        return np.asarray(own)
    return np.isin(ids, [n.id for n in tree.below(unit)])


def _covered(year_before: FloatArray, reported: BoolArray) -> float:
    """Share of the whole that the units that reported stand for; NaN where a needed figure is not known."""
    if reported.all():
        return 1.0
    return float(year_before[reported].sum() / year_before.sum()) if year_before.sum() > 0 else np.nan


def _expected(targets: Sequence[Target], month: IntArray) -> FloatArray:
    shares = np.full(len(targets), np.nan)
    for row, target in enumerate(targets):
        if month[row]:
            table = target.curve_table
            curve = monthly_table([float(s) for s in table]) if table else linear()
            shares[row] = curve[month[row] - 1]
    return shares


def _thresholds(by_growth: BoolArray, rule: Yardsticks) -> Thresholds:
    return Thresholds(
        on_pace=np.where(by_growth, float(rule.growth_on_pace), float(rule.level_on_pace)),
        slightly_behind=np.where(
            by_growth, float(rule.growth_slightly_behind), float(rule.level_slightly_behind)
        ),
    )


def _floats(values: Iterable[Decimal | None]) -> FloatArray:
    return np.array([np.nan if v is None else float(v) for v in values], np.float64)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
