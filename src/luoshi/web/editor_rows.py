"""The scheme form as it is drawn: rows of the tree, fields with their problems, the curve of an item (方案表单)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luoshi.assessment.events import EVENT, named_events
from luoshi.assessment.form_fields import PERCENT, Field, Kind
from luoshi.assessment.form_judgements import Judgements
from luoshi.assessment.inputs import CLOSURE, TIMELINESS
from luoshi.assessment.opinions import PANEL, SURVEY, asked
from luoshi.assessment.scheme_form import FormNode
from luoshi.indicators.vocabulary import catalogue
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import Beyond, Piecewise
from luoshi.kernel.scheme import Item
from luoshi.ledger.refusal import Problem
from luoshi.web.formats import number
from luoshi.web.named import named

Choices = list[tuple[str, str]]
WIDTH, HEIGHT, EDGE = 320.0, 120.0, 8.0
SAMPLES = 161
DEEPEST = 3  # levels that the tree sets off from each other
# How far beyond the last knot a curve that goes on is drawn, as a share of what lies between the knots.
BEYOND = 0.5
WEIGHTS_BY = ("weights", "by")
SHARES = frozenset({Measure.COMPLETION, Measure.GROWTH, Measure.SHARE_OF_BEST})


@dataclass(frozen=True)
class Cell:
    """One input. ``choices`` are given where one is chosen; ``redraws`` where the rest of the form hangs on it."""

    name: str
    label: str
    value: str
    choices: Choices
    errors: list[str] = field(default_factory=list)
    redraws: bool = False


@dataclass(frozen=True)
class Drawn:
    """One field of the open node: a single input, or rows of them under their column names."""

    label: str
    cell: Cell | None
    columns: list[str]
    rows: list[list[Cell]]
    errors: list[str]


@dataclass(frozen=True)
class TreeRow:
    """One line of the tree."""

    node: FormNode
    name: str
    depth: int
    weight: str | None
    share: str
    is_open: bool
    wrong: int

    @property
    def first(self) -> bool:
        return self.node.is_whole or self.node.place[-1] == 0

    @property
    def last(self) -> bool:
        return self.node.is_whole or self.node.place[-1] == self.node.siblings - 1


def tree_rows(nodes: Iterable[FormNode], opened: FormNode, problems: Sequence[Problem]) -> list[TreeRow]:
    """Every node with what it weighs, and how much is wrong at it."""
    return [
        TreeRow(
            node=node,
            name=_name(node),
            depth=min(len(node.place), DEEPEST),
            weight=_weight(node),
            share=number(node.share, 2) or "—",
            is_open=node.place == opened.place,
            wrong=sum(_belongs(problem, node) for problem in problems),
        )
        for node in nodes
    ]


def _name(node: FormNode) -> str:
    return named_raw(node.raw)


def named_raw(raw: Any) -> str:
    """What a node of a text is called in the reader's language, else by its code."""
    if not isinstance(raw, Mapping):
        return "—"
    english = not (get_language() or "zh").startswith("zh")
    return str((english and raw.get("name_en")) or raw.get("name") or raw.get("code") or "—")


def blocks_for(nodes: Iterable[FormNode], opened: FormNode) -> Choices:
    """Blocks into which the open node can be moved, by place; the scheme itself is one. [] where there is none."""
    place = opened.place
    if opened.is_whole or opened.siblings < 2:
        return []
    return [
        (node.path, _name(node))
        for node in nodes
        if (node.is_block or node.is_whole) and node.place != place[:-1] and node.place[: len(place)] != place
    ]


def _weight(node: FormNode) -> str | None:
    """The weight as it is written; None where the block above finds it and none is."""
    known = next((one for one in node.fields if one.name == "weight"), None)
    shown = None if known is None else known.shown(node.raw)
    return shown if isinstance(shown, str) and (shown or "weight" not in node.raw) else None


