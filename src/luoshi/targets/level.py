"""What a growth target means as a level (增幅折算为绝对数), and which levels add up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from luoshi.indicators.models import RELATIVE, Aggregation, Indicator
from luoshi.indicators.numerals import KEPT_DECIMALS, KEPT_DIGITS
from luoshi.targets.models import Target
from luoshi.targets.vocabulary import PACED, TargetKind


def level_meant(kind: str, value: Decimal, base: Decimal | None) -> Decimal | None:
    """Base x (1 + growth / 100) for a growth target, None for a rank, else the value; None while the base is unknown.

    Exact Decimal, rounded half up once to the digits that are kept: six decimals, fifteen digits in all.
    """
    if kind == TargetKind.RANK:
        return None
    if kind != TargetKind.GROWTH:
        return value
    if base is None:
        return None
    level = base * (1 + value / 100)
    decimals = max(0, min(KEPT_DECIMALS, KEPT_DIGITS - 1 - level.adjusted()))
    return level.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def adds_up(indicator: Indicator) -> bool:
    """Whether figures of units make up that of the whole by being summed; rates and indices never do."""
    return indicator.aggregation == Aggregation.SUM and indicator.nature not in RELATIVE


def additive(target: Target) -> bool:
    """Whether parts add up to the whole: amounts and growths of an indicator that adds up."""
    return target.kind in PACED and adds_up(target.indicator)
