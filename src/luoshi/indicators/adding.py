"""How the figures of units make up the figure of those above, by the definition in force (汇总规则)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from luoshi.indicators.definitions import definitions
from luoshi.indicators.facts import Facts
from luoshi.indicators.models import RELATIVE, Aggregation
from luoshi.indicators.register import MONTHS, NATURES, register
from luoshi.kernel.aggregation import RollUp, Rule, roll_up
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.org.queries import read_once
from luoshi.org.queries import tree as tree_on
from luoshi.org.tree import OrgTree

if TYPE_CHECKING:
    from luoshi.indicators.definition_models import Definition

RULES = {
    Aggregation.SUM: Rule.SUM,
    Aggregation.MEAN: Rule.MEAN,
    Aggregation.WEIGHTED: Rule.WEIGHTED_MEAN,
    Aggregation.RATIO: Rule.RATIO_OF_SUMS,
    Aggregation.NONE: Rule.NONE,
}


@dataclass(frozen=True)
class Adding:
    """The rules of I indicators for one month.

    rule   int[I]: one ``Rule`` each
    above  int[I]: place of the indicator whose values are added: its own, or the numerator
    below  int[I]: place of the weight or denominator; its own where there is none
    scale  float64[I]: what a ratio of sums is multiplied by
    """

    rule: IntArray
    above: IntArray
    below: IntArray
    scale: FloatArray

    def rolled(
        self, values: FloatArray, month: IntArray, group: IntArray, groups: int, counted: BoolArray
    ) -> RollUp:
        """Figures [groups, I] of the ``counted`` members [M, I], from their ``values`` [M, I, 12] at ``month`` [M, I].

        A member counts with its own figure and whatever else the rule needs of it. An only member's own figure
        is the group's.
        """
        members = np.arange(values.shape[0])[:, None]
        own, top, bottom = (
            values[members, place, month] for place in (np.arange(self.rule.size), self.above, self.below)
        )
        stated = counted & ~np.isnan(own)
        told = roll_up(np.where(stated, top, np.nan), group, groups, self.rule, bottom, counted)
        only = roll_up(np.where(stated, own, np.nan), group, groups, Rule.NONE, applicable=counted)
        value = np.where(only.expected == 1, only.value, told.value * self.scale)
        return RollUp(value, told.reporting, told.expected)


def adding(facts: Facts, month: int) -> Adding:
    """The rules for ``month`` (1..12) of the year of ``facts``, as known then, on the axis of its indicators."""
    place = {key: column for column, key in enumerate(facts.indicator_ids)}
    known, day = definitions(facts.known_at), date(facts.year, month, 1)
    said = register()
    relative = {int(NATURES[nature]) for nature in RELATIVE}
    size = len(place)
    found = Adding(np.zeros(size, np.int64), np.arange(size), np.arange(size), np.ones(size))
    for key, column in place.items():
        version = known.in_force(key, day)
        rule = RULES[Aggregation(version.aggregation if version else said.aggregations[key])]
        if rule is Rule.SUM and said.natures[key] in relative:
            rule = Rule.NONE
        found.rule[column] = rule
        if version is not None:
            _operands(found, column, version, place)
    return found


def _operands(found: Adding, column: int, version: Definition, place: dict[int, int]) -> None:
    if version.aggregation == Aggregation.WEIGHTED and version.weight_id is not None:
        found.below[column] = place[version.weight_id]
    elif version.aggregation == Aggregation.RATIO and version.numerator_id and version.denominator_id:
        found.above[column], found.below[column] = place[version.numerator_id], place[version.denominator_id]
        found.scale[column] = float(version.scale)


def whole_year(facts: Facts, values: FloatArray, rows: IntArray, column: int) -> FloatArray:
    """The months, float64[12], of what ``rows`` come to in the indicator of ``column``, each by the rule of the month.

    ``values`` lie on the axes of ``facts``. NaN where one of the rows has no figure, or where figures of several do
    not make one of the whole.
    """
    whole = np.full(values.shape[-1], np.nan)
    group, counted = np.zeros(rows.size, np.int64), np.ones((rows.size, 1), bool)
    for place in np.flatnonzero(~np.isnan(values[rows, column]).any(axis=0)).tolist():
        rules = _rules(facts, place + 1)
        alone = Adding(rules.rule[[column]], np.array([1]), np.array([2]), rules.scale[[column]])
        needed = values[np.ix_(rows, np.array([column, rules.above[column], rules.below[column]]))]
        told = alone.rolled(needed, np.full((rows.size, 1), place), group, 1, counted)
        whole[place] = np.nan if told.partial[0, 0] else told.value[0, 0]
    return whole


def _rules(facts: Facts, month: int) -> Adding:
    key = ("indicators.adding", facts.year, facts.known_at, facts.indicator_ids, month)
    return read_once(key, lambda: adding(facts, month))


def members_of(unit: int, tree: OrgTree, facts: Facts, column: int) -> IntArray:
    """Rows of ``facts`` that stand for ``unit`` in the indicator of ``column``, see :func:`members_by_indicator`."""
    rows, stands = members_by_indicator(unit, tree, facts)
    return rows[stands[:, column]]


def members_by_indicator(unit: int, tree: OrgTree, facts: Facts) -> tuple[IntArray, BoolArray]:
    """Rows of ``facts`` of ``unit`` and of all it manages, int[M], and in which indicators each stands for it, bool[M, I].

    The unit itself stands where it files or filed the figure, else the units it manages; of these nobody whose
    figure is in that of another one between them; who was asked for it only before that one was, or only after,
    stands for those months. A unit that changed hands within the year stands for itself through it: what its new
    manager filed before does not hold its figure. What the product computes of a unit that files is its own.
    """
    below = {unit, *(node.id for node in tree.below(unit))}
    rows = np.array([row for row, key in enumerate(facts.unit_ids) if key in below], np.int64)
    stands = np.ones((rows.size, len(facts.indicator_ids)), bool)
    if rows.size < 2:
        return rows, stands
    place = {facts.unit_ids[row]: n for n, row in enumerate(rows.tolist())}
    asked = facts.expected[rows] | facts.reported[rows]
    filed = facts.stated & asked.any(axis=2)
    first, last = asked.argmax(axis=2), MONTHS - 1 - asked[:, :, ::-1].argmax(axis=2)
    at_first = tree_on(date(facts.year, 1, 1))
    for key, n in place.items():
        managed = {node.id for node in at_first.ancestors(key)} if key in at_first.nodes else None
        for node in tree.ancestors(key):
            if node.id in place and key != unit and (managed is None or node.id in managed):
                above = place[node.id]
                stands[n] &= ~filed[above] | (
                    filed[n] & ((last[n] < first[above]) | (last[above] < first[n]))
                )
            if node.id == unit:
                break
    if (own := place.get(unit)) is not None:
        others = np.arange(rows.size) != own
        computed = ~facts.stated & filed[own].any() & ~np.isnan(facts.values[rows[own]]).all(axis=1)
        stands[others] &= ~computed
        stands[own] = ~facts.stated | filed[own] | ~filed[others].any(axis=0)
    counts = stands.any(axis=1)
    return rows[counts], stands[counts]
