"""All reads that leave the indicators room."""

from __future__ import annotations

from luoshi.indicators.filings import filings, matrix, owed, punctuality, queue, sees_all_filings
from luoshi.indicators.lineage import lineage
from luoshi.indicators.sheet_view import round_table, sheet_view
from luoshi.org.models import Unit

__all__ = [
    "district_code",
    "filings",
    "lineage",
    "matrix",
    "owed",
    "punctuality",
    "queue",
    "round_table",
    "sees_all_filings",
    "sheet_view",
]


def district_code() -> str:
    """Code of the unit at the head of the official order: the ledger chain of what concerns the whole district."""
    return Unit.objects.order_by("order", "pk").values_list("code", flat=True).first() or ""
