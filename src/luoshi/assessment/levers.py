"""What would move a score (提分空间): each item at its target, at its best, and the smallest step that wins a place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import ceil, floor, inf, isfinite, isnan

import numpy as np

from luoshi.assessment.inputs import CLOSURE, DECIMALS, TIMELINESS, exact
from luoshi.assessment.league import Line, Part
from luoshi.assessment.opened import Opened
from luoshi.assessment.scoring import FULL_MARK, account
from luoshi.assessment.stakes import Scored, scored_at, with_figure
from luoshi.kernel.leverage import best_score, better_is_more, fewest, figure_for, reaching, steps_to
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import Fired
from luoshi.kernel.scheme import Item
from luoshi.kernel.stages import AS_IT_IS, Among

PERCENT = 100.0
# Without a cap the search for a place ends at this multiple of the figure with the full mark.
FURTHEST = 3
# How far a figure is moved to see which way is better, as a share of it.
NOTCH = 0.05
NEARLY = 1e-9


@dataclass(frozen=True)
class Outcome:
    """What one other figure of one unit gives, everything else as it is, the whole group scored again.

    ``on_time`` is the figure in forms or matters where it is counted; ``gain`` is in published points, ``places``
    are won; both None where there is nothing to take the difference from. ``effort`` is the change of the figure
    as a share of the larger of figure and period target; of all that fell due where it is counted.
    """

    figure: Decimal
    on_time: int | None
    then: Scored
    gain: Decimal | None
    places: int | None
    effort: float


@dataclass(frozen=True)
class Lever:
    """One item that applies. ``full`` is the full mark, where it is not reached; ``best`` the most that the rule
    gives, where it is above the full mark; ``place`` the smallest change that wins a place. None where there is none.

    ``closed`` says that a condition of the item is not met: no figure of the item itself moves anything.
    """

    part: Part
    figure: Decimal | None
    on_time: int | None
    due: int | None
    unit: str
    unit_en: str
    decimals: int
    closed: bool
    full: Outcome | None
    best: Outcome | None
    place: Outcome | None


@dataclass(frozen=True)
class Levers:
    """Everything that would move one unit: ``found`` by what the full mark would gain, the most first."""

    line: Line
    of: int
    found: tuple[Lever, ...]

    @property
    def nearest(self) -> Lever | None:
        """The lever that wins the next place with the smallest change of its figure, relative to its size."""
        winning = [lever for lever in self.found if lever.place is not None]
        return min(winning, key=lambda lever: lever.place.effort if lever.place else inf, default=None)

    @property
    def dearest(self) -> Lever | None:
        """The lever that gains most at the full mark."""
        return next((lever for lever in self.found if lever.full and (lever.full.gain or 0) > 0), None)


def levers(opened: Opened, unit: str) -> Levers:
    """What would move ``unit``; KeyError when it was not assessed.

    Each figure is found by the inverse of the scoring rule and then proved by scoring the whole group again from the
    kept inputs; the smallest step that wins a place is searched for with that calculation itself, on the figure's
    own grid: its decimals, one form or one matter.
    """
    row, line = opened.row(unit), opened.league.line(unit)
    parts = [part for part in line.parts if part.applies]
    found = [_Search(opened, row, part).lever() for part in parts]
    found.sort(
        key=lambda lever: -(lever.full.gain if lever.full and lever.full.gain is not None else Decimal(0))
    )
    return Levers(line=line, of=int(opened.account.of[row]), found=tuple(found))


class _Search:
    """Along one item's scoring rule, for one unit."""

    def __init__(self, opened: Opened, row: int, part: Part) -> None:
        assert isinstance(part.node.rule, Item)
        self.opened, self.row, self.part = opened, row, part
        self.item: Item = part.node.rule
        inputs = opened.inputs
        self.cell = row, inputs.indicators.index(self.item.indicator)
        self.said = inputs.evidence.get((inputs.units[row].code, self.item.indicator), {})
        self.counted = self.item.indicator in (TIMELINESS, CLOSURE)
        self.decimals = int(self.said.get("decimals", 2))
        self.leaf = [item.code for item in opened.scheme.rules.leaves].index(self.item.code)

    @property
    def invertible(self) -> bool:
        """Whether the score is a curve of the figure's own measure; else only the calculation knows it."""
        item = self.item
        shaped = item.events is not None or item.rule.rungs is not None or item.rule.classes is not None
        return item.stages == AS_IT_IS and not shaped

    @cached_property
    def more(self) -> bool:
        """Whether a larger figure is the better one."""
        rule = self.item.rule
        if self.invertible:
            return better_is_more(rule.measure, rule.curve, rule.lower_is_better)
        actual = np.nan_to_num(float(self.opened.inputs.actual[self.cell]))
        notch = max(abs(actual) * NOTCH, self.step)
        up, down = (self._score(float(actual) + change) for change in (notch, -notch))
        return not up < down

    @cached_property
    def now(self) -> Scored:
        line = self.opened.league.line(self.opened.inputs.units[self.row].code)
        return Scored(line.score, line.rank)

    def lever(self) -> Lever:
        closed = int(self.opened.account.piece[self.row, self.leaf]) == Fired.GATED
        actual = float(self.opened.inputs.actual[self.cell])
        best = best_score(self.item.rule.curve) if self.invertible else FULL_MARK
        behind = self.part.score is None or self.part.score < FULL_MARK
        return Lever(
            part=self.part,
            figure=_decimal(actual),
            on_time=self.said.get("on_time"),
            due=self.said.get("due"),
            unit=self.said.get("unit", ""),
            unit_en=self.said.get("unit_en", ""),
            decimals=self.decimals,
            closed=closed,
            full=self._outcome(min(best, FULL_MARK)) if behind and not closed else None,
            best=self._outcome(best) if best > FULL_MARK and isfinite(best) and not closed else None,
            place=None if closed else self._place(),
        )

    @property
    def start(self) -> float:
        """Where the steps begin: what is reported, else nothing done; NaN where less is better and none is known."""
        if self.counted:
            return float(self.said["on_time"]) * self.step
        actual = float(self.opened.inputs.actual[self.cell])
        return (0.0 if self.more else np.nan) if isnan(actual) else actual

    @property
    def step(self) -> float:
        return PERCENT / self.said["due"] if self.counted else 10.0**-self.decimals

    @property
    def origin(self) -> float:
        """The start on the figure's own grid, where it lies between two places on the worse one: what is told wins."""
        if self.counted or isnan(self.start):
            return self.start
        place = round(self.start / self.step, DECIMALS)
        return (floor(place) if self.more else ceil(place)) * self.step

    def at(self, steps: int) -> float:
        """The figure so many steps better."""
        return round(self.origin + steps * self.step * (1 if self.more else -1), DECIMALS)

    def steps_for(self, score: float) -> int | None:
        """Steps to the figure that is just enough for a score of the item; None where no figure is."""
        if not self.invertible:
            return fewest(lambda steps: self._score(self.at(steps)) >= score - NEARLY, self._furthest())
        rule, inputs = self.item.rule, self.opened.inputs
        group, among = inputs.units[self.row].group, rule.among
        others = [
            n
            for n, unit in enumerate(inputs.units)
            if n != self.row and (among is Among.ALL or unit.group == group)
        ]
        shown = np.where(inputs.applies, inputs.actual, np.nan)[others, self.cell[1]]
        figure = figure_for(
            rule.measure,
            reaching(rule.curve, score),
            float(inputs.target[self.cell]),
            float(inputs.base[self.cell]),
            shown,
            rule.lower_is_better,
        )
        if not isfinite(figure) or isnan(self.start):
            return None
        return steps_to(self.origin, figure, self.step, more=self.more)

    def _outcome(self, score: float) -> Outcome | None:
        steps = self.steps_for(score)
        return None if not steps else self.outcome(steps)

    def outcome(self, steps: int) -> Outcome:
        figure = self.at(steps)
        then = self.scored(steps)
        now = self.now
        return Outcome(
            figure=_decimal(figure) or Decimal(0),
            on_time=(self.said["on_time"] + steps) if self.counted else None,
            then=then,
            gain=None if then.score is None or now.score is None else then.score - now.score,
            places=None if then.rank is None or now.rank is None else now.rank - then.rank,
            effort=abs(figure - self.start) / self._size(figure),
        )

    def _size(self, figure: float) -> float:
        """What a change to ``figure`` is measured by: the larger of figure and period target, else ``figure``."""
        if self.counted:
            return PERCENT
        target = float(self.opened.inputs.target[self.cell])
        known = [abs(size) for size in (self.start, target) if not isnan(size)]
        return max(known, default=0.0) or abs(figure)

    def _score(self, figure: float) -> float:
        """The item's own score with another figure; -inf where it has none."""
        told = account(self.opened.scheme.rules, with_figure(self.opened.inputs, self.cell, figure))
        score = float(told.score[self.row, self.leaf])
        return -inf if isnan(score) else score

    def scored(self, steps: int) -> Scored:
        inputs = with_figure(self.opened.inputs, self.cell, self.at(steps))
        return scored_at(self.opened.scheme.rules, inputs, self.row)

    def _place(self) -> Outcome | None:
        rank = self.now.rank or inf
        if rank == 1:
            return None

        def wins(steps: int) -> bool:
            return (self.scored(steps).rank or inf) < rank

        steps = fewest(wins, self._furthest())
        return None if steps is None else self.outcome(steps)

    def _furthest(self) -> int:
        """Steps to the last figure that is tried: the best of the rule, or `FURTHEST` times what is known."""
        if self.counted:
            return int(self.said["due"] - self.said["on_time"])
        if self.invertible:
            best = best_score(self.item.rule.curve)
            steps = self.steps_for(best if isfinite(best) else FULL_MARK)
            if steps is None or (isfinite(best) and not self.moves_more):
                return steps or 0
            far = FURTHEST * max(steps, steps_to(0.0, abs(self.start), self.step, more=True))
        else:
            far = steps_to(0.0, FURTHEST * self._size(self.step), self.step, more=True)
        return far if self.more else min(far, steps_to(0.0, self.origin, self.step, more=True))

    @property
    def moves_more(self) -> bool:
        """Whether the figure goes on to matter at the best of its rule: for the others' scores, or in another place."""
        compared = self.item.rule.measure in (Measure.RANK, Measure.SHARE_OF_BEST)
        return compared or self.opened.scheme.rules.readings[self.item.indicator] > 1


def _decimal(value: float) -> Decimal | None:
    text = exact(value)
    return None if text is None else Decimal(text)
