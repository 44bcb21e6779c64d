"""The table of figures that is scored (计分数据表): one row a unit and indicator, every bad cell named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.inputs import Assessed, Group, Inputs
from luoshi.assessment.scheme_problems import unknown_units
from luoshi.assessment.scheme_text import SchemeText
from luoshi.assessment.scoring import used_indicators
from luoshi.exchange.formula_guard import guarded, unguarded
from luoshi.exchange.sheet_rows import read_sheet
from luoshi.indicators.numerals import Unreadable, read_number
from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

MOST_ROWS = 500_000
COLUMNS = ("unit", "group", "indicator", "actual", "target", "base")
NAMED = COLUMNS[:3]
NUMBERS = COLUMNS[3:]
_OPTIONAL = frozenset({"target", "base"})
_CALLED = {
    "单位": "unit",
    "分组": "group",
    "考核组": "group",
    "指标": "indicator",
    "实绩": "actual",
    "目标": "target",
    "时序目标": "target",
    "基期": "base",
    "上年同期": "base",
}
_FLOAT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_LARGEST = 1e14


@dataclass(frozen=True, order=True)
class Row:
    """The figures of one unit and indicator; None is missing."""

    unit: str
    group: str
    indicator: str
    actual: float | None
    target: float | None
    base: float | None


@dataclass(frozen=True)
class Values:
    """All rows, by unit and indicator: the order of the file has no influence."""

    rows: tuple[Row, ...]

    def as_csv(self) -> str:
        """The table in the one form that is kept and hashed; each number in the shortest form that reads back equal."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in self.rows:
            named = [guarded(getattr(row, name)) for name in NAMED]
            numbers = [getattr(row, name) for name in NUMBERS]
            writer.writerow(named + ["" if number is None else repr(number) for number in numbers])
        return buffer.getvalue()


def read_values(content: bytes | str) -> Values:
    """The figures in an .xlsx (first sheet) or a text with commas, semicolons or tabs, UTF-8 or GB18030.

    The first row names the columns unit, group, indicator, actual and, if there are any, target and base, in
    English or Chinese. An empty number is missing. Refused with one problem for every bad cell, by row and column.
    """
    rows = read_sheet(content, MOST_ROWS)
    start = next((n for n, row in enumerate(rows) if any(row)), None)
    if start is None or len(rows) - start > MOST_ROWS:
        raise Refused(
            Problem(
                _("The table"),
                _("It holds no figures.") if start is None else _("The table is too large."),
                _("The first row names the columns: %s.") % ", ".join(COLUMNS),
            )
        )
    place = _columns(rows[start])
    reader = _Reader(place)
    found = [reader.row(row, line) for line, row in enumerate(rows[start + 1 :], start=start + 2) if any(row)]
    if reader.problems:
        raise Refused(reader.problems)
    return Values(tuple(sorted(found, key=lambda row: (row.unit, row.indicator))))


