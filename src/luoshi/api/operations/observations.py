"""Figures in force, as known on a day."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from luoshi.api.access import READ, Caller
from luoshi.api.asked import LARGEST_PAGE, day_of, period_of, written
from luoshi.api.problems import READS
from luoshi.indicators.queries import Sought, figures_seen
from luoshi.ledger.refusal import Problem, Refused
from luoshi.workdays.clock import end_of

router = Router(tags=["figures"], auth=READ)
_PLACE = 3


class Which(StrEnum):
    """Verified figures, or the latest version of each, verified or not."""

    VERIFIED = "verified"
    LATEST = "latest"


class ObservationOut(Schema):
    """One figure; ``value`` null is one that was withdrawn."""

    unit: str
    indicator: str
    period: str
    value: str | None
    verified: bool
    origin: str
    note: str
    recorded_at: datetime
    reporter: str
    simulated: bool


class Observations(Schema):
    """A part of the figures; ``next`` is what to send as ``after`` for those behind, null at the end."""

    items: list[ObservationOut]
    next: str | None


class Filters(Schema):
    """Which figures: by the codes of unit, indicator and period; empty means all."""

    unit: str = Field("", max_length=40)
    indicator: str = Field("", max_length=40)
    period: str = Field("", max_length=8)
    which: Which = Which.VERIFIED
    after: str = Field("", max_length=100)
    limit: int = Field(100, ge=1, le=LARGEST_PAGE)
    as_of: date | None = None


@router.get("/observations", response={200: Observations, **READS}, operation_id="list_observations")
def observations(request: Caller, asked: Query[Filters]) -> Observations:
    """The figures in force at the end of a day, by unit, period and indicator in the order of their codes.

    Verified figures are for everybody in a post. The latest versions are those of the units whose figures the
    person may see before they are verified.
    """
    if asked.period:
        period_of(asked.period)
    sought = Sought(
        known_at=end_of(day_of(request, asked.as_of)),
        verified_only=asked.which is Which.VERIFIED,
        unit=asked.unit,
        indicator=asked.indicator,
        period=asked.period,
        after=_place(asked.after),
        limit=asked.limit,
    )
    found = figures_seen(request.standing, sought)
    rows = [
        ObservationOut(
            unit=figure.unit,
            indicator=figure.indicator,
            period=figure.period,
            value=written(figure.value),
            verified=figure.verified,
            origin=figure.origin,
            note=figure.note,
            recorded_at=figure.recorded_at,
            reporter=figure.reporter,
            simulated=figure.simulated,
        )
        for figure in found[: asked.limit]
    ]
    last = rows[-1] if len(found) > asked.limit else None
    return Observations(items=rows, next=f"{last.unit}|{last.period}|{last.indicator}" if last else None)


def _place(after: str) -> tuple[str, str, str] | None:
    parts = after.split("|")
    if after and len(parts) != _PLACE:
        raise Refused(
            Problem("after", _("It marks no place."), _("Send what “next” said, as it was."), "after")
        )
    return (parts[0], parts[1], parts[2]) if after else None
