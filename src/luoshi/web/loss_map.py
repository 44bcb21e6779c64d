"""Where points are lost (失分分布): units by items, each cell a number, a mark of its size, and a word where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from luoshi.assessment.league import League, Line, Part, Table
from luoshi.kernel.rounding import half_up
from luoshi.web.formats import number
from luoshi.web.named import named

# Columns that fit across a page; what else is lost stands in one last column.
ITEMS = 12
LEVELS = 4


@dataclass(frozen=True)
class Cell:
    """Points lost: ``text`` to two digits, ``level`` 0 to 4 by size, ``width`` of its mark in per cent.

    ``word`` says why there is no plain loss: not reported, not applicable.
    """

    text: str
    word: str
    level: int
    width: float
    silent: bool


@dataclass(frozen=True)
class MapRow:
    """One unit of the map."""

    name: str
    why: str
    rank: int | None
    cells: tuple[Cell, ...]
    total: str


@dataclass(frozen=True)
class Map:
    """One peer group: items, the dearest first, units, the best first, and what each item cost on average."""

    code: str
    name: str
    items: tuple[str, ...]
    rows: tuple[MapRow, ...]
    means: tuple[str, ...]
    sentence: str


def loss_map(
    league: League, group: str, why: Callable[[str], str], shown: Callable[[Line], bool]
) -> list[Map]:
    """The map of every group, or of the one asked for."""
    tables = [table for table in league.tables if group in ("", table.group.code)]
    return [_map(table, why, shown) for table in tables if any(line.parts for line in table.lines)]


def _map(table: Table, why: Callable[[str], str], shown: Callable[[Line], bool]) -> Map:
    lines = [line for line in table.lines if line.rank is not None]
    cost = [sum(_lost(line.parts[n]) for line in lines) for n in range(len(table.lines[0].parts))]
    order = sorted(range(len(cost)), key=lambda n: (-cost[n], n))
    first, rest = order[:ITEMS], order[ITEMS:]
    if len(rest) == 1:
        first, rest = order, []
    most = max((_lost(line.parts[n]) for line in lines for n in first), default=0.0) or 1.0
    nodes = [part.node for part in table.lines[0].parts]
    items = [named(nodes[n]) for n in first] + ([_("Other items")] if rest else [])
    asked = [any(line.parts[n].applies for line in lines) for n in first]
    means = [_mean(cost[n], lines) if there else "" for n, there in zip(first, asked, strict=True)] + (
        [_mean(sum(cost[n] for n in rest), lines)] if rest else []
    )
    return Map(
        code=table.group.code,
        name=named(table.group),
        items=tuple(items),
        rows=tuple(_row(line, first, rest, most, why) for line in lines if shown(line)),
        means=tuple(means),
        sentence=_sentence(items, cost, first, len(lines)),
    )


def _sentence(items: list[str], cost: list[float], first: list[int], units: int) -> str:
    whole = sum(cost)
    if not first or whole <= 0 or not units:
        return _("No points were lost.")
    share = number(100 * cost[first[0]] / whole, 0)
    return _("Most was lost on %(item)s: %(share)s%% of all points lost, %(mean)s a unit.") % {
        "item": items[0],
        "share": share,
        "mean": number(cost[first[0]] / units, 2),
    }


def _row(line: Line, first: list[int], rest: list[int], most: float, why: Callable[[str], str]) -> MapRow:
    cells = [_cell(line.parts[n], most) for n in first]
    if rest:
        cells.append(_sized(sum(_lost(line.parts[n]) for n in rest), most, "", silent=False))
    return MapRow(
        name=named(line.unit),
        why=why(line.unit.code),
        rank=line.rank,
        cells=tuple(cells),
        total=_text(sum(_lost(part) for part in line.parts)),
    )


def _cell(part: Part, most: float) -> Cell:
    if not part.applies:
        return Cell("", _("not applicable"), 0, 0.0, silent=False)
    if part.lost is None:
        return Cell("", _silent(part), 0, 0.0, silent=True)
    return _sized(part.lost, most, _silent(part) if part.not_reported else "", silent=part.not_reported)


def _silent(part: Part) -> str:
    return _("cannot be scored") if part.unscored else _("not reported")


def _sized(lost: float, most: float, word: str, *, silent: bool) -> Cell:
    share = min(max(lost, 0.0) / most, 1.0)
    level = 0 if round(lost, 2) <= 0 else min(int(share * LEVELS) + 1, LEVELS)
    return Cell(_text(lost), word, level, round(100 * share, 1), silent)


def _lost(part: Part) -> float:
    return part.lost if part.lost is not None else 0.0


def _mean(cost: float, lines: list[Line]) -> str:
    return _text(cost / len(lines)) if lines else ""


def _text(lost: float) -> str:
    """Points lost with a minus sign, points above the full mark with a plus sign."""
    exact = half_up(-lost, 2) or Decimal(0)
    return number(exact, 2, signed=True) or ""
