"""Derived indicators (派生指标): figures that a formula makes from others whenever they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from graphlib import TopologicalSorter

import numpy as np

from luoshi.indicators.definitions import Definitions
from luoshi.kernel.arrays import BoolArray, IntArray
from luoshi.kernel.validation.expression import (
    Function,
    Node,
    parse,
    plain_references,
    references,
    steps_back,
    uses,
)
from luoshi.kernel.validation.panel import MONTHS, Panel, evaluate
from luoshi.org.tree import OrgTree


@dataclass(frozen=True)
class Formula:
    """One version of one derived indicator by code, and the days its periods begin on: from ``since`` before ``until``."""

    code: str
    node: Node
    since: date
    until: date

    def holds(self, first: int, months: int) -> BoolArray:
        """bool[T]: the months from January of ``first`` on for which it is in force."""
        days = [date(first + t // MONTHS, t % MONTHS + 1, 1) for t in range(months)]
        return np.array([self.since <= day < self.until for day in days], bool)


@dataclass(frozen=True)
class Formulas:
    """Every formula in the order in which they can be computed, and how many years back they reach in all."""

    ordered: tuple[Formula, ...]
    years_back: int

    def __bool__(self) -> bool:
        return bool(self.ordered)

    @property
    def of_children(self) -> bool:
        """Whether one of them asks who manages whom."""
        return any(uses(f.node, Function.CHILDREN) for f in self.ordered)


NO_FORMULAS = Formulas((), 0)


def formulas(known: Definitions, codes: Mapping[int, str]) -> Formulas:
    """The formulas among ``known`` definitions; ``codes`` of the catalogue by key. No cycle was ever taken in."""
    found: dict[str, list[Formula]] = {}
    names = frozenset(codes.values())
    for indicator in filter(known.makes, known.versions):
        for formula in _of_indicator(known, indicator, codes[indicator], names):
            found.setdefault(formula.code, []).append(formula)
    if not found:
        return NO_FORMULAS
    needs = {code: {c for f in own for c in references(f.node)} for code, own in found.items()}
    order = [code for code in TopologicalSorter(needs).static_order() if code in found]
    back: dict[str, int] = {}
    for code in order:
        back[code] = max(
            (steps + back.get(c, 0) for f in found[code] for c, steps in steps_back(f.node)), default=0
        )
    return Formulas(tuple(f for code in order for f in found[code]), max(back.values()))


def _of_indicator(known: Definitions, indicator: int, code: str, names: frozenset[str]) -> Iterator[Formula]:
    first = min(d.holds_from for d in known.of(indicator))
    starts = [date.fromisoformat(f"{first}-01"), *(day for day, _version in known.breaks(indicator))]
    for since, until in zip(starts, [*starts[1:], date.max], strict=True):
        version = known.in_force(indicator, since)
        if version is not None and version.formula:
            yield Formula(code, parse(version.formula, names), since, until)


def with_derived(panel: Panel, found: Iterable[Formula], first: int) -> Panel:
    """``panel``, whose first month is January of the year ``first``, with the derived figures in their places.

    A figure is missing where one that its formula needs is missing, and asked for where those that it needs of the
    unit's own present period are.
    """
    values, asked, months = panel.values.copy(), panel.asked.copy(), panel.months.copy()
    filled = replace(panel, values=values, asked=asked, months=months)
    for formula in found:
        column = int(panel.indicators.of([formula.code])[0])
        holds = formula.holds(first, values.shape[2])
        needed = panel.indicators.of(plain_references(formula.node) or references(formula.node))
        # The panel's arrays are its own copies: what is computed here, the next formula reads.
        values[:, column, holds] = evaluate(formula.node, filled).amount[:, holds]
        asked[:, column, holds] = asked[:, needed][:, :, holds].all(axis=1)
        months[column] = months[needed].all(axis=0)
    return filled


def parents(unit_ids: Sequence[int], org: OrgTree) -> IntArray:
    """int[U]: place of the nearest unit above that is itself among ``unit_ids``; -1 none."""
    place = {unit: row for row, unit in enumerate(unit_ids)}
    return np.array(
        [next((place[n.id] for n in org.ancestors(unit) if n.id in place), -1) for unit in unit_ids],
        np.int64,
    )
