"""The stable machine output of `luoshi outline`, `luoshi extract` and `luoshi check` (机读输出)."""

from collections.abc import Iterable

from luoshi.kernel.text.number_check import Check, Relation, Span
from luoshi.kernel.text.outline import Outline
from luoshi.kernel.text.requirements import TaskDraft
from luoshi.kernel.text.targets import TargetDraft

Json = dict[str, object]


def outline_as_dict(clauses: Outline) -> Json:
    """Nodes (id, parent, level, mark, kind, title, start, end) and warnings (code, message, start, end).

    Offsets are characters of the decoded text, `[start, end)`.
    """
    nodes = [
        {
            "id": node.id,
            "parent": node.parent,
            "level": node.level,
            "mark": node.mark,
            "kind": node.kind,
            "title": node.title,
            "start": node.start,
            "end": node.end,
        }
        for node in clauses.nodes
    ]
    warnings = [
        {"code": oddity.code, "message": oddity.message, "start": oddity.start, "end": oddity.end}
        for oddity in clauses.warnings
    ]
    return {"nodes": nodes, "warnings": warnings}


def extract_as_dict(targets: Iterable[TargetDraft], tasks: Iterable[TaskDraft]) -> Json:
    """Targets, whose offsets span the number, and tasks, whose offsets span the action their text names."""
    return {
        "targets": [
            {
                "indicator": target.indicator,
                "kind": target.kind,
                "op": target.op,
                "value": target.value,
                "value_high": target.value_high,
                "unit": target.unit,
                "period": target.period,
                "start": target.start,
                "end": target.end,
                "clause": target.clause,
            }
            for target in targets
        ],
        "tasks": [
            {
                "no": task.no,
                "text": task.title,
                "lead": list(task.lead),
                "support": list(task.support),
                "leader": list(task.leader),
                "deadline": task.deadline,
                "start": task.start,
                "end": task.end,
                "clause": task.clause,
            }
            for task in tasks
        ],
    }


def check_as_dict(found: Check) -> Json:
    """Relations; their spans are the digits of the claim and of the operands it is recomputed from."""
    return {"relations": [relation_as_dict(relation) for relation in found.relations]}


def relation_as_dict(relation: Relation) -> Json:
    """One relation with all that a sentence about it needs in any language.

    `expected` and `repair` ("old -> new") are null unless the relation fails. `grade` says how it fails,
    `formula` computes the claim from the operands a, b, c … in their order, `recomputed` are the values it allows in
    the claim's `unit`, `operand_units` are the operands' units.
    """
    return {
        "type": relation.type,
        "verdict": relation.verdict,
        "severity": relation.severity,
        "claim": _span(relation.claim),
        "operands": [_span(operand) for operand in relation.operands],
        "expected": relation.expected,
        "repair": None if relation.repair is None else str(relation.repair),
        "message": relation.message,
        "fingerprint": relation.fingerprint,
        "grade": relation.grade or None,
        "unit": relation.claim.unit,
        "operand_units": [operand.unit for operand in relation.operands],
        "formula": relation.formula or None,
        "recomputed": relation.recomputed,
    }


def _span(span: Span) -> Json:
    return {"text": span.text, "start": span.start, "end": span.end}
