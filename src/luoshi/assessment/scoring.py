"""From inputs to the result of a run (计分): pure, so that the same bytes in give the same bytes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

import luoshi
import luoshi.kernel
from luoshi.assessment.inputs import Inputs, exact
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.blocks import Unusable
from luoshi.kernel.canonical import canonical_bytes
from luoshi.kernel.codes import Codes
from luoshi.kernel.evaluation import evaluate
from luoshi.kernel.measure import Figures
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.rounding import RANKING_DIGITS, Endless, half_up
from luoshi.kernel.scheme import Scheme
from luoshi.kernel.stages import AS_IT_IS, as_it_is, peers_of
from luoshi.ledger.refusal import Problem, Refused

FULL_MARK = 100.0
STAGES = ("raw", "denominated", "quantity", "treated", "normalised")
# The modules whose change may change a score; their text is part of a run's code version.
SCORING = (
    "alternatives",
    "alternatives_reading",
    "arrays",
    "blocks",
    "canonical",
    "codes",
    "composite/combination",
    "composite/denominators",
    "composite/imputation",
    "composite/normalisation",
    "composite/screening",
    "composite/topsis",
    "composite/treatment",
    "composite/weights",
    "counting",
    "efficacy",
    "evaluation",
    "grades",
    "ladder",
    "measure",
    "outcome",
    "piecewise",
    "ranking",
    "reading",
    "rounding",
    "rule_reading",
    "scheme",
    "scheme_reading",
    "score_rule",
    "size_classes",
    "stages",
    "tally",
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
    """Codes of the indicators that a scheme reads, gates and denominators included, each once, in reading order."""
    return rules.indicators


@dataclass(frozen=True)
class Account:
    """What a scheme makes of inputs. U units in the order of the inputs, L items in the order of the scheme.

    total     float64[U], unrounded; NaN where nothing applies or it is withheld
    rank      int64[U] in the peer group, 0 where there is none; ``of`` is how many of the group are ranked
    score     float64[U, L] on the scale where 100 is the full mark
    weight    float64[U, L] share in the total after re-basing, 0 where the item does not apply
    points    float64[U, L] score x weight: what the item adds to the total where all above it are weighted means
    lost      float64[U, L] what the total gains when only this item has the full mark: (100 - score) x weight
              under weighted means, negative above the full mark
    measure, piece, not_reported, applies   [U, L], see ``kernel.evaluation``
    raw, denominated, quantity, treated, normalised, imputed   [U, L] the figure after each stage, see
              ``kernel.stages``; all alike where the item has none
    screened_out   bool[U] too few figures for a total
    unusable       items and blocks whose figures the rules cannot use, with the reason
    counted        float64[U, L] points of counted events in the item's own points, NaN without any
    sum            float64[U] the total before the points beside the hundred
    added          float64[U, A] points of each adjustment after all caps, NaN where not known
    excluded       bool[U] takes no part in the ranking
    veto_figure, vetoed   [U, V] what was found for each veto (NaN where not known), and which fire; a veto changes
                   neither score nor rank
    grade          int64[U] position in the scheme's grades, -1 for none; grade_before: before any jump
    condition, held   [U, C] what was found for each of the scheme's conditions (NaN where not known), and which hold
    jumped         bool[U, J] the jumps of which every condition holds; they change neither score nor rank
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
    raw: FloatArray
    denominated: FloatArray
    quantity: FloatArray
    treated: FloatArray
    normalised: FloatArray
    imputed: BoolArray
    screened_out: BoolArray
    unusable: tuple[Unusable, ...]
    counted: FloatArray
    sum: FloatArray
    added: FloatArray
    excluded: BoolArray
    veto_figure: FloatArray
    vetoed: BoolArray
    grade: IntArray
    grade_before: IntArray
    condition: FloatArray
    held: BoolArray
    jumped: BoolArray


def account(rules: Scheme, inputs: Inputs) -> Account:
    """Score the inputs with the kernel. Refused where the rules make more of a figure than any number holds."""
    groups = Codes((g.code for g in inputs.groups), "peer groups")
    group = groups.of([u.group for u in inputs.units])
    indicators = Codes(inputs.indicators, "indicators of the scheme")
    with _number_or_refusal(rules):
        found = evaluate(
            rules,
            Figures(inputs.actual, inputs.target, inputs.base),
            indicators,
            inputs.applies,
            group,
            Codes((u.code for u in inputs.units), "assessed units") if rules.units else None,
        )
    leaves, excluded = rules.tree.leaves, [e.unit for e in rules.exclusions]
    mark, weight = found.node_score[:, leaves], found.effective_weight[:, leaves]
    race = peers_of(rules.rank_among, group)
    sizes = np.bincount(race, found.rank != UNRANKED, minlength=len(inputs.groups)).astype(np.int64)
    way = found.staged or as_it_is(inputs.actual[:, indicators.of([i.indicator for i in rules.leaves])])
    return Account(
        total=found.total,
        rank=found.rank,
        of=sizes[race],
        applies=found.not_reported | (weight > 0),
        not_reported=found.not_reported,
        measure=found.item_measure,
        piece=found.piece,
        score=mark,
        weight=weight,
        points=mark * weight,
        lost=(FULL_MARK - mark) * weight if found.gain is None else found.gain,
        **way._asdict(),
        screened_out=found.screened_out,
        unusable=found.unusable,
        counted=np.full(mark.shape, np.nan) if found.counted is None else found.counted,
        sum=found.node_score[:, 0],
        added=found.added,
        excluded=np.isin([u.code for u in inputs.units], excluded)
        if excluded
        else np.zeros(group.shape, bool),
        veto_figure=found.veto_figure,
        vetoed=found.vetoed,
        grade=found.grade,
        grade_before=found.grade_before,
        condition=found.condition,
        held=found.held,
        jumped=found.jumped,
    )


