"""The search for claims that no pattern has bound (通用检索): any two numbers of fitting kinds, nearest in words first.

Every claim left over is set against all pairs of numbers that its kind allows, in its sentence, its paragraph and at
the head of the text. Pairs are ranked by what ties them to the claim: words in common, roles, period and distance. The
first that fits is taken where so few pairs stand before it that the fit is hardly an accident: the chance that one
unrelated pair fits is how wide the printed claim is against its size. What is found only explains.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from heapq import nsmallest
from itertools import chain, product

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.relations.affinity import Affinity
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.kinds import Kind, chance_of, kinds_of
from luoshi.kernel.text.relations.leftovers import leftovers
from luoshi.kernel.text.repair import repairs_of, swapped_values, swaps

_BEFORE, _BEHIND = 14, 6
_MOST_AT_HEAD = 10
_NEAREST = 6
_LIKELIEST, _LIKELIEST_HERE = 0.08, 0.25
"""The chance of an accident up to which a fit is believed, and that for two numbers of the claim's own sentence."""
_SLACK = 0.02
_NEAR_ENOUGH, _CLEAR = 1.0, 2.0
"""How far the nearest pair may stand, and how much farther the next one, for it to be the only one meant."""


def searched(bulletin: Bulletin, bound: Collection[Fact]) -> Iterator[Slot]:
    """The best explanation of each claim that is not among `bound`."""
    finder = _Finder(bulletin)
    for claim in bulletin.facts:
        if claim in bound:
            continue
        tries = chain(
            (finder.find(claim, kind) for kind in kinds_of(bulletin, claim)), leftovers(bulletin, claim)
        )
        found = next(filter(None, tries), None) or finder.surest(claim)
        if found is not None:
            yield Slot([found])


class _Finder:
    """Ranks pairs of numbers for a claim."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin
        self.values = [float(fact.interval.middle) for fact in bulletin.facts]
        self.affinity = Affinity(bulletin)
        self.open: dict[Fact, tuple[Kind, list[tuple[float, int, int]]]] = {}
        """The last kind tried of each claim that no pair fits, with all pairs."""

    def find(self, claim: Fact, kind: Kind) -> Candidate | None:
        """The nearest pair that fits, None where too many stand before it to tell it from an accident."""
        near = self._near(claim)
        first = [(self.affinity.cost(claim, fact, base=False), fact) for fact in near if kind.first(fact)]
        second = [(self.affinity.cost(claim, fact, base=True), fact) for fact in near if kind.second(fact)]
        wanted = float(claim.interval.middle)
        room = _SLACK * abs(wanted) + float(claim.interval.width)
        costs: list[tuple[float, int, int]] = []
        close: list[tuple[float, int, int]] = []
        for (cost, one), (other_cost, other) in product(first, second):
            if one is other or not kind.fits(one, other):
                continue
            if claim.role == "growth" and not _touches(claim, one, other):
                continue
            both = cost + other_cost + self.affinity.apart(one, other)
            costs.append((both, one.index, other.index))
            below = self.values[other.index]
            if below and abs(kind.guess(self.values[one.index], below) - wanted) <= room:
                close.append((both, one.index, other.index))
        for both, one_index, other_index in sorted(close):
            candidate = self._pair(
                claim, kind, self._first_told(claim, one_index), self._first_told(claim, other_index)
            )
            if candidate.holds() and kind.binds(self.affinity, candidate):
                tried = sum(cost <= both for cost, _, _ in costs)
                here = all(operand.sentence == claim.sentence for operand in candidate.operands)
                likeliest = _LIKELIEST_HERE if here else _LIKELIEST
                return candidate if tried * chance_of(candidate, kind) <= likeliest else None
        self.open[claim] = kind, costs
        return None if close else self._exchanged(claim, kind, costs)

    def _first_told(self, claim: Fact, index: int) -> int:
        """A number behind the claim that was told before it is that one."""
        fact = self.bulletin.facts[index]
        if index < claim.index:
            return index
        alike = [
            one.index
            for one in self.bulletin.facts[: claim.index]
            if one.quantity.printed == fact.quantity.printed and one.quantity.unit == fact.quantity.unit
        ]
        return alike[0] if alike else index

    def _exchanged(self, claim: Fact, kind: Kind, costs: list[tuple[float, int, int]]) -> Candidate | None:
        """One of the nearest pairs that the claim fits when two of its digits are exchanged, which lets the program ask."""
        width = float(claim.interval.width)
        prints = [(value, _SLACK * abs(value) + width) for value in map(float, swapped_values(claim))]
        for _, one_index, other_index in nsmallest(_NEAREST, costs):
            guess = kind.guess(self.values[one_index], self.values[other_index] or 1.0)
            if not any(abs(guess - value) <= room for value, room in prints):
                continue
            candidate = replace(self._pair(claim, kind, one_index, other_index), swap_only=True)
            mended = swaps(candidate)
            if len(mended) == 1 and mended[0].fact is claim and kind.binds(self.affinity, candidate):
                return candidate
        return None

    def surest(self, claim: Fact) -> Candidate | None:
        """The nearest pair, though it does not fit, where no other is nearly as near: they are bound by that alone."""
        if claim not in self.open or claim.aside:
            return None
        kind, costs = self.open[claim]
        bound: list[tuple[float, Candidate]] = []
        for cost, one_index, other_index in sorted(costs):
            candidate = self._pair(claim, kind, one_index, other_index)
            if kind.is_sure(self.bulletin, candidate) and kind.binds(self.affinity, candidate):
                bound.append((cost, candidate))
                if len(bound) > 1 or cost > _NEAR_ENOUGH:
                    break
        if not bound or bound[0][0] > _NEAR_ENOUGH:
            return None
        cost, candidate = bound[0]
        margin = bound[1][0] - cost if len(bound) > 1 else _CLEAR
        if margin < _CLEAR / 2:
            return None
        here = all(operand.sentence == claim.sentence for operand in candidate.operands)
        if margin >= _CLEAR and here and kind.accuses:
            return replace(candidate, binding=Binding.STRONG)
        return replace(candidate, binding=Binding.MEDIUM) if repairs_of(candidate, claim) else None

    def _pair(self, claim: Fact, kind: Kind, one_index: int, other_index: int) -> Candidate:
        pair = (self.bulletin.facts[one_index], self.bulletin.facts[other_index])
        return Candidate(kind.type, claim, pair, kind.formula, Binding.WEAK, sketch=kind.sketch)

    def _near(self, claim: Fact) -> list[Fact]:
        facts = self.bulletin.facts
        start = max(0, claim.index - _BEFORE)
        around = [fact for fact in facts[start : claim.index + 1 + _BEHIND] if fact is not claim]
        return list(facts[: min(start, _MOST_AT_HEAD)]) + around


def _touches(claim: Fact, one: Fact, other: Fact) -> bool:
    """Whether one of two numbers stands in the sentence of a claim, or in the one before it."""
    return any(
        fact.paragraph == claim.paragraph and claim.sentence - 1 <= fact.sentence <= claim.sentence
        for fact in (one, other)
    )
