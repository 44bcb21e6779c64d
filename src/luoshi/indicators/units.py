"""Amounts in another unit of the same measure (计量单位换算): 万元 and 亿元, 人 and 万人."""

from __future__ import annotations

import re
from decimal import Decimal

_TIMES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_UNIT = re.compile(rf"([{''.join(_TIMES)}]*)(.*)", re.DOTALL)


def converted(value: Decimal, unit: str, into: str) -> Decimal | None:
    """``value`` of ``unit`` in the unit ``into``, exact; None when the two measure different things."""
    power, measure = _split(unit)
    other, wanted = _split(into)
    return value.scaleb(power - other) if measure == wanted else None


def _split(unit: str) -> tuple[int, str]:
    """The power of ten a unit begins with, and its measure: 万元 is (4, 元)."""
    found = _UNIT.fullmatch(unit)
    if found is None:
        return 0, unit
    return sum(_TIMES[char] for char in found[1]), found[2]
