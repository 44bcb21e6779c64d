"""Figures cell by cell for whoever hands them on: those in force at a moment, and the last word on each (数据清单)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby, islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.indicators.models import Decision, Observation, Origin, Verdict
from luoshi.indicators.policies import sees_submitted
from luoshi.ledger.refusal import require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

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


Cell = tuple[str, str, str]
"""Codes of unit, indicator and period."""


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
    rows = _versions(known_at, verified_only)
    if units:
        rows = rows.filter(unit__code__in=units)
    if indicators:
        rows = rows.filter(indicator__code__in=indicators)
    yield from _in_force(
        rows.order_by("unit__order", "unit__code", "period", "indicator__order", "indicator__code", "pk")
    )


@dataclass(frozen=True)
class Sought:
    """Which figures a program asks for: in force at ``known_at``, by codes (empty means all), behind the place
    ``after`` (codes of unit, period and indicator), no more than ``limit`` and the one that follows."""

    known_at: datetime
    verified_only: bool
    unit: str
    indicator: str
    period: str
    after: tuple[str, str, str] | None
    limit: int


def figures_seen(standing: Standing, sought: Sought) -> list[Figure]:
    """The figures that this person may see, by the codes of unit, period and indicator; up to ``limit`` + 1 of them.

    Verified figures are published to everybody in a post. Figures that nobody has verified are those of units whose
    submitted sheets the person sees; Denied when another unit is asked for by name.
    """
    require(bool(standing.posts))
    rows = _versions(sought.known_at, sought.verified_only)
    if not sought.verified_only:
        org = tree(standing.today)
        seen = {node.code for node in org.nodes.values() if sees_submitted(standing, node.id, org)}
        require(not sought.unit or sought.unit in seen)
        rows = rows.filter(unit__code__in=seen)
    for name, code in (("unit__code", sought.unit), ("indicator__code", sought.indicator)):
        rows = rows.filter(**{name: code}) if code else rows
    if sought.period:
        rows = rows.filter(period=sought.period)
    if sought.after:
        unit, period, indicator = sought.after
        same_unit = Q(unit__code=unit)
        rows = rows.filter(
            Q(unit__code__gt=unit)
            | same_unit & Q(period__gt=period)
            | same_unit & Q(period=period, indicator__code__gt=indicator)
        )
    in_order = rows.order_by("unit__code", "period", "indicator__code", "pk")
    return list(islice(_in_force(in_order), sought.limit + 1))


def _versions(known_at: datetime, verified_only: bool) -> QuerySet[Observation, Any]:
    """The versions known at a moment, each with whether it was verified by then."""
    verified = Verdict.objects.filter(
        observation=OuterRef("pk"), decision=Decision.VERIFIED, at__lte=known_at
    )
    rows = Observation.objects.filter(recorded_at__lte=known_at).annotate(
        verified=Exists(verified) | Q(origin=Origin.COMPUTED)
    )
    return rows.filter(verified=True) if verified_only else rows


def _in_force(rows: QuerySet[Observation, Any]) -> Iterator[Figure]:
    """The last version of each cell of rows in which the versions of a cell follow each other, oldest first."""
    in_order = rows.values_list(*_COLUMNS)
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
        .order_by("pk")
        .values_list("unit__code", "indicator__code", "period", "pk", "value", "origin", "note")
    )
    return {row[:3]: LastWord(*row[3:]) for row in rows.iterator(chunk_size=_READ_AT_ONCE)}
