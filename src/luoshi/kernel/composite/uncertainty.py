"""Uncertainty 方法不确定性: where units could stand had other defensible choices been made, weights and methods together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from luoshi.kernel.alternatives import OWN, Choice, merged
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.outcome import RankOn
from luoshi.kernel.ranking import UNRANKED, competition_rank
from luoshi.kernel.reweighing import free_nodes, reweighed_nodes
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.scheme import NOT_BELOW_ZERO, Block, Inside, Item, Method, Scheme

# Whole numbers up to here are exact in a float64.
WHOLE = 2.0**53


class Scored(NamedTuple):
    """What a scheme makes of figures before anything is weighed."""

    score: FloatArray
    """[unit, item], NaN where missing or not applicable."""
    applies: BoolArray
    """[unit, item]"""
    beside: FloatArray
    """[unit] points beside the hundred."""


class _Way(NamedTuple):
    """One combination of methods, ready to be weighed. `places` are its nodes among those of the scheme itself."""

    scheme: Scheme
    places: IntArray
    scored: Scored


class Drawn(NamedTuple):
    """What is drawn, column by column."""

    factor: FloatArray
    """[node, draw] what every weight of the scheme is multiplied by."""
    ways: IntArray
    """[choice, draw] the way of every choice, 0 the scheme's own."""


