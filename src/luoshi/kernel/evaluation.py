"""Evaluation 计分: a scheme applied to figures, for all units at once, with everything a trace needs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.codes import Codes
from luoshi.kernel.measure import Figures, measured
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.rounding import for_ranking, half_up_each
from luoshi.kernel.scheme import Gate, Item, RankOn, Scheme, ScoreRule
from luoshi.kernel.weighted_tree import Weighed, weigh


@dataclass(frozen=True)
class Result:
    """Outcome of a scheme; items and nodes are in its order, further axes those of the figures."""

    total: FloatArray
    """[unit, ...], unrounded; NaN where nothing applies or the total is withheld."""
    published: FloatArray
    """`total` rounded half up to the scheme's digits."""
    rank: IntArray
    """Rank in the peer group, 0 where there is no total or no group."""
    item_measure: FloatArray
    """[unit, item, ...] what was put into the scoring function."""
    item_score: FloatArray
    """[unit, item, ...] on the scale where 100 is the full mark; NaN where missing or not applicable."""
    piece: IntArray
    """[unit, item, ...] the piece of the scoring function that fired, see `piecewise.Fired`."""
    not_reported: BoolArray
    """[unit, item, ...] applies but has no score: treated by the item's missing policy."""
    node_score: FloatArray
    """[unit, node, ...]"""
    effective_weight: FloatArray
    """[unit, node, ...] share in the total after re-basing; 0 where not applicable."""


def evaluate(
    scheme: Scheme, figures: Figures, indicators: Codes, applicable: BoolArray, group: IntArray
) -> Result:
    """Scores, totals and ranks of every unit under `scheme`.

    `figures` are [unit, indicator, ...] with the second axis coded by `indicators`; `applicable` broadcasts
    against them; `group` is the peer group of each unit, int[unit], -1 for none. Further axes (months) are
    evaluated side by side. Raises UnknownKeyError when the scheme uses an indicator that `indicators` does
    not hold.
    """
    column = indicators.of([item.indicator for item in scheme.leaves])
    applies = np.broadcast_to(applicable, figures.actual.shape)[:, column]
    value = np.full(applies.shape, np.nan)
    score = np.full(value.shape, np.nan)
    piece = np.zeros(value.shape, dtype=np.int64)
    for (rule, gate), places in _alike(scheme.leaves).items():
        actual, target, base = (a[:, column[places]] for a in figures)
        # Without its actual a unit that the item does not apply to cannot be anybody's best.
        part = Figures(np.where(applies[:, places], actual, np.nan), target, base)
        value[:, places] = known = measured(rule.measure, part, group, rule.lower_is_better)
        opened: BoolArray = np.array(True)
        if gate is not None:
            reached = _reached(gate, figures, indicators, group)
            opened = for_ranking(reached) >= for_ranking(gate.at_least)
            # A gate that is not reported is not a closed one: the score is missing, not zero.
            known = np.where(np.isnan(reached), np.nan, known)
        score[:, places], piece[:, places] = rule.curve(known, opened)
    weighed = weigh(scheme.tree, score, applies, [item.missing for item in scheme.leaves])
    published = half_up_each(weighed.total, scheme.digits)
    return Result(
        total=weighed.total,
        published=published,
        rank=_ranks(scheme, weighed, published, group),
        item_measure=value,
        item_score=weighed.node_score[:, scheme.tree.leaves],
        piece=piece,
        not_reported=weighed.not_reported,
        node_score=weighed.node_score,
        effective_weight=weighed.effective_weight,
    )


def _alike(items: Iterable[Item]) -> dict[tuple[ScoreRule, Gate | None], list[int]]:
    """Positions of the items that share rule and gate, to be scored in one go."""
    places: dict[tuple[ScoreRule, Gate | None], list[int]] = {}
    for place, item in enumerate(items):
        places.setdefault((item.rule, item.gate), []).append(place)
    return places


def _reached(gate: Gate, figures: Figures, indicators: Codes, group: IntArray) -> FloatArray:
    column = indicators.of([gate.indicator])
    return measured(gate.measure, Figures(*(a[:, column] for a in figures)), group)


def _ranks(scheme: Scheme, weighed: Weighed, published: FloatArray, group: IntArray) -> IntArray:
    rounded = scheme.rank_on is RankOn.PUBLISHED
    keys = [weighed.node_score[:, node] for node in scheme.node_codes.of(scheme.ties)]
    then = [half_up_each(key, scheme.digits) if rounded else key for key in keys]
    return competition_rank(published if rounded else weighed.total, group, then=then)
