"""Why a unit has its score (得分依据): item, piece that fired, weight, figures, observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.assessment.inputs import CLOSURE, TIMELINESS
from luoshi.assessment.league import Line, Part, decimal
from luoshi.assessment.scheme_text import Node, SchemeText
from luoshi.assessment.scoring import STAGES
from luoshi.kernel.piecewise import Fired
from luoshi.kernel.scheme import FROM_FIGURES, Block, Item
from luoshi.kernel.score_rule import Gate


@dataclass(frozen=True)
class Source:
    """An observation that a figure was made of, and the unit that reported it."""

    id: int
    unit: str


@dataclass(frozen=True)
class Step:
    """One item of the trace. Figures as they were kept with the run; None is missing.

    ``measure_value`` is a fraction for completion, growth and share of the best, else a plain figure.
    ``fired`` is missing, gated, floored, capped or proportional; ``piece`` is the place of what fired on the
    scoring function, see ``kernel.piecewise.Fired``; ``share`` is the part of the year's target that the calendar
    expected, for a level target. Counted items carry ``on_time`` of ``due`` instead. ``whole`` is the share
    of the whole where every item applies, None where the figures make the weights; where this one does not,
    ``heirs`` took its weight. ``stages`` is the figure after each stage before it was scored, none where the
    item has none; ``imputed`` where its peers stood in. ``happened`` is what counted events gave or took, in
    the item's own points. Those of a ``panel`` or ``survey`` (its key) carry how many ``people`` rated or
    answered.
    """

    part: Part
    whole: float | None
    heirs: tuple[Node, ...]
    piece: int
    indicator: str
    measure: str
    measure_value: Decimal | None
    fired: str
    cap: Decimal | None
    floor: Decimal | None
    actual: Decimal | None
    target: Decimal | None
    base: Decimal | None
    kind: str
    growth: Decimal | None
    level: Decimal | None
    share: Decimal | None
    target_id: int | None
    month: int | None
    unit: str
    unit_en: str
    decimals: int
    on_time: int | None
    due: int | None
    observations: tuple[Source, ...]
    stages: tuple[tuple[str, Decimal | None], ...]
    imputed: bool
    happened: Decimal | None
    panel: int | None
    survey: int | None
    people: int | None
    events: tuple[Mapping[str, Any], ...] | None
    silent_gates: tuple[Gate, ...]
    """Conditions whose own figure was not reported."""

    @property
    def weightless(self) -> bool:
        """Whether it applies and has a score, and the rules give it no weight."""
        return not self.part.applies and self.part.score is not None

    @property
    def unscored(self) -> bool:
        """Whether a figure was reported from which the rule makes no score: base, condition or peers are missing."""
        return self.part.not_reported and self.actual is not None

    @property
    def counted(self) -> bool:
        """Whether the figure was counted from forms or matters, not reported."""
        return self.indicator in (TIMELINESS, CLOSURE)


@dataclass(frozen=True)
class Branch:
    """A block of the trace. Points and weight are the sums of its items', ``whole`` as in :class:`Step`.

    ``score`` is None where nothing in it applies, or where the scheme makes it otherwise than by a weighted mean.
    """

    node: Node
    whole: float | None
    weight: float
    points: float
    lost: float
    plain: bool

    @property
    def score(self) -> float | None:
        return self.points / self.weight if self.plain and self.weight > 0 else None


@dataclass(frozen=True)
class Trace:
    """The whole way from figures to rank, ``rows`` as the scheme reads.

    ``ahead`` and ``behind`` are the neighbours among those who are ranked together.
    """

    line: Line
    of: int
    rows: tuple[Branch | Step, ...]
    ahead: Line | None
    behind: Line | None
    sharing: tuple[Line, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The items, in the order of the scheme."""
        return tuple(row for row in self.rows if isinstance(row, Step))

    @property
    def total(self) -> float:
        """Unrounded sum of the points."""
        return sum(step.part.points or 0.0 for step in self.steps)


