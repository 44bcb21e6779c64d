"""A table of one indicator over units and periods, as somebody has it in Excel (历史数据表)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.exchange.sheet_rows import Rows, column_letters, read_sheet
from luoshi.indicators.actions.import_history import PastFigure
from luoshi.indicators.numerals import Unreadable, read_number
from luoshi.indicators.plausibility import doubts
from luoshi.indicators.queries import last_words
from luoshi.ledger.refusal import Problem, Refused
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.indicators.models import Indicator
    from luoshi.ledger.refusal import Words
    from luoshi.org.tree import Node, OrgTree

MOST_ROWS, MOST_COLUMNS = 5_000, 600
_MONTH = re.compile(r"(\d{4})\s*[年./-]?\s*(\d{1,2})\s*月?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_LONG = 3


@dataclass(frozen=True)
class Entry:
    """One cell of the table with its place as in Excel; ``problem`` None where it can be taken.

    ``known``: the same figure is on record already, so nothing is to be written. ``doubt`` says that it lies outside
    the plausible range; it is taken all the same.
    """

    place: str
    unit: str
    period: str
    text: str
    value: Decimal | None
    problem: Problem | None = None
    known: bool = False
    doubt: Words = ""


@dataclass(frozen=True)
class HistoryPlan:
    """What a table would write: its cells that hold anything, and what is wrong with it as a whole."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def figures(self) -> list[PastFigure]:
        """What is new and can be taken."""
        return [
            PastFigure(e.unit, e.period, e.value)
            for e in self.entries
            if e.value is not None and e.problem is None and not e.known
        ]

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """Everything that keeps the table from being taken: all of it is, or nothing."""
        return (*self.problems, *(e.problem for e in self.entries if e.problem is not None))


def read_rows(content: bytes | str) -> Rows:
    """The first sheet of an .xlsx, or text with commas, semicolons or tabs between the cells, as text.

    Refused for what is neither, and for a table beyond 5,000 rows or 600 columns.
    """
    rows = read_sheet(content, MOST_ROWS, as_shown=True)
    filled = [row for row in rows if any(row)]
    margin = min((next(n for n, cell in enumerate(row) if cell) for row in filled), default=0)
    if len(filled) > MOST_ROWS or any(len(row) - margin > MOST_COLUMNS for row in filled):
        raise Refused(Problem(_("The file"), _("The table is too large."), _("Split it by years.")))
    return rows


def as_text(rows: Rows) -> str:
    """The rows as :func:`read_rows` reads them back: what a preview hands to the confirmation."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def plan_history(indicator: Indicator, rows: Rows, org: OrgTree) -> HistoryPlan:
    """What ``rows`` would write as the history of ``indicator``.

    Either a row a unit and a column a period, named in the first row; or three columns: unit, period, value.
    Units are named by code or name; periods as 2014-01, 2014年1月, 201401, 2014-Q1 or 2014. A title above the table,
    empty rows and a margin do no harm. An empty cell says nothing. A figure that is on record with another value is a problem: it is revised by a report.
    """
    places = {
        name: node for node in reversed(org.in_order()) for name in (node.name, node.name_en, node.code)
    }
    cells = list(_cells(rows))
    known = last_words({n.code for n in places.values()}, {indicator.code}) if cells else {}
    seen: set[tuple[str, str]] = set()
    entries = []
    for place, name, period, text in cells:
        entry = _entry(place, places.get(name), name, period, text, indicator)
        cell = (entry.unit, entry.period)
        word = known.get((entry.unit, indicator.code, entry.period))
        if entry.problem is None and cell in seen:
            entry = _wrong(entry, _("The figure is named twice."), _("Name each figure once."))
        elif entry.problem is None and word is not None and word.value == entry.value:
            entry = Entry(place, entry.unit, entry.period, text, entry.value, known=True)
        elif entry.problem is None and word is not None:
            entry = _wrong(
                entry,
                _("Another figure is on record: %s.") % f"{(word.value or Decimal(0)).normalize():f}",
                _("Revise it by a report, or leave the cell empty."),
            )
        seen.add(cell)
        entries.append(entry)
    return HistoryPlan(tuple(entries), () if entries else (_empty(),))


def _cells(rows: Rows) -> Iterator[tuple[str, str, str, str]]:
    """Place, unit, period and text of every cell that holds something."""
    top = next((n for n, row in enumerate(rows) if _is_head(row)), len(rows))
    left = min((n for row in rows[top:] for n, cell in enumerate(row) if cell), default=0)
    body = [row[left:] for row in rows[top:]]
    head = _without_end(body[0]) if body else []
    is_long = len(head) == _LONG and not _period(head[1])
    for line, row in enumerate(body[1:], start=top + 2):
        if is_long:
            unit, period, text = (*row, "", "", "")[:_LONG]
            if text:
                yield f"{column_letters(left + 2)}{line}", unit, period, text
            continue
        for column, text in enumerate(row[1 : len(head)], start=1):
            if text:
                yield f"{column_letters(left + column)}{line}", row[0], head[column], text


def _is_head(row: list[str]) -> bool:
    """Whether the row names columns: a title above the table fills one cell."""
    return sum(map(bool, row)) > 1 or any(map(_period, row[1:]))


def _without_end(row: list[str]) -> list[str]:
    """The row without the empty cells behind its last."""
    filled = [n for n, cell in enumerate(row, start=1) if cell]
    return row[: filled[-1]] if filled else []


def _entry(place: str, node: Node | None, name: str, period: str, text: str, indicator: Indicator) -> Entry:
    code = _period(period)
    entry = Entry(place, node.code if node else name, code or period, text, None)
    if node is None:
        return _wrong(entry, _("No unit is called “%s”.") % name, _("Use the name or the code of a unit."))
    if not code:
        return _wrong(entry, _("“%s” is no period.") % period, _("Write 2014-12 for December 2014."))
    try:
        value = read_number(text, indicator.unit_name, 6)
    except Unreadable as error:
        return _wrong(entry, error.what, error.mend)
    told = doubts(indicator, value, None, None)
    return Entry(place, node.code, code, text, value, doubt=told[0].words if told else "")


def _wrong(entry: Entry, what: Words, mend: Words) -> Entry:
    where = f"{entry.place} ({entry.unit} {entry.period})"
    return Entry(entry.place, entry.unit, entry.period, entry.text, None, Problem(where, what, mend))


def _period(text: str) -> str:
    """The code of the period as somebody writes it; empty for anything else."""
    if month := _MONTH.fullmatch(text.strip()):
        text = f"{month[1]}-{int(month[2]):02d}"
    elif year := _YEAR.fullmatch(text.strip()):
        text = year[1]
    try:
        return Period.parse(text.strip().upper()).code
    except ValueError:
        return ""


def _empty() -> Problem:
    return Problem(
        _("The table"),
        _("It holds no figures."),
        _("Name the periods in the first row and a unit in the first cell of each row below."),
    )
