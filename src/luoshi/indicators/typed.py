"""What a person types into the cells of a sheet, and how it is read (填报内容)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import CONFLICT, asks, items
from luoshi.indicators.locks import Lock
from luoshi.indicators.models import LONGEST_NOTE, Cell, FormItem, Round
from luoshi.indicators.numerals import Unreadable, plain, read_number
from luoshi.indicators.plausibility import doubts, outside
from luoshi.ledger.naming import named
from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words


@dataclass(frozen=True)
class Typed:
    """What a person typed in one cell: ``text`` as it stands, ``note`` beside it.

    ``where`` names the place in a problem, a spreadsheet cell such as "C7"; the indicator's name if empty.
    ``named_at`` is the place that names the indicator. ``base`` is the text and note that the editor was shown;
    without it every cell counts as typed. ``fault`` is what already keeps the cell of a file from being read.
    """

    indicator: str
    text: str
    note: str = ""
    where: str = ""
    base: tuple[str, str] | None = None
    named_at: str = ""
    fault: Problem | None = None

    @property
    def is_untouched(self) -> bool:
        return self.base is not None and (self.text.strip(), self.note.strip()) == self.base


class Reading(NamedTuple):
    """A cell as read: what stands in ``value`` and ``note`` if it is taken."""

    item: FormItem
    value: Decimal | None
    note: str
    entry: Typed


def locked_problem(reading: Reading, lock: Lock) -> Problem:
    """The figure was to be changed, and is locked."""
    entry, item = reading.entry, reading.item
    words = (
        _("It was verified by %(who)s on %(day)s.")
        if lock.verified and not lock.reason
        else _("It was locked by %(who)s on %(day)s.")
    )
    return Problem(
        entry.where or named(item.indicator),
        words % {"who": lock.by.name, "day": localtime(lock.at).date()},
        _("Ask the supervision office or the statistics owner to unlock it."),
        f"cell:{entry.indicator}",
    )


def conflict(reading: Reading, cell: Cell) -> Problem:
    """Somebody else has changed the same cell otherwise."""
    entry, item = reading.entry, reading.item
    who = cell.saved_by.name if cell.saved_by else str(_("Somebody"))
    theirs = " ".join(part for part in (plain(cell.value, item.indicator.decimals) or "—", cell.note) if part)
    mine = " ".join(part for part in (entry.text.strip() or "—", entry.note.strip()) if part)
    return Problem(
        entry.where or named(item.indicator),
        _("%(who)s saved %(theirs)s here while you filled in %(mine)s.")
        % {"who": who, "theirs": theirs, "mine": mine},
        _("Choose one of the two."),
        f"{CONFLICT}:{entry.indicator}",
    )


def read_cells(round_: Round, typed: Sequence[Typed]) -> list[Reading]:
    """The exact values that ``typed`` states, or Refused with one problem for each cell that cannot be taken."""
    read, problems = try_cells(round_, typed)
    if problems:
        raise Refused(problems)
    return read


def try_cells(round_: Round, typed: Sequence[Typed]) -> tuple[list[Reading], list[Problem]]:
    """The cells of ``typed`` that can be taken, and one problem for each of the others."""
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
    return [reading for reading in read if asks(reading.item, round_.period)], problems


def _line(lines: dict[str, FormItem], entry: Typed, period: str, seen: set[str]) -> FormItem:
    item = lines.get(entry.indicator)
    if item is None:
        raise _line_refused(
            entry, _("The form does not ask for “%s”.") % entry.indicator, _("Remove the row.")
        )
    if entry.indicator in seen:
        raise _line_refused(entry, _("This indicator is filled in twice."), _("Keep one of the two rows."))
    seen.add(entry.indicator)
    if entry.text.strip() and not asks(item, period):
        raise _refused(entry, item, _("This period does not ask for it."), _("Leave the cell empty."))
    return item


def _value(item: FormItem, entry: Typed) -> Decimal | None:
    if entry.fault is not None:
        raise Refused(entry.fault)
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


def _refused(entry: Typed, item: FormItem, what: Words, mend: Words) -> Refused:
    return Refused(Problem(entry.where or named(item.indicator), what, mend, f"cell:{entry.indicator}"))


def _line_refused(entry: Typed, what: Words, mend: Words) -> Refused:
    """It is the row that is wrong, not its figure."""
    where = entry.named_at or entry.where or entry.indicator
    return Refused(Problem(where, what, mend, f"cell:{entry.indicator}"))
