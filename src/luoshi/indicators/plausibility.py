"""Doubts about a value just typed (合理性校验). They never block; they ask for a note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.models import RELATIVE, Indicator, Nature
from luoshi.indicators.numerals import plain

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

# Growth against the same period of the year before beyond which somebody should look twice, in per cent.
LARGEST_GROWTH = 50
# A value this many times its neighbour was probably filled in another unit: 元 for 万元, 万元 for 亿元.
UNIT_FACTORS = (10, 100, 10_000)
_NEAR = (Decimal("0.7"), Decimal("1.45"))


@dataclass(frozen=True)
class Doubt:
    """One thing that looks wrong. ``kind`` is out_of_range, decrease, unit_factor or growth."""

    kind: str
    words: Words


def doubts(
    indicator: Indicator, value: Decimal | None, previous: Decimal | None, year_before: Decimal | None
) -> list[Doubt]:
    """What speaks against ``value``, given the last value filed and that of the same period last year.

    All three in the indicator's unit; a missing neighbour raises no doubt, and a missing value has none.
    """
    if value is None:
        return []
    return list(_doubts(indicator, value, previous, year_before))


def _doubts(
    indicator: Indicator, value: Decimal, previous: Decimal | None, year_before: Decimal | None
) -> Iterator[Doubt]:
    if outside(indicator, value):
        yield Doubt(
            "out_of_range",
            _("Outside the plausible range %(low)s to %(high)s %(unit)s.")
            % {
                "low": plain(indicator.plausible_low) or "…",
                "high": plain(indicator.plausible_high) or "…",
                "unit": indicator.unit_name,
            },
        )
    if indicator.nature == Nature.CUMULATIVE and previous is not None and value < previous:
        yield Doubt(
            "decrease",
            _("A cumulative value below the %s filed before.") % plain(previous, indicator.decimals),
        )
    factor = _unit_factor(value, year_before if year_before is not None else previous)
    if factor:
        yield Doubt("unit_factor", _("About %s times its neighbour: is it in the right unit?") % factor)
    elif year_before is not None and year_before > 0 and indicator.nature not in RELATIVE:
        growth = (value / year_before - 1) * 100
        if abs(growth) > LARGEST_GROWTH:
            yield Doubt("growth", _("%+.1f%% against the same period of last year.") % growth)


def outside(indicator: Indicator, value: Decimal) -> bool:
    """Whether ``value`` lies outside the plausible range; an open end admits everything."""
    low, high = indicator.plausible_low, indicator.plausible_high
    return (low is not None and value < low) or (high is not None and value > high)


def _unit_factor(value: Decimal, neighbour: Decimal | None) -> str:
    if neighbour is None or neighbour <= 0 or value <= 0:
        return ""
    for factor in UNIT_FACTORS:
        if _NEAR[0] <= value / neighbour / factor <= _NEAR[1]:
            return str(factor)
        if _NEAR[0] <= value / neighbour * factor <= _NEAR[1]:
            return f"1/{factor}"
    return ""
