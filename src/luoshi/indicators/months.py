"""What a month's figure was made of where a unit reports days, weeks or thirds of it (月内报送溯源)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from luoshi.indicators.definitions import definitions
from luoshi.indicators.desk import latest
from luoshi.indicators.facts import district_year
from luoshi.indicators.parts import GRAINS, across, can_make, inside, rule_of
from luoshi.kernel.aggregation import OverTime
from luoshi.workdays.periods import Cadence, Period

if TYPE_CHECKING:
    from luoshi.indicators.models import Indicator, Observation


@dataclass(frozen=True)
class Piece:
    """A day, week or third with the figure that counts, None without; ``waits``: reported, but nobody has verified it.

    ``needed``: the month cannot be made without it.
    """

    period: Period
    value: float | None
    waits: bool
    needed: bool


@dataclass(frozen=True)
class Assembly:
    """A month put together by ``rule`` from ``pieces``; ``value`` None where one that is needed is missing.

    ``split`` are the weeks that lie in another month as well, where they keep the month from being made.
    """

    cadence: Cadence
    rule: OverTime
    value: float | None
    pieces: tuple[Piece, ...]
    split: tuple[Period, ...]

    @property
    def lacking(self) -> tuple[Piece, ...]:
        """The pieces for want of which there is no figure."""
        return tuple(piece for piece in self.pieces if piece.needed and piece.value is None)


def assembly(unit: int, indicator: Indicator, period: str, known_at: datetime) -> Assembly | None:
    """How the parts of a month make its figure, as known at a moment; None where no part of it was ever reported."""
    month = Period.parse(period)
    if month.cadence is not Cadence.MONTHLY:
        return None
    pieces = {c: (*inside(month, c), *across(month, c)) for c in GRAINS}
    codes = [piece.code for among in pieces.values() for piece in among]
    told = {
        code: row
        for (_u, i, code), row in latest([unit], codes, known_at=known_at).items()
        if i == indicator.pk
    }
    if not told:
        return None
    sure = {
        code: row
        for (_u, i, code), row in latest([unit], codes, verified_only=True, known_at=known_at).items()
        if i == indicator.pk
    }
    rule = rule_of(definitions(known_at), indicator.pk, indicator.nature, month)
    ranked = sorted(GRAINS, key=lambda c: not _is_whole(month, c, rule, sure))
    cadence = next(c for c in ranked if any(piece.code in told for piece in pieces[c]))
    facts, figure = district_year(month.year, known_at), None
    if unit in facts.unit_ids and indicator.pk in facts.indicator_ids:
        place = facts.unit_ids.index(unit), facts.indicator_ids.index(indicator.pk), month.first_month - 1
        figure = None if np.isnan(facts.values[place]) else float(facts.values[place])
    able = can_make(month, cadence, rule)
    shown = inside(month, cadence)
    return Assembly(
        cadence,
        rule,
        figure if able else None,
        tuple(
            Piece(
                piece,
                _value(sure.get(piece.code)),
                waits=_value(sure.get(piece.code)) is None and _value(told.get(piece.code)) is not None,
                needed=able and (rule is not OverTime.LAST or piece == shown[-1]),
            )
            for piece in shown
        ),
        () if able else across(month, cadence),
    )


def _is_whole(month: Period, cadence: Cadence, rule: OverTime, sure: dict[str, Observation]) -> bool:
    needed = inside(month, cadence)[-1:] if rule is OverTime.LAST else inside(month, cadence)
    return can_make(month, cadence, rule) and all(
        _value(sure.get(piece.code)) is not None for piece in needed
    )


def _value(row: Observation | None) -> float | None:
    return None if row is None or row.value is None else float(row.value)
