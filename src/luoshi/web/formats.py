"""How numbers are written: one rounding (Decimal, half up), once, at the end.

Every function takes None or NaN for "missing" and returns None for it; a missing value is never 0.
"""

import math
from decimal import Decimal

from django.utils.translation import get_language, gettext, ngettext

from luoshi.indicators.vocabulary import english_measures
from luoshi.kernel.rounding import half_up, meant

Number = int | float | Decimal

MINUS = "\N{MINUS SIGN}"
YUAN_IN: dict[str, Decimal] = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}


def to_decimal(value: Number | None) -> Decimal | None:
    """The exact decimal a reader would type for the number; None for None and NaN.

    A float is taken as the decimal it stands for, so 2.675 is 2.675 and rounds half up to 2.68.
    """
    if value is None:
        return None
    if isinstance(value, float):
        return None if math.isnan(value) else meant(value)
    exact = Decimal(value)
    return None if exact.is_nan() else exact


def rounded(value: Number | None, digits: int) -> Decimal | None:
    """The value rounded half up to ``digits`` decimals; minus zero becomes zero."""
    exact = to_decimal(value)
    if exact is None or exact.is_infinite():
        return None
    return half_up(exact, digits)


def number(value: Number | None, digits: int = 2, *, signed: bool = False) -> str | None:
    """Thousands separated by commas, a true minus sign, and a plus sign when ``signed``."""
    exact = rounded(value, digits)
    if exact is None:
        return None
    text = f"{abs(exact):,.{digits}f}"
    if exact < 0:
        return MINUS + text
    return "+" + text if signed and exact > 0 else text


def as_published(value: Decimal | None) -> str | None:
    """A score with the decimals it was published with: 83.256 and 83.0 stay what they are."""
    return None if value is None else number(value, max(0, -int(value.as_tuple().exponent)))


def percent(ratio: Number | None, digits: int = 1) -> str | None:
    """A ratio (0.523) as a percentage (52.3%)."""
    exact = to_decimal(ratio)
    text = number(None if exact is None else exact * 100, digits)
    return None if text is None else text + "%"


def points(ratio: Number | None) -> str | None:
    """A difference of two ratios (-0.032) in percentage points, 个百分点, without its sign.

    To one decimal; to two where one would print zero and leave "below the target" without a size.
    """
    exact = to_decimal(ratio)
    if exact is None:
        return None
    digits = 1 if rounded(exact * 100, 1) else 2
    size = rounded(abs(exact) * 100, digits)
    singular = 1 if size == 1 else 2
    words = ngettext("%(size)s percentage point", "%(size)s percentage points", singular)
    return words % {"size": f"{size:,.{digits}f}"}


def convert(value: Number | None, unit: str, into: str) -> Decimal | None:
    """An amount in another money unit (元, 万元, 亿元), exact. KeyError for any other unit."""
    exact = to_decimal(value)
    return None if exact is None else exact * YUAN_IN[unit] / YUAN_IN[into]


def money(value: Number | None, unit: str = "亿元", digits: int = 2) -> str | None:
    """An amount with the unit people say it in: 亿元 from one hundred million on, else 万元."""
    exact = convert(value, unit, "元")
    if exact is None:
        return None
    into = "亿元" if abs(exact) >= YUAN_IN["亿元"] else "万元"
    return f"{number(convert(exact, '元', into), digits)} {unit_name(into)}"


def unit_name(unit: str) -> str:
    """A unit of measure in the reader's language: money by the catalogue of words, others as indicators name them."""
    match unit:
        case "元":
            return gettext("yuan")
        case "万元":
            return gettext("10k yuan")
        case "亿元":
            return gettext("100m yuan")
    if not unit.strip("%‰") or (get_language() or "zh").startswith("zh"):
        return unit
    return english_measures().get(unit, unit)
