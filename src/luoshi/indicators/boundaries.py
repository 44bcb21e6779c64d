"""Successions on record, ready for the kernel: whose figures belong to whom on a later day (区划口径)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

import numpy as np

from luoshi.indicators.basis_models import Succession
from luoshi.indicators.duties import Life
from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.boundaries import Change, Restated, carry
from luoshi.ledger.master import from_master
from luoshi.org.queries import tree
from luoshi.org.tree import OrgTree
from luoshi.workdays.clock import end_of


class View(StrEnum):
    """In which boundaries figures are told (区划口径)."""

    TODAY = "today"
    """现区划: those of the day asked about."""
    THEN = "then"
    """当时区划: those of each figure's own period, as reported."""


@dataclass(frozen=True)
class Line:
    """A row of a succession by keys; ``indicator`` None holds for all that have no line of their own."""

    on: date
    predecessor: int
    successor: int
    share: Fraction
    indicator: int | None
    recorded_at: datetime


def successions(known_at: datetime) -> tuple[Line, ...]:
    """All lines on record at ``known_at``, by day."""
    return tuple(line for line in _lines() if line.recorded_at <= known_at)


def _lines() -> tuple[Line, ...]:
    return from_master("indicators.successions", _read)


def _read() -> tuple[Line, ...]:
    rows = Succession.objects.order_by("on", "pk").values_list(
        "on", "predecessor", "successor", "numerator", "denominator", "indicator", "recorded_at"
    )
    return tuple(Line(on, p, s, Fraction(n, d), i, at) for on, p, s, n, d, i, at in rows)


def tree_as_known(day: date, known_at: datetime | None = None) -> OrgTree:
    """The tree of ``day`` without the changes of boundaries that nobody had recorded by ``known_at``, else by its end.

    Units dissolved by such a change are there, with what lay below them; those founded by it are not.
    """
    org, known_at = tree(day), known_at or end_of(day)
    late = [
        line
        for line in _lines()
        if line.on <= day and line.recorded_at > known_at and line.predecessor != line.successor
    ]
    nodes, located, managed = dict(org.nodes), dict(org.located), dict(org.managed)
    for line in reversed(late):
        eve = tree(line.on - timedelta(days=1))
        founded = line.successor not in eve.nodes
        gone = line.predecessor in eve.nodes and line.predecessor not in nodes
        if gone:
            nodes[line.predecessor] = eve.nodes[line.predecessor]
        for here, there in ((located, eve.located), (managed, eve.managed)):
            if gone and line.predecessor in there:
                here[line.predecessor] = there[line.predecessor]
            for unit, parent in there.items():
                if parent == line.predecessor and here.get(unit) == line.successor:
                    here[unit] = parent
        if founded:
            for of in (nodes, located, managed):
                of.pop(line.successor, None)
    return replace(org, nodes=nodes, located=located, managed=managed, _children={}) if late else org


def between(lines: Sequence[Line], after: date, until: date) -> list[Line]:
    """The lines of changes after one day and up to another."""
    return [line for line in lines if after < line.on <= until]


def lines_of(lines: Sequence[Line], indicator: int) -> list[Line]:
    """The lines that hold for ``indicator``: its own where a predecessor has such on a day, else the general ones."""
    special = {(line.on, line.predecessor) for line in lines if line.indicator == indicator}
    return [
        line
        for line in lines
        if line.indicator == indicator
        or (line.indicator is None and (line.on, line.predecessor) not in special)
    ]


@dataclass(frozen=True)
class Frame:
    """The axes of a cube to be carried: keys of units and indicators, the last day of every period, who lived when."""

    units: tuple[int, ...]
    indicators: tuple[int, ...]
    ends: tuple[date, ...]
    alive: BoolArray


def frame(
    units: Sequence[int], indicators: Sequence[int], ends: Sequence[date], lives: Mapping[int, Life]
) -> Frame:
    """The axes with the lives of the units; a unit without one counts as never founded."""
    alive = [[_lives(lives.get(unit), end) for end in ends] for unit in units]
    return Frame(
        tuple(units), tuple(indicators), tuple(ends), np.array(alive, bool).reshape(len(units), len(ends))
    )


def _lives(life: Life | None, day: date) -> bool:
    if life is None or life[0] is None:
        return False
    return life[0] <= day and (life[1] is None or day < life[1])


def carried(cube: FloatArray, axes: Frame, lines: Sequence[Line], day: date, additive: BoolArray) -> Restated:
    """A cube [unit, indicator, period] in the boundaries of ``day``; ``additive`` is bool[indicator].

    A unit with any figure of a period counts as living in it, whatever its record says: history reaches back further.
    """
    value, basis = cube.copy(), np.zeros(cube.shape, np.int64)
    alive = axes.alive | ~np.isnan(cube).all(axis=1)
    place = {unit: row for row, unit in enumerate(axes.units)}
    ends = [end.toordinal() for end in axes.ends]
    groups: dict[tuple[Change, ...], list[int]] = {}
    for column, indicator in enumerate(axes.indicators):
        own = tuple(
            Change(line.on.toordinal(), place[line.predecessor], place[line.successor], line.share)
            for line in lines_of(lines, indicator)
        )
        groups.setdefault(own, []).append(column)
    for changes, columns in groups.items():
        found = carry(cube[:, columns], alive, ends, changes, day.toordinal(), additive[columns])
        value[:, columns], basis[:, columns] = found.value, found.basis
    return Restated(value, basis)
