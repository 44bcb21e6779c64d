"""Let a unit edit figures that are verified or locked (解锁单元格)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from luoshi.indicators.filing_models import CellLock
from luoshi.indicators.locking import turn
from luoshi.indicators.models import Round
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
def unlock_cells(
    standing: Standing, round_: Round, unit: Unit, indicators: Collection[str], reason: str
) -> list[CellLock]:
    """Unlock the figures ``indicators`` (codes) of the unit in the round, for the supervision office and data owners.

    The verified figure keeps counting until its correction is verified, which locks it again. Refused without
    figures or a reason, and for a figure that is not locked.
    """
    return turn(standing, "indicators.unlock_cells", round_, unit, indicators, reason, locked=False)