def result_json(rules: Scheme, inputs: Inputs) -> bytes:
    """Canonical JSON of :func:`account`: published scores as decimals, everything else at nine digits.

    Missing is null, never zero. What only the whole language can say stands in format 2; a scheme that does not
    use it gives the same bytes as ever.
    """
    with _number_or_refusal(rules):
        return canonical_bytes(_told(rules, inputs, account(rules, inputs)))


@contextmanager
def _number_or_refusal(rules: Scheme) -> Iterator[None]:
    """Refused where what is calculated has no end."""
    try:
        yield
    except Endless as endless:
        raise Refused(
            Problem(
                rules.name,
                _("By these rules a score is larger than any number."),
                _("Compare knots, powers and denominators with the figures."),
            )
        ) from endless


def _told(rules: Scheme, inputs: Inputs, found: Account) -> dict[str, Any]:
    units = []
    for row, unit in enumerate(inputs.units):
        told: dict[str, Any] = {
            "code": unit.code,
            "group": unit.group,
            "total": _number(found.total[row]),
            "score": published(float(found.total[row]), rules.digits),
            "rank": int(found.rank[row]) or None,
            "of": int(found.of[row]),
            "items": [_item(rules, found, row, leaf) for leaf in range(len(rules.leaves))],
        }
        if rules.format > 1:
            told |= _further(rules, found, row)
        units.append(told)
    kept: dict[str, Any] = {"units": units}
    if rules.format > 1:
        kept |= {"format": rules.format, "unusable": [u._asdict() for u in found.unusable]}
    return kept


def _further(rules: Scheme, found: Account, row: int) -> dict[str, Any]:
    """What a unit has besides its items: points beside the hundred, vetoes, grade."""
    told = _follows(rules, found, row)
    for rule, one in zip(rules.adjustments.entries, told["adjustments"], strict=True):
        if rule.when:
            one["conditions"] = _conditions(rules, found, row, rule.code)
    if rules.jumps:
        told["grade_before"] = _grade(rules, int(found.grade_before[row]))
        told["jumps"] = [
            {
                "code": jump.code,
                "conditions": _conditions(rules, found, row, jump.code),
                "holds": bool(found.jumped[row, place]),
            }
            for place, jump in enumerate(rules.jumps)
        ]
    return told


def _follows(rules: Scheme, found: Account, row: int) -> dict[str, Any]:
    return {
        "sum": _number(found.sum[row]),
        "screened_out": bool(found.screened_out[row]),
        "excluded": bool(found.excluded[row]),
        "adjustments": [
            {"code": entry.code, "points": _number(found.added[row, place])}
            for place, entry in enumerate(rules.adjustments.entries)
        ],
        "vetoes": [
            {
                "code": veto.code,
                "figure": _number(found.veto_figure[row, place]),
                "fires": bool(found.vetoed[row, place]),
            }
            for place, veto in enumerate(rules.vetoes)
        ],
        "grade": _grade(rules, int(found.grade[row])),
    }


def _grade(rules: Scheme, grade: int) -> str | None:
    return rules.grades.names[grade].code if grade >= 0 else None


def _conditions(rules: Scheme, found: Account, row: int, code: str) -> list[dict[str, Any]]:
    """What was found for each condition of an adjustment or a jump, and whether it holds."""
    places = rules.conditions_of[code]
    return [
        {"indicator": one.indicator, "found": _number(value), "holds": bool(holds)}
        for one, value, holds in zip(
            rules.conditions[places], found.condition[row, places], found.held[row, places], strict=True
        )
    ]


def published(total: float, digits: int) -> str | None:
    """The score as it is announced: rounded once, half up, with all its digits; None where there is none."""
    rounded = half_up(total, digits)
    return None if rounded is None else f"{rounded:f}"


def _item(rules: Scheme, found: Account, row: int, leaf: int) -> dict[str, Any]:
    item = rules.leaves[leaf]
    told: dict[str, Any] = {
        "code": item.code,
        "applies": bool(found.applies[row, leaf]),
        "not_reported": bool(found.not_reported[row, leaf]),
        "measure": _number(found.measure[row, leaf]),
        "piece": int(found.piece[row, leaf]),
        "score": _number(found.score[row, leaf]),
        "weight": _number(found.weight[row, leaf]),
        "points": _number(found.points[row, leaf]),
        "lost": _number(found.lost[row, leaf]),
    }
    if item.stages != AS_IT_IS:
        way = (found.raw, found.denominated, found.quantity, found.treated, found.normalised)
        told |= {name: _number(figures[row, leaf]) for name, figures in zip(STAGES, way, strict=True)}
        told["imputed"] = bool(found.imputed[row, leaf])
    if item.events is not None:
        told["counted"] = _number(found.counted[row, leaf])
    return told


def _number(value: float) -> str | None:
    return exact(float(value), RANKING_DIGITS)
