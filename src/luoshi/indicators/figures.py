"""Figures cell by cell for whoever hands them on: those in force at a moment, and the last word on each (数据清单)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from luoshi.indicators.models import Decision, Observation, Origin, Verdict

_READ_AT_ONCE = 2_000
_COLUMNS = (
    "unit__code",
    "indicator__code",
    "period",
    "pk",
    "value",
    "origin",
    "note",
    "recorded_at",
    "reported_by__name",
    "simulated",
    "verified",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure by the codes of unit, indicator and period.

    ``value`` None is a figure that was withdrawn; ``before`` is then the last value it had, else None.
    """

    unit: str
    indicator: str
    period: str
    observation: int
    value: Decimal | None
    origin: str
    note: str
    recorded_at: datetime
    reporter: str
    simulated: bool
    verified: bool
    before: Decimal | None = None


def figures_on(
    known_at: datetime,
    *,
    verified_only: bool = True,
    units: Collection[str] = (),
    indicators: Collection[str] = (),
) -> Iterator[Figure]:
    """The figures in force at ``known_at``, by unit, period and indicator in official order, one at a time.

    Of each figure the latest version then known counts, of the verified ones if ``verified_only``. ``units`` and
    ``indicators`` narrow by code; empty means all. Nothing but one figure's versions is held in memory.
    """
    verified = Verdict.objects.filter(
        observation=OuterRef("pk"), decision=Decision.VERIFIED, at__lte=known_at
    )
    rows = Observation.objects.filter(recorded_at__lte=known_at).annotate(
        verified=Exists(verified) | Q(origin=Origin.COMPUTED)
    )
    if verified_only:
        rows = rows.filter(verified=True)
    if units:
        rows = rows.filter(unit__code__in=units)
    if indicators:
        rows = rows.filter(indicator__code__in=indicators)
    in_order = rows.order_by(
        "unit__order", "unit__code", "period", "indicator__order", "indicator__code", "pk"
    ).values_list(*_COLUMNS)
    for _cell, versions in groupby(in_order.iterator(chunk_size=_READ_AT_ONCE), key=lambda row: row[:3]):
        before, last = None, None
        for row in versions:
            before = row[4] if row[4] is not None else before
            last = row
        if last is not None:
            unit, indicator, period, key, value, origin, note, at, reporter, simulated, verified = last
            yield Figure(
                unit=unit,
                indicator=indicator,
                period=period,
                observation=key,
                value=value,
                origin=origin,
                note=note,
                recorded_at=at,
                reporter=reporter or "",
                simulated=simulated,
                verified=verified,
                before=before if value is None else None,
            )


Cell = tuple[str, str, str]
"""Codes of unit, indicator and period."""


@dataclass(frozen=True, slots=True)
class LastWord:
    """The newest observation of a cell, verified or not, and where it came from."""

    observation: int
    value: Decimal | None
    origin: str
    note: str


def last_words(units: Collection[str], indicators: Collection[str]) -> dict[Cell, LastWord]:
    """The newest observation of every cell of these units and indicators, by codes: one query."""
    rows = (
        Observation.objects.filter(
            unit__code__in=units, indicator__code__in=indicators, superseded_by__isnull=True
        )
        .order_by("recorded_at", "pk")
        .values_list("unit__code", "indicator__code", "period", "pk", "value", "origin", "note")
    )
    return {row[:3]: LastWord(*row[3:]) for row in rows.iterator(chunk_size=_READ_AT_ONCE)}
