"""Keep a draft of a sheet (暂存)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from luoshi.indicators.models import Round, Sheet
from luoshi.indicators.sheet_desk import begun_sheet
from luoshi.indicators.typed import Typed, read_cells
from luoshi.ledger.master import one_edition
from luoshi.ledger.record import record
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
@one_edition()
def save_cells(
    standing: Standing, round_: Round, unit: Unit, typed: Sequence[Typed], *, edition: int, key: str = ""
) -> Sheet:
    """Store the cells in ``typed`` on the unit's sheet, all or none; cells not named stay as they are.

    ``edition`` is the edition the editor was shown, 0 for a sheet never saved. What others have saved in other cells
    since stays. Refused when somebody else has changed a cell that this editor changed otherwise (code
    "conflict:<indicator>"), the period is not open, the sheet is submitted, or a cell is locked or cannot be taken
    (code "cell:<indicator>", one problem a cell). ``key`` names the post: the same post again changes nothing.
    """
    desk = begun_sheet(standing, round_, unit)
    if desk.was_taken(key):
        return desk.sheet
    desk.check_may_change()
    readings = read_cells(round_, typed)
    desk.narrow_to(readings)
    changed = desk.fill_in(readings, edition)
    if not changed and not desk.is_new:
        return desk.sheet
    rows = desk.store(changed, key)
    record(standing.signature(), "indicators.save_cells", chain=unit.code, subject=str(round_), rows=rows)
    return desk.sheet
