"""How the record can compute what a document states (取数与计算)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from luoshi.indicators.models import Indicator
from luoshi.indicators.on_record import Amount, OnRecord
from luoshi.indicators.record_cells import CellFinder
from luoshi.indicators.record_names import IndicatorNames, UnitNames
from luoshi.indicators.units import converted
from luoshi.kernel.text.intervals import Formula, Interval, image
from luoshi.kernel.text.phrase import COUNT_UNITS
from luoshi.kernel.text.statements import Statement
from luoshi.org.tree import Node


@dataclass(frozen=True)
class Claim:
    """A statement with the indicators and units its words name; ``wholes`` what a share is taken of.

    ``is_figure`` says that the number is the indicator's own figure, as levels are, and as a growth is where the
    catalogue keeps the growth itself.
    """

    statement: Statement
    indicators: tuple[Indicator, ...]
    units: tuple[Node, ...]
    wholes: tuple[Indicator, ...]
    is_figure: bool

    @property
    def is_certain(self) -> bool:
        sure = len(self.indicators) == len(self.units) == 1
        return sure and (self.statement.kind != "share" or len(self.wholes) == 1)


def claim_of(statement: Statement, names: IndicatorNames, units: UnitNames) -> Claim | None:
    """A statement whose indicator the catalogue and whose place the tree knows; None for any other.

    The record has no completion rates, and of a growth in 倍 or the growth of a rate nothing to compute it from.
    """
    places = units.called(statement.place)
    kept = names.growth_of(statement.subject) if statement.kind == "growth" else ()
    indicators = kept or names.called(statement.subject)
    wholes = names.called(statement.whole) if statement.kind == "share" else ()
    if statement.kind == "completion" or not indicators or not places:
        return None
    if statement.kind == "share" and not wholes:
        return None
    if statement.kind == "growth" and (
        statement.unit != "%" or (not kept and any(i.unit_name == "%" for i in indicators))
    ):
        return None
    return Claim(statement, indicators, places, wholes, is_figure=statement.kind == "level" or bool(kept))


@dataclass(frozen=True)
class Reading:
    """One way to compute what a statement says: ``formula`` of amounts, each counted in ``scales`` of its unit.

    ``halves`` is half a unit of the last place that the catalogue keeps, per cell of each amount.
    """

    formula: Formula
    amounts: tuple[Amount, ...]
    scales: tuple[Fraction, ...]
    halves: tuple[Fraction, ...]

    @property
    def units(self) -> set[int]:
        """Keys of the units whose values it is made of."""
        return {cell[0] for amount in self.amounts for cell in amount.cells}

    def over(self, units: Collection[int]) -> Reading:
        """The same over some of the units only."""
        kept = tuple(Amount(tuple(t for t in amount.terms if t[1][0] in units)) for amount in self.amounts)
        return replace(self, amounts=kept)

    def values(self, record: OnRecord, at: datetime, *, verified: bool) -> list[Fraction] | None:
        found = [
            total * scale
            for amount, scale in zip(self.amounts, self.scales, strict=True)
            if (total := record.total(amount, at, verified=verified)) is not None
        ]
        return found if len(found) == len(self.amounts) else None

    def interval(self, values: Sequence[Fraction]) -> Interval | None:
        """What the values can stand for, each cell rounded once."""
        box = []
        for value, amount, scale, half in zip(values, self.amounts, self.scales, self.halves, strict=True):
            slack = half * scale * len(amount.terms)
            box.append(Interval(value - slack, value + slack))
        return image(self.formula, box)

    def result(self, values: Sequence[Fraction]) -> Fraction | None:
        try:
            return self.formula(values)
        except ZeroDivisionError:
            return None


def _level(values: Sequence[Fraction]) -> Fraction:
    return values[0]


def _growth(values: Sequence[Fraction]) -> Fraction:
    return (values[0] / values[1] - 1) * 100


def _share(values: Sequence[Fraction]) -> Fraction:
    return values[0] / values[1] * 100


def readings_of(claim: Claim, finder: CellFinder) -> list[Reading]:
    """The ways to compute a claim from the record, the unit's own values first; empty where there is none."""
    if not claim.is_certain:
        return []
    statement, indicator, unit = claim.statement, claim.indicators[0], claim.units[0]
    period, half, one = statement.period, _half(indicator), Fraction(1)
    own = finder.amounts(unit, indicator, period, period.year)
    if claim.is_figure:
        scale = scale_of(indicator.unit_name, statement.measure)
        return [] if scale is None else [Reading(_level, (a,), (scale,), (half,)) for a in own]
    if statement.kind == "growth":
        before = finder.amounts(unit, indicator, period, period.year - 1)
        return [Reading(_growth, pair, (one, one), (half, half)) for pair in zip(own, before, strict=True)]
    whole = claim.wholes[0]
    scale = scale_of(indicator.unit_name, whole.unit_name)
    if scale is None:
        return []
    pairs = zip(own, finder.amounts(unit, whole, period, period.year), strict=False)
    return [Reading(_share, pair, (scale, one), (half, _half(whole))) for pair in pairs]


def scale_of(unit: str, into: str) -> Fraction | None:
    """What one of a unit counts in another of the same measure; None when they measure different things."""
    one = converted(Decimal(1), unit, into)
    return None if one is None else Fraction(one)


def _half(indicator: Indicator) -> Fraction:
    """Half a unit of the last place kept; nothing of what is counted one by one was rounded."""
    if indicator.decimals == 0 and indicator.unit_name in COUNT_UNITS:
        return Fraction(0)
    return Fraction(1, 2 * 10**indicator.decimals)