def _columns(head: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Refused where one is absent, unknown or there twice."""
    problems, place = [], dict[str, int]()
    for column, title in enumerate(head):
        name = _CALLED.get(title, title.lower())
        if not name:
            continue
        if name not in COLUMNS:
            what: Words = _("There is no column “%s”.") % title
        elif name in place:
            what = _("The column “%s” is there twice.") % title
        else:
            place[name] = column
            continue
        problems.append(Problem(_("The first row"), what, _("Columns: %s.") % ", ".join(COLUMNS)))
    absent = [name for name in COLUMNS if name not in place and name not in _OPTIONAL]
    if absent:
        problems.append(Problem(_("The first row"), _("Missing: %s.") % ", ".join(absent), _("Add it.")))
    if problems:
        raise Refused(problems)
    return place


class _Reader:
    """Reads row by row, notes what is wrong and goes on: all problems show at once."""

    def __init__(self, place: dict[str, int]) -> None:
        self.place = place
        self.problems: list[Problem] = []
        self._group: dict[str, str] = {}
        self._seen: dict[tuple[str, str], int] = {}

    def row(self, cells: Sequence[str], line: int) -> Row:
        text = {name: cells[at] if at < len(cells) else "" for name, at in self.place.items()}
        for name in NAMED:
            if not text[name]:
                self._wrong(line, name, _("The cell is empty."), _("Write a code."))
        unit, group, indicator = (unguarded(text[name]) for name in NAMED)
        first = self._seen.setdefault((unit, indicator), line)
        if first != line:
            self._wrong(
                line,
                "indicator",
                _("Row %d has this unit and indicator already.") % first,
                _("Leave one of them."),
            )
        if self._group.setdefault(unit, group) != group:
            self._wrong(
                line,
                "group",
                _("The unit is in the group “%s” above.") % self._group[unit],
                _("A unit has one group."),
            )
        return Row(
            unit, group, indicator, *(self._number(text.get(name, ""), line, name) for name in NUMBERS)
        )

    def _number(self, text: str, line: int, name: str) -> float | None:
        if _FLOAT.fullmatch(text):
            number = float(text)
            if abs(number) < _LARGEST:
                return number + 0.0
        try:
            read = read_number(text, "", 6)
        except Unreadable as error:
            self._wrong(line, name, error.what, error.mend)
            return None
        return None if read is None else float(read)

    def _wrong(self, line: int, name: str, what: Words, mend: Words) -> None:
        where = _("row %(row)d, column %(column)s") % {"row": line, "column": name}
        self.problems.append(Problem(where, what, mend))


def inputs_of(scheme: SchemeText, values: Values) -> Inputs:
    """What ``scheme`` is calculated from; units by group, in the scheme's order of groups, then by code.

    An indicator applies to a unit that has a row for it and, where its completion is scored, a target above zero.
    Refused when a unit is in a group that the scheme does not rank, and when the scheme names a unit without a row.
    """
    units = {row.unit: row.group for row in values.rows}
    strangers = sorted({group for group in units.values() if group not in scheme.groups})
    if strangers:
        raise Refused(
            Problem(
                _("column group"),
                _("The scheme ranks no group %s.") % ", ".join(strangers),
                _("Its groups: %s.") % ", ".join(scheme.groups),
            )
        )
    if problems := unknown_units(scheme.rules, units):
        raise Refused(problems)
    order = sorted(units, key=lambda unit: (scheme.groups.index(units[unit]), unit))
    codes = used_indicators(scheme.rules)
    place = {unit: row for row, unit in enumerate(order)}
    column = {code: number for number, code in enumerate(codes)}
    figures = np.full((len(NUMBERS), len(order), len(codes)), np.nan)
    asked = np.zeros((len(order), len(codes)), bool)
    for row in values.rows:
        if row.indicator in column:
            cell = place[row.unit], column[row.indicator]
            figures[:, *cell] = [np.nan if n is None else n for n in (row.actual, row.target, row.base)]
            asked[cell] = True
    actual, target, base = figures
    on_target = np.isin(codes, sorted(scheme.rules.on_target))
    return Inputs(
        scheme_digest=scheme.digest,
        period=str(scheme.year),
        as_of=date(scheme.year, 12, 31),
        month=12,
        groups=tuple(Group(code, code, code) for code in scheme.groups),
        units=tuple(Assessed(unit, unit, unit, units[unit], simulated=False) for unit in order),
        indicators=codes,
        actual=actual,
        target=target,
        base=base,
        applies=asked & (~on_target | (np.nan_to_num(target) > 0)),
    )


def oddities(scheme: SchemeText, values: Values) -> Iterator[Words]:
    """What is not wrong but worth a look: indicators that only the scheme or only the table has."""
    used, told = set(used_indicators(scheme.rules)), {row.indicator for row in values.rows}
    if told - used:
        yield _("The scheme does not read: %s.") % ", ".join(sorted(told - used))
    if used - told:
        yield _("The table has no row for: %s.") % ", ".join(sorted(used - told))


def changed(values: Values, unit: str, indicator: str, actual: Decimal) -> Values:
    """``values`` with another actual in one cell. Refused when there is no such row."""
    if not any((row.unit, row.indicator) == (unit, indicator) for row in values.rows):
        raise Refused(
            Problem(
                f"{unit}/{indicator}",
                _("The table has no such row."),
                _("Write the codes of a unit and an indicator."),
            )
        )
    return Values(
        tuple(
            Row(row.unit, row.group, row.indicator, float(actual), row.target, row.base)
            if (row.unit, row.indicator) == (unit, indicator)
            else row
            for row in values.rows
        )
    )
