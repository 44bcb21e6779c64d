"""Evaluation 计分: a scheme applied to figures, for all units at once, with everything a trace needs."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.blocks import Unweighable, combined
from luoshi.kernel.codes import Codes
from luoshi.kernel.composite.screening import screened
from luoshi.kernel.measure import Figures, measured
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.rounding import for_ranking, half_up_each
from luoshi.kernel.scheme import Gate, Item, RankOn, Scheme, ScoreRule
from luoshi.kernel.stages import AS_IT_IS, Staged, Stages, as_it_is, peers_of, staged
from luoshi.kernel.weighted_tree import Weighed


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
    staged: Staged | None
    """What the stages made of the figures, [unit, item, ...]; None where the scheme has none."""
    screened_out: BoolArray
    """[unit, ...] units with too few figures for a total."""
    unweighable: tuple[Unweighable, ...]
    """Blocks whose weights the figures do not give."""
    gain: FloatArray | None
    """[unit, item, ...] see `blocks.Combined`."""


def evaluate(
    scheme: Scheme,
    figures: Figures,
    indicators: Codes,
    applicable: BoolArray,
    group: IntArray,
    units: Codes | None = None,
) -> Result:
    """Scores, totals and ranks of every unit under `scheme`.

    `figures` are [unit, indicator, ...] with the second axis coded by `indicators`; `applicable` broadcasts
    against them; `group` is the peer group of each unit, int[unit], -1 for none. Further axes (months) are
    evaluated side by side. `units` are the codes of the units, needed where a rule names one. Raises
    UnknownKeyError when the scheme uses an indicator or names a unit that is not held.
    """
    column = indicators.of(scheme.indicators)
    place = dict(zip(scheme.indicators, column.tolist(), strict=True))
    column = np.array([place[item.indicator] for item in scheme.leaves], dtype=np.int64)
    applies = np.broadcast_to(applicable, figures.actual.shape)[:, column]
    screened_out = np.zeros((applies.shape[0], *applies.shape[2:]), dtype=bool)
    if scheme.screening is not None:
        screened_out = _screened_out(scheme, figures.actual[:, column], applies)
        applies = applies & ~screened_out[:, None]
    value = np.full(applies.shape, np.nan)
    score = np.full(value.shape, np.nan)
    piece = np.zeros(value.shape, dtype=np.int64)
    way = _Way(figures.actual[:, column], applies) if scheme.has_stages else None
    for (rule, gate, stages), places in _alike(scheme.leaves).items():
        actual, target, base = (a[:, column[places]] for a in figures)
        # Without its actual a unit that the item does not apply to cannot be anybody's best.
        part = Figures(np.where(applies[:, places], actual, np.nan), target, base)
        if stages != AS_IT_IS and way is not None:
            per = None if stages.per is None else _column(figures, place[stages.per.indicator])
            reference = _reference(stages, units)
            made = staged(stages, part, per, applies[:, places], group, reference)
            part = way.keep(places, made)
        value[:, places] = known = measured(
            rule.measure, part, peers_of(rule.among, group), rule.lower_is_better
        )
        opened: BoolArray = np.array(True)
        if gate is not None:
            reached = measured(gate.measure, _column(figures, place[gate.indicator]), group)
            opened = for_ranking(reached) >= for_ranking(gate.at_least)
            # A gate that is not reported is not a closed one: the score is missing, not zero.
            known = np.where(np.isnan(reached), np.nan, known)
        score[:, places], piece[:, places] = rule.curve(known, opened)
    weighed, unweighable, gain = combined(scheme, score, applies, group)
    published = half_up_each(weighed.total, scheme.digits)
    return Result(
        total=weighed.total,
        published=published,
        rank=_ranks(scheme, weighed, published, peers_of(scheme.rank_among, group)),
        item_measure=value,
        item_score=weighed.node_score[:, scheme.tree.leaves],
        piece=piece,
        not_reported=weighed.not_reported,
        node_score=weighed.node_score,
        effective_weight=weighed.effective_weight,
        staged=None if way is None else way.staged,
        screened_out=screened_out,
        unweighable=unweighable,
        gain=gain,
    )


class _Way:
    """The figures of all items after every stage, filled in item by item; those without a stage stay as they are."""

    def __init__(self, actual: FloatArray, applies: BoolArray) -> None:
        raw = np.where(applies, actual, np.nan)
        self.staged = as_it_is(raw)

    def keep(self, places: list[int], made: Staged) -> Figures:
        """Fill in the items of these places; what comes out of the stages is the figure that is measured."""
        for whole, part in zip(self.staged, made, strict=True):
            whole[:, places] = part
        nothing = np.full(made.normalised.shape, np.nan)
        return Figures(made.normalised, nothing, nothing)


def _alike(items: Iterable[Item]) -> dict[tuple[ScoreRule, Gate | None, Stages], list[int]]:
    """Positions of the items that share rule, gate and stages, to be scored in one go."""
    places: dict[tuple[ScoreRule, Gate | None, Stages], list[int]] = {}
    for place, item in enumerate(items):
        places.setdefault((item.rule, item.gate, item.stages), []).append(place)
    return places


def _screened_out(scheme: Scheme, actual: FloatArray, applies: BoolArray) -> BoolArray:
    """Units [unit, ...] with too few figures, column by column of the further axes."""
    out = np.zeros((actual.shape[0], *actual.shape[2:]), dtype=bool)
    rule = scheme.screening
    if rule is not None:
        for further in np.ndindex(actual.shape[2:]):
            at = (slice(None), slice(None), *further)
            out[:, *further] = ~screened(
                actual[at], applies[at], rule.least_reported, rule.least_non_zero
            ).keep & applies[at].any(axis=1)
    return out


def _column(figures: Figures, place: int) -> Figures:
    return Figures(*(a[:, [place]] for a in figures))


def _reference(stages: Stages, units: Codes | None) -> int | None:
    """The row of the unit that a normalisation names."""
    if stages.normalise is None or not stages.normalise.unit:
        return None
    return int((units or Codes((), "units")).of([stages.normalise.unit])[0])


def _ranks(scheme: Scheme, weighed: Weighed, published: FloatArray, group: IntArray) -> IntArray:
    rounded = scheme.rank_on is RankOn.PUBLISHED
    keys = [weighed.node_score[:, node] for node in scheme.node_codes.of(scheme.ties)]
    then = [half_up_each(key, scheme.digits) if rounded else key for key in keys]
    return competition_rank(published if rounded else weighed.total, group, then=then)
