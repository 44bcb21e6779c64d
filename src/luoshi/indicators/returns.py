"""Sheets that a statistics owner sent back (退回记录)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.indicators.filings import sees_all_filings
from luoshi.indicators.models import Decision, Verdict
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of


@dataclass(frozen=True)
class Returned:
    """One unit's month with values sent back; ``revised`` when any of them has been replaced since."""

    unit_id: int
    period: str
    revised: bool


def returned(standing: Standing, year: int, as_of: date) -> list[Returned]:
    """Months of ``year`` of which values had been sent back by the end of ``as_of``, in order of time and unit.

    For whoever oversees the district's filings.
    """
    require(sees_all_filings(standing))
    known = end_of(as_of)
    rows = (
        Verdict.objects.filter(
            decision=Decision.RETURNED, at__lte=known, observation__period__startswith=f"{year:04d}-"
        )
        .order_by("observation__period", "observation__unit__order", "observation__unit__code")
        .values_list("observation__unit_id", "observation__period", "observation__superseded_by__recorded_at")
    )
    found: dict[tuple[int, str], bool] = {}
    for unit, period, replaced_at in rows:
        replaced = replaced_at is not None and replaced_at <= known
        found[unit, period] = found.get((unit, period), False) or replaced
    return [Returned(unit, period, revised) for (unit, period), revised in found.items()]
