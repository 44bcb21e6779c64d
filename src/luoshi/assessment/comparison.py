"""Two accounts side by side (对比): which items make the difference, so that what is shown adds up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from luoshi.assessment.league import Line, Part
from luoshi.assessment.scheme_text import Entry, Node
from luoshi.kernel.outcome import Adjustment
from luoshi.kernel.rounding import half_up

NOTHING = Decimal(0)


class Told(NamedTuple):
    """What gives points in an account: an item, or a rule beside the hundred; ``part`` is None for the latter."""

    rule: Node | Entry[Adjustment]
    part: Part | None
    points: float


@dataclass(frozen=True)
class Difference:
    """One item of two accounts, or one bonus or deduction; None where an account does not have it.

    ``points`` are those of the one less those of the other, rounded half up to the digits of the comparison.
    """

    rule: Node | Entry[Adjustment]
    one: Told | None
    other: Told | None
    points: Decimal


@dataclass(frozen=True)
class Comparison:
    """One account less another: ``total == sum of the items' points + rest``, exactly, in what is shown.

    ``total`` is the difference of the published scores, None where one of them has none. Items are in the order of
    what they contribute, the largest first. ``rest`` is what rounding leaves and, where a block is not an arithmetic
    mean, what no item explains by itself.
    """

    items: tuple[Difference, ...]
    rest: Decimal
    total: Decimal | None
    digits: int

    @property
    def only_rounding(self) -> bool:
        """Whether the rest is no more than what rounding can leave."""
        return abs(self.rest) * 2 <= (len(self.items) + 2) * Decimal(1).scaleb(-self.digits)

    @property
    def telling(self) -> tuple[Difference, ...]:
        """Items that differ in what is shown."""
        return tuple(item for item in self.items if item.points)


def compare(one: Line, other: Line, digits: int) -> Comparison:
    """``one`` less ``other`` by items, bonuses and deductions, matched by their codes; ``digits`` are the scheme's."""
    mine, theirs = _told(one), _told(other)
    items = [_difference(code, mine.get(code), theirs.get(code), digits) for code in {**mine, **theirs}]
    items.sort(key=lambda item: -abs(item.points))
    total = None if one.score is None or other.score is None else one.score - other.score
    told = sum((item.points for item in items), NOTHING)
    return Comparison(tuple(items), NOTHING if total is None else total - told, total, digits)


def _told(line: Line) -> dict[str, Told]:
    items = {part.node.code: Told(part.node, part, part.points or 0.0) for part in line.parts}
    return items | {added.rule.code: Told(added.rule, None, added.points or 0.0) for added in line.beside}


def _difference(code: str, one: Told | None, other: Told | None, digits: int) -> Difference:
    first = one or other
    assert first is not None, f"{code} is in one of the two"
    points = (one.points if one else 0.0) - (other.points if other else 0.0)
    return Difference(first.rule, one, other, half_up(points, digits) or NOTHING)
