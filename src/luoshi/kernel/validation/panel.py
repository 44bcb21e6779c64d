"""The panel 面板: whole years of a district, month after month, and an expression's value in every cell of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, ratio
from luoshi.kernel.codes import Codes
from luoshi.kernel.cube import Nature
from luoshi.kernel.validation.expression import (
    Called,
    Combined,
    Function,
    Negated,
    Node,
    Number,
    Reference,
    references,
)

MONTHS = 12


class MissingValues(StrEnum):
    """What a side does where figures are missing 缺失值处理 (the three strategies of DHIS2)."""

    SKIP_IF_ANY = "skip_if_any"
    """No value as soon as one figure is missing."""
    SKIP_IF_ALL = "skip_if_all"
    """No value only where every figure is missing; a missing one among others counts as 0."""
    NEVER_SKIP = "never_skip"
    """Every missing figure counts as 0."""


@dataclass(frozen=True)
class Panel:
    """U units, I indicators, T months from a January on (T a multiple of 12).

    values     float64[U, I, T], NaN missing
    indicators codes of the second axis
    nature     one ``Nature`` an indicator
    asked      bool[U, I, T]: whether the unit is asked for the figure in the month
    months     bool[I, 12]: the months of a year in which the figure is asked of anybody: its periods
    parent     int[U]: code of the unit above, -1 none
    """

    values: FloatArray
    indicators: Codes
    nature: IntArray
    asked: BoolArray
    months: BoolArray
    parent: IntArray

    def __post_init__(self) -> None:
        units, indicators, months = self.values.shape
        if months % MONTHS:
            raise ValueError(f"a panel holds whole years; {months} months are none")
        shapes = (self.asked.shape, self.nature.shape, self.months.shape, self.parent.shape)
        if shapes != (self.values.shape, (indicators,), (indicators, MONTHS), (units,)):
            raise ValueError("asked, nature, months or parent do not fit the values")


class Value(NamedTuple):
    """An expression in every cell, arrays [U, T].

    ``amount`` is NaN where it has no value: skipped, or divided by nothing.
    """

    amount: FloatArray
    present: BoolArray
    """Whether the figures suffice by the strategy, whatever the amount."""


def evaluate(node: Node, panel: Panel, missing: MissingValues = MissingValues.SKIP_IF_ANY) -> Value:
    """The value of ``node`` for every unit and month.

    ``prev``, ``year_ago`` and ``ytd`` apply to each figure inside their parentheses; ``children`` adds up the
    expression's own value over the units below that are asked for its figures. A quotient by zero has no value.
    """
    found = _evaluated(node, panel, _View(), fill=missing is not MissingValues.SKIP_IF_ANY)
    match missing:
        case MissingValues.SKIP_IF_ANY:
            present = ~found.some_missing
        case MissingValues.SKIP_IF_ALL:
            present = found.some_known | ~found.some_missing
        case MissingValues.NEVER_SKIP:
            present = np.ones(found.amount.shape, bool)
    amount = np.where(present & np.isfinite(found.amount), found.amount, np.nan)
    return Value(amount, present)


class _Found(NamedTuple):
    """Amount with missing figures filled or NaN; whether any figure it needs is known, or missing. All [U, T]."""

    amount: FloatArray
    some_known: BoolArray
    some_missing: BoolArray


@dataclass(frozen=True)
class _View:
    """Which figure of an indicator is meant: months back in steps, outermost first, and whether summed up."""

    steps: tuple[Function, ...] = ()
    year_to_date: bool = False

    def within(self, function: Function) -> "_View":
        """The view inside the parentheses of ``function``."""
        if function is Function.CHILDREN:
            return self
        if function is Function.YTD:
            return _View(self.steps, year_to_date=True)
        return _View((*self.steps, function), self.year_to_date)


def _evaluated(node: Node, panel: Panel, view: _View, *, fill: bool) -> _Found:
    match node:
        case Number(value):
            shape = (panel.values.shape[0], panel.values.shape[2])
            return _Found(np.full(shape, value), np.zeros(shape, bool), np.zeros(shape, bool))
        case Reference(code):
            return _figure(panel, int(panel.indicators.of([code])[0]), view, fill=fill)
        case Negated(operand):
            inner = _evaluated(operand, panel, view, fill=fill)
            return inner._replace(amount=-inner.amount)
        case Combined(operator, left, right):
            one = _evaluated(left, panel, view, fill=fill)
            two = _evaluated(right, panel, view, fill=fill)
            return _Found(
                _OPERATORS[operator](one.amount, two.amount),
                one.some_known | two.some_known,
                one.some_missing | two.some_missing,
            )
        case Called(function, operand):
            inner = _evaluated(operand, panel, view.within(function), fill=fill)
            return _below(inner, panel, operand) if function is Function.CHILDREN else inner


def _quotient(above: FloatArray, below: FloatArray) -> FloatArray:
    # `ratio` divides by what is above zero; a rule may well divide by a negative balance.
    return ratio(above * np.sign(below), np.abs(below))


_OPERATORS: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": _quotient,
}


def _figure(panel: Panel, indicator: int, view: _View, *, fill: bool) -> _Found:
    stored = panel.values[:, indicator]
    known = ~np.isnan(stored)
    amount = np.where(known, stored, 0.0) if fill else stored
    if view.year_to_date and panel.nature[indicator] == Nature.FLOW:
        years = (stored.shape[0], -1, MONTHS)
        # A month that asks nobody (January, published with February) adds nothing and lacks nothing.
        silent = np.logical_and(~known, np.tile(~panel.months[indicator], stored.shape[1] // MONTHS))
        amount, known = np.where(silent, 0.0, amount), np.logical_or(known, silent)
        amount = np.cumsum(amount.reshape(years), axis=2).reshape(stored.shape)
        known = np.logical_and.accumulate(known.reshape(years), axis=2).reshape(stored.shape)
    place = _place(panel, indicator, view.steps)
    there = place >= 0
    empty = 0.0 if fill else np.nan
    reached = np.asarray(known[:, place] & there, bool)
    return _Found(np.where(there, amount[:, place], empty), reached, ~reached)


def _place(panel: Panel, indicator: int, steps: tuple[Function, ...]) -> IntArray:
    """For every month the month that is meant, -1 where there is none: int[T]."""
    total = panel.values.shape[2]
    month = np.arange(total)
    before = np.full(total, -1)
    asked = panel.months[indicator]
    latest = -1
    for t in range(total):
        if t % MONTHS == 0 and panel.nature[indicator] == Nature.CUMULATIVE:
            latest = -1
        before[t] = latest
        if asked[t % MONTHS]:
            latest = t
    for step in steps:
        back = before[month] if step is Function.PREV else month - MONTHS
        month = np.where(month < 0, -1, np.maximum(back, -1))
    return month


class Source(NamedTuple):
    """A figure that an expression needs: places of unit, indicator and month; month -1 lies before the panel."""

    unit: int
    indicator: int
    month: int


def sources(node: Node, panel: Panel, unit: int, month: int) -> tuple[Source, ...]:
    """The figures from which ``node`` is computed for one unit and month, each once, in the order of the text."""
    return tuple(dict.fromkeys(_sources(node, panel, unit, month, _View())))


def _sources(node: Node, panel: Panel, unit: int, month: int, view: _View) -> Iterator[Source]:
    match node:
        case Reference(code):
            indicator = int(panel.indicators.of([code])[0])
            place = int(_place(panel, indicator, view.steps)[month])
            summed = view.year_to_date and panel.nature[indicator] == Nature.FLOW
            for at in range(place - place % MONTHS if summed and place >= 0 else place, place + 1):
                if not summed or panel.months[indicator, at % MONTHS]:
                    yield Source(unit, indicator, at)
        case Negated(operand):
            yield from _sources(operand, panel, unit, month, view)
        case Combined(_, left, right):
            yield from _sources(left, panel, unit, month, view)
            yield from _sources(right, panel, unit, month, view)
        case Called(Function.CHILDREN, operand):
            for child in np.flatnonzero(panel.parent == unit):
                yield from _sources(operand, panel, int(child), month, view)
        case Called(function, operand):
            yield from _sources(operand, panel, unit, month, view.within(function))


def _below(found: _Found, panel: Panel, operand: Node) -> _Found:
    """Sums over the units below that are asked for one of the figures, or state one."""
    parent = panel.parent
    child = parent >= 0
    units, months = found.amount.shape
    counted = child[:, None] & (found.some_known | _asked(panel, operand))

    def total(values: FloatArray) -> FloatArray:
        sums = np.zeros((units, months))
        np.add.at(sums, parent[child], np.where(counted, values, 0.0)[child])
        return sums

    known = total((found.some_known & counted).astype(float)) > 0
    lacking = total((found.some_missing & counted).astype(float)) > 0
    some = total(counted.astype(float)) > 0
    return _Found(np.where(some, total(found.amount), np.nan), known, lacking | ~some)


def _asked(panel: Panel, node: Node) -> BoolArray:
    codes = panel.indicators.of(references(node))
    return np.asarray(panel.asked[:, codes].any(axis=1), bool)
