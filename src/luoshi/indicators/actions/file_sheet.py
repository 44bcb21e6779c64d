"""Fill a sheet in and hand it in, at once (填报并报送)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from luoshi.indicators.actions.submit_sheet import stated
from luoshi.indicators.desk import check_edition
from luoshi.indicators.models import Round, Sheet
from luoshi.indicators.sheet_desk import begun_sheet
from luoshi.indicators.typed import Typed, read_cells
from luoshi.ledger.master import one_edition
from luoshi.ledger.record import record
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
@one_edition()
def file_sheet(
    standing: Standing,
    round_: Round,
    unit: Unit,
    typed: Sequence[Typed],
    *,
    edition: int,
    key: str = "",
    unseen: bool = False,
) -> Sheet:
    """Keep the cells in ``typed`` and submit the sheet: both or nothing, with one entry of the ledger.

    Refused for whatever :func:`save_cells` and :func:`submit_sheet` refuse. Where somebody else has saved other cells
    since ``edition``, it is refused too, unless the person takes these over ``unseen``. ``key`` names the post: the same post again
    changes nothing.
    """
    desk = begun_sheet(standing, round_, unit)
    if desk.was_taken(key):
        return desk.sheet
    desk.check_may_change()
    changed = desk.fill_in(read_cells(round_, typed), edition)
    if not unseen:
        check_edition(desk.sheet, edition)
    made = desk.hand_in()
    rows = desk.store(changed, key)
    record(
        standing.signature(),
        "indicators.submit_sheet",
        chain=unit.code,
        subject=str(round_),
        rows=rows,
        detail=stated(made),
    )
    return desk.sheet
