"""Will the year be met: the forecast of each target from the verified figures of its units (年底预测)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import numpy as np

from luoshi.indicators.adding import adding, members_of, whole_year
from luoshi.indicators.basis import Refusal
from luoshi.indicators.facts import Facts, district_history, district_year
from luoshi.indicators.models import Nature
from luoshi.kernel.aggregation import Rule
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.extrapolation import Method
from luoshi.kernel.forecast import (
    KEPT_YEARS,
    Forecast,
    Needed,
    Reason,
    at_least,
    at_most,
    forecast,
    interval,
    needed,
)
from luoshi.org.queries import read_once
from luoshi.org.tree import OrgTree
from luoshi.targets.comparable import Figures
from luoshi.targets.facts import MONTHS
from luoshi.targets.models import Target
from luoshi.targets.positions import NONE_REFUSED
from luoshi.targets.vocabulary import CEILINGS, BaseState, TargetKind


@dataclass(frozen=True)
class Outlook:
    """How the year of one target is expected to end. Fractions as fractions; None where nothing can be said.

    ``reason`` is Reason.NONE where a forecast was made. It rests on this year's figures up to ``month`` (0: none),
    the last of which every unit that owes the figure has a verified one, and on ``years`` complete past years.
    ``goal`` is what is to be reached, ``low`` and ``high`` hold the year's end four times in five. ``errors`` are
    the mean errors of every method tried; errors of amounts are fractions, of levels in the indicator's unit.
    ``rest``, ``monthly``, ``growth`` and ``best`` (the highest such growth in ``runs`` years; for levels the highest
    move; for ceilings the lowest) say what reaching the goal takes, ``beyond`` that no year was ever so.
    ``stretch_probability`` is that of the stretch value, where there is one. ``unverified`` figures of this year wait for
    the data owner and are left out. ``refusal`` says why the target's amount is nothing to be held against.
    """

    target: Target
    reason: Reason
    month: int
    of_level: bool
    goal: float | None
    probability: float | None
    center: float | None
    low: float | None
    high: float | None
    method: Method | None
    years: int
    tried: int
    typical_error: float | None
    bias: float | None
    errors: dict[Method, float]
    rest: float | None
    monthly: float | None
    growth: float | None
    best: float | None
    runs: int
    beyond: bool
    unverified: int
    refusal: Refusal = Refusal.NONE
    stretch_probability: float | None = None

    @property
    def ceiling(self) -> bool:
        return self.target.op in CEILINGS

    def of_goal(self, amount: float | None) -> float | None:
        """``amount`` as a share of what is to be reached; None where either is not known."""
        return amount / self.goal if amount is not None and self.goal is not None and self.goal > 0 else None


class _Series(NamedTuple):
    """One series a target, see :func:`luoshi.kernel.forecast.forecast`; ``goal`` is the level to be met."""

    history: FloatArray
    done: FloatArray
    month: IntArray
    of_level: BoolArray
    due: BoolArray
    goal: FloatArray
    unverified: IntArray


def outlooks(
    targets: Sequence[Target],
    tree: OrgTree,
    known: Figures,
    month: int,
    known_at: datetime,
    refused: Mapping[int, Refusal] = NONE_REFUSED,
) -> dict[int, Outlook]:
    """The outlook of each target (by key) by what was verified at ``known_at``; ``month`` is the last one over.

    A unit is the sum of the members it has today, in the past years too, so that its growth is that of the same
    ground; a year of which a member's figure is missing is missing. The amounts of the targets in ``refused`` are
    nothing to reach, for the reason given.
    """
    if not targets:
        return {}
    series = _series(targets, tree, known, month, known_at)
    withheld = {
        t.pk: refused[t.pk] for t in targets if t.pk in refused and _rests_on_amount(t, refused[t.pk])
    }
    series.goal[[i for i, target in enumerate(targets) if target.pk in withheld]] = np.nan
    said = forecast(series.history, series.done, series.month, series.of_level, due=series.due)
    ceiling = np.array([t.op in CEILINGS for t in targets])
    chance = np.where(ceiling, at_most(said, series.goal), at_least(said, series.goal))
    low, high = interval(said)
    takes = needed(said, series.goal)
    hoped = _stretch_goals(targets, series)
    beyond = np.where(ceiling, at_most(said, hoped), at_least(said, hoped))
    return {
        target.pk: replace(
            _outlook(target, i, series, said, takes, (chance, low, high)),
            refusal=withheld.get(target.pk, Refusal.NONE),
            stretch_probability=_known(beyond[i]),
        )
        for i, target in enumerate(targets)
    }


def _outlook(
    target: Target, i: int, series: _Series, said: Forecast, takes: Needed, answers: tuple[FloatArray, ...]
) -> Outlook:
    chance, low, high = (_known(answer[i]) for answer in answers)
    ceiling = target.op in CEILINGS
    reason, tried = Reason(int(said.reason[i])), said.backtest
    sound = reason == Reason.NONE
    errors = {method: float(tried.mean_errors[method, i]) for method in Method}
    return Outlook(
        target=target,
        reason=reason,
        month=int(series.month[i]),
        of_level=bool(series.of_level[i]),
        goal=_known(series.goal[i]),
        probability=chance,
        center=_known(said.center[i]),
        low=low,
        high=high,
        method=Method(int(tried.method[i])) if sound else None,
        years=int(said.years[i]),
        tried=int(tried.forecasts[i]) if sound else 0,
        typical_error=_known(tried.typical_error[i]) if sound else None,
        bias=_known(tried.bias[i]) if sound else None,
        errors={method: error for method, error in errors.items() if not np.isnan(error)} if sound else {},
        rest=_known(takes.rest[i]),
        monthly=_known(takes.monthly[i]),
        growth=_known(takes.growth[i]),
        best=_known((said.least if ceiling else said.most)[i]),
        runs=int(said.runs[i]),
        beyond=bool((takes.less_than_ever if ceiling else takes.more_than_ever)[i]),
        unverified=int(series.unverified[i]),
    )


def _rests_on_amount(target: Target, refusal: Refusal) -> bool:
    """A growth is held against the year before in today's boundaries, whatever amount it once meant.

    Not so where its base was restated: the past as published says nothing about that.
    """
    return not _on_published(target) or refusal != Refusal.BOUNDARIES


def _on_published(target: Target) -> bool:
    return target.kind == TargetKind.GROWTH and target.base_state != BaseState.RESTATED


def _series(
    targets: Sequence[Target], tree: OrgTree, known: Figures, month: int, known_at: datetime
) -> _Series:
    now = known.now
    past = district_history(now.year - KEPT_YEARS, now.year - 1, known_at, now)
    waiting = _waiting(now)
    column_of = {key: column for column, key in enumerate(now.indicator_ids)}
    adds_up = adding(now, max(month, 1)).rule == Rule.SUM
    shape = len(targets)
    history, goal = np.full((shape, KEPT_YEARS, MONTHS), np.nan), np.full(shape, np.nan)
    done, due = np.full(shape, np.nan), np.ones(shape, bool)
    last, unverified = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for i, target in enumerate(targets):
        column = column_of[target.indicator_id]
        rows = members_of(target.unit_id, tree, now, column)
        rows = rows[now.expected[rows, column].any(axis=1)]
        flow = target.indicator.nature == Nature.FLOW
        if adds_up[column] or rows.size == 1:
            history[i], course = (
                _added(past[rows, column], flow),
                _added(now.values[rows, column], flow)[:month],
            )
        else:
            history[i], course = _made(now, past, rows, column, month)
        full = np.flatnonzero(now.expected[rows, column, :month].any(axis=0) & ~np.isnan(course))
        last[i] = full[-1] + 1 if full.size else 0
        due[i] = full.size > 0 or not now.expected[rows, column, :month].any()
        done[i] = course[last[i] - 1] if last[i] else np.nan
        goal[i] = _goal(target, history[i, -1, -1])
        unverified[i] = waiting[rows, column, :month].sum()
    of_level = np.array([t.indicator.of_moment for t in targets])
    return _Series(history, done, last, of_level, due, goal, unverified)


def _made(
    now: Facts, past: FloatArray, rows: IntArray, column: int, month: int
) -> tuple[FloatArray, FloatArray]:
    """The years [Y, 12] and this year's months of a whole that is no sum, by the rule of each month of this year."""
    years = [whole_year(now, past[:, :, year], rows, column) for year in range(past.shape[2])]
    return np.array(years), whole_year(now, now.values, rows, column)[:month]


