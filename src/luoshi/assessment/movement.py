"""Whom it moves (变动对比): score, rank and items of every unit in two tables, peer group by peer group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from luoshi.assessment.inputs import exact
from luoshi.assessment.league import League, Line, decimal
from luoshi.kernel.canonical import canonical_bytes
from luoshi.kernel.rounding import RANKING_DIGITS

FORMAT = 1
NOWHERE = ("", "", None)


@dataclass(frozen=True)
class ItemMove:
    """Points of one item before and after; None where it does not apply or does not exist."""

    code: str
    name: str
    name_en: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Move:
    """One unit before and after: published score, rank in its group, and the items, bonuses and deductions whose points differ."""

    code: str
    name: str
    name_en: str
    simulated: bool
    score_before: str | None
    score_after: str | None
    rank_before: int | None
    rank_after: int | None
    items: tuple[ItemMove, ...]

    @property
    def moved(self) -> bool:
        """Whether score or rank differ."""
        return (self.score_before, self.rank_before) != (self.score_after, self.rank_after)

    @property
    def scores(self) -> tuple[Decimal | None, Decimal | None]:
        return decimal(self.score_before), decimal(self.score_after)

    @property
    def places(self) -> int | None:
        """Places won (lost: negative); None where one of the ranks is missing."""
        if self.rank_before is None or self.rank_after is None:
            return None
        return self.rank_before - self.rank_after


@dataclass(frozen=True)
class GroupMoves:
    """A peer group in the order of the ranks after."""

    code: str
    name: str
    name_en: str
    units: tuple[Move, ...]

    @property
    def moved(self) -> tuple[Move, ...]:
        return tuple(unit for unit in self.units if unit.moved)


Moves = tuple[GroupMoves, ...]


def moves_between(before: League, after: League) -> Moves:
    """Every unit of either table, in the groups of ``after``; groups that only ``before`` has come last."""
    was = {line.unit.code: line for line in before.lines}
    groups = [
        GroupMoves(
            table.group.code,
            table.group.name,
            table.group.name_en,
            tuple(_move(was.pop(line.unit.code, None), line) for line in table.lines),
        )
        for table in after.tables
    ]
    gone = [
        GroupMoves(
            table.group.code,
            table.group.name,
            table.group.name_en,
            tuple(_move(line, None) for line in table.lines if line.unit.code in was),
        )
        for table in before.tables
    ]
    return (*groups, *(group for group in gone if group.units))


def _move(before: Line | None, after: Line | None) -> Move:
    line = after or before
    assert line is not None
    return Move(
        code=line.unit.code,
        name=line.unit.name,
        name_en=line.unit.name_en,
        simulated=line.unit.simulated,
        score_before=_score(before),
        score_after=_score(after),
        rank_before=before.rank if before else None,
        rank_after=after.rank if after else None,
        items=tuple(_items(before, after)),
    )


def _score(line: Line | None) -> str | None:
    return None if line is None or line.score is None else f"{line.score:f}"


def _items(before: Line | None, after: Line | None) -> list[ItemMove]:
    told = [_points(line) for line in (before, after)]
    return [
        ItemMove(code, name, name_en, told[0].get(code, NOWHERE)[2], told[1].get(code, NOWHERE)[2])
        for code, (name, name_en, _points_of_it) in {**told[1], **told[0]}.items()
        if told[0].get(code, NOWHERE)[2] != told[1].get(code, NOWHERE)[2]
    ]


def _points(line: Line | None) -> dict[str, tuple[str, str, str | None]]:
    """Names and points of everything that gives a unit points, by code."""
    if line is None:
        return {}
    told = [(p.node.code, p.node.name, p.node.name_en, p.points) for p in line.parts]
    told += [(b.rule.code, b.rule.name, b.rule.name_en, b.points) for b in line.beside]
    return {code: (name, name_en, exact(points, RANKING_DIGITS)) for code, name, name_en, points in told}


def kept(moves: Moves) -> str:
    """Canonical JSON, as it is kept with a change."""
    return canonical_bytes({"format": FORMAT, "groups": [asdict(group) for group in moves]}).decode()


def read(found: Mapping[str, Any]) -> Moves:
    """Read back what :func:`kept` wrote."""
    return tuple(
        GroupMoves(
            group["code"],
            group["name"],
            group["name_en"],
            tuple(
                Move(**{**unit, "items": tuple(ItemMove(**item) for item in unit["items"])})
                for unit in group["units"]
            ),
        )
        for group in found["groups"]
    )
