"""Units of measure through a formula 计量单位校验: what a formula gives, and where its units do not fit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from luoshi.kernel.validation.expression import Called, Combined, Negated, Node, Number, Reference, written

_TIMES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_UNIT = re.compile(rf"([{''.join(_TIMES)}]*)(.*)", re.DOTALL)
# Shares are pure numbers; what is printed is the share times a hundred or a thousand.
_SHARES = {"%": -2, "％": -2, "百分点": -2, "个百分点": -2, "‰": -3, "‱": -4, "倍": 0, "": 0}
_NAMES = {power: char for char, power in _TIMES.items()} | {0: "", 5: "十万", 6: "百万", 7: "千万"}
_LEAST_CONVERSION = 100


def magnitude(unit: str) -> tuple[int, str]:
    """The power of ten a unit begins with, and its measure: 万元 is (4, 元)."""
    found = _UNIT.fullmatch(unit)
    if found is None:
        return 0, unit
    return sum(_TIMES[char] for char in found[1]), found[2]


@dataclass(frozen=True)
class Dimension:
    """10 ** ``power`` times a product of measures, each with its exponent other than 0, by name."""

    power: int = 0
    measures: tuple[tuple[str, int], ...] = ()

    def times(self, other: "Dimension", sign: int = 1) -> "Dimension":
        """The product of the two, or with ``sign`` -1 the quotient."""
        exponents = dict(self.measures)
        for name, exponent in other.measures:
            exponents[name] = exponents.get(name, 0) + sign * exponent
        kept = tuple(sorted((name, n) for name, n in exponents.items() if n))
        return Dimension(self.power + sign * other.power, kept)

    def __str__(self) -> str:
        if not self.measures:
            return {-2: "%", -3: "‰", -4: "‱", 0: "1"}.get(self.power, f"10^{self.power}")
        above = "·".join(_raised(name, n) for name, n in self.measures if n > 0) or "1"
        below = "".join(f"/{_raised(name, -n)}" for name, n in self.measures if n < 0)
        return _NAMES.get(self.power, f"10^{self.power} ") + above + below


def _raised(name: str, exponent: int) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"


def read_unit(text: str) -> Dimension:
    """The dimension of a printed unit such as 亿元, %, 元/人, 件/万人; what stands after a slash divides."""
    read = Dimension()
    for place, part in enumerate(text.strip().split("/")):
        name = part.strip()
        if name in _SHARES:
            factor = Dimension(_SHARES[name])
        else:
            power, measure = magnitude(name)
            factor = Dimension(power, ((measure, 1),) if measure else ())
        read = read.times(factor, -1 if place else 1)
    return read


class Misfit(StrEnum):
    """How units do not fit."""

    ADDED = "added"
    """Two different things are added or subtracted."""
    SCALE_ADDED = "scale_added"
    """The same thing in two scales is added or subtracted."""
    RESULT = "result"
    """The formula gives another thing than its indicator is."""
    SCALE = "scale"
    """The formula gives the thing in another scale."""


@dataclass(frozen=True)
class UnitFault:
    """Where units do not fit: the part of the formula as written, what it gives beside what is needed.

    ``power`` is the power of ten by which the amount of ``found`` is to be multiplied to read in ``wanted``.
    """

    kind: Misfit
    where: str
    found: Dimension
    wanted: Dimension

    @property
    def power(self) -> int:
        return self.found.power - self.wanted.power


def dimension_of(node: Node, units: Mapping[str, Dimension]) -> Dimension:
    """What ``node`` gives, by the first figure of a sum where its parts do not fit; bare numbers give a pure number."""
    return _of(node, units, []) or Dimension()


Found: TypeAlias = Dimension | None
"""None: a bare number, which fits whatever it is added to."""


def unit_faults(node: Node, units: Mapping[str, Dimension], result: Dimension) -> tuple[UnitFault, ...]:
    """Everything that does not fit in ``node`` read as a formula for an indicator of the unit ``result``.

    ``units`` holds the dimension of every code. A factor or divisor written as a bare power of ten from 100 on
    is a conversion: ``output / people * 10000`` turns 万元/人 into 元/人, ``part / whole * 100`` is in %.
    """
    faults: list[UnitFault] = []
    found = _of(node, units, faults)
    if not faults and found is not None and found != result:
        kind = Misfit.SCALE if found.measures == result.measures else Misfit.RESULT
        faults.append(UnitFault(kind, written(node), found, result))
    return tuple(faults)


def _of(node: Node, units: Mapping[str, Dimension], faults: list[UnitFault]) -> Found:
    match node:
        case Number():
            return None
        case Reference(code):
            return units[code]
        case Negated(operand) | Called(_, operand):
            return _of(operand, units, faults)
        case Combined(operator, left, right):
            one, two = _of(left, units, faults), _of(right, units, faults)
            if operator in "+-":
                return _sum(node, one, two, faults)
            return _product(left, right, one, two, 1 if operator == "*" else -1)


def _sum(node: Node, one: Found, two: Found, faults: list[UnitFault]) -> Found:
    if one is None or two is None:
        return one or two
    if one != two:
        kind = Misfit.SCALE_ADDED if one.measures == two.measures else Misfit.ADDED
        faults.append(UnitFault(kind, written(node), two, one))
    return one


def _product(left: Node, right: Node, one: Found, two: Found, sign: int) -> Found:
    # Multiplying the number by 100 makes its unit a hundred times smaller.
    shift = -_conversion(left) - sign * _conversion(right)
    if one is None and two is None:
        return None
    product = (one or Dimension()).times(two or Dimension(), sign)
    return Dimension(product.power + shift, product.measures)


def _conversion(node: Node) -> int:
    """The power of ten a bare number stands for; 0 for any other number or expression."""
    if isinstance(node, Number) and node.value >= _LEAST_CONVERSION:
        digits = f"{node.value:.0f}"
        if digits.strip("0") == "1" and node.value.is_integer():
            return len(digits) - 1
    return 0
