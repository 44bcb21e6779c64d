"""What is told of a relation of the number check (核对结果), of no document and no check yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luoshi.kernel.text.number_check import Mend, Relation


@dataclass(frozen=True)
class Told:
    """The fields of a finding that its sentence and its working are made from; empty where nothing is to be said."""

    type: str
    verdict: str
    severity: str
    grade: str
    start: int
    end: int
    unit: str
    operands: list[tuple[int, int, str]]
    formula: str
    recomputed: str
    expected: str
    repair: dict[str, Any] | None
    remark: str


def told_of(relation: Relation) -> Told:
    """What is told of a relation."""
    computed = relation.verdict in ("pass", "fail")
    return Told(
        type=relation.type,
        verdict=relation.verdict,
        severity=relation.severity or "",
        grade=relation.grade,
        start=relation.claim.start,
        end=relation.claim.end,
        unit=relation.claim.unit,
        operands=[(span.start, span.end, span.unit) for span in relation.operands],
        formula=relation.formula,
        recomputed=relation.recomputed or "",
        expected=relation.expected or "",
        repair=_repair(relation.repair),
        remark="" if computed else relation.message,
    )


def _repair(mend: Mend | None) -> dict[str, Any] | None:
    if mend is None:
        return None
    return {
        "start": mend.of.start,
        "end": mend.of.end,
        "unit": mend.of.unit,
        "printed": mend.printed,
        "kind": mend.kind,
    }
