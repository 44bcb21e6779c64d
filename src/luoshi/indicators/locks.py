"""Which figures of a sheet are locked, why and by whom (锁定): verified ones, and those locked by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from luoshi.indicators.filing_models import CellLock
from luoshi.indicators.models import Decision, Verdict
from luoshi.org.models import Person


@dataclass(frozen=True, slots=True)
class Lock:
    """Why a figure cannot be edited: ``reason`` is empty where the verdict alone locks it."""

    by: Person
    at: datetime
    reason: str
    verified: bool


def verdicts_in_force(
    unit_id: int, period: str, indicators: Collection[int] | None = None
) -> dict[int, Verdict]:
    """By indicator key, the verdict that verified the figure that stands; one query."""
    rows = Verdict.objects.filter(
        decision=Decision.VERIFIED,
        observation__unit=unit_id,
        observation__period=period,
        observation__superseded_by__isnull=True,
    )
    if indicators is not None:
        rows = rows.filter(observation__indicator__in=list(indicators))
    return {v.observation.indicator_id: v for v in rows.select_related("by", "observation").order_by("pk")}


def locked_cells(
    unit_id: int,
    period: str,
    indicators: Collection[int] | None = None,
    verdicts: Mapping[int, Verdict] | None = None,
) -> dict[int, Lock]:
    """The locked figures of a unit's period by indicator key, of ``indicators`` if given; two queries.

    A verified figure is locked unless its verdict has been unlocked; another one is if it was locked by hand.
    ``verdicts`` are those in force where they have been read already.
    """
    if verdicts is None:
        verdicts = verdicts_in_force(unit_id, period, indicators)
    found = {
        indicator: Lock(verdict.by, verdict.at, "", verified=True) for indicator, verdict in verdicts.items()
    }
    rows = CellLock.objects.filter(unit=unit_id, period=period)
    if indicators is not None:
        rows = rows.filter(indicator__in=list(indicators))
    latest = {row.indicator_id: row for row in rows.select_related("by").order_by("pk")}
    for indicator, row in latest.items():
        if row.locked:
            found[indicator] = Lock(row.by, row.at, row.reason, verified=indicator in verdicts)
        elif indicator in verdicts and row.verdict_id == verdicts[indicator].pk:
            del found[indicator]
    return found