def _rest(problem: Problem, node: FormNode) -> str | None:
    """The place of a problem below its node: ``score.cap``; None where it is about another node."""
    where, path = str(problem.where), node.path
    if where == node.raw.get("indicator") and where:
        return "indicator"
    if where == path:
        return ""
    rest = where.removeprefix(f"{path}.") if path else where
    if (path and rest == where) or rest.startswith("items["):
        return None
    return rest


def _belongs(problem: Problem, node: FormNode) -> bool:
    rest = _rest(problem, node)
    return rest is not None and (not node.is_whole or any(_concerns(rest, one) for one in node.fields))


def _concerns(rest: str, one: Field) -> bool:
    return rest == one.name or rest.startswith((f"{one.name}.", f"{one.name}["))


def elsewhere(problems: Iterable[Problem], opened: FormNode) -> list[Problem]:
    """Problems that stand beside no field of the open node that the form can show."""
    shown = [one for one in opened.fields if one.shown(opened.raw) is not None]
    return [
        problem
        for problem in problems
        if (rest := _rest(problem, opened)) is None or not any(_concerns(rest, one) for one in shown)
    ]


def drawn_fields(node: FormNode, problems: Sequence[Problem], indicators: Choices) -> list[Drawn]:
    """Fields of the open node but its matrix of judgements; one whose value the form cannot show is left to the text."""
    return [
        _drawn(one, shown, node, problems, indicators)
        for one in node.fields
        if not isinstance(one, Judgements) and (shown := one.shown(node.raw)) is not None
    ]


def errors_of(one: Field, node: FormNode, problems: Sequence[Problem]) -> list[str]:
    """What is wrong at a field of the node, each once."""
    said = (
        f"{problem.what} {problem.mend}"
        for problem in problems
        if (rest := _rest(problem, node)) is not None and _concerns(rest, one)
    )
    return list(dict.fromkeys(said))


def _drawn(
    one: Field,
    shown: str | list[list[str]],
    node: FormNode,
    problems: Sequence[Problem],
    indicators: Choices,
) -> Drawn:
    errors = errors_of(one, node, problems)
    label = str(one.label)
    if isinstance(shown, str):
        return Drawn(label, _cell(f"f:{one.name}", label, shown, one, indicators, errors), [], [], errors)
    blank = [""] * len(one.columns)
    rows = [
        [
            _cell(f"t:{one.name}:{n}:{m}", str(column.label), value, column, indicators, [])
            for m, (column, value) in enumerate(zip(one.columns, row, strict=True))
        ]
        for n, row in enumerate([*shown, blank])
    ]
    return Drawn(label, None, [str(column.label) for column in one.columns], rows, errors)


def _cell(name: str, label: str, value: str, one: Field, indicators: Choices, errors: list[str]) -> Cell:
    choices: Choices = []
    if one.kind is Kind.CHOICE:
        choices = _choices([(code, str(words)) for code, words in one.choices], value)
    elif one.kind is Kind.INDICATOR:
        choices = _choices([("", _("choose one")), *indicators], value)
    return Cell(name, label, value, choices, errors, redraws=one.path == WEIGHTS_BY)


def _choices(known: Choices, value: str) -> Choices:
    """Each choice once, the one taken in its own words; what is no choice is shown as it is written."""
    if value not in dict(known):
        return [*known, (value, value)]
    taken = dict(known)[value]
    seen: dict[str, str] = {}
    for code, words in known:
        seen.setdefault(words, value if words == taken else code)
    return [(code, words) for words, code in seen.items()]


def indicator_choices(known: Iterable[Any]) -> Choices:
    """What can be scored: the catalogue by name, what the product counts itself, opinions and events."""
    return [*((one.code, named(one)) for one in known), *_computed(), *_opinions(), *_events()]


def _computed() -> Choices:
    return [(TIMELINESS, _("Timely reporting")), (CLOSURE, _("Matters closed on time"))]


def indicator_names(codes: Collection[str]) -> dict[str, str]:
    """The names of these indicators of a scheme; only where there are such is read what is rated, counted or reported."""
    opinions = any(code.startswith((PANEL, SURVEY)) for code in codes)
    events = any(code.startswith(EVENT) for code in codes)
    others = any(not code.startswith((PANEL, SURVEY, EVENT)) for code in codes)
    known = [
        *(((one.code, named(one)) for one in catalogue()) if others else ()),
        *_computed(),
        *(_opinions() if opinions else ()),
        *(_events() if events else ()),
    ]
    return {code: name for code, name in known if code in codes}


