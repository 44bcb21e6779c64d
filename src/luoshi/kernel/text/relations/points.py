"""Changes in percentage points between two printed percentages (百分点之差)."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_REACH = 4
_VALUES = ("share", "rate", "completion", "other", "growth")


def shifts(bulletin: Bulletin) -> Iterator[Slot]:
    """占比3.2%，比上年的2.6%提高0.6个百分点; 由56.1%提高到58.9%，提高2.8个百分点."""
    for claim in bulletin.facts:
        if claim.role != "points" or claim.aside or claim in bulletin.scattered:
            continue
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
            if fact.sentence == claim.sentence and fact.measure == "%" and not fact.aside
        ]
        pair = _pair(near)
        if pair is not None:
            yield Slot([Candidate("difference", claim, pair, _less, _binding(claim, near))])


def _pair(near: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """The value now and the one it changed from, where one is printed beside it."""
    previous = [fact for fact in near if fact.role == "previous"]
    values = [fact for fact in near if fact.role in _VALUES]
    if len(previous) != 1 or not values:
        return None
    return values[-1], previous[0]


def _binding(claim: Fact, near: Sequence[Fact]) -> Binding:
    beside = near[-1].index == claim.index - 1 and len(near) == 2
    return Binding.STRONG if beside else Binding.MEDIUM


def _less(values: Sequence[Fraction]) -> Fraction:
    return values[0] - values[1]
