"""Targets and their pace, as of a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Query, Router, Schema

from luoshi.api.access import READ, Caller
from luoshi.api.asked import Code, Listed, Paging, day_of, part, written
from luoshi.api.problems import READS
from luoshi.kernel.rounding import half_up
from luoshi.targets.positions import Position
from luoshi.targets.queries import board
from luoshi.workdays.periods import Period

router = Router(tags=["targets"], auth=READ)
# Amounts and fractions are rounded once, here.
AMOUNT_DIGITS, SHARE_DIGITS, POINT_DIGITS = 6, 6, 4


class PaceOut(Schema):
    """Where a target stands at the end of ``month``. Shares are fractions, the gap is percentage points, null is not
    known. ``reporting`` of ``due`` units have a verified figure."""

    month: int | None
    actual: str | None
    growth: str | None
    completion: str | None
    expected: str | None
    gap_points: str | None
    run_rate: str | None
    shortfall: str | None
    light: str
    reporting: int
    due: int


class TargetOut(Schema):
    """A target in force. ``value`` is per cent for kind growth, else in the indicator's unit; ``level`` what it means."""

    id: int
    unit: str
    indicator: str
    period: str
    kind: str
    op: str
    value: str
    base: str | None
    level: str | None
    parent: int | None
    simulated: bool
    pace: PaceOut


@router.get("/targets", response={200: Listed[TargetOut], **READS}, operation_id="list_targets")
def targets(
    request: Caller,
    paging: Query[Paging],
    year: Annotated[int | None, Query(ge=1950, le=2099)] = None,
    unit: Code = "",
    indicator: Code = "",
    as_of: date | None = None,
) -> Listed[TargetOut]:
    """The targets of a year in official order, each with its pace by the verified figures known on the day."""
    day = day_of(request, as_of)
    found = board(request.standing, Period(year or day.year, 1, 12), day)
    rows = [
        _target(position)
        for position in found.rows.values()
        if unit in ("", position.target.unit.code) and indicator in ("", position.target.indicator.code)
    ]
    return part(rows, paging)


def _target(position: Position) -> TargetOut:
    target = position.target
    return TargetOut(
        id=target.pk,
        unit=target.unit.code,
        indicator=target.indicator.code,
        period=target.period,
        kind=target.kind,
        op=target.op,
        value=written(target.value) or "",
        base=written(target.base),
        level=written(target.level),
        parent=target.parent_id,
        simulated=position.simulated,
        pace=PaceOut(
            month=position.month,
            actual=_rounded(position.actual, AMOUNT_DIGITS),
            growth=_rounded(position.growth, SHARE_DIGITS),
            completion=_rounded(position.completion, SHARE_DIGITS),
            expected=_rounded(position.expected, SHARE_DIGITS),
            gap_points=_rounded(position.gap_points, POINT_DIGITS),
            run_rate=_rounded(position.run_rate, AMOUNT_DIGITS),
            shortfall=_rounded(position.shortfall, AMOUNT_DIGITS),
            light=position.light.name.lower(),
            reporting=position.reporting,
            due=position.due,
        ),
    )


def _rounded(value: float | None, digits: int) -> str | None:
    return written(half_up(value, digits))
