"""Which cells of the record hold the figure of a unit over some months (取数口径)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from luoshi.indicators.duties import Duty
from luoshi.indicators.models import RELATIVE, Aggregation, Indicator, Nature
from luoshi.indicators.on_record import Amount
from luoshi.indicators.register import Register
from luoshi.kernel.text.months import Months
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.periods import Period

_EVERY_MONTH = frozenset(range(1, 13))


class CellFinder:
    """Finds the cells of a figure by what the forms ask of whom and when."""

    def __init__(self, org: OrgTree, asked: Register) -> None:
        self.org = org
        self._duties: dict[int, list[Duty]] = defaultdict(list)
        for duty in asked.duties:
            self._duties[duty.unit].append(duty)
        self._items: dict[int, dict[int, frozenset[int]]] = defaultdict(dict)
        for form, indicator, months in asked.items:
            self._items[indicator][form] = frozenset(months)
        self._known_filers: dict[tuple[int, int, date], list[Node]] = {}

    def amounts(self, unit: Node, indicator: Indicator, months: Months, year: int) -> list[Amount]:
        """The ways in which the record can give the figure of ``months``, in ``year``; the unit's own value first.

        A value of just this period, then monthly values, then the sum of those of the units below that file. Who
        files, and in which months, is asked of the year of ``months`` also where ``year`` is the one before, so
        that both sums are over the same units. Empty where the record does not keep such a period.
        """
        found = []
        code = Period(year, months.first, months.last).code
        if months.first != months.last and _names(code, months):
            found.append(Amount(((1, (unit.id, indicator.pk, code)),)))
        for units in self._filers(unit, indicator, months):
            terms = tuple(
                (sign, (node.id, indicator.pk, Period.month(year, month).code))
                for node in units
                for sign, month in self._terms(node, indicator, months)
            )
            if terms and all(self._terms(node, indicator, months) for node in units):
                found.append(Amount(terms))
        return found

    def _filers(self, unit: Node, indicator: Indicator, months: Months) -> Iterator[list[Node]]:
        """The unit itself, and where its figure is a sum, those below it that file in its place."""
        yield [unit]
        if indicator.aggregation == Aggregation.SUM and indicator.nature not in RELATIVE:
            day = Period.month(months.year, months.last).end
            if below := self._filing_below(unit, indicator, day):
                yield below

    def _filing_below(self, unit: Node, indicator: Indicator, day: date) -> list[Node]:
        key = (unit.id, indicator.pk, day)
        if key not in self._known_filers:
            self._known_filers[key] = [
                node
                for child in self.org.children(unit.id)
                for node in (
                    [child]
                    if self._asking(child, indicator, day)
                    else self._filing_below(child, indicator, day)
                )
            ]
        return self._known_filers[key]

    def _asking(self, unit: Node, indicator: Indicator, day: date) -> list[frozenset[int]]:
        """The months asked for by each form that asks the unit for the indicator on a day."""
        items = self._items[indicator.pk]
        return [
            items[duty.form]
            for duty in self._duties[unit.id]
            if duty.form in items and duty.since <= day and (duty.until is None or day < duty.until)
        ]

    def _terms(self, unit: Node, indicator: Indicator, months: Months) -> list[tuple[int, int]]:
        """Signs and months whose values make up the figure; empty where no value ends or begins with the months.

        A form that does not ask for January counts it into February (1-2月合并), one that asks quarterly, the
        first two months into the third: a figure is known only between months that are asked for.
        """
        asked = self._asking(unit, indicator, Period.month(months.year, months.last).end)
        ends = frozenset().union(*asked) if asked else _EVERY_MONTH
        first, last = months.first, months.last
        if last not in ends:
            return []
        match Nature(indicator.nature):
            case Nature.STOCK:
                return [(1, last)]
            case Nature.RATE | Nature.INDEX:
                return [(1, last)] if first == 1 else []
            case _ if first > 1 and first - 1 not in ends:
                return []
            case Nature.CUMULATIVE:
                return [(1, last)] if first == 1 else [(1, last), (-1, first - 1)]
            case Nature.FLOW:
                return [(1, month) for month in sorted(ends) if first <= month <= last]


def _names(code: str, months: Months) -> bool:
    """Whether a period code stands for just these months: there is none for January to September."""
    period = Period.parse(code)
    return (period.first_month, period.last_month) == (months.first, months.last)
