"""District: one page for leaders - what is behind, why, who must unblock it (全区)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from luoshi.indicators.boundaries import View
from luoshi.kernel.light import Light
from luoshi.matters.queries import obstacles
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, changes_within, known_before, light_counts, outlooks
from luoshi.web.access import page
from luoshi.web.boundary_words import inheritance_words
from luoshi.web.formats import number
from luoshi.web.imbalance_words import imbalance_card, variation_chart
from luoshi.web.named import named
from luoshi.web.outlook_words import year_end_words
from luoshi.web.pace_words import light_code
from luoshi.web.pages.targets import year_board
from luoshi.web.request import Request
from luoshi.web.target_rows import Row, row_of, rows_of

WORST_FIRST = [Light.BEHIND, Light.SLIGHTLY_BEHIND, Light.ON_PACE, Light.NOT_REPORTED]
MOVERS = DECISIONS = 5
CULPRITS = 2
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class MatrixRow:
    """One unit's lights over the district's indicators; ``counts`` in the order of WORST_FIRST."""

    unit: str
    cells: list[Row | None]
    counts: list[int]


@dataclass(frozen=True)
class Mover:
    """A target whose gap changed most since a week ago, in percentage points."""

    row: Row
    change: float

    @property
    def words(self) -> str:
        return number(self.change, 1, signed=True) or ""


@dataclass(frozen=True)
class Worst:
    """The district target that is furthest behind; ``share`` of what its units miss is missed by ``rows``."""

    row: Row
    rows: list[Row]
    share: float | None


def _counts(positions: list[Position]) -> list[int]:
    found = light_counts(positions)
    return [found.get(light_code(light), 0) for light in WORST_FIRST]


def _by_light(positions: list[Position]) -> list[tuple[str, int]]:
    """Each light's code and how many of ``positions`` carry it, none included."""
    return list(zip((light_code(light) for light in WORST_FIRST), _counts(positions), strict=True))


def _in_column(found: Board, root: Position) -> list[Position]:
    """Every unit's position on the indicator of ``root``."""
    return [
        p
        for p in found.rows.values()
        if p.target.parent_id is not None and p.target.indicator_id == root.target.indicator_id
    ]


def _matrix(found: Board) -> list[MatrixRow]:
    columns = [root.target.indicator_id for root in found.roots]
    cells: dict[int, dict[int, Position]] = {}
    for position in found.rows.values():
        if position.target.parent_id is not None:
            cells.setdefault(position.target.unit_id, {})[position.target.indicator_id] = position
    return [
        MatrixRow(
            unit=named(node),
            cells=[row_of(found, mine[c]) if c in mine else None for c in columns],
            counts=_counts(list(mine.values())),
        )
        for node in found.tree.in_order()
        if (mine := cells.get(node.id))
    ]


def _leaves(found: Board) -> list[Position]:
    """Positions that are not made up of others: the ones that units report themselves."""
    return [p for p in found.rows.values() if not found.parts_of(p) and p.target.parent_id is not None]


def _worst(found: Board) -> Worst | None:
    """By light, then by gap; the culprits are the units that miss most of it, where any do."""
    late = [p for p in found.roots if p.light in (Light.SLIGHTLY_BEHIND, Light.BEHIND)]
    if not late:
        return None
    root = min(late, key=lambda p: (-p.light, round(p.gap_points or 0.0, 9)))
    missing = [(p.shortfall, p) for p in found.parts_of(root) if p.shortfall]
    missing.sort(key=lambda pair: -pair[0])
    whole, most = sum(amount for amount, _p in missing), missing[:CULPRITS]
    share = sum(amount for amount, _p in most) / whole if whole > 0 else None
    return Worst(row_of(found, root), rows_of(found, (p for _amount, p in most)), share)


def _movers(found: Board) -> list[Mover]:
    earlier = known_before(found, found.as_of - WEEK)
    changes = []
    for key, position in found.rows.items():
        before = earlier.get(key)
        if before is not None and before.gap_points is not None and position.gap_points is not None:
            change = position.gap_points - before.gap_points
            if round(change, 1):
                changes.append((abs(change), change, position))
    changes.sort(key=lambda c: -c[0])
    return [Mover(row_of(found, position), change) for _size, change, position in changes[:MOVERS]]


@page()
def cockpit(request: Request) -> HttpResponse:
    """The district's targets, the matrix of lights, what to decide today, and what moved."""
    found = year_board(request)
    counts = light_counts(_leaves(found))
    stuck = obstacles(request.standing, request.as_of)
    expected = outlooks(found, found.roots)
    uneven = [card for root in found.roots if (card := imbalance_card(found, root, drawn=False))]
    context = {
        "board": found,
        "roots": rows_of(found, found.roots, expected),
        "year_end": year_end_words(expected.values()),
        "columns": [
            {"name": named(root.target.indicator), "counts": _by_light(_in_column(found, root))}
            for root in found.roots
        ],
        "matrix": _matrix(found),
        "lights": [light_code(light) for light in WORST_FIRST],
        "totals": _counts([p for p in found.rows.values() if p.target.parent_id is not None]),
        "on_pace": counts.get(light_code(Light.ON_PACE), 0),
        "judged": sum(counts.values()) - counts.get(light_code(Light.NOT_APPLICABLE), 0),
        "not_reported": counts.get(light_code(Light.NOT_REPORTED), 0),
        "worst": _worst(found),
        "obstacles": stuck[:DECISIONS],
        "more_obstacles": max(len(stuck) - DECISIONS, 0),
        "movers": _movers(found),
        "boundaries": [inheritance_words(change) for change in changes_within(found)],
        "as_it_was": found.view == View.THEN,
        "imbalances": uneven,
        "variation": variation_chart(uneven) if uneven else None,
    }
    return render(request, "district/cockpit.html", context)


routes = [path("district/", cockpit, name="district")]