def trace_of(
    scheme: SchemeText,
    line: Line,
    peers: tuple[Line, ...],
    inputs: Mapping[str, Any],
    result: Mapping[str, Any],
) -> Trace:
    """Open one unit's line; ``peers`` are the lines of its group, the best first."""
    figures = next(u["figures"] for u in inputs["units"] if u["code"] == line.unit.code)
    mine = next(u for u in result["units"] if u["code"] == line.unit.code)
    parts = {part.node.code: part for part in line.parts}
    kept = {item["code"]: item for item in mine["items"]}
    tree = _Tree(scheme, parts)
    rows: list[Branch | Step] = []
    for node in scheme.nodes:
        if isinstance(node.rule, Block):
            rows.append(tree.branch(node, node.rule))
        else:
            rows.append(_step(tree, parts[node.code], node.rule, kept[node.code], figures))
    better = [p for p in peers if line.rank and p.rank and p.rank < line.rank]
    worse = [p for p in peers if line.rank and p.rank and p.rank > line.rank]
    return Trace(
        line=line,
        of=mine["of"],
        rows=tuple(rows),
        ahead=better[-1] if better else None,
        behind=worse[0] if worse else None,
        sharing=tuple(p for p in peers if p.rank and p.rank == line.rank and p.unit != line.unit),
    )


class _Tree:
    """Where the nodes of a scheme stand, with the weights that a unit's items have."""

    def __init__(self, scheme: SchemeText, parts: Mapping[str, Part]) -> None:
        self.nodes = {node.code: node for node in scheme.nodes}
        self.parts = parts
        self.plain = scheme.rules.is_plain
        self.whole: dict[str, float | None] = {}
        self.parent: dict[str, Block] = {}
        self._descend(scheme.rules.root, 1.0)

    def _descend(self, block: Block, share: float | None) -> None:
        if block.inside.weighing in FROM_FIGURES:
            share = None
        carried = sum(item.weight for item in block.items)
        for item in block.items:
            self.whole[item.code] = None if share is None else share * item.weight / carried
            self.parent[item.code] = block
            if isinstance(item, Block):
                self._descend(item, self.whole[item.code])

    def weight(self, node: Block | Item) -> float:
        return sum(part.weight for part in self.inside(node))

    def inside(self, node: Block | Item) -> list[Part]:
        if isinstance(node, Item):
            return [self.parts[node.code]]
        return [part for item in node.items for part in self.inside(item)]

    def branch(self, node: Node, block: Block) -> Branch:
        parts = self.inside(block)
        return Branch(
            node=node,
            whole=self.whole[node.code],
            weight=sum(part.weight for part in parts),
            points=sum(part.points or 0.0 for part in parts),
            lost=sum(part.lost or 0.0 for part in parts),
            plain=self.plain,
        )

    def heirs(self, item: Item) -> tuple[Node, ...]:
        """Who carries the weight of an item that does not apply: its siblings, else those of its block, and so on."""
        code, found = item.code, list[Node]()
        while not found and code in self.parent:
            siblings = self.parent[code].items
            found = [self.nodes[s.code] for s in siblings if s.code != code and self.weight(s) > 0]
            code = self.parent[code].code
        return tuple(found)


def _step(tree: _Tree, part: Part, rule: Item, item: Mapping[str, Any], figures: Mapping[str, Any]) -> Step:
    curve, figure = rule.rule.curve, figures[rule.indicator]
    return Step(
        part=part,
        whole=tree.whole[rule.code],
        heirs=() if part.applies else tree.heirs(rule),
        piece=item["piece"],
        indicator=rule.indicator,
        measure=str(rule.rule.measure),
        measure_value=decimal(item["measure"]),
        fired=_fired(item["piece"]),
        cap=None if curve.cap is None else Decimal(repr(curve.cap)),
        floor=None if curve.floor is None else Decimal(repr(curve.floor)),
        actual=decimal(figure["actual"]),
        target=decimal(figure["target"]),
        base=decimal(figure["base"]),
        kind=figure.get("kind", ""),
        growth=decimal(figure.get("growth")),
        level=decimal(figure.get("level")),
        share=decimal(figure.get("share")),
        target_id=figure.get("target_id"),
        month=figure.get("month"),
        unit=figure.get("unit", ""),
        unit_en=figure.get("unit_en", ""),
        decimals=figure.get("decimals", 0),
        on_time=figure.get("on_time"),
        due=figure.get("due"),
        observations=tuple(Source(**o) for o in figure.get("observations", ())),
        stages=tuple((name, decimal(item[name])) for name in STAGES if name in item),
        imputed=item.get("imputed", False),
        happened=decimal(item.get("counted")),
        panel=figure.get("panel"),
        survey=figure.get("survey"),
        people=figure.get("raters", figure.get("answered")),
        events=tuple(figure["events"]) if "events" in figure else None,
        silent_gates=tuple(gate for gate in rule.gates if figures[gate.indicator]["actual"] is None),
    )


_FIRED = {
    Fired.MISSING: "missing",
    Fired.GATED: "gated",
    Fired.FLOORED: "floored",
    Fired.CAPPED: "capped",
}


def _fired(piece: int) -> str:
    return _FIRED[Fired(piece)] if piece < 0 else "proportional"
