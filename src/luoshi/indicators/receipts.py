"""Posts of a sheet that were taken (回执): what is sent twice is taken once."""

from __future__ import annotations

from luoshi.indicators.filing_models import Receipt
from luoshi.indicators.models import Sheet
from luoshi.ledger.models import Recorded
from luoshi.org.standing import Standing


def was_taken(sheet: Sheet | None, key: str) -> bool:
    """Whether the post with this key was taken before; a post without a key never was."""
    return bool(key) and sheet is not None and Receipt.objects.filter(sheet=sheet, key=key).exists()


def receipt(standing: Standing, sheet: Sheet, key: str) -> list[Recorded]:
    """The rows that remember the post: one, or none for a post without a key."""
    return [Receipt.objects.create(sheet=sheet, key=key, at=standing.at)] if key else []
