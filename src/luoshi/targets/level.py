"""What a growth target means as a level (增幅折算为绝对数)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from luoshi.targets.vocabulary import TargetKind

STORED = Decimal("0.000001")


def level_meant(kind: str, value: Decimal, base: Decimal | None) -> Decimal | None:
    """Base x (1 + growth / 100) for a growth target, the value itself for a level; None while the base is unknown.

    Exact Decimal, rounded half up once to the six decimals that are stored.
    """
    if kind == TargetKind.LEVEL:
        return value
    if base is None:
        return None
    return (base * (1 + value / 100)).quantize(STORED, ROUND_HALF_UP)
