"""Fields of the scheme form (方案表单字段): where a value stands in a node, how it is shown, how it is written back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.assessment import form_ways

Raw = dict[str, Any]
Typed = str | list[list[str]]
PERCENT = 100
MOST_ROWS = 60


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    NUMBERS = "numbers"
    CODES = "codes"
    CHOICE = "choice"
    INDICATOR = "indicator"
    TABLE = "table"
    """A list of mappings, a row each."""
    BANDS = "bands"
    """Knots of a step curve: from which per cent on, how many points."""
    CURVE = "curve"
    """Knots: at how many per cent, how many points."""
    CONDITIONS = "conditions"
    """Conditions that must hold together, written in a line: invest completion >= 1; deals value >= 3."""
    WAYS = "ways"
    """Other methods, a row an option."""


@dataclass(frozen=True)
class Field:
    """A value of a node. ``path`` are the keys that lead to it; ``choices`` are codes with their words."""

    path: tuple[str, ...]
    label: Any
    kind: Kind = Kind.NUMBER
    choices: tuple[tuple[str, Any], ...] = ()
    columns: tuple[Field, ...] = ()
    wide: bool = field(default=False)

    @property
    def name(self) -> str:
        """Its place below the node, as problems name it: ``score.cap``."""
        return ".".join(self.path)

    def shown(self, node: Mapping[str, Any]) -> Typed | None:
        """As the form shows it, "" or no rows where it is not written; None where the form cannot show it."""
        value: Any = node
        for key in self.path:
            if not isinstance(value, Mapping):
                return None
            value = value.get(key)
            if value is None:
                return [] if self.kind in _ROWS else ""
        return _SHOWN[self.kind](self, value)

    def written(self, node: Raw, typed: Typed) -> Raw:
        """``node`` with what was typed; the same where nothing else was."""
        known, in_rows = self.shown(node), self.kind in _ROWS
        if known is None or isinstance(typed, str) is in_rows:
            return node
        if not isinstance(typed, str):
            typed = [(row + [""] * len(self.columns))[: len(self.columns)] for row in typed]
        if _trimmed(typed) == _trimmed(known):
            return node
        value = _WRITTEN[self.kind](self, typed, _at(node, self.path))
        return _put(node, self.path, value)


def typed_number(text: str) -> Any:
    """The number in digits; what is none stays the text, and the reader of schemes says so beside its place."""
    plain = text.strip().replace("，", "").replace(",", "")
    if re.fullmatch(r"[+-]?\d{1,15}", plain):
        return int(plain)
    return float(plain) if re.fullmatch(r"[+-]?\d{1,15}\.\d{1,12}", plain) else text.strip()


def _trimmed(typed: Typed) -> Typed:
    """Without spaces around, and without rows in which nothing stands."""
    if isinstance(typed, str):
        return typed.strip()
    rows = [[cell.strip() for cell in row] for row in typed]
    return [row for row in rows if any(row)]


def _at(node: Any, path: Sequence[str]) -> Any:
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def _put(node: Raw, path: Sequence[str], value: Any) -> Raw:
    """``node`` with ``value`` at ``path``; None takes the key away, and a mapping that becomes empty with it."""
    key, *further = path
    if further:
        inner = node.get(key)
        value = _put(dict(inner) if isinstance(inner, Mapping) else {}, further, value) or None
    if value is None:
        return {name: one for name, one in node.items() if name != key}
    return {**node, key: value}


def _plain(_field: Field, value: Any) -> Typed | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{Decimal(repr(value)):f}"
    return value if isinstance(value, str) and "\n" not in value else None


def _listed(one: Field, value: Any) -> Typed | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return None
    shown = [_plain(one, entry) for entry in value]
    return None if None in shown else ", ".join(map(str, shown))


def _table(one: Field, value: Any) -> Typed | None:
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        return None
    rows = [
        [column.shown(row) for column in one.columns] if isinstance(row, Mapping) else [None] for row in value
    ]
    return None if any(cell is None for row in rows for cell in row) else rows  # type: ignore[return-value]


def _points(value: Any) -> list[tuple[Any, Any]] | None:
    """Knots as per cent and score; None where they are none."""
    if not isinstance(value, list) or len(value) > 2 * MOST_ROWS:
        return None
    found = []
    for knot in value:
        numbers = isinstance(knot, list) and len(knot) == 2 and isinstance(knot[0], int | float)
        if not numbers or isinstance(knot[0], bool) or isinstance(knot[1], list | dict):
            return None
        found.append((Decimal(repr(knot[0])) * PERCENT, knot[1]))
    return found


def _curve(one: Field, value: Any) -> Typed | None:
    points = _points(value)
    return None if points is None else [[_decimal(x), str(_plain(one, y))] for x, y in points]


def _bands(one: Field, value: Any) -> Typed | None:
    """Steps only: zero until the first, level between them."""
    points = _points(value)
    if points is None or len(points) < 3 or len(points) % 2 == 0 or points[0] != (0, 0):
        return None
    rows, level = [], points[0][1]
    for before, after in zip(points[1::2], points[2::2], strict=True):
        if before[0] != after[0] or before[1] != level:
            return None
        level = after[1]
        rows.append([_decimal(after[0]), str(_plain(one, level))])
    return rows


def _decimal(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _typed_text(_field: Field, typed: Typed, _known: Any) -> Any:
    return str(typed).strip() or None


def _typed_choice(_field: Field, typed: Typed, _known: Any) -> Any:
    text = str(typed).strip()
    return {"true": True, "false": False}.get(text, text or None)


def _typed_number(_field: Field, typed: Typed, _known: Any) -> Any:
    return typed_number(str(typed)) if str(typed).strip() else None


def _typed_list(one: Field, typed: Typed, _known: Any) -> Any:
    parts = [part for part in re.split(r"[\s,，、]+", str(typed)) if part]
    if one.kind is Kind.CODES and parts == ["shared"]:
        return "shared"
    return [typed_number(part) if one.kind is Kind.NUMBERS else part for part in parts] or None


def _typed_table(one: Field, typed: Typed, known: Any) -> Any:
    """Row by row onto the entry that stood there; what the form does not know of an entry stays."""
    rows = []
    for place, cells in enumerate(typed):
        entry = dict(known[place]) if isinstance(known, list) and place < len(known) else {}
        if not any(cell.strip() for cell in cells):
            continue
        for column, cell in zip(one.columns, cells, strict=False):
            entry = column.written(entry, cell)
        rows.append(entry)
    return rows or None


def _ratio(text: str) -> Any:
    number = typed_number(text)
    if isinstance(number, str):
        return number
    share = Decimal(str(number)) / PERCENT
    return int(share) if share == int(share) else float(share)


def _typed_curve(_field: Field, typed: Typed, _known: Any) -> Any:
    rows = [row for row in typed if any(cell.strip() for cell in row)]
    return [[_ratio(row[0]), typed_number(row[1])] for row in rows] or None


def _typed_bands(one: Field, typed: Typed, known: Any) -> Any:
    steps = _typed_curve(one, typed, known)
    if steps is None:
        return None
    knots, level = [[0, 0]], 0
    for x, y in steps:
        knots += [[x, level], [x, y]]
        level = y
    return knots


_LIMITS = {"at_least": ">=", "at_most": "<="}
_CONDITION = re.compile(
    r"(?P<indicator>[a-z][a-z0-9_.-]*)\s+(?P<measure>[a-z]+)(?P<limits>(?:\s*(?:>=|<=|≥|≤)\s*[^\s<>=≥≤]+)+)"
)


def _conditions(one: Field, value: Any) -> Typed | None:
    if not isinstance(value, list):
        return None
    lines = []
    for condition in value:
        if not isinstance(condition, Mapping) or condition.keys() - {"indicator", "measure", *_LIMITS}:
            return None
        limits = [
            f"{sign} {_plain(one, condition[key])}" for key, sign in _LIMITS.items() if key in condition
        ]
        lines.append(" ".join([str(condition.get("indicator")), str(condition.get("measure")), *limits]))
    shown = "; ".join(lines)
    return shown if _typed_conditions(one, shown, None) == value else None


def _typed_conditions(_field: Field, typed: Typed, _known: Any) -> Any:
    """What is no condition stays the text, and the reader of schemes says so beside its place."""
    parts = [part.strip() for part in re.split(r"[;；]", str(typed)) if part.strip()]
    found = [_CONDITION.fullmatch(part) for part in parts]
    if not all(found):
        return str(typed).strip()
    keys = {">=": "at_least", "≥": "at_least", "<=": "at_most", "≤": "at_most"}
    return [
        {
            "indicator": match["indicator"],
            "measure": match["measure"],
            **{
                keys[sign]: typed_number(number)
                for sign, number in re.findall(r"(>=|<=|≥|≤)\s*([^\s<>=≥≤]+)", match["limits"])
            },
        }
        for match in found
        if match
    ] or None


def _ways(_field: Field, value: Any) -> Typed | None:
    return form_ways.shown(value)


def _typed_ways(_field: Field, typed: Typed, known: Any) -> Any:
    assert not isinstance(typed, str)
    return form_ways.typed(typed, known, typed_number)


_ROWS = frozenset({Kind.TABLE, Kind.BANDS, Kind.CURVE, Kind.WAYS})
_SHOWN = {
    **dict.fromkeys((Kind.TEXT, Kind.NUMBER, Kind.CHOICE, Kind.INDICATOR), _plain),
    **dict.fromkeys((Kind.NUMBERS, Kind.CODES), _listed),
    Kind.TABLE: _table,
    Kind.BANDS: _bands,
    Kind.CURVE: _curve,
    Kind.CONDITIONS: _conditions,
    Kind.WAYS: _ways,
}
_WRITTEN = {
    Kind.TEXT: _typed_text,
    Kind.INDICATOR: _typed_text,
    Kind.CHOICE: _typed_choice,
    Kind.NUMBER: _typed_number,
    **dict.fromkeys((Kind.NUMBERS, Kind.CODES), _typed_list),
    Kind.TABLE: _typed_table,
    Kind.BANDS: _typed_bands,
    Kind.CURVE: _typed_curve,
    Kind.CONDITIONS: _typed_conditions,
    Kind.WAYS: _typed_ways,
}

AMONG = (("", _("as usual")), ("group", _("the group")), ("all", _("all units")))
MISSING = (
    ("", _("as above")),
    ("zero", _("no points, and marked")),
    ("exclude", _("left out, and marked")),
    ("withhold", _("no total until it is reported")),
)
COMBINE = (
    ("", _("weighted mean")),
    ("arithmetic", _("weighted mean")),
    ("geometric", _("geometric mean")),
    ("harmonic", _("harmonic mean")),
    ("power", _("power mean")),
    ("median", _("median")),
    ("copeland", _("Copeland")),
    ("topsis", _("TOPSIS")),
)
WEIGHTS = (
    ("", _("written by hand")),
    ("hand", _("written by hand")),
    ("equal", _("equal weights")),
    ("ahp", _("judged in pairs (AHP)")),
    ("entropy", _("by entropy")),
    ("principal", _("by the first principal component")),
    ("influence", _("by wanted influence")),
)
_NAMES = (
    Field(("name",), _("Name"), Kind.TEXT),
    Field(("name_en",), _("Name in English"), Kind.TEXT),
)
_NODE = (Field(("code",), _("Code"), Kind.TEXT), *_NAMES, Field(("weight",), _("Weight")))
_INSIDE = (
    Field(("combine",), _("How scores are combined"), Kind.CHOICE, COMBINE),
    Field(("weights", "by"), _("Where weights come from"), Kind.CHOICE, WEIGHTS),
    Field(("least_reported",), _("Least share reported")),
)
_MISSING_AT_ALL = Field(
    ("missing",), _("When not reported"), Kind.CHOICE, (("", _("stated item by item")), *MISSING[1:])
)
_MISSING = Field(("missing",), _("When not reported"), Kind.CHOICE, MISSING)
BLOCK = (*_NODE, *_INSIDE, _MISSING)
ITEM = (*_NODE, Field(("indicator",), _("Indicator"), Kind.INDICATOR), _MISSING)
_GRADE = (
    Field(("code",), _("Code"), Kind.TEXT),
    *_NAMES,
    Field(("at_least",), _("From score")),
    Field(("share",), _("Share of the group")),
)
_VETO = (
    Field(("code",), _("Code"), Kind.TEXT),
    *_NAMES,
    Field(("basis",), _("Legal basis"), Kind.TEXT),
    Field(("indicator",), _("Indicator"), Kind.INDICATOR),
    Field(("at_least",), _("From how many")),
    Field(("approver",), _("Who confirms"), Kind.TEXT),
    Field(("term_months",), _("Months")),
    Field(("appeal_days",), _("Days to appeal")),
    Field(("opens",), _("Best grade left"), Kind.TEXT),
)
_GATE = (
    Field(("code",), _("Code"), Kind.TEXT),
    *_NAMES,
    Field(("basis",), _("Legal basis"), Kind.TEXT),
)
_WHEN = Field(("when",), _("Only where (e.g. invest completion >= 1; deals value >= 3)"), Kind.CONDITIONS)
_ADJUSTMENT = (
    Field(("code",), _("Code"), Kind.TEXT),
    *_NAMES,
    Field(("indicator",), _("Indicator"), Kind.INDICATOR),
    Field(("each",), _("Points for each")),
    Field(("most",), _("At most")),
    Field(("matter",), _("Matter: only the highest counts"), Kind.TEXT),
    _WHEN,
)
_JUMP = (
    Field(("code",), _("Code"), Kind.TEXT),
    *_NAMES,
    Field(("up",), _("Grades up")),
    _WHEN,
)
_WAY = (
    Field(("choice",), _("What is decided"), Kind.TEXT),
    Field(("name",), _("Other way"), Kind.TEXT),
    Field(("way",), _("What is otherwise"), Kind.CHOICE, form_ways.WAYS),
    Field(("values",), _("Numbers or codes"), Kind.TEXT),
    Field(("for",), _("Only for (codes)"), Kind.TEXT),
    Field(("chance",), _("Chance")),
    Field(("code",), _("Code"), Kind.TEXT),
)
PLACES = (("", _("none")), ("down", _("rounded down")), ("nearest", _("rounded")))
BORDER = (("", _("none")), ("all_in", _("all of them")), ("none_in", _("none of them")))
RANK_ON = (("published", _("published scores")), ("unrounded", _("unrounded scores")))
WHOLE = (
    *_NAMES,
    Field(("digits",), _("Decimals")),
    Field(("rank_on",), _("What is ranked"), Kind.CHOICE, RANK_ON),
    Field(("rank_among",), _("Ranked among"), Kind.CHOICE, AMONG),
    Field(("ties",), _("Equal scores: shared, or codes"), Kind.CODES),
    *_INSIDE,
    _MISSING_AT_ALL,
    Field(("quota", "places"), _("Places of a quota"), Kind.CHOICE, PLACES),
    Field(("quota", "border"), _("Equal scores at the border"), Kind.CHOICE, BORDER),
    Field(("adjustments", "bonus_cap"), _("Bonuses together at most")),
    Field(("adjustments", "deduction_cap"), _("Deductions together at most")),
    Field(("adjustments", "items"), _("Beside the hundred"), Kind.TABLE, columns=_ADJUSTMENT, wide=True),
    Field(("grades",), _("Grades"), Kind.TABLE, columns=_GRADE, wide=True),
    Field(("jumps",), _("Grade jumps"), Kind.TABLE, columns=_JUMP, wide=True),
    Field(("vetoes",), _("Vetoes"), Kind.TABLE, columns=_VETO, wide=True),
    Field(("gates",), _("Gates raised by decision"), Kind.TABLE, columns=_GATE, wide=True),
    Field(("alternatives", "noise"), _("Weights vary by (0.2: ±20%)")),
    Field(("alternatives", "choices"), _("Other methods"), Kind.WAYS, columns=_WAY, wide=True),
)
