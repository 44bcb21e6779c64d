"""From inputs to the result of a run (计分): pure, so that the same bytes in give the same bytes out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import luoshi
import luoshi.kernel
from luoshi.assessment.inputs import Inputs, exact
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.canonical import canonical_bytes
from luoshi.kernel.codes import Codes
from luoshi.kernel.evaluation import evaluate
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


@dataclass(frozen=True)
class Account:
    """What a scheme makes of inputs. U units in the order of the inputs, L items in the order of the scheme.

    total     float64[U], unrounded; NaN where nothing applies or it is withheld
    rank      int64[U] in the peer group, 0 where there is none; ``of`` is how many of the group are ranked
    score     float64[U, L] on the scale where 100 is the full mark
    weight    float64[U, L] share in the total after re-basing, 0 where the item does not apply
    points    float64[U, L] what the item adds to the total: score x weight
    lost      float64[U, L] what it leaves on the table: (100 - score) x weight, negative above the full mark
    measure, piece, not_reported, applies   [U, L], see ``kernel.evaluation``
    """

    total: FloatArray
    rank: IntArray
    of: IntArray
    applies: BoolArray
    not_reported: BoolArray
    measure: FloatArray
    piece: IntArray
    score: FloatArray
    weight: FloatArray
    points: FloatArray
    lost: FloatArray


def account(rules: Scheme, inputs: Inputs) -> Account:
    """Score the inputs with the kernel."""
    groups = Codes((g.code for g in inputs.groups), "peer groups")
    group = groups.of([u.group for u in inputs.units])
    found = evaluate(
        rules,
        Figures(inputs.actual, inputs.target, inputs.base),
        Codes(inputs.indicators, "indicators of the scheme"),
        inputs.applies,
        group,
    )
    leaves = rules.tree.leaves
    mark, weight = found.node_score[:, leaves], found.effective_weight[:, leaves]
    sizes = np.bincount(group, found.rank != UNRANKED, minlength=len(inputs.groups)).astype(np.int64)
    return Account(
        total=found.total,
        rank=found.rank,
        of=sizes[group],
        applies=found.not_reported | (weight > 0),
        not_reported=found.not_reported,
        measure=found.item_measure,
        piece=found.piece,
        score=mark,
        weight=weight,
        points=mark * weight,
        lost=(FULL_MARK - mark) * weight,
    )


def result_json(rules: Scheme, inputs: Inputs) -> bytes:
    """Canonical JSON of :func:`account`: published scores as decimals, everything else at nine digits.

    Missing is null, never zero.
    """
    found = account(rules, inputs)
    return canonical_bytes(
        {
            "units": [
                {
                    "code": unit.code,
                    "group": unit.group,
                    "total": _number(found.total[row]),
                    "score": published(float(found.total[row]), rules.digits),
                    "rank": int(found.rank[row]) or None,
                    "of": int(found.of[row]),
                    "items": [_item(rules, found, row, leaf) for leaf in range(len(rules.leaves))],
                }
                for row, unit in enumerate(inputs.units)
            ]
        }
    )


def published(total: float, digits: int) -> str | None:
    """The score as it is announced: rounded once, half up, with all its digits; None where there is none."""
    rounded = half_up(total, digits)
    return None if rounded is None else f"{rounded:f}"


def _item(rules: Scheme, found: Account, row: int, leaf: int) -> dict[str, Any]:
    return {
        "code": rules.leaves[leaf].code,
        "applies": bool(found.applies[row, leaf]),
        "not_reported": bool(found.not_reported[row, leaf]),
        "measure": _number(found.measure[row, leaf]),
        "piece": int(found.piece[row, leaf]),
        "score": _number(found.score[row, leaf]),
        "weight": _number(found.weight[row, leaf]),
        "points": _number(found.points[row, leaf]),
        "lost": _number(found.lost[row, leaf]),
    }


def _number(value: float) -> str | None:
    return exact(float(value), RANKING_DIGITS)
