"""Schemes 考核方案: the rules of an assessment as validated data; `scheme_reading` makes them of plain data."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from luoshi.kernel.codes import Codes
from luoshi.kernel.counting import Counted, Counting
from luoshi.kernel.measure import Measure
from luoshi.kernel.outcome import Adjustments, Condition, Exclusion, Grades, Jump, RankOn, Veto
from luoshi.kernel.piecewise import Beyond, Piecewise
from luoshi.kernel.score_rule import AS_NORMALISED, Gate, ScoreRule
from luoshi.kernel.stages import AS_IT_IS, Among, Stages
from luoshi.kernel.weighted_tree import ROOT, Missing, WeightedTree

if TYPE_CHECKING:
    from luoshi.kernel.alternatives import Alternatives

ON_TARGET = frozenset({Measure.COMPLETION})


@dataclass(frozen=True)
class Item:
    """考核指标: a leaf, scored from one indicator, from counted events, or both; the full mark is 100."""

    code: str
    name: str
    weight: float
    indicator: str
    """Of an item of events only: that of its first entry."""
    rule: ScoreRule
    missing: Missing
    gates: tuple[Gate, ...] = ()
    stages: Stages = AS_IT_IS
    events: Counting | None = None
    digits: int | None = None
    """Decimals of its points; None: they are not rounded."""

    @property
    def of_events_only(self) -> bool:
        """Whether it starts with points and has no figure of its own."""
        return self.events is not None and self.events.start is not None


class Method(StrEnum):
    """综合方法: how the scores inside a block become its score; see `composite.combination`."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    POWER = "power"
    MEDIAN = "median"
    COPELAND = "copeland"
    TOPSIS = "topsis"


COMPARES_UNITS = frozenset({Method.COPELAND, Method.TOPSIS})
"""Methods whose result depends on the other units of the peer group."""
NOT_BELOW_ZERO = frozenset({Method.GEOMETRIC, Method.HARMONIC, Method.POWER})


class Weighing(StrEnum):
    """赋权方法: where the weights inside a block come from; see `composite.weights`."""

    HAND = "hand"
    EQUAL = "equal"
    AHP = "ahp"
    ENTROPY = "entropy"
    PRINCIPAL = "principal"
    INFLUENCE = "influence"
    """The weights written are the influence that each is to have on the block."""


FROM_FIGURES = frozenset({Weighing.ENTROPY, Weighing.PRINCIPAL, Weighing.INFLUENCE})
"""Weights that are known only once there are figures."""


@dataclass(frozen=True)
class Inside:
    """How a block makes one score of what is inside it."""

    method: Method = Method.ARITHMETIC
    power: float = 1.0
    weighing: Weighing = Weighing.HAND
    least_reported: float = 0.0
    """Below this share of what applies inside, the block has no score 数据门槛."""


PLAIN_INSIDE = Inside()


@dataclass(frozen=True)
class Block:
    """考核板块: a group of items or of blocks. Weights inside are relative to each other."""

    code: str
    name: str
    weight: float
    items: tuple["Block | Item", ...]
    inside: Inside = PLAIN_INSIDE


NO_ADJUSTMENTS, NO_GRADES = Adjustments(()), Grades(())


@dataclass(frozen=True)
class Screening:
    """数据可得性要求: a unit with a smaller share of figures has no total."""

    least_reported: float
    least_non_zero: float = 0.0


