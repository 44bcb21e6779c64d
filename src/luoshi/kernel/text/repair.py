"""The one slip of the pen that would explain a failing relation (疑似笔误)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import cast

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.intervals import Interval, exact, image, printed_interval, total
from luoshi.kernel.text.numbers import Quantity, plain_value
from luoshi.kernel.text.relations.candidate import Candidate

_GENEROUS, _TINY = 0.51, 1e-9
_UNITS = {"up": Fraction(10**4), "down": Fraction(1, 10**4)}


@dataclass(frozen=True)
class Repair:
    """Another print of one number: `kind` is swap, digit or unit."""

    fact: Fact
    printed: str
    kind: str

    @cached_property
    def value(self) -> Fraction:
        """The middle of what the repaired print stands for, signed."""
        quantity = self.fact.quantity
        ratio = self.fact.sign * quantity.magnitude / quantity.value
        return plain_value(self.printed) * ratio * _UNITS.get(self.kind, 1)

    @cached_property
    def interval(self) -> Interval:
        """What the repaired print stands for, signed."""
        quantity = self.fact.quantity
        factor = _UNITS.get(self.kind, Fraction(1))
        value = plain_value(self.printed)
        ratio = quantity.magnitude / quantity.value
        plain = printed_interval(
            replace(quantity, printed=self.printed, value=value, magnitude=value * ratio)
        )
        scaled = Interval(plain.low * factor, plain.high * factor)
        return scaled if self.fact.sign > 0 else scaled.scaled(-1)


def repairs(candidate: Candidate) -> list[Repair]:
    """All repairs of one number that make the relation hold: swaps before digits before units."""
    return [
        repair
        for fact in dict.fromkeys((candidate.claim, *candidate.operands))
        for repair in repairs_of(candidate, fact)
    ]


def repairs_of(candidate: Candidate, fact: Fact) -> list[Repair]:
    """The repairs of one of its numbers that make a relation hold; a guess spares the exact trial of most."""
    near = _guesser(candidate, fact)
    return [repair for repair in _worth_trying(candidate, fact) if near(repair) and _mends(candidate, repair)]


def _guesser(candidate: Candidate, fact: Fact) -> Callable[[Repair], bool]:
    """Tells in floating point whether a repair may make a relation hold; always where the formula needs fractions."""
    values = [float(one.interval.middle) for one in candidate.operands]
    values += [float(constant.middle) for constant in candidate.constants]
    places = [place for place, one in enumerate(candidate.operands) if one is fact]
    claimed = float(candidate.claim.interval.middle)
    room = float(candidate.claim.interval.width) * _GENEROUS
    scale = fact.sign * float(fact.quantity.magnitude / fact.quantity.value)
    compute = cast(Callable[[Sequence[float]], float], candidate.formula)

    def near(repair: Repair) -> bool:
        if candidate.bound == "<=":
            return True
        factor = float(_UNITS.get(repair.kind, 1))
        value = float(repair.printed.replace(",", "").replace(" ", "")) * scale * factor
        wanted, others, wide = claimed, values, room
        if places:
            others = [value if place in places else one for place, one in enumerate(values)]
        else:
            wanted, wide = value, room * max(factor, 1.0)
        try:
            guess = float(compute(others))
        except (AttributeError, TypeError):
            return True
        except ZeroDivisionError:
            return False
        return abs(guess - wanted) <= wide + _TINY * max(abs(guess), abs(wanted))

    return near


def swaps(candidate: Candidate) -> list[Repair]:
    """The repairs that exchange two neighbouring digits of one number."""
    return [
        repair
        for fact in dict.fromkeys((candidate.claim, *candidate.operands))
        for printed in _swapped(fact.quantity)
        if _mends(candidate, repair := Repair(fact, printed, "swap"))
    ]


def swapped_values(fact: Fact) -> Iterator[Fraction]:
    """What a number would be with two neighbouring digits exchanged."""
    return (Repair(fact, printed, "swap").interval.middle for printed in _swapped(fact.quantity))


def _worth_trying(candidate: Candidate, fact: Fact) -> Iterator[Repair]:
    """Other prints of a number; of a sum only those that change it by what the sum lacks."""
    if candidate.formula is not total or candidate.bound == "<=":
        yield from _prints(fact)
        return
    claim, quantity = candidate.claim.interval, fact.quantity
    lack = claim.middle - total([operand.interval.middle for operand in candidate.operands])
    need = -lack if fact is candidate.claim else lack
    step = fact.sign * quantity.magnitude / quantity.value / 10**quantity.decimals
    low, high = sorted(((need - claim.width / 2) / step, (need + claim.width / 2) / step))
    printed = _steps(quantity.printed)
    for repair in _prints(fact):
        if repair.kind in _UNITS or low <= _steps(repair.printed) - printed <= high:
            yield repair


def _steps(printed: str) -> int:
    """A printed number in units of its last place."""
    return int(plain_value(printed.replace(".", "")))


def holds_with(candidate: Candidate, repair: Repair) -> bool:
    """Whether the relation holds, within rounding, when one number is printed as the repair says."""
    claim, *box = (_interval(fact, repair) for fact in (candidate.claim, *candidate.operands))
    result = image(candidate.formula, [*box, *candidate.constants])
    if result is None:
        return False
    return claim.low <= result.high if candidate.bound == "<=" else claim.meets(result)


def _mends(candidate: Candidate, repair: Repair) -> bool:
    """Whether the other numbers as printed give the repaired claim, not only within their rounding."""
    if candidate.bound == "<=":
        return holds_with(candidate, repair)
    values = [
        repair.value if fact is repair.fact else fact.interval.middle for fact in candidate.operands
    ] + [constant.middle for constant in candidate.constants]
    try:
        point = candidate.formula(values)
    except ZeroDivisionError:
        return False
    return _interval(candidate.claim, repair).meets(exact(point)) and holds_with(candidate, repair)


def _interval(fact: Fact, repair: Repair) -> Interval:
    return repair.interval if fact is repair.fact else fact.interval


def _prints(fact: Fact) -> Iterator[Repair]:
    quantity = fact.quantity
    for printed in _swapped(quantity):
        yield Repair(fact, printed, "swap")
    for printed in _with_one_digit(quantity):
        yield Repair(fact, printed, "digit")
    if quantity.unit.startswith(("万", "亿")) and quantity.unit != "%":
        yield Repair(fact, quantity.printed, "up")
        yield Repair(fact, quantity.printed, "down")


def _swapped(quantity: Quantity) -> Iterator[str]:
    """Neighbouring digits exchanged."""
    text = quantity.printed
    digits = [index for index, char in enumerate(text) if char.isdecimal()]
    for left, right in pairwise(digits):
        if text[left] != text[right] and not (left == 0 and text[right] == "0"):
            yield text[:left] + text[right] + text[left + 1 : right] + text[left] + text[right + 1 :]


def _with_one_digit(quantity: Quantity) -> Iterator[str]:
    """One digit replaced."""
    text = quantity.printed
    for index, char in enumerate(text):
        if char.isdecimal():
            for digit in "0123456789":
                if digit != char and not (index == 0 and digit == "0" and len(text) > 1):
                    yield text[:index] + digit + text[index + 1 :]
