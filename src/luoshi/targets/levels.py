"""Reconciliation at each level of a cascade, down to the post (逐级对账), and how it was marked up on the way (层层加码)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luoshi.kernel.cascade import Layer, Reconciliation, layers
from luoshi.kernel.rounding import half_up
from luoshi.org.models import UnitKind
from luoshi.org.tree import Node
from luoshi.targets.level import additive
from luoshi.targets.models import Target
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board
from luoshi.targets.vocabulary import TargetKind


@dataclass(frozen=True)
class HandedDown:
    """One target that was handed down, its parts held against it. ``gap`` is parts less whole, ``ratio`` of the whole.

    ``held`` and what follows from it are None where a level is not known. ``posts`` of ``parts`` name a post that
    answers. ``reason`` is the one stated for an over-allocation.
    """

    unit: Node
    position: Position
    depth: int
    parts: int
    posts: int
    held: Reconciliation | None
    gap: Decimal | None
    ratio: Decimal | None
    reason: str


@dataclass(frozen=True)
class Step:
    """One level down: the targets handed down at it and their parts.

    ``growth`` is what the whole would grow by if all parts of this level were met, as a fraction; None where the
    base of the root is not known. ``kinds`` names the kinds of unit that carry the parts.
    """

    kinds: tuple[str, ...]
    targets: int
    parts: int
    layer: Layer
    growth: Decimal | None


@dataclass(frozen=True)
class Levels:
    """The cascade under one target. ``answered`` is the part of the leaves' level that a post answers for.

    ``leaves`` is the sum of the levels of the targets that were handed down no further; ``unknown`` targets have
    no level and are in no sum. ``additive`` is False where parts do not add up at all.
    """

    root: Position
    additive: bool
    growth: Decimal | None
    rows: tuple[HandedDown, ...]
    steps: tuple[Step, ...]
    leaves: Decimal
    answered: Decimal
    unknown: int

    @property
    def over(self) -> tuple[HandedDown, ...]:
        """Where the parts exceed the whole by more than the limit and no reason is stated."""
        return tuple(r for r in self.rows if r.held and r.held.needs_reason and not r.reason)

    @property
    def short(self) -> tuple[HandedDown, ...]:
        """Where a part of the whole was not handed down."""
        return tuple(r for r in self.rows if r.held and r.held.shortfall)


def levels(found: Board, root: Position, limit: Decimal) -> Levels:
    """The cascade under ``root`` level by level; ``limit`` is the over-allocation that needs no reason."""
    adds = additive(root.target)
    rows: list[HandedDown] = []
    ends: list[Position] = []
    level, adding = [root], adds
    steps: list[tuple[list[Position], list[Position]]] = []
    while level:
        split = [(p, found.parts_of(p)) for p in level]
        ends.extend(p for p, parts in split if not parts)
        handed = [(p, parts) for p, parts in split if parts]
        depth = len({row.depth for row in rows})
        rows.extend(_row(found, p, parts, depth, limit if adds else None) for p, parts in handed)
        level = [part for _p, parts in handed for part in parts]
        # A whole counts beside its parts only where the levels of both are known; below a gap nothing is chained.
        known = [(p, parts) for p, parts in handed if all(_level(x) is not None for x in (p, *parts))]
        adding = adding and bool(known)
        if adding:
            steps.append(([p for p, _parts in known], [part for _p, parts in known for part in parts]))
    growth = _growth(root.target)
    return Levels(
        root=root,
        additive=adds,
        growth=growth,
        rows=tuple(rows),
        steps=tuple(_steps(found, steps, growth)),
        leaves=_sum(ends),
        answered=_sum([p for p in ends if p.target.owner_post_id is not None]),
        unknown=sum(_level(p) is None for p in ends),
    )


def _row(
    found: Board, position: Position, parts: list[Position], depth: int, limit: Decimal | None
) -> HandedDown:
    held = None if limit is None else found.reconciliation(position, limit)
    whole = _level(position)
    gap = held.total - whole if held is not None and whole is not None else None
    return HandedDown(
        unit=found.node(position),
        position=position,
        depth=depth,
        parts=len(parts),
        posts=sum(p.target.owner_post_id is not None for p in parts),
        held=held,
        gap=gap,
        ratio=half_up(gap / whole, 6) if gap is not None and whole else None,
        reason=next((p.target.over_reason for p in parts if p.target.over_reason), ""),
    )


def _steps(
    found: Board, steps: list[tuple[list[Position], list[Position]]], growth: Decimal | None
) -> list[Step]:
    told = layers([(_sum(wholes), _sum(parts)) for wholes, parts in steps])
    return [
        Step(
            kinds=tuple(dict.fromkeys(str(UnitKind(found.node(p).kind).label) for p in parts)),
            targets=len(wholes),
            parts=len(parts),
            layer=layer,
            growth=None
            if growth is None or layer.cumulative is None
            else half_up((1 + growth) * layer.cumulative - 1, 6),
        )
        for (wholes, parts), layer in zip(steps, told, strict=True)
    ]


def _growth(target: Target) -> Decimal | None:
    if target.kind == TargetKind.GROWTH:
        return target.value / 100
    return target.level / target.base - 1 if target.level is not None and target.base else None


def _level(position: Position) -> Decimal | None:
    return half_up(position.target.level, position.target.indicator.decimals)


def _sum(positions: list[Position]) -> Decimal:
    return sum((level for p in positions if (level := _level(p)) is not None), Decimal(0))
