"""Amounts in another unit of the same measure (计量单位换算): 万元 and 亿元, 人 and 万人."""

from __future__ import annotations

from decimal import Decimal

from luoshi.kernel.validation.dimension import magnitude


def converted(value: Decimal, unit: str, into: str) -> Decimal | None:
    """``value`` of ``unit`` in the unit ``into``, exact; None when the two measure different things."""
    power, measure = magnitude(unit)
    other, wanted = magnitude(into)
    return value.scaleb(power - other) if measure == wanted else None
