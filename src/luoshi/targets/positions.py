"""Where every target stands at the end of a month: rows to arrays, through the kernel, back to rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from luoshi.indicators.basis import Refusal
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.light import Light, Thresholds, lights
from luoshi.kernel.pace import growth_pace, half_year, pace
from luoshi.org.tree import OrgTree
from luoshi.targets.comparable import Figures
from luoshi.targets.facts import MONTHS, Reach, reach, shares
from luoshi.targets.models import Target, Yardsticks
from luoshi.targets.vocabulary import CEILINGS, TargetKind

HALF_YEAR = 6
NONE_REFUSED: Mapping[int, Refusal] = MappingProxyType({})


@dataclass(frozen=True)
class Position:
    """One target at the end of ``month``. Fractions as fractions, gaps in percentage points, None = not known.

    ``gap_points`` is the gap that decides the light: of growth for growth targets, of completion for level
    targets, of a percentage in its own points; below zero is worse than asked, also where the target is a ceiling
    (不超过), which has no run-rate and no half-year test, nor has a level of a moment (a rate, an index, a stock). ``expected`` is the share of the year that the curve asks for, ``due_share`` the share
    that should be done by now: for growth, last year's course raised by the target. ``half_done`` (双过半) is
    known at the end of June only. ``reporting`` of ``due`` units have a verified figure; with fewer, amounts
    cover those that reported, and growth compares the same units in both years. ``members`` units stand for this one; ``files_itself`` says that it is the unit itself.
    ``carried``: figures were carried into the boundaries of the day; ``restated``: the base was restated. ``refusal``
    says why the two years are not compared, ``amount_refusal`` why the target's amount is not divided by.
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
    carried: bool = False
    restated: bool = False
    refusal: Refusal = Refusal.NONE
    amount_refusal: Refusal = Refusal.NONE

    @property
    def reported(self) -> bool:
        return self.reporting > 0

    @property
    def held_to_target(self) -> bool:
        """A level of a moment without a curve of its own: measured against the target itself, not the calendar."""
        return self.target.indicator.of_moment and not self.target.curve_table

    @property
    def no_whole(self) -> bool:
        """Units reported, and their figures make none of the whole by the rule of the indicator (不汇总)."""
        return self.reported and self.actual is None

    @property
    def partial(self) -> bool:
        """Whether some units that owe the figure have none verified."""
        return 0 < self.reporting < self.due


class _Columns(NamedTuple):
    """One value a target, in the order of the targets, see :class:`Reach`; ``members`` counted."""

    month: IntArray
    actual: FloatArray
    base: FloatArray
    covered: FloatArray
    reporting: IntArray
    due: IntArray
    members: IntArray
    files_itself: BoolArray
    simulated: BoolArray
    carried: BoolArray
    restated: BoolArray
    refusal: IntArray


def positions(
    targets: Sequence[Target],
    tree: OrgTree,
    known: Figures,
    month: int,
    yardsticks: Yardsticks,
    refused: Mapping[int, Refusal] = NONE_REFUSED,
) -> dict[int, Position]:
    """Position of each target (by key) at the end of ``month`` (0..12, 0: none is over yet) by the figures ``known``.

    An indicator that is not asked for in ``month`` is judged at the last month it was asked for; before the
    first such month it is not applicable. A unit that files no figures itself stands for the units it manages.
    The amounts of the targets in ``refused`` are not divided by, for the reason given.
    """
    if not targets:
        return {}
    units = list(dict.fromkeys(t.unit_id for t in targets))
    columns = _of_targets(targets, units, known, reach(units, tree, known, month))
    level = _floats(None if t.pk in refused else t.level for t in targets) * columns.covered
    moment = np.array([t.indicator.of_moment for t in targets])
    in_percent = np.array([t.indicator.in_percent for t in targets])
    share = shares((t.curve_table for t in targets), moment.tolist(), columns.month)
    left = np.where(columns.month > 0, MONTHS - columns.month, np.nan)
    done = pace(columns.actual, level, share, left, moment, in_percent)
    goal = _floats(t.value for t in targets) / 100
    grown = growth_pace(columns.actual, columns.base, goal)
    by_growth = np.array([t.kind == TargetKind.GROWTH for t in targets])
    due_share = np.where(by_growth, ratio(columns.base * (1 + goal), level), share)
    ceiling = np.array([t.op in CEILINGS for t in targets])
    gap = np.where(by_growth, grown.gap_points, done.gap_points) * np.where(ceiling, -1, 1)
    lamp = lights(gap, columns.reporting > 0, columns.month > 0, _thresholds(by_growth, yardsticks))
    half = half_year(done.completion)
    at_half = half.known & (columns.month == HALF_YEAR) & ~ceiling & ~moment
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
            carried=bool(columns.carried[i]),
            restated=bool(columns.restated[i]),
            refusal=Refusal(int(columns.refusal[i])),
            amount_refusal=refused.get(target.pk, Refusal.NONE),
        )
        for i, target in enumerate(targets)
    }


def _of_targets(targets: Sequence[Target], units: Sequence[int], known: Figures, found: Reach) -> _Columns:
    row_of = {unit: row for row, unit in enumerate(units)}
    column_of = {key: column for column, key in enumerate(known.now.indicator_ids)}
    row = np.array([row_of[t.unit_id] for t in targets])
    cell = row, np.array([column_of[t.indicator_id] for t in targets])
    return _Columns(
        month=found.month[cell],
        actual=found.actual[cell],
        # Without a figure of this year there is nothing to compare the base with.
        base=np.where(found.reporting[cell] > 0, found.base[cell], np.nan),
        covered=found.covered[cell],
        reporting=found.reporting[cell],
        due=found.due[cell],
        members=np.array([found.standing(unit, column).size for unit, column in zip(*cell, strict=True)]),
        files_itself=found.files_itself[cell],
        simulated=found.simulated[cell],
        carried=found.carried[cell],
        restated=found.restated[cell],
        refusal=found.refusal[cell],
    )


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
