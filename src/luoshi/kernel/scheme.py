"""Schemes 考核方案: the rules of an assessment as validated data; `scheme_reading` makes them of plain data."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from luoshi.kernel.codes import Codes
from luoshi.kernel.measure import Measure
from luoshi.kernel.piecewise import FULL_MARK, Beyond, Piecewise
from luoshi.kernel.stages import AS_IT_IS, Among, Stages
from luoshi.kernel.weighted_tree import ROOT, Missing, WeightedTree

ON_TARGET = frozenset({Measure.COMPLETION})

AS_NORMALISED = Piecewise(((0.0, 0.0), (FULL_MARK, FULL_MARK)), Beyond.EXTEND, Beyond.EXTEND)
"""The curve of an item that states a normalisation and no score: what comes out of it is the score."""


class RankOn(StrEnum):
    """Which value is ranked: published values tie where the reader sees a tie."""

    PUBLISHED = "published"
    UNROUNDED = "unrounded"


@dataclass(frozen=True)
class ScoreRule:
    """How a figure becomes a score: a measure, then a curve. Equal rules are evaluated together."""

    measure: Measure
    curve: Piecewise
    lower_is_better: bool = False
    among: Among = Among.GROUP
    """With whom a share of the best or a rank is taken."""


@dataclass(frozen=True)
class Gate:
    """前置条件: the score counts only where the measure of another indicator reaches `at_least`."""

    indicator: str
    measure: Measure
    at_least: float


@dataclass(frozen=True)
class Item:
    """考核指标: a leaf, scored from one indicator; the full mark is 100."""

    code: str
    name: str
    weight: float
    indicator: str
    rule: ScoreRule
    missing: Missing
    gate: Gate | None = None
    stages: Stages = AS_IT_IS


class Method(StrEnum):
    """综合方法: how the scores inside a block become its score; see `composite.combination`."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    POWER = "power"
    MEDIAN = "median"
    COPELAND = "copeland"


COMPARES_UNITS = frozenset({Method.COPELAND})
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


PLAIN_INSIDE = Inside()


@dataclass(frozen=True)
class Block:
    """考核板块: a group of items or of blocks. Weights inside are relative to each other."""

    code: str
    name: str
    weight: float
    items: tuple["Block | Item", ...]
    inside: Inside = PLAIN_INSIDE


@dataclass(frozen=True)
class Screening:
    """数据可得性要求: a unit with a smaller share of figures has no total."""

    least_reported: float
    least_non_zero: float = 0.0


@dataclass(frozen=True)
class Scheme:
    """A whole assessment. `ties`: nodes whose scores separate equal totals, in order; none: shared rank."""

    code: str
    name: str
    items: tuple[Block | Item, ...]
    digits: int
    rank_on: RankOn
    ties: tuple[str, ...] = ()
    inside: Inside = PLAIN_INSIDE
    screening: Screening | None = None
    rank_among: Among = Among.GROUP

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
    def indicators(self) -> tuple[str, ...]:
        """Codes of the indicators that the scheme reads, each once, in reading order."""
        return tuple(dict.fromkeys(code for code, _ in self._readings))

    @cached_property
    def on_target(self) -> frozenset[str]:
        """Indicators that are held against their target: without one the item does not apply."""
        return frozenset(code for code, measure in self._readings if measure in ON_TARGET)

    @cached_property
    def has_stages(self) -> bool:
        """Whether any figure is changed before it is measured."""
        return any(item.stages != AS_IT_IS for item in self.leaves)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every block is a weighted mean with weights written by hand."""
        return all(node.inside == PLAIN_INSIDE for node in self.nodes if isinstance(node, Block))

    @cached_property
    def format(self) -> int:
        """2 for what the first language, items with measure and curve in weighted means, could not say; else 1."""
        first = (
            self.is_plain
            and not self.has_stages
            and self.screening is None
            and self.rank_among is Among.GROUP
            and all(item.rule.among is Among.GROUP for item in self.leaves)
        )
        return 1 if first else 2

    @cached_property
    def _readings(self) -> tuple[tuple[str, Measure], ...]:
        """Every indicator that is read, and the quantity that is made of it."""
        found: list[tuple[str, Measure]] = []
        for item in self.leaves:
            of = item.stages.of if item.stages.of is not Measure.VALUE else item.rule.measure
            found.append((item.indicator, of))
            if item.gate is not None:
                found.append((item.gate.indicator, item.gate.measure))
            if item.stages.per is not None:
                found.append((item.stages.per.indicator, Measure.VALUE))
        return tuple(found)


def never_below_zero(node: Block | Item) -> bool:
    """Whether the rules alone keep the score of a node from falling below zero."""
    if isinstance(node, Block):
        return all(map(never_below_zero, node.items))
    curve = node.rule.curve
    if curve.floor is not None:
        return curve.floor >= 0
    if Beyond.EXTEND not in (curve.below, curve.above):
        return all(y >= 0 for _, y in curve.knots)
    scale = node.stages.normalise
    return scale is not None and curve == AS_NORMALISED and scale.never_below_zero


def _walk(node: Block | Item, parent: int, counter: list[int]) -> Iterator[tuple[Block | Item, int]]:
    position = counter[0]
    counter[0] += 1
    yield node, parent
    if isinstance(node, Block):
        for child in node.items:
            yield from _walk(child, position, counter)
