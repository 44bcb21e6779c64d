"""The league table (排行): rank, change and score of every unit in its peer group, and where points were lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.assessment.inputs import Assessed, Group
from luoshi.assessment.scheme_text import Node, SchemeText


@dataclass(frozen=True)
class Part:
    """One item of a unit's score. Points are of the total; ``lost`` is negative above the full mark.

    ``score`` and ``points`` are None where the item does not apply or is withheld; an unreported item that
    the scheme counts as zero has zero points and ``not_reported``.
    """

    node: Node
    applies: bool
    not_reported: bool
    weight: Decimal
    score: Decimal | None
    points: Decimal | None
    lost: Decimal | None


@dataclass(frozen=True)
class Line:
    """One unit of the table. ``change`` is places won since the run before, None where it was not ranked."""

    unit: Assessed
    rank: int | None
    change: int | None
    score: Decimal | None
    parts: tuple[Part, ...]

    @property
    def not_reported(self) -> tuple[Part, ...]:
        return tuple(p for p in self.parts if p.not_reported)

    @property
    def losses(self) -> tuple[Part, ...]:
        """Items that cost points, the dearest first."""
        costly = [p for p in self.parts if p.lost is not None and p.lost > 0]
        return tuple(sorted(costly, key=lambda p: p.lost or Decimal(0), reverse=True))


@dataclass(frozen=True)
class Table:
    """One peer group, the best first, units without a rank last."""

    group: Group
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class League:
    """A whole result, group by group in the order of the scheme."""

    scheme: SchemeText
    period: str
    month: int
    tables: tuple[Table, ...]
    simulated: bool

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for table in self.tables for line in table.lines)

    def line(self, code: str) -> Line:
        """KeyError when the unit was not assessed."""
        for line in self.lines:
            if line.unit.code == code:
                return line
        raise KeyError(code)


def league_of(
    scheme: SchemeText,
    inputs: Mapping[str, Any],
    result: Mapping[str, Any],
    before: Mapping[str, int],
) -> League:
    """Put together what is kept of a run; ``before`` holds ranks of an earlier run by unit code."""
    assessed = {
        u["code"]: Assessed(u["code"], u["name"], u["name_en"], u["group"], u["simulated"])
        for u in inputs["units"]
    }
    nodes = scheme.items
    lines = [_line(assessed[u["code"]], u, nodes, before) for u in result["units"]]
    # Python's sort is stable: units that share a rank stay in official order.
    lines.sort(key=lambda line: (line.rank is None, line.rank or 0))
    return League(
        scheme=scheme,
        period=inputs["period"],
        month=inputs["month"],
        tables=tuple(
            Table(Group(**g), tuple(line for line in lines if line.unit.group == g["code"]))
            for g in inputs["groups"]
        ),
        simulated=any(u.simulated for u in assessed.values()),
    )


def _line(
    unit: Assessed, result: Mapping[str, Any], nodes: Sequence[Node], before: Mapping[str, int]
) -> Line:
    rank, earlier = result["rank"], before.get(unit.code)
    return Line(
        unit=unit,
        rank=rank,
        change=earlier - rank if rank and earlier else None,
        score=decimal(result["score"]),
        parts=tuple(_part(node, item) for node, item in zip(nodes, result["items"], strict=True)),
    )


def _part(node: Node, item: Mapping[str, Any]) -> Part:
    return Part(
        node=node,
        applies=item["applies"],
        not_reported=item["not_reported"],
        weight=Decimal(item["weight"]),
        score=decimal(item["score"]),
        points=decimal(item["points"]),
        lost=decimal(item["lost"]),
    )


def decimal(text: str | None) -> Decimal | None:
    """A kept number; None stays None."""
    return None if text is None else Decimal(text)