@dataclass(frozen=True)
class Scheme:
    """A whole assessment. `ties`: nodes whose scores separate equal totals, in order; none: shared rank.

    `alternatives` say what could have been decided otherwise; they never change a score.
    """

    code: str
    name: str
    items: tuple[Block | Item, ...]
    digits: int
    rank_on: RankOn
    ties: tuple[str, ...] = ()
    inside: Inside = PLAIN_INSIDE
    screening: Screening | None = None
    rank_among: Among = Among.GROUP
    adjustments: Adjustments = NO_ADJUSTMENTS
    exclusions: tuple[Exclusion, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    grades: Grades = NO_GRADES
    jumps: tuple[Jump, ...] = ()
    alternatives: "Alternatives | None" = None

    @cached_property
    def root(self) -> Block:
        """The whole scheme as one block."""
        return Block(self.code, self.name, 1.0, self.items, self.inside)

    @cached_property
    def nodes(self) -> tuple[Block | Item, ...]:
        """The whole scheme as one block, then everything in it, every block before its items."""
        return tuple(node for node, _ in _walk(self.root, ROOT, [0]))

    @cached_property
    def tree(self) -> WeightedTree:
        walked = list(_walk(self.root, ROOT, [0]))
        return WeightedTree(tuple(parent for _, parent in walked), tuple(node.weight for node, _ in walked))

    @cached_property
    def node_codes(self) -> Codes:
        """Codes of `nodes`, the last axis of node scores and effective weights."""
        return Codes((node.code for node in self.nodes), "nodes of the scheme")

    @cached_property
    def leaves(self) -> tuple[Item, ...]:
        """The scored items, in the order of item scores."""
        return tuple(node for node in self.nodes if isinstance(node, Item))

    @cached_property
    def alike(self) -> dict[tuple[ScoreRule, tuple[Gate, ...], Stages], list[int]]:
        """Positions of the items with a figure that share rule, gates and stages, to be scored in one go."""
        places: dict[tuple[ScoreRule, tuple[Gate, ...], Stages], list[int]] = {}
        for place, item in enumerate(self.leaves):
            if not item.of_events_only:
                places.setdefault((item.rule, item.gates, item.stages), []).append(place)
        return places

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of all adjustments, then of all jumps."""
        return tuple(one for _code, when in self._conditioned for one in when)

    @cached_property
    def conditions_of(self) -> dict[str, slice]:
        """Where in `conditions` those of an adjustment or a jump stand, by its code."""
        places, start = {}, 0
        for code, when in self._conditioned:
            places[code] = slice(start, start + len(when))
            start += len(when)
        return places

    @property
    def _conditioned(self) -> Iterator[tuple[str, tuple[Condition, ...]]]:
        yield from ((entry.code, entry.when) for entry in self.adjustments.entries)
        yield from ((jump.code, jump.when) for jump in self.jumps)

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """Codes of the indicators that the scheme reads, each once, in reading order."""
        return tuple(dict.fromkeys(code for code, _ in self._readings))

    @cached_property
    def readings(self) -> Counter[str]:
        """How many times each indicator is read."""
        return Counter(code for code, _ in self._readings)

    @cached_property
    def on_target(self) -> frozenset[str]:
        """Indicators that are held against their target: without one the item does not apply."""
        return frozenset(code for code, measure in self._scored if measure in ON_TARGET)

    @cached_property
    def units(self) -> dict[str, str]:
        """Codes of the units that the rules name, each with the first place that does."""
        found: dict[str, str] = {}
        for item in self.leaves:
            scale, difficulty = item.stages.normalise, item.stages.difficulty
            if scale is not None and scale.unit:
                found.setdefault(scale.unit, item.code)
            for unit, _ in difficulty.by_unit if difficulty is not None else ():
                found.setdefault(unit, item.code)
        for exclusion in self.exclusions:
            found.setdefault(exclusion.unit, "exclusions")
        return found

    @cached_property
    def has_stages(self) -> bool:
        """Whether any figure is changed before it is measured."""
        return any(item.stages != AS_IT_IS for item in self.leaves)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every block is a weighted mean with weights written by hand, and no points are rounded."""
        return all(
            node.inside == PLAIN_INSIDE if isinstance(node, Block) else node.digits is None
            for node in self.nodes
        )

    @cached_property
    def format(self) -> int:
        """2 for what the first language, items with measure and curve in weighted means, could not say; else 1."""
        further = (self.adjustments.entries, self.exclusions, self.vetoes, self.grades.names, self.screening)
        first = self.is_plain and self.rank_among is Among.GROUP and not any(further)
        return 1 if first and all(map(_is_first, self.leaves)) else 2

    @cached_property
    def _readings(self) -> tuple[tuple[str, Measure], ...]:
        """Every indicator that is read, and the quantity that is made of it."""
        return (*self._scored, *((one.indicator, one.measure) for one in self.conditions))

    @cached_property
    def _scored(self) -> tuple[tuple[str, Measure], ...]:
        """Without conditions: whether an item applies does not hang on what follows the sum."""
        found: list[tuple[str, Measure]] = []
        for item in self.leaves:
            found += _read_by(item)
        for entry in self.adjustments.entries:
            measure = Measure.VALUE if isinstance(entry.by, Counted) else entry.by.measure
            found += [(entry.indicator, measure), *_sizes(entry.by)]
        return (*found, *((veto.indicator, Measure.VALUE) for veto in self.vetoes))


def _is_first(item: Item) -> bool:
    rule = item.rule
    plain = rule == ScoreRule(rule.measure, rule.curve, rule.lower_is_better)
    return plain and item.stages == AS_IT_IS and item.events is None


def _read_by(item: Item) -> Iterator[tuple[str, Measure]]:
    if not item.of_events_only:
        of = item.stages.of
        yield item.indicator, item.rule.measure if of is Measure.VALUE else of
    yield from ((gate.indicator, gate.measure) for gate in item.gates)
    yield from _sizes(item.rule)
    for also in (item.stages.per, item.stages.difficulty, *(item.events.entries if item.events else ())):
        if also is not None and also.indicator:
            yield also.indicator, Measure.VALUE


def _sizes(rule: Counted | ScoreRule) -> Iterator[tuple[str, Measure]]:
    if isinstance(rule, ScoreRule) and rule.classes is not None and rule.classes.indicator:
        yield rule.classes.indicator, Measure.VALUE


def never_below_zero(node: Block | Item) -> bool:
    """Whether the rules alone keep the score of a node from falling below zero."""
    if isinstance(node, Block):
        return all(map(never_below_zero, node.items))
    rule, scale = node.rule, node.stages.normalise
    if node.events is not None:
        return node.events.floor is not None and node.events.floor >= 0
    if rule.rungs is not None:
        ladder = rule.rungs.ladder
        return min([ladder.between, *ladder.top, *ladder.bottom]) >= 0
    curves = [rule.curve] if rule.classes is None else rule.classes.curves
    if scale is not None and rule.curve == AS_NORMALISED:
        return scale.never_below_zero
    return all(map(_never_below_zero, curves))


def _never_below_zero(curve: Piecewise) -> bool:
    if curve.floor is not None:
        return curve.floor >= 0
    return Beyond.EXTEND not in (curve.below, curve.above) and all(y >= 0 for _, y in curve.knots)


def _walk(node: Block | Item, parent: int, counter: list[int]) -> Iterator[tuple[Block | Item, int]]:
    position = counter[0]
    counter[0] += 1
    yield node, parent
    if isinstance(node, Block):
        for child in node.items:
            yield from _walk(child, position, counter)
