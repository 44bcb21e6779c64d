"""The working of a finding with the printed numbers (算式): what a reader can compute again, and its result."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING
from unicodedata import normalize

from django.utils.translation import gettext as _

from luoshi.documents.finding_words import grouped, with_unit
from luoshi.kernel.text.numbers import find_quantities

if TYPE_CHECKING:
    from luoshi.documents.models import Finding
    from luoshi.documents.told import Told

_LETTER = re.compile(r"(?<![A-Za-z0-9])(?:x(?P<place>\d+)|(?P<letter>[a-z]))(?![A-Za-z0-9])")
_CONSTANT = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.%])")
_DIFFERENCE = re.compile(r"(\S+) - (\S+)")
_LAST_YEAR = " against last year's "
_NEAREST = "nearest k of "
_FROM_INCREMENT = "growth_from_increment"
_RATES = ("%", "‰")
_OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: lambda base, exponent: Fraction(float(base) ** float(exponent)),
}


def working_of(finding: Finding | Told, text: str) -> str:
    """The computation with the printed numbers and its result: 21,334 + 12,762 = 34,096.

    The result is that of the printed numbers themselves; what their rounding allows besides is the allowance.
    """
    formula, printed = finding.formula, [text[start:end] for start, end, _unit in finding.operands]
    if not formula:
        return ""
    if finding.type == "rank":
        return _("%(value)s has rank %(rank)s") % {"value": grouped(printed[0]), "rank": finding.recomputed}
    if finding.type == "part_whole":
        sign = "≤" if finding.verdict == "pass" else ">"
        part, whole = _numbers(finding, [text[finding.start : finding.end], *printed], [finding.unit])
        return f"{part} {sign} {whole}"
    if formula.startswith(_NEAREST):
        formula = formula.removeprefix(_NEAREST).replace("k", _nearest(finding, printed[0]))
    now, against, before = formula.partition(_LAST_YEAR)
    formula = f"({now} ÷ ({before}) - 1) × 100" if against else formula
    if finding.type == _FROM_INCREMENT:
        # Whether it rose or fell by what is printed the formula does not say; its result does.
        readings = (formula, formula.replace("(a - b)", "(a + b)"))
        formula = min(readings, key=lambda reading: _distance(_value(reading, finding, printed), finding))
    value = _value(formula, finding, printed)
    if value is not None and not _allowed(value, finding) and _allowed(-value, finding):
        formula, value = _turned(formula, value)
    result = _rounded(value, finding) if value is not None and _known(value, finding) else _middle(finding)
    working = _filled(_with_percent(formula, finding), _numbers(finding, printed, []))
    return f"{working} = {with_unit(result, finding.unit)}" if result else working


def _turned(formula: str, value: Fraction) -> tuple[str, Fraction]:
    """A distance is the larger number less the smaller one; any other fall stays negative."""
    match = _DIFFERENCE.fullmatch(formula)
    return (f"{match[2]} - {match[1]}", -value) if match else (formula, value)


def _numbers(finding: Finding | Told, printed: Sequence[str], units_before: list[str]) -> list[str]:
    """The numbers as printed; with their units where these are of several sizes, or percentages are added."""
    units = [*units_before, *(unit for _start, _end, unit in finding.operands)]
    bare = [grouped(number) for number in printed]
    sizes = {_size(unit) for unit in [*units, finding.unit] if unit not in _RATES and unit != "个百分点"}
    if len(sizes) > 1:
        adds = _adds_only(finding.formula) or (
            _LAST_YEAR not in finding.formula and "%" not in finding.formula
        )
        return [
            with_unit(number, unit if adds or unit not in _RATES else "")
            for number, unit in zip(bare, units, strict=True)
        ]
    if not _adds_only(finding.formula):
        return bare
    return [number + (unit if unit in _RATES else "") for number, unit in zip(bare, units, strict=True)]


def _adds_only(formula: str) -> bool:
    """Whether the numbers are added or subtracted only, so that each keeps its per cent."""
    return not set(formula) & set("÷×%^")


def _with_percent(formula: str, finding: Finding | Told) -> str:
    """A constant beside percentages is one: 25.00 is 25%."""
    if not _adds_only(formula) or not any(unit in _RATES for _start, _end, unit in finding.operands):
        return formula
    return _CONSTANT.sub(lambda match: f"{_shortest(Decimal(match[0]))}%", formula)


def _nearest(finding: Finding | Told, sample: str) -> str:
    size = find_quantities(normalize("NFKC", sample))
    return str(round(Fraction(finding.recomputed) * size[0].value / 100)) if size else "k"


def _size(unit: str) -> Fraction:
    """What a unit multiplies by: 10^8 for 亿元."""
    found = find_quantities(f"1{unit}")
    return found[0].magnitude if found else Fraction(1)


def _value(formula: str, finding: Finding | Told, printed: Sequence[str]) -> Fraction | None:
    """The formula at the printed numbers, in the unit of the claim; None where a number is not in digits."""
    values = []
    for number, (_start, _end, unit) in zip(printed, finding.operands, strict=True):
        found = find_quantities("".join(normalize("NFKC", number).split()) + unit)
        if len(found) != 1:
            return None
        values.append(found[0].magnitude)
    written = re.sub(r"(\w+)%", r"(\1/100)", _filled(formula, [f"v[{n}]" for n in range(len(values))]))
    written = re.sub(r"(v\[\d+\])%", r"(\1/100)", written)
    tree = ast.parse(written.replace("÷", "/").replace("×", "*").replace("^", "**"), mode="eval")
    try:
        value = _computed(tree.body, values)
    except ZeroDivisionError:
        return None
    return value / _size(finding.unit)


def _computed(node: ast.expr, values: Sequence[Fraction]) -> Fraction:
    match node:
        case ast.BinOp(left, op, right):
            return _OPERATORS[type(op)](_computed(left, values), _computed(right, values))
        case ast.Subscript(_, ast.Constant(int(place))):
            return values[place]
        case ast.Constant(int(number) | float(number)):
            return Fraction(str(number))
    raise ValueError(f"no part of a working: {ast.dump(node)}")


def _ends(finding: Finding | Told) -> list[Decimal]:
    return [Decimal(end) for end in finding.recomputed.split("..") if end]


def _allowed(value: Fraction, finding: Finding | Told) -> bool:
    """Whether the stored interval, itself rounded, holds the value."""
    ends = _ends(finding)
    slack = Fraction(1, 10 ** _places(ends))
    return bool(ends) and Fraction(ends[0]) - slack <= value <= Fraction(ends[-1]) + slack


def _distance(value: Fraction | None, finding: Finding | Told) -> Fraction:
    """How far a value is from the middle of what is allowed."""
    return abs((value or Fraction(0)) - Fraction(_middle(finding) or 0))


def _known(value: Fraction, finding: Finding | Told) -> bool:
    """Whether the signs of all numbers were read as printed: else the formula's own interval is told."""
    return _allowed(value, finding) or _allowed(-value, finding)


def _places(ends: Sequence[Decimal]) -> int:
    return max((max(0, -int(end.as_tuple().exponent)) for end in ends), default=0)


def _rounded(value: Fraction, finding: Finding | Told) -> str:
    places = _places(_ends(finding))
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return _shortest(exact.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP"))


def _middle(finding: Finding | Told) -> str:
    """The value in the middle of what the rounding allows: 34095..34097 is 34096."""
    ends = _ends(finding)
    return _shortest(sum(ends, Decimal(0)) / len(ends)) if ends else ""


def _shortest(number: Decimal) -> str:
    told = f"{number:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _filled(formula: str, operands: Sequence[str]) -> str:
    def operand(match: re.Match[str]) -> str:
        place = int(match["place"]) - 1 if match["place"] else ord(match["letter"]) - ord("a")
        return operands[place] if place < len(operands) else match[0]

    return _LETTER.sub(operand, formula)
