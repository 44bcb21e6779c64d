"""Which targets have a course over the year that a curve describes (时序)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from luoshi.indicators.models import OF_MOMENT
from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.curve import linear, monthly_table, throughout
from luoshi.targets.vocabulary import PACED, TargetKind

if TYPE_CHECKING:
    from luoshi.targets.models import Target


def curve_of(table: Sequence[str] | None, *, of_moment: bool) -> FloatArray:
    """The shares of twelve months: those of ``table``, else equal months, of a level of a moment the whole throughout."""
    if table:
        return monthly_table([float(share) for share in table])
    return throughout() if of_moment else linear()


def has_course(target: Target) -> bool:
    """An amount and a growth have one, a limit only where its figures add up over months."""
    if target.kind in PACED:
        return True
    limit = target.kind in (TargetKind.FLOOR, TargetKind.CEILING)
    return limit and target.indicator.nature not in OF_MOMENT
