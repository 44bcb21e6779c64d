"""From inputs to the result of a run (计分): pure, so that the same bytes in give the same bytes out."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import luoshi
import luoshi.kernel
from luoshi.assessment.inputs import Inputs, exact
from luoshi.kernel.canonical import canonical_bytes
from luoshi.kernel.codes import Codes
from luoshi.kernel.evaluation import Result, evaluate
from luoshi.kernel.measure import Figures
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.rounding import RANKING_DIGITS, half_up
from luoshi.kernel.scheme import Scheme

FULL_MARK = 100.0
# The modules whose change may change a score; their text is part of a run's code version.
SCORING = (
    "arrays",
    "canonical",
    "codes",
    "evaluation",
    "measure",
    "piecewise",
    "ranking",
    "rounding",
    "scheme",
    "weighted_tree",
)


@cache
def code_version() -> str:
    """Version of the product and a fingerprint of the source text that scores (计分代码版本)."""
    folder = Path(luoshi.kernel.__file__).parent
    files = [
        *(folder / f"{name}.py" for name in SCORING),
        Path(__file__),
        Path(__file__).with_name("inputs.py"),
    ]
    seal = hashlib.sha256()
    for file in files:
        seal.update(file.read_bytes())
    return f"{luoshi.__version__}+{seal.hexdigest()[:16]}"


def used_indicators(rules: Scheme) -> tuple[str, ...]:
    """Codes of the indicators that a scheme reads, gates included, each once, in reading order."""
    used: dict[str, None] = {}
    for item in rules.leaves:
        used[item.indicator] = None
        if item.gate is not None:
            used[item.gate.indicator] = None
    return tuple(used)


def score(rules: Scheme, inputs: Inputs) -> Result:
    """The kernel's result for the inputs; units and indicators in the order of the inputs."""
    groups = Codes((g.code for g in inputs.groups), "peer groups")
    return evaluate(
        rules,
        Figures(inputs.actual, inputs.target, inputs.base),
        Codes(inputs.indicators, "indicators of the scheme"),
        inputs.applies,
        groups.of([u.group for u in inputs.units]),
    )


def result_json(rules: Scheme, inputs: Inputs) -> bytes:
    """Canonical JSON of :func:`result_of`."""
    return canonical_bytes(result_of(rules, inputs))


def result_of(rules: Scheme, inputs: Inputs) -> dict[str, Any]:
    """:func:`score` as plain data: published scores as decimal text, everything else at nine digits.

    ``points`` is what an item adds to the total, ``lost`` what it leaves on the table (negative above the
    full mark); ``weight`` is the share in the total after re-basing. Missing is null, never zero.
    """
    found = score(rules, inputs)
    sizes = {g.code: 0 for g in inputs.groups}
    for row, unit in enumerate(inputs.units):
        sizes[unit.group] += int(found.rank[row] != UNRANKED)
    places = [int(place) for place in rules.tree.leaves]
    return {
        "units": [
            {
                "code": unit.code,
                "group": unit.group,
                "total": _number(found.total[row]),
                "score": _published(float(found.total[row]), rules.digits),
                "rank": int(found.rank[row]) or None,
                "of": sizes[unit.group],
                "blocks": _blocks(rules, found, row),
                "items": [_item(rules, found, row, n, places[n]) for n in range(len(places))],
            }
            for row, unit in enumerate(inputs.units)
        ]
    }


def _published(total: float, digits: int) -> str | None:
    rounded = half_up(total, digits)
    return None if rounded is None else f"{rounded:f}"


def _item(rules: Scheme, found: Result, row: int, leaf: int, node: int) -> dict[str, Any]:
    weight = float(found.effective_weight[row, node])
    unreported = bool(found.not_reported[row, leaf])
    mark = float(found.node_score[row, node])
    return {
        "code": rules.leaves[leaf].code,
        "applies": unreported or weight > 0,
        "not_reported": unreported,
        "measure": _number(found.item_measure[row, leaf]),
        "piece": int(found.piece[row, leaf]),
        "score": _number(mark),
        "weight": _number(weight),
        "points": _number(mark * weight),
        "lost": _number((FULL_MARK - mark) * weight),
    }


def _blocks(rules: Scheme, found: Result, row: int) -> dict[str, Any]:
    inner = set(rules.tree.leaves)
    return {
        node.code: {
            "score": _number(found.node_score[row, place]),
            "weight": _number(found.effective_weight[row, place]),
        }
        for place, node in enumerate(rules.nodes)
        if place not in inner and place > 0
    }


def _number(value: float) -> str | None:
    return exact(float(value), RANKING_DIGITS)
