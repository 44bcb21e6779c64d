"""A relation that may hold between printed numbers, before it is judged (待核关系)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from functools import cached_property

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.intervals import Formula, Interval, image

_LEAST_DIGITS, _FINEST = 3, 100
_POWERS = tuple(Fraction(10) ** power for power in (-2, -1, 1, 2))


class Binding(IntEnum):
    """How sure it is that these numbers belong together."""

    WEAK = 0
    """May only explain a number as consistent."""
    MEDIUM = 1
    """May ask a question."""
    STRONG = 2
    """May accuse."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One way to recompute a printed number.

    `formula` gives the claim from the operands, all in bare measures (元, 件, %), and is monotone in each.
    `constants` are values that are not printed (the elapsed share), appended to the operands. `bound` is
    "<=" when the claim may be at most the result. `barred` says why the relation cannot be tested.
    `named` tells that the text itself names the operands, so that a better fit elsewhere is a slip of scope;
    `sketch` prints the working with {0}, {1} … for operands and constants, where the type has no fixed one;
    `certain` that its words leave no doubt, so that a result of quite another size accuses too;
    `slip_only` that only a slip of one digit shows that they were meant for each other; `swap_only` that only two exchanged digits do, which lets the program ask.
    """

    type: str
    claim: Fact
    operands: tuple[Fact, ...]
    formula: Formula
    binding: Binding
    constants: tuple[Interval, ...] = ()
    bound: str = "="
    barred: str = ""
    named: bool = False
    certain: bool = False
    slip_only: bool = False
    swap_only: bool = False
    sketch: str = ""

    @cached_property
    def result(self) -> Interval | None:
        """Every value the operands allow for the claim; None where the formula is not defined."""
        return image(self.formula, [*(operand.interval for operand in self.operands), *self.constants])

    def holds(self) -> bool:
        """Whether the printed claim and the recomputed interval share a value."""
        result = self.result
        if result is None:
            return False
        if self.bound == "<=":
            return self.claim.interval.low <= result.high
        return self.claim.interval.meets(result)

    def is_off_by_ten(self) -> bool:
        """Whether an average has its point in the wrong place: 93.7亿元 over 186.42万人次 printed as 503元.

        Told only of three digits or more and of operands printed finely enough that it is no accident.
        """
        claim, result = self.claim, self.result
        digits = sum(map(str.isdecimal, claim.quantity.printed))
        if claim.role != "mean" or result is None or digits < _LEAST_DIGITS:
            return False
        if result.width * _FINEST > abs(result.middle):
            return False
        return any(
            claim.interval.low * power <= result.high and result.low <= claim.interval.high * power
            for power in _POWERS
        )


@dataclass
class Slot:
    """The alternative explanations of one claim in one family, best first; at most one is reported."""

    candidates: list[Candidate] = field(default_factory=list)


def quotient(values: Sequence[Fraction]) -> Fraction:
    """First operand divided by the second."""
    return values[0] / values[1]


def rest(values: Sequence[Fraction]) -> Fraction:
    """First operand less the second."""
    return values[0] - values[1]
