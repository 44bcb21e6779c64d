"""Reading a table of administrative divisions (行政区划代码表): csv in, checked rows out. Touches no database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.models import UnitKind

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

COLUMNS = ("code12", "name", "level", "kind", "parent12")

# Statistical kinds of the division code rules (统计用区划代码编制规则). A quasi-township (类似乡级单位) is a
# development zone, a farm or the like; quasi-committees are neighbourhoods without a committee of their own.
KINDS: dict[str, tuple[int, UnitKind]] = {
    "province": (1, UnitKind.PROVINCE),
    "prefecture": (2, UnitKind.PREFECTURE),
    "county": (3, UnitKind.DISTRICT),
    "subdistrict": (4, UnitKind.SUBDISTRICT),
    "town": (4, UnitKind.TOWN),
    "township": (4, UnitKind.TOWNSHIP),
    "quasi_township": (4, UnitKind.ZONE),
    "residents_committee": (5, UnitKind.COMMUNITY),
    "quasi_residents_committee": (5, UnitKind.COMMUNITY),
    "villagers_committee": (5, UnitKind.VILLAGE),
    "quasi_villagers_committee": (5, UnitKind.VILLAGE),
}
# How many leading digits of the twelve name a division of each level.
_DIGITS = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


@dataclass(frozen=True)
class Division:
    """One row of the table; ``line`` is its line in the file, ``parent`` empty at the top."""

    line: int
    code: str
    name: str
    kind: UnitKind
    parent: str


def read_divisions(data: bytes) -> list[Division]:
    """The divisions of a csv file in code order, so that parents come before children.

    UTF-8 (with or without byte-order mark) and GB18030 are read. Refused, with the line of each problem,
    when a column is missing, a code is malformed or repeats, a kind is unknown or contradicts its level,
    or a parent is absent or does not contain its child by code.
    """
    reader = csv.DictReader(io.StringIO(_decode(data), newline=""), strict=True)
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise Refused(
                Problem(
                    _("Line 1"),
                    _("Columns are missing: %s.") % ", ".join(missing),
                    _("Name the columns %s.") % ",".join(COLUMNS),
                )
            )
        rows = [(reader.line_num, {c: (row[c] or "").strip() for c in COLUMNS}) for row in reader]
    except csv.Error as error:
        raise Refused(
            Problem(
                _("Line %d") % reader.line_num, str(error), _("Save the table as csv from the spreadsheet.")
            )
        ) from error
    if not rows:
        raise Refused(Problem(_("Line 2"), _("The table has no rows."), _("Put one division on each line.")))
    problems = list(_problems(rows))
    if problems:
        raise Refused(problems)
    return sorted(
        (
            Division(line, row["code12"], row["name"], KINDS[row["kind"]][1], row["parent12"])
            for line, row in rows
        ),
        key=lambda division: division.code,
    )


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(
        Problem(
            _("File"), _("It is neither UTF-8 nor GB18030 text."), _("Save it as csv with encoding UTF-8.")
        )
    )


def _problems(rows: list[tuple[int, dict[str, str]]]) -> Iterator[Problem]:
    codes = {row["code12"] for _line, row in rows}
    seen: dict[str, int] = {}
    for line, row in rows:
        where = _("Line %(line)d (%(name)s)") % {"line": line, "name": row["name"] or row["code12"]}
        for what, mend in _row_problems(row, codes):
            yield Problem(where, what, mend)
        if row["code12"] in seen:
            yield Problem(
                where,
                _("The code repeats line %d.") % seen[row["code12"]],
                _("Remove the line or correct the code."),
            )
        seen.setdefault(row["code12"], line)


def _row_problems(row: dict[str, str], codes: set[str]) -> Iterator[tuple[Words, Words]]:
    code, name, parent = row["code12"], row["name"], row["parent12"]
    if not (len(code) == 12 and code.isascii() and code.isdigit()):
        yield _("The code “%s” is not twelve digits.") % code, _("Keep the column as text, not as number.")
        return
    if not name:
        yield _("The name is empty."), _("Write the unit's name.")
    elif len(name) > 80 or not name.isprintable():
        yield _("The name is too long or has control characters."), _("Use at most 80 plain characters.")
    if row["kind"] not in KINDS:
        yield _("Unknown kind “%s”.") % row["kind"], _("Use one of: %s.") % ", ".join(KINDS)
        return
    level = KINDS[row["kind"]][0]
    if row["level"] != str(level):
        yield (
            _("A %(kind)s has level %(level)d, not “%(given)s”.")
            % {"kind": row["kind"], "level": level, "given": row["level"]},
            _("Correct the level or the kind."),
        )
    if code[_DIGITS[level] :].strip("0"):
        yield (
            _("The code %(code)s does not end in zeros after %(digits)d digits.")
            % {"code": code, "digits": _DIGITS[level]},
            _("Correct the code or the kind."),
        )
    yield from _parent_problems(code, parent, level, codes)


def _parent_problems(code: str, parent: str, level: int, codes: set[str]) -> Iterator[tuple[Words, Words]]:
    if not parent:
        if level > 1 and code[: _DIGITS[level - 1]].ljust(12, "0") in codes:
            yield _("The parent is empty."), _("Write the code of the division it lies in.")
    elif parent not in codes:
        yield _("The parent %s is not in the table.") % parent, _("Add its line or correct the code.")
    elif parent != code[: _DIGITS.get(level - 1, 0)].ljust(12, "0"):
        yield (
            _("The parent %(parent)s does not contain %(code)s.") % {"parent": parent, "code": code},
            _("Correct the code or the parent."),
        )
