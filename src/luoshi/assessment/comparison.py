"""Two accounts side by side (对比): which items make the difference, so that what is shown adds up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.assessment.league import Line, Part
from luoshi.assessment.scheme_text import Node
from luoshi.kernel.rounding import half_up

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Difference:
    """One item of two accounts; a part is None where the scheme of that account has no such item.

    ``points`` are those of the one less those of the other, rounded half up to the digits of the comparison.
    """

    node: Node
    one: Part | None
    other: Part | None
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
    """``one`` less ``other`` by items, matched by their codes; ``digits`` decimals, those of the scheme."""
    return compared(one.parts, other.parts, one.score, other.score, digits)


def compared(
    one: Sequence[Part], other: Sequence[Part], score: Decimal | None, against: Decimal | None, digits: int
) -> Comparison:
    """As :func:`compare`, of parts and scores."""
    mine = {part.node.code: part for part in one}
    theirs = {part.node.code: part for part in other}
    nodes = {code: part.node for code, part in (theirs | mine).items()}
    order = [*mine, *(code for code in theirs if code not in mine)]
    items = [
        Difference(
            nodes[code],
            mine.get(code),
            theirs.get(code),
            half_up(_points(mine.get(code)) - _points(theirs.get(code)), digits) or NOTHING,
        )
        for code in order
    ]
    items.sort(key=lambda item: -abs(item.points))
    total = None if score is None or against is None else score - against
    told = sum((item.points for item in items), NOTHING)
    return Comparison(tuple(items), NOTHING if total is None else total - told, total, digits)


def _points(part: Part | None) -> float:
    return 0.0 if part is None or part.points is None else part.points
