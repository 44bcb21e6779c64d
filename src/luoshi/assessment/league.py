"""The league table (排行): rank, change and score of every unit in its peer group, and where points were lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from luoshi.assessment.inputs import Assessed, Group, Inputs
from luoshi.assessment.scheme_text import Entry, Node, SchemeText
from luoshi.assessment.scoring import account, published
from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.outcome import Adjustment
from luoshi.kernel.scheme import Item


class Part(NamedTuple):
    """One item of a unit's score. Points are of the total; ``lost`` is negative above the full mark.

    ``score``, ``points`` and ``lost`` are None where the item does not apply or is withheld; an unreported
    item that the scheme counts as zero has zero points and ``not_reported``. ``weight`` is a fraction. ``unscored``: its
    figure was reported, and the rules make no score of it because something else is missing.
    """

    node: Node
    applies: bool
    not_reported: bool
    weight: float
    score: float | None
    points: float | None
    lost: float | None
    unscored: bool = False


class Beside(NamedTuple):
    """Points beside the hundred (加减分); ``points`` after all caps, None where not known."""

    rule: Entry[Adjustment]
    points: float | None


@dataclass(frozen=True)
class Line:
    """One unit of the table. ``change`` is places won since the run before, None where it was not ranked.

    ``beside`` are its bonuses and deductions in the order of the scheme.
    """

    unit: Assessed
    rank: int | None
    change: int | None
    score: Decimal | None
    parts: tuple[Part, ...]
    beside: tuple[Beside, ...] = ()

    @property
    def not_reported(self) -> tuple[Part, ...]:
        """Items whose figure is missing."""
        return tuple(p for p in self.parts if p.not_reported and not p.unscored)

    @property
    def unscored(self) -> tuple[Part, ...]:
        """Items whose figure is there and gives no score."""
        return tuple(p for p in self.parts if p.unscored)

    @cached_property
    def losses(self) -> tuple[Part, ...]:
        """Items that cost points, the dearest first."""
        costly = [p for p in self.parts if p.lost is not None and p.lost > 0]
        return tuple(sorted(costly, key=lambda p: p.lost or 0.0, reverse=True))


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


def kept_league(
    scheme: SchemeText, inputs: Mapping[str, Any], result: Mapping[str, Any], before: Mapping[str, int]
) -> League:
    """The table of a kept run; ``before`` holds ranks of an earlier run by unit code."""
    assessed = {
        u["code"]: Assessed(u["code"], u["name"], u["name_en"], u["group"], u["simulated"])
        for u in inputs["units"]
    }
    items, figures = scheme.items, {u["code"]: u["figures"] for u in inputs["units"]}
    lines = [
        _line(
            assessed[u["code"]],
            u["rank"],
            u["score"],
            [
                _kept_part(node, item, figures[u["code"]])
                for node, item in zip(items, u["items"], strict=True)
            ],
            before,
            _kept_beside(scheme, u.get("adjustments", ())),
        )
        for u in result["units"]
    ]
    groups = [Group(**g) for g in inputs["groups"]]
    return _league(scheme, inputs["period"], inputs["month"], groups, lines)


def live_league(scheme: SchemeText, inputs: Inputs, before: Mapping[str, int]) -> League:
    """The table of inputs that nobody keeps."""
    found = account(scheme.rules, inputs)
    columns = [found.applies.tolist(), found.not_reported.tolist(), found.weight.tolist()]
    columns += [_with_gaps(a) for a in (found.score, found.points, found.lost)]
    columns.append((found.not_reported & _reported(scheme, inputs)).tolist())
    added = _with_gaps(found.added)
    totals, ranks, items = found.total.tolist(), found.rank.tolist(), scheme.items
    lines = [
        _line(
            unit,
            ranks[row] or None,
            published(totals[row], scheme.rules.digits),
            map(Part._make, zip(items, *(column[row] for column in columns), strict=True)),
            before,
            [Beside(*pair) for pair in zip(scheme.adjustments, added[row], strict=True)],
        )
        for row, unit in enumerate(inputs.units)
    ]
    return _league(scheme, inputs.period, inputs.month, inputs.groups, lines)


def _with_gaps(values: FloatArray) -> list[list[float | None]]:
    """Rows of plain floats, None where missing."""
    plain = values.astype(object)
    plain[np.isnan(values)] = None
    return plain.tolist()  # type: ignore[no-any-return]


def _league(
    scheme: SchemeText, period: str, month: int, groups: Iterable[Group], lines: list[Line]
) -> League:
    # Python's sort is stable: units that share a rank stay in official order.
    lines.sort(key=lambda line: (line.rank is None, line.rank or 0))
    return League(
        scheme=scheme,
        period=period,
        month=month,
        tables=tuple(Table(g, tuple(ln for ln in lines if ln.unit.group == g.code)) for g in groups),
        simulated=any(line.unit.simulated for line in lines),
    )


def _line(
    unit: Assessed,
    rank: int | None,
    score: str | None,
    parts: Iterable[Part],
    before: Mapping[str, int],
    beside: Sequence[Beside],
) -> Line:
    earlier = before.get(unit.code)
    return Line(
        unit=unit,
        rank=rank,
        change=earlier - rank if rank and earlier else None,
        score=decimal(score),
        parts=tuple(parts),
        beside=tuple(beside),
    )


def _reported(scheme: SchemeText, inputs: Inputs) -> BoolArray:
    """Where an item has a figure of its own and it was reported [unit, item]."""
    columns = [inputs.indicators.index(item.indicator) for item in scheme.rules.leaves]
    own = np.array([not item.of_events_only for item in scheme.rules.leaves])
    return np.asarray(~np.isnan(inputs.actual[:, columns]) & own)


def _kept_part(node: Node, item: Mapping[str, Any], figures: Mapping[str, Any]) -> Part:
    rule = node.rule
    assert isinstance(rule, Item)
    there = not rule.of_events_only and figures[rule.indicator]["actual"] is not None
    weight, score, points, lost = (item[name] for name in ("weight", "score", "points", "lost"))
    return Part(
        node=node,
        applies=item["applies"],
        not_reported=item["not_reported"],
        weight=float(weight),
        score=None if score is None else float(score),
        points=None if points is None else float(points),
        lost=None if lost is None else float(lost),
        unscored=item["not_reported"] and there,
    )


def _kept_beside(scheme: SchemeText, kept: Sequence[Mapping[str, Any]]) -> list[Beside]:
    return [
        Beside(rule, None if one["points"] is None else float(one["points"]))
        for rule, one in zip(scheme.adjustments, kept, strict=True)
    ]


def decimal(text: str | None) -> Decimal | None:
    """A kept number; None stays None."""
    return None if text is None else Decimal(text)
