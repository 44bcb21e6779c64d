"""Two of the three accounts of a target (三本账): progress, and what hangs on it below the assessment."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

import numpy as np

from luoshi.indicators.adding import members_of
from luoshi.indicators.models import Nature
from luoshi.indicators.quality import Quality, qualities
from luoshi.kernel.arrival import MONTHS, at_forecast, at_rate
from luoshi.kernel.light import Light
from luoshi.kernel.rounding import half_up
from luoshi.org.standing import Standing
from luoshi.targets.comparable import figures
from luoshi.targets.forecasts import Outlook
from luoshi.targets.imbalance import measured_by, progress
from luoshi.targets.level import additive
from luoshi.targets.models import Target, TiedMoney
from luoshi.targets.policies import visible_targets
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board
from luoshi.targets.vocabulary import CEILINGS, TargetKind
from luoshi.workdays.clock import end_of

OF_THE_YEAR = (Nature.FLOW, Nature.CUMULATIVE)
LONGEST = 10 * MONTHS
EVEN = 0.5


@dataclass(frozen=True)
class Arrival:
    """When the target will be met: at the rate so far, and by the forecast. None where there is no such day.

    ``has_day`` is False for what has none at all: stocks, rates, ceilings, an unknown level.
    """

    has_day: bool
    at_rate: date | None
    by_forecast: date | None


@dataclass(frozen=True)
class Above:
    """A target that rests on this one. ``margin`` is by how much its parts exceed it, below zero: fall short of it.

    ``short`` is by how much the part below is expected to miss, what margins further down do not cover. None where
    levels are not known; then ``fails`` cannot be said either.
    """

    position: Position
    margin: Decimal | None
    short: Decimal | None
    fails: bool | None


@dataclass(frozen=True)
class Dependents:
    """Targets that stand or fall with this one: those above it, nearest first, and parts that look like being missed."""

    expected: Decimal | None
    short: Decimal | None
    above: tuple[Above, ...]
    below: tuple[Position, ...]
    parts: int


def arrival(position: Position, outlook: Outlook) -> Arrival:
    """The days at which the year's level of the target is reached."""
    target = position.target
    has_day = target.indicator.nature in OF_THE_YEAR and target.op not in CEILINGS
    goal, month = _goal(position), position.month
    if not has_day or goal is None or month is None or position.actual is None:
        return Arrival(has_day and goal is not None, None, None)
    done, at, wanted = np.array([position.actual]), np.array([month]), np.array([goal])
    center = np.array([np.nan if outlook.center is None else outlook.center])
    year = int(target.period[:4])
    # A forecast is of all members; beside a figure of some of them it says nothing about when.
    forecast = np.nan if position.partial else float(at_forecast(done, at, wanted, center)[0])
    return Arrival(True, day_of(year, float(at_rate(done, at, wanted)[0])), day_of(year, forecast))


def day_of(year: int, months: float) -> date | None:
    """The day on which so many months of ``year`` and after have gone by; None for NaN and for ten years and more."""
    if np.isnan(months) or months >= LONGEST:
        return None
    whole, part = divmod(round(months, 9), 1)
    if part == 0:
        whole, part = whole - 1, 1.0
    years, month = divmod(int(whole), MONTHS)
    days = monthrange(year + years, month + 1)[1]
    return date(year + years, month + 1, max(1, ceil(round(part * days, 6))))


def dependents(found: Board, position: Position, outlooks: dict[int, Outlook]) -> Dependents:
    """Who else misses if this target is missed as expected; ``outlooks`` holds it and its parts, by key."""
    outlook = outlooks.get(position.target.pk)
    expected = _expected(position, outlook)
    level = half_up(_asked(position, outlook), position.target.indicator.decimals)
    short = None if expected is None or level is None else max(level - expected, Decimal(0))
    parts = found.parts_of(position)
    return Dependents(
        expected=expected,
        short=short,
        above=tuple(_above(found, position, short)),
        below=tuple(p for p in parts if _doubtful(p, outlooks.get(p.target.pk))),
        parts=len(parts),
    )


