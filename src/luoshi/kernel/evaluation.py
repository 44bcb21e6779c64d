"""Evaluation 计分: a scheme applied to figures, for all units at once, with everything a trace needs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.codes import Codes
from luoshi.kernel.measure import Figures, measured
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.rounding import for_ranking, half_up_each
from luoshi.kernel.scheme import Item, RankOn, Scheme, ScoreRule
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
    gate_open, gate_known = _gates(scheme, figures, indicators, group)
    value = np.full(applies.shape, np.nan)
    score = np.full(value.shape, np.nan)
    piece = np.zeros(value.shape, dtype=np.int64)
    for rule, places in _by_rule(scheme.leaves):
        actual, target, base = (a[:, column[places]] for a in figures)
        # Without its actual a unit that the item does not apply to cannot be anybody's best.
        part = Figures(np.where(applies[:, places], actual, np.nan), target, base)
        value[:, places] = measured(rule.measure, part, group, rule.lower_is_better)
        known = np.where(gate_known[:, places], value[:, places], np.nan)
        score[:, places], piece[:, places] = rule.curve(known, gate_open[:, places])
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


def _by_rule(items: Iterable[Item]) -> list[tuple[ScoreRule, list[int]]]:
    places: dict[ScoreRule, list[int]] = {}
    for place, item in enumerate(items):
        places.setdefault(item.rule, []).append(place)
    return list(places.items())


def _gates(
    scheme: Scheme, figures: Figures, indicators: Codes, group: IntArray
) -> tuple[BoolArray, BoolArray]:
    """Which gates are open and which are known, [unit, item, ...]. An unreported gate is not a closed one."""
    shape = (figures.actual.shape[0], len(scheme.leaves), *figures.actual.shape[2:])
    opened, known = np.ones(shape, dtype=bool), np.ones(shape, dtype=bool)
    for place, item in enumerate(scheme.leaves):
        if item.gate is not None:
            column = indicators.of([item.gate.indicator])
            part = Figures(*(a[:, column] for a in figures))
            reached = measured(item.gate.measure, part, group)[:, 0]
            opened[:, place] = for_ranking(reached) >= for_ranking(item.gate.at_least)
            known[:, place] = ~np.isnan(reached)
    return opened, known


def _ranks(scheme: Scheme, weighed: Weighed, published: FloatArray, group: IntArray) -> IntArray:
    rounded = scheme.rank_on is RankOn.PUBLISHED
    keys = [weighed.node_score[:, node] for node in scheme.node_codes.of(scheme.ties)]
    then = [half_up_each(key, scheme.digits) if rounded else key for key in keys]
    return competition_rank(published if rounded else weighed.total, group, then=then)
