"""Evaluation 计分: a scheme applied to figures, for all units at once, with everything a trace needs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray, columns
from luoshi.kernel.blocks import Unusable, combined
from luoshi.kernel.codes import Codes
from luoshi.kernel.composite.screening import screened
from luoshi.kernel.counting import counted, item_score
from luoshi.kernel.measure import Figures, measured
from luoshi.kernel.outcome import Added, RankOn, added, fired, graded, held, raised
from luoshi.kernel.piecewise import Fired
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.rounding import half_up_each
from luoshi.kernel.scheme import Scheme
from luoshi.kernel.score_rule import ScoreRule, ruled
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
    unusable: tuple[Unusable, ...]
    """Items and blocks whose figures the rules cannot use."""
    gain: FloatArray | None
    """[unit, item, ...] see `blocks.Combined`."""
    counted: FloatArray | None
    """[unit, item, ...] points from counted events, in the item's own points; None where no item counts any."""
    added: FloatArray
    """[unit, adjustment, ...] points beside the hundred after all caps; NaN where not known."""
    veto_figure: FloatArray
    """[unit, veto, ...] what was found for every veto; NaN where not known."""
    vetoed: BoolArray
    """[unit, veto, ...] the vetoes that fire."""
    grade: IntArray
    """[unit, ...] position in the scheme's grades, -1 for none."""
    grade_before: IntArray
    """The same before any jump."""
    condition: FloatArray
    """[unit, condition, ...] the measure found for each of `Scheme.conditions`; NaN where not known."""
    held: BoolArray
    """[unit, condition, ...] the conditions that hold."""
    jumped: BoolArray
    """[unit, jump, ...] the jumps of which every condition holds."""


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
    UnknownKeyError when the scheme uses an indicator that `indicators` does not hold.
    """
    desk = _Desk(scheme, figures, indicators, applicable, group, units or Codes((), "units"))
    desk.screen()
    desk.score_items()
    weighed, unusable, gain = combined(scheme, desk.score, desk.applies, group)
    desk.ask_conditions()
    total, beside = weighed.total, desk.adjustments()
    if scheme.adjustments.entries:
        total = total + beside.points
    published = half_up_each(total, scheme.digits)
    race = desk.race()
    veto_figure = desk.known([veto.indicator for veto in scheme.vetoes])
    vetoed = fired(scheme.vetoes, veto_figure)
    value = published if scheme.rank_on is RankOn.PUBLISHED else total
    rank = competition_rank(value, race, then=_separating(scheme, weighed))
    grade = graded(scheme.grades, scheme.vetoes, vetoed, value, rank, race)
    jumped = desk.all_hold([jump.code for jump in scheme.jumps])
    return Result(
        total=total,
        published=published,
        rank=rank,
        item_measure=desk.value,
        item_score=weighed.node_score[:, scheme.tree.leaves],
        piece=desk.piece,
        not_reported=weighed.not_reported,
        node_score=weighed.node_score,
        effective_weight=weighed.effective_weight,
        staged=desk.staged,
        screened_out=desk.screened_out,
        unusable=(*desk.unusable, *unusable),
        gain=gain,
        counted=desk.counted,
        added=beside.each,
        veto_figure=veto_figure,
        vetoed=vetoed,
        grade=raised(scheme.jumps, jumped, scheme.vetoes, vetoed, grade),
        grade_before=grade,
        condition=desk.condition,
        held=desk.held,
        jumped=jumped,
    )


class _Desk:
    """The figures of one evaluation, and what becomes of them item by item."""

    def __init__(
        self,
        scheme: Scheme,
        figures: Figures,
        indicators: Codes,
        applicable: BoolArray,
        group: IntArray,
        units: Codes,
    ) -> None:
        self.scheme, self.figures, self.group, self.units = scheme, figures, group, units
        held = indicators.of(scheme.indicators).tolist()
        self.place = dict(zip(scheme.indicators, held, strict=True))
        self.asked = np.broadcast_to(applicable, figures.actual.shape)
        self.column = np.array([self.place[item.indicator] for item in scheme.leaves], dtype=np.int64)
        self.applies: BoolArray = columns(self.asked, self.column).copy()
        for place, item in enumerate(scheme.leaves):
            if item.events is not None and item.of_events_only:
                entries = [self.place[entry.indicator] for entry in item.events.entries]
                self.applies[:, place] = self.asked[:, entries].any(axis=1)
        self.screened_out = np.zeros((self.applies.shape[0], *self.applies.shape[2:]), dtype=bool)
        self.value = np.full(self.applies.shape, np.nan)
        self.score = np.full(self.applies.shape, np.nan)
        self.piece = np.zeros(self.applies.shape, dtype=np.int64)
        self.unusable: list[Unusable] = []
        self.staged: Staged | None = None
        self.counted: FloatArray | None = None
        further = self.applies.shape[2:]
        self.condition = np.full((self.applies.shape[0], len(scheme.conditions), *further), np.nan)
        self.held = np.zeros(self.condition.shape, dtype=bool)

    def known(self, codes: Sequence[str]) -> FloatArray:
        """Figures of indicators [unit, code, ...]; NaN where not reported or not applicable."""
        places = np.array([self.place[code] for code in codes], dtype=np.int64)
        return np.where(self.asked[:, places], self.figures.actual[:, places], np.nan)

    def of(self, indicator: str) -> Figures:
        """All figures of one indicator [unit, 1, ...]."""
        return Figures(*(a[:, [self.place[indicator]]] for a in self.figures))

    def race(self) -> IntArray:
        """With whom each unit is ranked and graded; -1 for who takes no part."""
        race = peers_of(self.scheme.rank_among, self.group)
        if self.scheme.exclusions:
            race = race.copy()
            race[[u in {e.unit for e in self.scheme.exclusions} for u in self.units.keys]] = -1
        return race

    def counts(self, codes: Sequence[str], counted_by: str) -> FloatArray:
        """How often events happened [unit, code, ...]; a count below zero is not used, and noted."""
        found = self.known(codes)
        below = found < 0
        if below.any():
            self.unusable.append(Unusable(counted_by, "a count below zero is not used"))
        return np.where(below, np.nan, found)

    def screen(self) -> None:
        """Leave out units with too few figures."""
        rule = self.scheme.screening
        if rule is None:
            return
        actual = self.figures.actual[:, self.column]
        for place, item in enumerate(self.scheme.leaves):
            if item.events is not None and item.of_events_only:
                # Any of its counts is a figure of the item.
                counts = self.known([entry.indicator for entry in item.events.entries])
                actual[:, place] = np.where(np.isnan(counts).all(axis=1), np.nan, np.nansum(counts, axis=1))
        for further in np.ndindex(actual.shape[2:]):
            there, asked = actual[:, :, *further], self.applies[:, :, *further]
            kept = screened(there, asked, rule.least_reported, rule.least_non_zero).keep
            self.screened_out[:, *further] = ~kept & asked.any(axis=1)
        self.applies &= ~self.screened_out[:, None]

    def score_items(self) -> None:
        """Measure, score and piece of every item, those with equal rules in one go."""
        if self.scheme.has_stages:
            self.staged = as_it_is(np.where(self.applies, self.figures.actual[:, self.column], np.nan))
        for (rule, gates, stages), places in self.scheme.alike.items():
            actual, target, base = (columns(a, self.column[places]) for a in self.figures)
            # Without its actual a unit that the item does not apply to cannot be anybody's best.
            part = Figures(np.where(self.applies[:, places], actual, np.nan), target, base)
            if stages != AS_IT_IS:
                part = self.through(stages, places, part)
            reached = [measured(gate.measure, self.of(gate.indicator), self.group) for gate in gates]
            self.value[:, places], self.score[:, places], self.piece[:, places] = ruled(
                rule, gates, part, self.group, reached, self.size(rule, target)
            )
        self.count_events()

    def through(self, stages: Stages, places: list[int], part: Figures) -> Figures:
        """Take items through their stages; what comes out is the figure that is measured."""
        assert self.staged is not None
        applies = self.applies[:, places]
        per = None if stages.per is None else self.of(stages.per.indicator)
        made = staged(
            stages,
            part,
            per,
            applies,
            self.group,
            coefficient=self.coefficient(stages, places),
            reference=self.reference(stages, places),
        )
        for whole, one in zip(self.staged, made, strict=True):
            whole[:, places] = one
        return Figures(made.normalised, part.target, np.full(part.base.shape, np.nan))

    def reference(self, stages: Stages, places: list[int]) -> int | None:
        """The row of the unit that a normalisation names; noted where it is not assessed."""
        named = "" if stages.normalise is None else stages.normalise.unit
        if named and named not in self.units.keys:
            self.note(places, f"the reference unit {named} is not assessed")
        return self.units.keys.index(named) if named in self.units.keys else None

    def note(self, places: list[int], reason: str) -> None:
        self.unusable += [Unusable(self.scheme.leaves[place].code, reason) for place in places]

    def coefficient(self, stages: Stages, places: list[int]) -> FloatArray | None:
        """Coefficients of difficulty [unit, 1, ...]; missing, and noted, where they leave the published range."""
        rule = stages.difficulty
        if rule is None:
            return None
        if not rule.indicator:
            table = dict(rule.by_unit)
            own = np.array([table.get(str(unit), 1.0) for unit in self.units.keys])
            return own.reshape(-1, *[1] * (self.applies.ndim - 1))
        found = self.of(rule.indicator).actual
        outside = (found < rule.least) | (found > rule.most)
        if outside.any():
            self.note(places, f"coefficients outside {rule.least:g} to {rule.most:g} are not used")
        return np.where(outside, np.nan, found)

    def size(self, rule: ScoreRule, target: FloatArray) -> FloatArray:
        """What decides the size class of every unit."""
        if rule.classes is None:
            return np.array(np.nan)
        return self.of(rule.classes.indicator).actual if rule.classes.indicator else target

    def count_events(self) -> None:
        """Points of counted events, on top of an item's score or from the points it starts with."""
        for place, item in enumerate(self.scheme.leaves):
            if item.events is None:
                continue
            if self.counted is None:
                self.counted = np.full(self.applies.shape, np.nan)
            entries = item.events.entries
            points = counted(entries, self.counts([entry.indicator for entry in entries], item.code)).points
            self.counted[:, place] = points
            self.score[:, place] = item_score(item.events, self.score[:, place], points)
            if item.of_events_only:
                self.value[:, place] = points
                self.piece[:, place] = np.where(np.isnan(points), int(Fired.MISSING), 1)

    def ask_conditions(self) -> None:
        """What is found for every condition, and whether it holds; what does not apply is not known."""
        for place, one in enumerate(self.scheme.conditions):
            found = measured(one.measure, self.of(one.indicator), self.group)
            self.condition[:, [place]] = np.where(self.asked[:, [self.place[one.indicator]]], found, np.nan)
        self.held = held(self.scheme.conditions, self.condition)

    def all_hold(self, codes: Sequence[str]) -> BoolArray:
        """Where all conditions of adjustments or jumps hold [unit, code, ...]; without any they do."""
        met = np.ones((self.held.shape[0], len(codes), *self.held.shape[2:]), dtype=bool)
        for place, code in enumerate(codes):
            met[:, place] = self.held[:, self.scheme.conditions_of[code]].all(axis=1)
        return met

    def adjustments(self) -> Added:
        """Points beside the hundred."""
        rules = self.scheme.adjustments
        worth = self.known([entry.indicator for entry in rules.entries])
        for place, entry in enumerate(rules.entries):
            if isinstance(entry.by, ScoreRule):
                _, target, base = self.of(entry.indicator)
                part = Figures(worth[:, [place]], target, base)
                made = ruled(entry.by, (), part, self.group, (), self.size(entry.by, target))
                worth[:, place] = made.score[:, 0]
            else:
                worth[:, [place]] = self.counts([entry.indicator], entry.code)
        met = self.all_hold([entry.code for entry in rules.entries])
        return added(rules, np.where(met | np.isnan(worth), worth, 0.0))


def _separating(scheme: Scheme, weighed: Weighed) -> list[FloatArray]:
    """Scores of the nodes that separate equal totals, as the totals are ranked."""
    keys = [weighed.node_score[:, node] for node in scheme.node_codes.of(scheme.ties)]
    rounded = scheme.rank_on is RankOn.PUBLISHED
    return [half_up_each(key, scheme.digits) if rounded else key for key in keys]
