"""Imbalance between the units that carry a target (发展不平衡), read off the board."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from luoshi.kernel.imbalance import Contributions, Dispersion, contributions, dispersion
from luoshi.kernel.light import Light
from luoshi.kernel.rounding import half_up
from luoshi.targets.level import additive
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board
from luoshi.targets.vocabulary import TargetKind

FEWEST = 2


@dataclass(frozen=True)
class Imbalance:
    """The parts of ``root``, who reached least of what was asked by now first. ``shares`` is None where no gap is known or parts do not add up.

    ``silent`` have not reported, ``idle`` are asked for nothing yet or have no known base; both stay out.
    """

    root: Position
    rows: tuple[Position, ...]
    told: Dispersion
    shares: Contributions | None
    silent: tuple[Position, ...]
    idle: tuple[Position, ...]

    @property
    def worst(self) -> Position:
        return self.rows[0]

    @property
    def best(self) -> Position:
        return self.rows[-1]

    @property
    def simulated(self) -> bool:
        return any(row.simulated for row in self.rows)


def imbalance(found: Board, root: Position) -> Imbalance | None:
    """How far apart the units below ``root`` are; None with fewer than two that have a figure.

    Dispersion is of the completion of each unit's own target, for growths of what is reached of the level that
    the growth means by now. Ceilings have no completion to compare.
    """
    parts = found.parts_of(root)
    counted = [p for p in parts if p.gap_points is not None and p.reported and progress(p) is not None]
    if len(counted) < FEWEST or root.target.op.startswith("<"):
        return None
    rows = sorted(counted, key=lambda p: round(progress(p) or 0.0, 9))
    silent = tuple(p for p in parts if p.light == Light.NOT_REPORTED)
    return Imbalance(
        root=root,
        rows=tuple(rows),
        told=dispersion(np.array([progress(p) for p in rows], np.float64)),
        shares=_shares(root, rows, silent),
        silent=silent,
        idle=tuple(p for p in parts if p not in rows and p not in silent),
    )


def progress(position: Position) -> float | None:
    """Reached of what should have been reached by now: 1 is on time; None where either is not known."""
    if position.target.kind == TargetKind.GROWTH:
        asked = 1 + float(position.target.value) / 100
        return None if position.growth is None or asked <= 0 else (1 + position.growth) / asked
    if position.completion is None or not position.due_share:
        return None
    return position.completion / position.due_share


def gap_amount(position: Position, *, by_growth: bool) -> Decimal | None:
    """Reached less what should have been reached, at the indicator's decimals; below zero is behind.

    By growth: than the same months of the year before, raised by the growth that the target asks, or by the one that
    its amount means on its base. Else: than the share of the year's amount that the curve asks for. None where that
    is not known.
    """
    actual, asked = position.actual, _asked_by_now(position, by_growth=by_growth)
    if actual is None or asked is None:
        return None
    return half_up(actual - asked, position.target.indicator.decimals)


def _asked_by_now(position: Position, *, by_growth: bool) -> float | None:
    target = position.target
    if not by_growth:
        whole = _level_reporting(position)
        return None if whole is None or position.expected is None else whole * position.expected
    before = position.base_same_period
    if target.kind == TargetKind.GROWTH:
        return None if before is None else before * (1 + float(target.value) / 100)
    if before is None or target.level is None or not target.base:
        return None
    return before * float(target.level / target.base)


def measured_by(position: Position) -> float | None:
    """What the gap is a share of: the base of a growth, the level of those who reported of a level."""
    if position.target.kind == TargetKind.GROWTH:
        return position.base_same_period
    return _level_reporting(position)


def _level_reporting(position: Position) -> float | None:
    """The year's amount, of those who reported where some have not."""
    if position.actual is not None and position.completion:
        return position.actual / position.completion
    return None if position.target.level is None else float(position.target.level)


def _shares(root: Position, rows: list[Position], silent: tuple[Position, ...]) -> Contributions | None:
    whole = half_up(measured_by(root), root.target.indicator.decimals)
    # Parts may be amounts where the whole is a growth: all are measured as the whole is, or they would not add up.
    by_growth = root.target.kind == TargetKind.GROWTH
    gap = gap_amount(root, by_growth=by_growth)
    if not additive(root.target) or whole is None or gap is None or root.gap_points is None:
        return None
    gaps = {p.target.unit.code: gap_amount(p, by_growth=by_growth) for p in rows}
    return contributions(gaps | {p.target.unit.code: None for p in silent}, gap, whole)