def _added(members: FloatArray, flow: bool) -> FloatArray:
    """Members' months [member, ..., 12] as one unit's: to date where reported per month; NaN where any lacks."""
    if not members.shape[0]:
        return np.full(members.shape[1:], np.nan)
    total = members.sum(axis=0)
    return np.asarray(np.cumsum(total, axis=-1) if flow else total)


def _goal(target: Target, year_before: float) -> float:
    """The level to be met: of a growth on a published base, on the same members' year before where it is known."""
    if _on_published(target) and not np.isnan(year_before):
        return year_before * (1 + float(target.value) / 100)
    return np.nan if target.level is None else float(target.level)


def _stretch_goals(targets: Sequence[Target], series: _Series) -> FloatArray:
    """The levels hoped for, on the same base as the levels to be met; NaN where none is."""
    hoped = np.full(len(targets), np.nan)
    for i, target in enumerate(targets):
        if target.stretch is None:
            continue
        if target.kind == TargetKind.GROWTH:
            hoped[i] = series.goal[i] / (100 + float(target.value)) * (100 + float(target.stretch))
        else:
            hoped[i] = float(target.stretch)
    return hoped


def _waiting(now: Facts) -> BoolArray:
    """bool[U, I, 12]: a figure was reported that nobody has verified, whether or not an older one stands."""

    def read() -> BoolArray:
        # Who waits for a verdict is a question about what was reported, in whatever boundaries it is told.
        as_reported = replace(now, boundaries=None)
        verified = district_year(now.year, now.known_at, like=as_reported)
        latest = district_year(now.year, now.known_at, verified_only=False, like=as_reported)
        return np.asarray(latest.reported & (latest.observation_id != verified.observation_id))

    return read_once(("targets.waiting", now.year, now.known_at), read)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
