"""Which levels may be divided by each other: only those that rest on the same basis (口径可比)."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

from django.utils import timezone

from luoshi.indicators.basis_models import RestatedBase
from luoshi.indicators.boundaries import Line, between, lines_of
from luoshi.indicators.journal import while_ledger_rests
from luoshi.kernel.boundaries import Change, transfer
from luoshi.workdays.periods import Period

DECEMBER = 12


class Refusal(IntEnum):
    """Why two levels are not divided (不可比原因); the higher is the graver where several hold."""

    NONE = 0
    PART_MISSING = 1
    """A predecessor has no figure, so nothing stands for the unit of today."""
    NOT_ADDITIVE = 2
    """A rate, mean or index is not carried into other boundaries by share."""
    RULES = 3
    """One was restated to other rules, the other was not."""
    BOUNDARIES = 4
    """They were counted in other boundaries."""
    PRICES = 5
    """They are in prices of other years."""
    DEFINITION = 6
    """The indicator was defined otherwise."""


@dataclass(frozen=True)
class Counting:
    """By which rules a level was counted.

    rules        the label of the basis it was restated to; '' as published
    prices       the year of its prices; '' current or not said
    definition   the version of the indicator's definition; '' not said
    """

    rules: str = ""
    prices: str = ""
    definition: str = ""


AS_PUBLISHED = Counting()


@dataclass(frozen=True)
class LevelBasis:
    """What a level rests on. Two levels are divided by each other only where all of it is the same.

    ``boundaries`` is what of which unit of a common day it covers: (unit, share) without the zeros.
    """

    boundaries: frozenset[tuple[int, Fraction]]
    counting: Counting

    def against(self, other: LevelBasis) -> Refusal:
        """Why this level is not divided by ``other``; NONE where it may be."""
        if self.boundaries != other.boundaries:
            return Refusal.BOUNDARIES
        if self.counting.definition != other.counting.definition:
            return Refusal.DEFINITION
        if self.counting.prices != other.counting.prices:
            return Refusal.PRICES
        return Refusal.NONE if self.counting.rules == other.counting.rules else Refusal.RULES


def basis_of(
    units: Collection[int],
    indicator: int,
    lines: Sequence[Line],
    since: date,
    until: date,
    living: Container[int],
    *,
    counting: Counting = AS_PUBLISHED,
) -> LevelBasis:
    """The basis of a level of ``units`` together, told in the boundaries of ``until``, counted by ``counting``.

    It is said in terms of the units that were ``living`` on the day ``since``.
    """
    ahead = between(lines_of(lines, indicator), since, until)
    keys = sorted({u for line in ahead for u in (line.predecessor, line.successor)})
    place = {unit: row for row, unit in enumerate(keys)}
    # Whom no change touches is what it was.
    held = {(unit, Fraction(1)) for unit in units if unit not in place and unit in living}
    if touched := sorted(place[unit] for unit in units if unit in place):
        changes = [
            Change(line.on.toordinal(), place[line.predecessor], place[line.successor], line.share)
            for line in ahead
        ]
        shares = transfer(len(keys), changes, since.toordinal(), until.toordinal())
        covered = shares[touched].sum(axis=0)
        held |= {(unit, share) for unit, share in zip(keys, covered, strict=True) if share and unit in living}
    return LevelBasis(frozenset(held), counting)


Cell = tuple[int, int, str]
"""Keys of unit and indicator, code of the period."""


@dataclass(frozen=True)
class Restatement:
    """A restated base as it counts, or waits to be vouched for."""

    key: int
    value: Decimal
    published: Decimal | None
    basis: str
    source: str
    reason: str
    verified: bool
    recorded_at: datetime


def restatements(year: int, known_at: datetime) -> dict[Cell, list[Restatement]]:
    """Every restatement of a period of ``year`` known at ``known_at``, in the order recorded."""
    found = {
        cell: [said for said in rows if said.recorded_at <= known_at]
        for cell, rows in while_ledger_rests("restatements", _read).items()
        if cell[2].startswith(f"{year:04d}")
    }
    return {cell: rows for cell, rows in found.items() if rows}


def in_force(found: Sequence[Restatement]) -> Restatement | None:
    """The last of them that the data owner vouches for; None where there is none."""
    return next((r for r in reversed(found) if r.verified), None)


def by_series(
    restated: Mapping[Cell, Sequence[Restatement]],
) -> dict[tuple[int, int], dict[int, Restatement]]:
    """The restated months of every unit and indicator; a whole year stands for December where that has none.

    A series of which any month was restated is there, with the months that are in force.
    """
    found: dict[tuple[int, int], dict[int, Restatement]] = {}
    for (unit, indicator, code), rows in sorted(restated.items()):
        period, said = Period.parse(code), in_force(rows)
        if said is not None:
            months = found.setdefault((unit, indicator), {})
            if period.last_month in (period.first_month, DECEMBER):
                months[period.last_month] = said
    return found


def changed_since(lines: Sequence[Line], unit: int, said: Restatement, until: date | None) -> bool:
    """Whether the unit has other boundaries by ``until`` than when its base was restated, as was known then."""
    if until is None:
        return False
    after = timezone.localtime(said.recorded_at).date()
    return any(
        unit in (line.predecessor, line.successor)
        for line in lines
        if line.on <= until and (line.on > after or line.recorded_at > said.recorded_at)
    )


def _read() -> dict[Cell, list[Restatement]]:
    found: dict[Cell, list[Restatement]] = {}
    for row in RestatedBase.objects.order_by("pk"):
        said = Restatement(
            row.pk,
            row.value,
            row.published,
            row.basis,
            row.source,
            row.reason,
            row.verified,
            row.recorded_at,
        )
        found.setdefault((row.unit_id, row.indicator_id, row.period), []).append(said)
    return found
