"""What a district hands over (数据湖取数): the rows of every table, as known at the end of a day."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from math import isnan
from typing import Any

from luoshi.assessment.facts import gather
from luoshi.assessment.inputs import CLOSURE, TIMELINESS, Inputs, from_json, to_json
from luoshi.assessment.queries import scheme_text, schemes
from luoshi.assessment.scheme_text import SchemeText, read_scheme
from luoshi.assessment.scoring import used_indicators
from luoshi.exchange.lake.tables import FACTS, FIGURES, GROUPS, INDICATORS, TARGETS, UNITS, Table
from luoshi.indicators.queries import figures_on
from luoshi.indicators.vocabulary import catalogue
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import OrgTree
from luoshi.targets.queries import in_force
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

Rows = list[Sequence[Any]]
MONTHS_OF_A_YEAR = 12
_FRAME = """\
code: lake
year: {year}
name: 全部数据
groups: [all]
digits: 6
rank_on: unrounded
ties: shared
missing: exclude
items: [{{code: any, name: any, weight: 1, indicator: any, score: {{measure: value}}}}]
"""


class Gathering:
    """The tables of one district. ``years`` are those that have facts when none are asked for."""

    def __init__(self, standing: Standing, as_of: date, years: Sequence[int] = ()) -> None:
        self.standing, self.as_of = standing, as_of
        self.org: OrgTree = tree(as_of)
        self.district = self.org.root.code if self.org.root else ""
        self.facts = self._facts()
        self.years = tuple(sorted(set(years) or self.facts))

    def lasting(self) -> Iterator[tuple[Table, Rows]]:
        """Tables without a year: units, peer groups, indicators."""
        units = self.org.in_order()
        codes = {unit.id: unit.code for unit in units}
        yield (
            UNITS,
            [
                (
                    self.district,
                    place,
                    unit.code,
                    unit.name,
                    unit.name_en,
                    unit.kind,
                    codes.get(self.org.located.get(unit.id, 0)),
                    codes.get(self.org.managed.get(unit.id, 0)),
                    unit.group,
                    unit.simulated,
                )
                for place, unit in enumerate(units)
            ],
        )
        groups = {unit.group: (unit.group_name, unit.group_name_en) for unit in units if unit.group}
        yield GROUPS, [(self.district, code, *names) for code, names in groups.items()]
        yield (
            INDICATORS,
            [
                (
                    self.district,
                    place,
                    known.code,
                    known.name,
                    known.name_en,
                    known.unit_name,
                    known.decimals,
                    known.nature,
                    known.aggregation,
                )
                for place, known in enumerate(catalogue())
            ],
        )

    def of_year(self, year: int) -> Iterator[tuple[Table, Rows]]:
        """Tables of one year: verified facts, targets in force, and the figures that assessments are made of."""
        yield FACTS, self.facts.get(year, [])
        yield TARGETS, self._targets(year)
        yield FIGURES, self._figures(year)

    def _facts(self) -> Mapping[int, Rows]:
        found: dict[int, Rows] = defaultdict(list)
        for figure in figures_on(end_of(self.as_of)):
            if figure.value is not None:
                found[Period.parse(figure.period).year].append(
                    (
                        self.district,
                        figure.unit,
                        figure.indicator,
                        figure.period,
                        figure.observation,
                        figure.value,
                        _utc(figure.recorded_at),
                        figure.origin,
                        figure.simulated,
                    )
                )
        return found

    def _targets(self, year: int) -> Rows:
        return [
            (
                self.district,
                target.pk,
                target.unit.code,
                target.indicator.code,
                target.kind,
                target.op,
                target.value,
                target.base,
                target.level,
                target.curve,
                json.dumps(target.curve_table) if target.curve_table else None,
                _utc(target.recorded_at),
            )
            for target in in_force(self.standing, year, self.as_of)
        ]

    def _figures(self, year: int) -> Rows:
        """For every period that has begun, what a run of that period would be calculated from."""
        groups = tuple(sorted({unit.group for unit in self.org.in_order() if unit.group}))
        known = [indicator.code for indicator in catalogue()]
        told = dict.fromkeys([*known, TIMELINESS, CLOSURE, *self._named_by_schemes(year)])
        if not groups:
            return []
        everything = _reading(year, groups, tuple(told))
        rows: Rows = []
        for period in periods_of(year):
            if period.start <= self.as_of:
                # As a run keeps them: what is assessed here is what is assessed there, to the last bit.
                kept = from_json(json.loads(to_json(self._gathered(everything, period))))
                rows += self._cells(kept, frozenset(known))
        return rows

    def _gathered(self, everything: SchemeText, period: Period) -> Inputs:
        return gather(self.standing, everything, period, self.as_of, evidence=False)

    def _cells(self, found: Inputs, known: frozenset[str]) -> Rows:
        figures = zip(
            *(a.tolist() for a in (found.applies, found.actual, found.target, found.base)), strict=True
        )
        return [
            (
                self.district,
                found.period,
                self.as_of,
                found.month,
                place,
                unit.code,
                unit.group,
                unit.simulated,
                code,
                code not in known,
                *(None if isnan(cell) else cell for cell in cells),
            )
            for place, (unit, row) in enumerate(zip(found.units, figures, strict=True))
            for code, *cells in zip(found.indicators, *row, strict=True)
        ]

    def _named_by_schemes(self, year: int) -> Iterator[str]:
        """What the schemes of the year read, panels and surveys too."""
        for scheme in schemes(self.standing, [year]):
            yield from used_indicators(scheme_text(scheme).rules)


def periods_of(year: int) -> list[Period]:
    """The months, quarters and half-years of a year, and the year itself."""
    return [
        Period(year, first, first + size - 1)
        for size in (1, 3, 6, 12)
        for first in range(1, MONTHS_OF_A_YEAR + 1, size)
    ]


def _reading(year: int, groups: tuple[str, ...], codes: tuple[str, ...]) -> SchemeText:
    """A scheme that reads every indicator and judges none, so that all is gathered as a run gathers it."""
    frame = read_scheme(_FRAME.format(year=year))
    (item,) = frame.rules.leaves
    items = tuple(replace(item, code=code, name=code, indicator=code) for code in codes)
    return replace(frame, groups=groups, rules=replace(frame.rules, items=items))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
