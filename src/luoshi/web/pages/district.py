"""District: one page for leaders - what is behind, why, who must unblock it (全区)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from luoshi.kernel.light import Light
from luoshi.matters.queries import obstacles
from luoshi.org.tree import Node
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, board
from luoshi.web.access import page
from luoshi.web.named import named
from luoshi.web.pace_words import Row, light_code
from luoshi.web.pages.targets import row_of
from luoshi.web.request import Request
from luoshi.workdays.periods import Period

WORST_FIRST = [Light.BEHIND, Light.NOT_REPORTED, Light.SLIGHTLY_BEHIND, Light.ON_PACE, Light.NOT_APPLICABLE]
MOVERS = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class MatrixRow:
    """One unit's lights over the district's indicators."""

    unit: str
    group: str
    cells: list[Row | None]
    counts: dict[str, int]


@dataclass(frozen=True)
class Mover:
    """A target whose gap changed most since a week ago, in percentage points."""

    row: Row
    change: float


def _columns(found: Board) -> list[str]:
    return [root.target.indicator.code for root in found.roots]


def _counts(positions: list[Position]) -> dict[str, int]:
    counts = Counter(p.light for p in positions)
    return {light_code(light): counts[light] for light in WORST_FIRST if counts[light]}


def _matrix(found: Board) -> list[MatrixRow]:
    columns = _columns(found)
    cells: dict[int, dict[str, Position]] = {}
    for position in found.rows.values():
        if position.target.parent_id is not None:
            cells.setdefault(position.target.unit_id, {})[position.target.indicator.code] = position
    nodes: list[Node] = [found.tree.nodes[u] for u in cells if u in found.tree.nodes]
    return [
        MatrixRow(
            unit=named(node),
            group=node.group_name,
            cells=[row_of(found, cells[node.id][c]) if c in cells[node.id] else None for c in columns],
            counts=_counts(list(cells[node.id].values())),
        )
        for node in sorted(nodes, key=lambda n: (n.order, n.code))
    ]


def _leaves(found: Board) -> list[Position]:
    """Positions that are not made up of others: the ones that units report themselves."""
    return [p for p in found.rows.values() if not found.parts_of(p) and p.target.parent_id is not None]


def _movers(request: Request, found: Board) -> list[Mover]:
    earlier = board(request.standing, Period(found.year, 1, 12), request.as_of - WEEK)
    changes = []
    for key, position in found.rows.items():
        before = earlier.rows.get(key)
        if before and before.gap_points is not None and position.gap_points is not None:
            change = position.gap_points - before.gap_points
            if round(change, 1):
                changes.append(Mover(row_of(found, position), change))
    return sorted(changes, key=lambda m: -abs(m.change))[:MOVERS]


def _month_ends(today: date) -> list[date]:
    """Days of the business year at which the page can be read again: each month's fifth, and today."""
    return [date(today.year, m, 10) for m in range(2, 13) if date(today.year, m, 10) < today] + [today]


@page()
def cockpit(request: Request) -> HttpResponse:
    """The district's targets, the matrix of lights, what to decide today, and what moved."""
    found = board(request.standing, Period(request.as_of.year, 1, 12), request.as_of)
    leaves = _leaves(found)
    counts = Counter(p.light for p in leaves)
    worst = min(
        (p for p in found.roots if p.gap_points is not None), key=lambda p: p.gap_points or 0.0, default=None
    )
    matrix = _matrix(found)
    return render(
        request,
        "district/cockpit.html",
        {
            "board": found,
            "roots": [row_of(found, root) for root in found.roots],
            "columns": [
                {"name": named(root.target.indicator), "counts": _counts(found.parts_of(root))}
                for root in found.roots
            ],
            "matrix": matrix,
            "on_pace": counts[Light.ON_PACE],
            "judged": sum(n for light, n in counts.items() if light != Light.NOT_APPLICABLE),
            "not_reported": counts[Light.NOT_REPORTED],
            "worst": row_of(found, worst) if worst and (worst.gap_points or 0.0) < 0 else None,
            "obstacles": obstacles(request.standing, request.as_of),
            "movers": _movers(request, found),
            "month_ends": _month_ends(request.standing.today),
        },
    )


routes = [path("district/", cockpit, name="district")]
