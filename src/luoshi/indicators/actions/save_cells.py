"""Keep a draft of a sheet (暂存)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import (
    asks,
    check_edition,
    check_fillable,
    check_open,
    items,
    sheet_for_update,
)
from luoshi.indicators.models import Cell, FormItem, Round, Sheet
from luoshi.indicators.numerals import Unreadable, read_number
from luoshi.indicators.plausibility import doubts, outside
from luoshi.indicators.policies import may_report
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

LONGEST_NOTE = 300


@dataclass(frozen=True)
class Typed:
    """What a person typed in one cell: ``text`` as it stands, ``note`` beside it.

    ``where`` names the place in a problem, a spreadsheet cell such as "C7"; the indicator's name if empty.
    """

    indicator: str
    text: str
    note: str = ""
    where: str = ""


@transaction.atomic
def save_cells(
    standing: Standing, round_: Round, unit: Unit, typed: Sequence[Typed], *, edition: int
) -> Sheet:
    """Store the cells in ``typed`` on the unit's sheet, all or none; cells not named stay as they are.

    ``edition`` is the edition the editor was shown, 0 for a sheet never saved. Refused when somebody else has
    saved since (code "edition"), the period is not open, the sheet is submitted, or a cell cannot be taken
    (code "cell:<indicator>", one problem a cell).
    """
    require(may_report(standing, unit.pk, tree(standing.today)))
    # Two first editors at once: the second finds the sheet that the first has made.
    Sheet.objects.get_or_create(round=round_, unit=unit)
    sheet = sheet_for_update(round_, unit)
    assert sheet is not None
    check_open(round_, unit, standing.today, sheet)
    check_fillable(sheet)
    check_edition(sheet, edition)
    readings = read_cells(round_, typed)
    cells = {c.indicator_id: c for c in sheet.cells.all()}
    changed = []
    for item, value, note in readings:
        cell = cells.get(item.indicator_id) or Cell(indicator=item.indicator)
        if cell.pk is None or (cell.value, cell.note) != (value, note):
            cell.value, cell.note = value, note
            changed.append(cell)
    if not changed and sheet.edition:
        return sheet
    sheet.edition += 1
    sheet.saved_at, sheet.saved_by_id = standing.at, standing.person_id
    sheet.save()
    rows: list[Recorded] = [sheet]
    for cell in changed:
        cell.sheet = sheet
        cell.save()
        rows.append(cell)
    record(standing.signature(), "indicators.save_cells", chain=unit.code, subject=str(round_), rows=rows)
    return sheet


def read_cells(round_: Round, typed: Sequence[Typed]) -> list[tuple[FormItem, Decimal | None, str]]:
    """The exact values that ``typed`` states, or Refused with one problem for each cell that cannot be taken."""
    lines = {item.indicator.code: item for item in items(round_)}
    seen: set[str] = set()
    read: list[tuple[FormItem, Decimal | None, str]] = []
    problems: list[Problem] = []
    for entry in typed:
        try:
            item = _line(lines, entry, round_.period, seen)
            read.append((item, _value(item, entry), entry.note.strip()))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return [(item, value, note) for item, value, note in read if asks(item, round_.period)]


def _line(lines: dict[str, FormItem], entry: Typed, period: str, seen: set[str]) -> FormItem:
    item = lines.get(entry.indicator)
    if item is None:
        raise _refused(
            entry, None, _("The form does not ask for “%s”.") % entry.indicator, _("Remove the row.")
        )
    if entry.indicator in seen:
        raise _refused(entry, item, _("This indicator is filled in twice."), _("Keep one of the two rows."))
    seen.add(entry.indicator)
    if entry.text.strip() and not asks(item, period):
        raise _refused(entry, item, _("This month does not ask for it."), _("Leave the cell empty."))
    return item


def _value(item: FormItem, entry: Typed) -> Decimal | None:
    if len(entry.note.strip()) > LONGEST_NOTE:
        raise _refused(entry, item, _("The note is too long."), _("Keep it to %d characters.") % LONGEST_NOTE)
    try:
        value = read_number(entry.text, item.indicator.unit_name, item.indicator.decimals)
    except Unreadable as error:
        raise _refused(entry, item, error.what, error.mend) from error
    if value is not None and outside(item.indicator, value) and not entry.note.strip():
        what = doubts(item.indicator, value, None, None)[0].words
        raise _refused(entry, item, what, _("Correct it, or say in the note why it is so."))
    return value


def _refused(entry: Typed, item: FormItem | None, what: Words, mend: Words) -> Refused:
    where = entry.where or (item.indicator.name if item else entry.indicator)
    return Refused(Problem(where, what, mend, f"cell:{entry.indicator}"))
