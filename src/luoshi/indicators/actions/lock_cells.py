"""Lock figures of a sheet, so that its unit cannot edit them (锁定单元格)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from luoshi.indicators.filing_models import CellLock
from luoshi.indicators.locking import turn
from luoshi.indicators.models import Round
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
def lock_cells(
    standing: Standing, round_: Round, unit: Unit, indicators: Collection[str], reason: str
) -> list[CellLock]:
    """Lock the figures ``indicators`` (codes) of the unit in the round, for the supervision office and data owners.

    Refused without figures or a reason, and for a figure that is locked already. What the unit had typed into its
    draft there is not submitted.
    """
    return turn(standing, "indicators.lock_cells", round_, unit, indicators, reason, locked=True)
