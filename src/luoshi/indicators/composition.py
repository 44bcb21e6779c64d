"""Which units' figures make up the figure of one above them, and which are missing (合计构成)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from luoshi.indicators.adding import adding, members_of
from luoshi.indicators.facts import district_year
from luoshi.kernel.aggregation import Rule
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.periods import Cadence, Period


@dataclass(frozen=True)
class Part:
    """A unit that counts; ``value`` None where it has no verified figure, though it owes one."""

    unit: Node
    value: float | None


@dataclass(frozen=True)
class Composition:
    """The figure put together by ``rule``; ``value`` None where nothing was verified or units do not add up."""

    rule: Rule
    value: float | None
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.value is None)


def composition(
    org: OrgTree, unit: int, indicator: int, period: str, known_at: datetime
) -> Composition | None:
    """What the monthly figure of ``unit`` is made of, as known at ``known_at``; None where it files the figure itself.

    Counted are the units that owe the figure, in official order; where none owes it, those that have one.
    """
    month = Period.parse(period)
    if month.cadence is not Cadence.MONTHLY:
        return None
    facts = district_year(month.year, known_at)
    if indicator not in facts.indicator_ids:
        return None
    column, place = facts.indicator_ids.index(indicator), month.first_month - 1
    rows = members_of(unit, org, facts, column)
    if [facts.unit_ids[row] for row in rows] in ([], [unit]):
        return None
    owed, told = facts.expected[rows, :, place], ~np.isnan(facts.values[rows, :, place])
    # A figure that nobody owes any more, of a year long past, is still made of those that have one.
    counted = np.where(owed.any(axis=0), owed, told)
    if [facts.unit_ids[row] for row in rows[counted[:, column]]] == [unit]:
        return None
    rules = adding(facts, month.first_month)
    months = np.full(len(facts.indicator_ids), place)
    rolled = rules.rolled(facts.values[rows], months, np.zeros(rows.size, np.int64), 1, counted)
    parts = [
        Part(org.nodes[facts.unit_ids[row]], _known(facts.values[row, column, place]))
        for row, owes in zip(rows.tolist(), counted[:, column].tolist(), strict=True)
        if owes and facts.unit_ids[row] in org.nodes
    ]
    return Composition(
        Rule(int(rules.rule[column])),
        _known(rolled.value[0, column]),
        tuple(sorted(parts, key=lambda part: (part.unit.order, part.unit.code))),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
