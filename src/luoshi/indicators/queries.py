"""All reads that leave the indicators room."""

from __future__ import annotations

from luoshi.org.models import Unit


def district_code() -> str:
    """Code of the unit at the head of the official order: the ledger chain of what concerns the whole district."""
    return Unit.objects.order_by("order", "pk").values_list("code", flat=True).first() or ""
