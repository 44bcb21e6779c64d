"""The three accounts of targets ready for a page (三本账): progress, quality, cost of failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from luoshi.assessment.stakes import Stake, Stakes, stakes
from luoshi.indicators.quality import Quality
from luoshi.targets.accounts import (
    Arrival,
    Dependents,
    arrival,
    dependents,
    money_tied,
    quality_of,
)
from luoshi.targets.forecasts import Outlook
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, outlooks
from luoshi.web.request import Request
from luoshi.web.target_rows import Row, row_of
from luoshi.workdays.day_names import day

if TYPE_CHECKING:
    from luoshi.targets.models import TiedMoney


@dataclass(frozen=True)
class Accounts:
    """One target. ``stake`` is None where no result that the reader may see assesses it."""

    row: Row
    at_rate: str
    by_forecast: str
    quality: Quality
    dependents: Dependents
    stake: Stake | None
    money: list[TiedMoney]

    @property
    def money_total(self) -> Decimal:
        return sum((tied.amount for tied in self.money), Decimal(0))

    @property
    def fails_with_it(self) -> int:
        """How many targets above would be missed with this one, if it is missed as expected."""
        return sum(bool(above.fails) for above in self.dependents.above)


def accounts(
    request: Request, found: Board, positions: Sequence[Position]
) -> tuple[list[Accounts], Stakes | None]:
    """The accounts of ``positions`` in their order, and the result by which points are at stake."""
    wanted = {p.target.pk: p for p in positions}
    with_parts = {p.target.pk: p for q in positions for p in (q, *found.parts_of(q))}
    expected = outlooks(found, with_parts.values())
    quality = quality_of(request.standing, found, positions)
    money = money_tied(request.standing, (p.target for p in positions), found.as_of)
    pairs = {key: (p.target.unit.code, p.target.indicator.code) for key, p in wanted.items()}
    told = stakes(request.standing, pairs.values(), found.year, found.as_of)
    return [
        Accounts(
            row=row_of(found, position, outlook=expected[key]),
            at_rate=_rate_words(arrival(position, expected[key]), found.year),
            by_forecast=_forecast_words(arrival(position, expected[key]), expected[key], found.year),
            quality=quality[key],
            dependents=dependents(found, position, expected),
            stake=told.found.get(pairs[key]) if told else None,
            money=money.get(key, []),
        )
        for key, position in wanted.items()
    ], told


def _rate_words(when: Arrival, year: int) -> str:
    if not when.has_day:
        return _("has no such day")
    return _("cannot say") if when.at_rate is None else _day_words(when.at_rate, year)


def _forecast_words(when: Arrival, outlook: Outlook, year: int) -> str:
    if not when.has_day:
        return _("has no such day")
    if when.by_forecast is not None:
        return _day_words(when.by_forecast, year)
    return _("cannot say") if outlook.center is None else _("not within the year")


def _day_words(when: date, year: int) -> str:
    text = day(when) or ""
    return text if when.year == year else _("%s, after the year's end") % text