def _opinions() -> Choices:
    panel, survey = _("%(name)s (panel)"), _("%(name)s (survey)")
    return [
        (code, (panel if code.startswith(PANEL) else survey) % {"name": named(one)})
        for code, one in asked().items()
    ]


def _events() -> Choices:
    of_all, of_level = _("%(name)s (events)"), _("%(name)s, %(level)s (events)")
    return [
        (code, (of_level if level else of_all) % {"name": named(kind), "level": level.label if level else ""})
        for code, (kind, level) in named_events().items()
    ]


@dataclass(frozen=True)
class Curve:
    """A drawing of a scoring rule: an SVG path, and the ends of both axes in words."""

    path: str
    left: str
    right: str
    low: str
    high: str


def curve_of(item: Item) -> Curve | None:
    """The curve of an item, a ladder place by place; None where it has none."""
    if item.of_events_only or item.rule.classes is not None:
        return None
    if item.rule.rungs is not None:
        ladder = item.rule.rungs.ladder
        points = ladder.of(len(ladder.top) + len(ladder.bottom) + 3)
        places = np.arange(1, points.size + 1, dtype=float)
        return _traced(np.repeat(places, 2)[1:], np.repeat(points, 2)[:-1], "{:.4g}")
    xs = _range(item.rule.curve)
    share = item.rule.measure in SHARES
    return _traced(xs, item.rule.curve(xs).score, "{:.4g}%" if share else "{:.4g}", PERCENT if share else 1.0)


def _range(curve: Piecewise) -> Any:
    ends = [curve.knots[0][0], curve.knots[-1][0]]
    beyond = (ends[1] - ends[0]) * BEYOND
    low = ends[0] - (beyond if curve.below is Beyond.EXTEND and ends[0] != 0 else 0.0)
    high = ends[1] + (beyond if curve.above is Beyond.EXTEND else 0.0)
    steps = [x - 1e-6 * (beyond or 1.0) for x, _y in curve.knots]
    inside = [x for x in (*steps, *(x for x, _y in curve.knots)) if low <= x <= high]
    return np.sort(np.concatenate([np.linspace(low, high, SAMPLES), inside]))


def _traced(xs: Any, ys: Any, words: str, scale: float = 1.0) -> Curve:
    low, high = min(0.0, float(np.min(ys))), max(1e-9, float(np.max(ys)))
    left, right = float(xs[0]), float(xs[-1])
    across = EDGE + (xs - left) / ((right - left) or 1.0) * (WIDTH - 2 * EDGE)
    up = HEIGHT - EDGE - (ys - low) / ((high - low) or 1.0) * (HEIGHT - 2 * EDGE)
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across.tolist(), up.tolist(), strict=True))
    ends = [words.format(x * scale) for x in (left, right)]
    return Curve(path, ends[0], ends[1], f"{low:.4g}", f"{high:.4g}")


def typed_rows(given: Mapping[str, str]) -> dict[str, str | list[list[str]]]:
    """What was typed, by field: ``f:NAME`` one value, ``t:NAME:ROW:COLUMN`` a cell."""
    found: dict[str, str | list[list[str]]] = {}
    tables: dict[str, dict[tuple[int, int], str]] = {}
    for key, value in given.items():
        kind, *rest = key.split(":")
        if kind == "f" and len(rest) == 1:
            found[rest[0]] = value
        elif kind == "t" and len(rest) == 3 and all(part.isdecimal() and len(part) < 3 for part in rest[1:]):
            tables.setdefault(rest[0], {})[int(rest[1]), int(rest[2])] = value
    for name, cells in tables.items():
        rows, columns = (max(axis) + 1 for axis in zip(*cells, strict=True))
        found[name] = [[cells.get((n, m), "") for m in range(columns)] for n in range(rows)]
    return found
