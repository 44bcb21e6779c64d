"""What a printed number can stand for, exactly (区间)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.phrase import COUNT_UNITS

_LONG_PRINT = 1000
_COUNTED = COUNT_UNITS | {"批次", "家次", "辆次", "架次", "班次", "批", "部", "天", "期"}

Formula = Callable[[Sequence[Fraction]], Fraction]


@dataclass(frozen=True)
class Interval:
    """Closed interval of exact fractions, `low <= high`."""

    low: Fraction
    high: Fraction

    @cached_property
    def middle(self) -> Fraction:
        return (self.low + self.high) / 2

    @property
    def width(self) -> Fraction:
        return self.high - self.low

    def meets(self, other: "Interval") -> bool:
        """Whether one value can lie in both."""
        return self.low <= other.high and other.low <= self.high

    def scaled(self, factor: int) -> "Interval":
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))


def exact(value: Fraction | int) -> Interval:
    """The interval of a number that was not rounded."""
    return Interval(Fraction(value), Fraction(value))


def is_count(quantity: Quantity) -> bool:
    """Whether a number counts things one by one (件, 户, 项, 个, 人), so that nothing was rounded."""
    return quantity.unit in _COUNTED and quantity.decimals == 0


def is_long(quantity: Quantity) -> bool:
    """Whether a print has four digits or more, so that an exact fit is hardly an accident."""
    return bool(abs(quantity.value) * 10**quantity.decimals >= _LONG_PRINT)


def half_unit(quantity: Quantity) -> Fraction:
    """Half a unit of the last printed place in the bare measure: 5 万元 for 1.23亿元, 0 for a count."""
    if is_count(quantity):
        return Fraction(0)
    return Fraction(scale(quantity), 2 * 10**quantity.decimals)


def scale(quantity: Quantity) -> int:
    """What the multiplier of a unit multiplies by: 10^8 for 亿元."""
    return int(quantity.magnitude / quantity.value) if quantity.value else 1


def printed_interval(quantity: Quantity) -> Interval:
    """All values that round to the printed number, in the bare measure (亿元 counted in 元)."""
    half = half_unit(quantity)
    return Interval(quantity.magnitude - half, quantity.magnitude + half)


def total(values: Sequence[Fraction]) -> Fraction:
    """Sum of the operands."""
    return sum(values, Fraction(0))


def percentage(values: Sequence[Fraction]) -> Fraction:
    """First operand as a percentage of the second."""
    return values[0] * 100 / values[1]


def image(formula: Formula, box: Sequence[Interval]) -> Interval | None:
    """Range of a formula that is monotone in each operand over the box: its extreme corners, exact.

    None where it is not defined (a division by zero).
    """
    if formula is total:
        return Interval(total([i.low for i in box]), total([i.high for i in box]))
    if formula is percentage and box[0].low >= 0 and box[1].low > 0:
        part, whole = box
        return Interval(part.low * 100 / whole.high, part.high * 100 / whole.low)
    middles = [interval.middle for interval in box]
    low: list[Fraction] = []
    high: list[Fraction] = []
    try:
        for index, interval in enumerate(box):
            before, behind = middles[:index], middles[index + 1 :]
            rises = formula([*before, interval.high, *behind]) >= formula([*before, interval.low, *behind])
            low.append(interval.low if rises else interval.high)
            high.append(interval.high if rises else interval.low)
        ends = (formula(low), formula(high))
    except ZeroDivisionError:
        return None
    return Interval(min(ends), max(ends))
