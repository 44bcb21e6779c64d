"""Why a unit has its score (得分依据): item, piece that fired, weight, figures, observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.assessment.inputs import CLOSURE, TIMELINESS
from luoshi.assessment.league import Line, Part, decimal
from luoshi.kernel.piecewise import Fired
from luoshi.kernel.scheme import Item


@dataclass(frozen=True)
class Source:
    """An observation that a figure was made of, and the unit that reported it."""

    id: int
    unit: str


@dataclass(frozen=True)
class Step:
    """One item of the trace. Figures as they were kept with the run; None is missing.

    ``measure_value`` is a fraction for completion, growth and share of the best, else a plain figure.
    ``fired`` is missing, gated, floored, capped or proportional; ``share`` is the part of the year's target
    that the calendar expected, for a level target. Counted items carry ``on_time`` of ``due`` instead,
    those of a ``panel`` or ``survey`` (its key) how many ``people`` rated or answered.
    """

    part: Part
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
    panel: int | None
    survey: int | None
    people: int | None

    @property
    def counted(self) -> bool:
        """Whether the figure was counted from forms or matters, not reported."""
        return self.indicator in (TIMELINESS, CLOSURE)


@dataclass(frozen=True)
class Trace:
    """The whole way from figures to rank. ``ahead`` and ``behind`` are the neighbours in the group."""

    line: Line
    of: int
    steps: tuple[Step, ...]
    ahead: Line | None
    behind: Line | None
    sharing: tuple[Line, ...]

    @property
    def total(self) -> float:
        """Unrounded sum of the points."""
        return sum(step.part.points or 0.0 for step in self.steps)


def trace_of(
    line: Line, peers: tuple[Line, ...], inputs: Mapping[str, Any], result: Mapping[str, Any]
) -> Trace:
    """Open one unit's line; ``peers`` are the lines of its group, the best first."""
    figures = next(u["figures"] for u in inputs["units"] if u["code"] == line.unit.code)
    mine = next(u for u in result["units"] if u["code"] == line.unit.code)
    steps = []
    for part, item in zip(line.parts, mine["items"], strict=True):
        rule = part.node.rule
        assert isinstance(rule, Item)
        steps.append(_step(part, rule, item, figures[rule.indicator]))
    better = [p for p in peers if line.rank and p.rank and p.rank < line.rank]
    worse = [p for p in peers if line.rank and p.rank and p.rank > line.rank]
    return Trace(
        line=line,
        of=mine["of"],
        steps=tuple(steps),
        ahead=better[-1] if better else None,
        behind=worse[0] if worse else None,
        sharing=tuple(p for p in peers if p.rank and p.rank == line.rank and p.unit != line.unit),
    )


def _step(part: Part, rule: Item, item: Mapping[str, Any], figure: Mapping[str, Any]) -> Step:
    curve = rule.rule.curve
    return Step(
        part=part,
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
        panel=figure.get("panel"),
        survey=figure.get("survey"),
        people=figure.get("raters", figure.get("answered")),
    )


_FIRED = {
    Fired.MISSING: "missing",
    Fired.GATED: "gated",
    Fired.FLOORED: "floored",
    Fired.CAPPED: "capped",
}


def _fired(piece: int) -> str:
    return _FIRED[Fired(piece)] if piece < 0 else "proportional"
