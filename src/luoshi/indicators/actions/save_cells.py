"""Keep a draft of a sheet (暂存)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import (
    CONFLICT,
    asks,
    check_fillable,
    check_open,
    items,
    latest,
    sheet_for_update,
)
from luoshi.indicators.locks import Lock, locked_cells
from luoshi.indicators.models import Cell, FormItem, Round, Sheet
from luoshi.indicators.numerals import Unreadable, plain, read_number
from luoshi.indicators.plausibility import doubts, outside
from luoshi.indicators.policies import may_report
from luoshi.indicators.receipts import receipt, was_taken
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
    ``base`` is the text and note that the editor was shown; without it every cell counts as typed.
    """

    indicator: str
    text: str
    note: str = ""
    where: str = ""
    base: tuple[str, str] | None = None

    @property
    def is_untouched(self) -> bool:
        return self.base is not None and (self.text.strip(), self.note.strip()) == self.base


class Reading(NamedTuple):
    """A cell as read: what stands in ``value`` and ``note`` if it is taken."""

    item: FormItem
    value: Decimal | None
    note: str
    entry: Typed


@transaction.atomic
def save_cells(
    standing: Standing, round_: Round, unit: Unit, typed: Sequence[Typed], *, edition: int, key: str = ""
) -> Sheet:
    """Store the cells in ``typed`` on the unit's sheet, all or none; cells not named stay as they are.

    ``edition`` is the edition the editor was shown, 0 for a sheet never saved. What others have saved in other cells
    since stays. Refused when somebody else has changed a cell that this editor changed otherwise (code
    "conflict:<indicator>"), the period is not open, the sheet is submitted, or a cell is locked or cannot be taken
    (code "cell:<indicator>", one problem a cell). ``key`` names the post: the same post again changes nothing.
    """
    require(may_report(standing, unit.pk, tree(standing.today)))
    # Two first editors at once: the second finds the sheet that the first has made.
    Sheet.objects.get_or_create(round=round_, unit=unit)
    sheet = sheet_for_update(round_, unit)
    assert sheet is not None
    if was_taken(sheet, key):
        return sheet
    check_open(round_, unit, standing.today, sheet)
    check_fillable(sheet)
    changed = _changed(sheet, read_cells(round_, typed), edition)
    if not changed and sheet.edition:
        return sheet
    sheet.edition += 1
    sheet.saved_at, sheet.saved_by_id = standing.at, standing.person_id
    sheet.save()
    for cell in changed:
        cell.sheet, cell.edition, cell.saved_by_id = sheet, sheet.edition, standing.person_id
    Cell.objects.bulk_update([c for c in changed if c.pk], ["value", "note", "edition", "saved_by"], 200)
    Cell.objects.bulk_create([c for c in changed if not c.pk], 200)
    rows: list[Recorded] = [sheet, *changed, *receipt(standing, sheet, key)]
    record(standing.signature(), "indicators.save_cells", chain=unit.code, subject=str(round_), rows=rows)
    return sheet


def _changed(sheet: Sheet, readings: Sequence[Reading], edition: int) -> list[Cell]:
    """The cells with what is to stand in them, or Refused with every cell locked or changed by somebody else."""
    asked = [reading.item.indicator_id for reading in readings]
    cells = {c.indicator_id: c for c in sheet.cells.filter(indicator__in=asked).select_related("saved_by")}
    locked = locked_cells(sheet.unit_id, sheet.round.period, asked)
    standing = latest([sheet.unit_id], [sheet.round.period]) if locked else {}
    changed, problems = [], []
    for item, value, note, entry in readings:
        cell = cells.get(item.indicator_id)
        if item.indicator_id in locked:
            stated = standing.get((sheet.unit_id, item.indicator_id, sheet.round.period))
            stands = {shown.value if shown else None for shown in (stated, cell or stated)}
            if not entry.is_untouched and value not in stands:
                problems.append(_locked(entry, item, locked[item.indicator_id]))
        elif cell is None:
            changed.append(Cell(indicator=item.indicator, value=value, note=note))
        elif (cell.value, cell.note) == (value, note) or (entry.is_untouched and cell.edition > edition):
            continue
        elif cell.edition > edition:
            problems.append(_conflict(entry, item, cell))
        else:
            cell.value, cell.note = value, note
            changed.append(cell)
    if problems:
        raise Refused(problems)
    return changed


def _locked(entry: Typed, item: FormItem, lock: Lock) -> Problem:
    words = (
        _("It was verified by %(who)s on %(day)s.")
        if lock.verified and not lock.reason
        else _("It was locked by %(who)s on %(day)s.")
    )
    return Problem(
        entry.where or item.indicator.name,
        words % {"who": lock.by.name, "day": localtime(lock.at).date()},
        _("Ask the supervision office or the statistics owner to unlock it."),
        f"cell:{entry.indicator}",
    )


def _conflict(entry: Typed, item: FormItem, cell: Cell) -> Problem:
    who = cell.saved_by.name if cell.saved_by else str(_("Somebody"))
    theirs = " ".join(part for part in (plain(cell.value, item.indicator.decimals) or "—", cell.note) if part)
    mine = " ".join(part for part in (entry.text.strip() or "—", entry.note.strip()) if part)
    return Problem(
        entry.where or item.indicator.name,
        _("%(who)s saved %(theirs)s here while you filled in %(mine)s.")
        % {"who": who, "theirs": theirs, "mine": mine},
        _("Choose one of the two."),
        f"{CONFLICT}:{entry.indicator}",
    )


def read_cells(round_: Round, typed: Sequence[Typed]) -> list[Reading]:
    """The exact values that ``typed`` states, or Refused with one problem for each cell that cannot be taken."""
    lines = {item.indicator.code: item for item in items(round_, {entry.indicator for entry in typed})}
    seen: set[str] = set()
    read: list[Reading] = []
    problems: list[Problem] = []
    for entry in typed:
        try:
            item = _line(lines, entry, round_.period, seen)
            read.append(Reading(item, _value(item, entry), entry.note.strip(), entry))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return [reading for reading in read if asks(reading.item, round_.period)]


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
        raise _refused(entry, item, _("This period does not ask for it."), _("Leave the cell empty."))
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
