"""Which targets have a course over the year that a curve describes (时序)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.indicators.models import RELATIVE, Nature
from luoshi.targets.vocabulary import PACED, TargetKind

if TYPE_CHECKING:
    from luoshi.targets.models import Target

OF_MOMENT = (Nature.STOCK, *RELATIVE)


def has_course(target: Target) -> bool:
    """An amount and a growth have one, a limit only where its figures add up over months."""
    if target.kind in PACED:
        return True
    limit = target.kind in (TargetKind.FLOOR, TargetKind.CEILING)
    return limit and target.indicator.nature not in OF_MOMENT