def quality_of(standing: Standing, found: Board, rows: Iterable[Position]) -> dict[int, Quality]:
    """The quality account of each of ``rows`` by the key of its target: of the units that stand for its unit."""
    now = figures(found.year, end_of(found.as_of)).now
    asked = {
        p.target.pk: (
            [
                now.unit_ids[row]
                for row in members_of(
                    p.target.unit_id, found.tree, now, now.indicator_ids.index(p.target.indicator_id)
                )
            ],
            p.target.indicator_id,
        )
        for p in rows
    }
    return qualities(standing, asked, found.year, found.month, found.as_of)


def money_tied(standing: Standing, targets: Iterable[Target], as_of: date) -> dict[int, list[TiedMoney]]:
    """What was tied to the place of each of ``targets`` on ``as_of``, by the key of the target."""
    known, wanted = end_of(as_of), list(targets)
    keys = {(t.indicator_id, t.unit_id, t.period): t.pk for t in wanted}
    rows = TiedMoney.objects.filter(
        target__in=Target.objects.filter(visible_targets(standing)),
        target__unit__in={t.unit_id for t in wanted},
        target__indicator__in={t.indicator_id for t in wanted},
        recorded_at__lte=known,
    ).select_related("target")
    found: dict[int, list[TiedMoney]] = defaultdict(list)
    for row in rows:
        key = keys.get((row.target.indicator_id, row.target.unit_id, row.target.period))
        if key is not None and (row.released_at is None or row.released_at > known):
            found[key].append(row)
    return found


def tied_by_key(standing: Standing, key: int) -> TiedMoney | None:
    """Money tied to a target that this person may see; None when there is none."""
    return (
        TiedMoney.objects.filter(target__in=Target.objects.filter(visible_targets(standing)), pk=key)
        .select_related("target__unit", "target__indicator")
        .first()
    )


def _goal(position: Position) -> float | None:
    """The year's level, of those who reported where some have not."""
    target = position.target
    if target.kind == TargetKind.LEVEL:
        return measured_by(position)
    if position.actual and position.completion:
        return position.actual / position.completion
    return None if target.level is None else float(target.level)


def _asked(position: Position, outlook: Outlook | None) -> Decimal | float | None:
    """The year's level; beside a forecast the one that the forecast is held against, which may rest on another base."""
    if outlook is not None and outlook.center is not None and outlook.goal is not None:
        return outlook.goal
    return position.target.level


def _expected(position: Position, outlook: Outlook | None) -> Decimal | None:
    """The year's end by the forecast, else with today's lead or lag kept up; None where neither can be said.

    The plain rate so far would call every target missed whose season comes late.
    """
    target = position.target
    if outlook is not None and outlook.center is not None:
        return half_up(outlook.center, target.indicator.decimals)
    kept_up = progress(position)
    if kept_up is None or position.partial or target.level is None or target.op in CEILINGS:
        return None
    return half_up(float(target.level) * kept_up, target.indicator.decimals)


def _above(found: Board, position: Position, short: Decimal | None) -> Iterable[Above]:
    parent = found.above(position)
    while parent is not None:
        digits = parent.target.indicator.decimals
        whole = half_up(parent.target.level, digits)
        levels = [half_up(p.target.level, digits) for p in found.parts_of(parent)]
        known = [level for level in levels if level is not None]
        margin = None
        if additive(parent.target) and whole is not None and len(known) == len(levels):
            margin = sum(known, Decimal(0)) - whole
        fails = None if margin is None or short is None else short > max(margin, Decimal(0))
        yield Above(parent, margin, short, fails)
        short = None if margin is None or short is None else max(short - max(margin, Decimal(0)), Decimal(0))
        parent = found.above(parent)


def _doubtful(position: Position, outlook: Outlook | None) -> bool:
    if outlook is not None and outlook.probability is not None:
        return outlook.probability < EVEN
    return position.light == Light.BEHIND
