"""All reads that leave the indicators room."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from luoshi.indicators.filings import Filing, filings, matrix, owed, punctuality, queue, sees_all_filings
from luoshi.indicators.lineage import lineage
from luoshi.indicators.returns import Returned, returned
from luoshi.indicators.sheet_view import round_table, sheet_view
from luoshi.indicators.models import Decision, FormDuty, Observation
from luoshi.org.models import Unit

__all__ = [
    "Filing",
    "Returned",
    "district_code",
    "filings",
    "lineage",
    "matrix",
    "owed",
    "punctuality",
    "queue",
    "returned",
    "round_table",
    "sees_all_filings",
    "sheet_view",
]


def district_code() -> str:
    """Code of the unit at the head of the official order: the ledger chain of what concerns the whole district."""
    return Unit.objects.order_by("order", "pk").values_list("code", flat=True).first() or ""


def filing_units(as_of: date) -> frozenset[int]:
    """Keys of the units with a duty to file some form on ``as_of``."""
    held = Q(valid_to__isnull=True) | Q(valid_to__gt=as_of)
    return frozenset(FormDuty.objects.filter(held, valid_from__lte=as_of).values_list("unit_id", flat=True))


def annual_values(indicator: str, year: int, *, known_at: datetime) -> dict[str, Decimal]:
    """Verified value of the year's December by unit code, as known at ``known_at``; units without one are left out."""
    found: dict[str, Decimal | None] = {}
    rows = Observation.objects.filter(
        indicator__code=indicator,
        period=f"{year:04d}-12",
        verdicts__decision=Decision.VERIFIED,
        verdicts__at__lte=known_at,
    )
    for unit, value in rows.order_by("pk").values_list("unit__code", "value"):
        found[unit] = value
    return {unit: value for unit, value in found.items() if value is not None}