@dataclass(frozen=True, eq=False)
class Index:
    """A scheme on figures, to be ranked again by other weights and other methods.

    `own` is what the scheme itself makes of the figures, `scored` what another scheme makes of them. `group` int[unit]
    is the peer group inside which methods compare, `race` int[unit] with whom each unit is ranked; -1 for nobody.
    """

    scheme: Scheme
    own: Scored
    scored: Callable[[Scheme], Scored]
    group: IntArray
    race: IntArray
    unusable: dict[tuple[int, ...], str] = field(default_factory=dict)
    """Combinations of ways that these figures do not allow, as far as they were drawn, and why."""
    _scores: dict[tuple[int, ...], Scored] = field(default_factory=dict)
    _ways: dict[tuple[int, ...], _Way] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What could have been decided otherwise besides the weights."""
        alternatives = self.scheme.alternatives
        return () if alternatives is None else alternatives.choices

    def draw(self, draws: int, noise: float, seed: int) -> Drawn:
        """Random weights and ways. The same seed gives the same ones; choices do not change the weights drawn."""
        nodes = len(self.scheme.nodes)
        factor = np.random.default_rng(seed).uniform(1 - noise, 1 + noise, (nodes, draws))
        factor[:, 0] = 1.0
        sample = np.random.default_rng([seed, 1]).random((len(self.choices), draws))
        ways = self.ways_of(sample)
        ways[:, 0] = OWN
        return Drawn(factor, ways)

    def ways_of(self, sample: FloatArray) -> IntArray:
        """Numbers in [0, 1) [choice, draw] as ways of every choice."""
        pairs = zip(self.choices, sample, strict=True)
        return np.array([c.drawn(x) for c, x in pairs], dtype=np.int64).reshape(sample.shape)

    def totals(self, drawn: Drawn, rows: IntArray) -> FloatArray:
        """Totals [unit, draw] of the units `rows`, at nine decimals; NaN where a way gives a unit none."""
        found = np.full((rows.size, drawn.factor.shape[1]), np.nan)
        for way, draws in self._by_way(drawn):
            found[:, draws] = self._scores_of(way, [0], drawn.factor[:, draws], rows)[0]
        return found

    def standing(self, drawn: Drawn, rows: IntArray) -> FloatArray:
        """Numbers [unit, draw] in the order of which the units `rows` rank: the higher the better, equal ones tied.

        They are the totals rounded as the scheme ranks them, or, where it separates equal ones, the ranks themselves.
        """
        found = np.full((rows.size, drawn.factor.shape[1]), np.nan)
        for way, draws in self._by_way(drawn):
            nodes = [0, *way.scheme.node_codes.of(way.scheme.ties).tolist()]
            scores = self._scores_of(way, nodes, drawn.factor[:, draws], rows)
            ranked = _as_ranked(way.scheme, scores)
            found[:, draws] = _separated(way.scheme, ranked[0], ranked[1:], self.race[rows])
        return found

    def _scores_of(self, way: _Way, nodes: Sequence[int], factor: FloatArray, rows: IntArray) -> FloatArray:
        scored = way.scored
        found = reweighed_nodes(
            way.scheme,
            scored.score[rows],
            scored.applies[rows],
            self.group[rows],
            factor[way.places],
            nodes,
        )
        found[0] = for_ranking(found[0] + scored.beside[rows, None])
        return found

    def _by_way(self, drawn: Drawn) -> Iterator[tuple[_Way, IntArray]]:
        """Every combination that is drawn and can be used, with the columns that drew it."""
        different, which = np.unique(drawn.ways, axis=1, return_inverse=True)
        if not len(drawn.ways):
            different, which = np.zeros((0, 1), np.int64), np.zeros(drawn.factor.shape[1], np.int64)
        for number, ways in enumerate(map(tuple, different.T.tolist())):
            way = self._way(ways)
            if way is not None:
                yield way, np.flatnonzero(which.ravel() == number)

    def _way(self, ways: tuple[int, ...]) -> _Way | None:
        """A combination of ways; None where the figures do not allow it."""
        if ways in self.unusable:
            return None
        if ways not in self._ways:
            try:
                self._ways[ways] = self._made(ways)
            except ValueError as wrong:
                self.unusable[ways] = str(wrong)
                return None
        return self._ways[ways]

    def _made(self, ways: tuple[int, ...]) -> _Way:
        taken = [
            (place, choice.options[way - 1].scheme)
            for place, (choice, way) in enumerate(zip(self.choices, ways, strict=True))
            if way != OWN
        ]
        scheme = merged(self.scheme, [option for _, option in taken])
        rescores = [(place, option) for place, option in taken if _rescores(self.scheme, option)]
        key = tuple(ways[place] if place in dict(rescores) else OWN for place in range(len(ways)))
        if key not in self._scores:
            scored = merged(self.scheme, [option for _, option in rescores])
            self._scores[key] = self.scored(_as_means(scored)) if rescores else self.own
        way = _Way(scheme, self.scheme.node_codes.of([n.code for n in scheme.nodes]), self._scores[key])
        everybody = np.arange(self.race.size)
        # A mean that cannot take these scores says so at once, not in the middle of the draws.
        self._scores_of(way, [0], np.ones((len(self.scheme.nodes), 1)), everybody)
        return way

    @property
    def free(self) -> list[int]:
        """Nodes whose weight matters."""
        return free_nodes(self.scheme.tree)


def _rescores(own: Scheme, other: Scheme) -> bool:
    """Whether a variant scores any item otherwise, or leaves one out."""
    items = {item.code: item for item in other.leaves}
    return any(
        item.code not in items or replace(items[item.code], weight=item.weight) != item for item in own.leaves
    )


def _as_means(scheme: Scheme) -> Scheme:
    """The scheme with weighted means in place of means that not every score can go into; its items score alike."""

    def of(inside: Inside) -> Inside:
        return replace(inside, method=Method.ARITHMETIC) if inside.method in NOT_BELOW_ZERO else inside

    def node(one: Block | Item) -> Block | Item:
        return (
            one
            if isinstance(one, Item)
            else replace(one, inside=of(one.inside), items=tuple(map(node, one.items)))
        )

    return replace(scheme, inside=of(scheme.inside), items=tuple(map(node, scheme.items)))


def _as_ranked(scheme: Scheme, scores: FloatArray) -> FloatArray:
    """Scores as the scheme compares them: half up at its decimals, in whole steps, or as they are."""
    if scheme.rank_on is RankOn.UNROUNDED:
        return scores
    return np.asarray(np.copysign(np.floor(np.abs(scores) * 10**scheme.digits + 0.5), scores))


def _separated(scheme: Scheme, total: FloatArray, keys: FloatArray, race: IntArray) -> FloatArray:
    """Totals [unit, draw] with what separates equal ones put behind them: `keys` [key, unit, draw], first the first.

    Whole steps are written one behind the other into one number. Where they are none, or do not fit into it, the
    draws in which totals are equal become ranks below zero.
    """
    if not len(keys):
        return total
    if scheme.rank_on is RankOn.PUBLISHED and (packed := _packed(total, keys)) is not None:
        return packed
    ordered = np.sort(total, axis=0)
    tied = np.flatnonzero((ordered[1:] == ordered[:-1]).any(axis=0))
    if tied.size:
        rank = competition_rank(total[:, tied], race, then=list(keys[:, :, tied]))
        total = total.copy()
        total[:, tied] = np.where(rank == UNRANKED, np.nan, -rank)
    return total


def _packed(total: FloatArray, keys: FloatArray) -> FloatArray | None:
    """Whole numbers behind one another in one, a missing key last; None where it has not digits enough."""
    if np.isnan(total).all():
        return total
    packed, size = total, float(np.nanmax(np.abs(total))) + 1
    for key in keys:
        if np.isnan(key).all():
            continue
        low, high = np.nanmin(key), np.nanmax(key)
        packed = packed * (high - low + 2) + np.nan_to_num(key - low + 1, nan=0.0)
        size *= float(high - low) + 2
    return packed if size < WHOLE else None
