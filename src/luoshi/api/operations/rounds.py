"""Reporting rounds, and how far each unit is in them."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from ninja import Query, Router, Schema

from luoshi.api.access import READ, Caller
from luoshi.api.asked import Code, Listed, Paging, day_of, part
from luoshi.api.problems import READS
from luoshi.indicators.queries import Filing, filings

router = Router(tags=["reports"], auth=READ)


class FilingOut(Schema):
    """How far one unit is: due, draft, overdue, missing, submitted, returned, corrected or verified."""

    unit: str
    state: str
    filed_on: date | None
    on_time: bool | None


class RoundOut(Schema):
    """One period of one form. ``state`` is open, late (past the due date) or closed."""

    form: str
    period: str
    opens_on: date
    due_on: date
    closes_on: date
    state: str
    filings: list[FilingOut]


@router.get("/rounds", response={200: Listed[RoundOut], **READS}, operation_id="list_rounds")
def rounds(
    request: Caller,
    paging: Query[Paging],
    form: Code = "",
    period: Code = "",
    unit: Code = "",
    as_of: date | None = None,
) -> Listed[RoundOut]:
    """The rounds of this year and the last, the latest first, with the units whose filings the person may know."""
    day = day_of(request, as_of)
    found = [
        filing
        for filing in filings(request.standing, day)
        if form in ("", filing.round.form.code)
        and period in ("", filing.round.period)
        and unit in ("", filing.unit.code)
    ]
    rows = [_round(list(group), day) for _key, group in groupby(found, key=lambda filing: filing.round.pk)]
    return part(rows, paging)


def _round(of: list[Filing], day: date) -> RoundOut:
    one = of[0].round
    state = "closed" if day > one.closes_on else "late" if day > one.due_on else "open"
    return RoundOut(
        form=one.form.code,
        period=one.period,
        opens_on=one.opens_on,
        due_on=one.due_on,
        closes_on=one.closes_on,
        state=state,
        filings=[
            FilingOut(unit=f.unit.code, state=f.state, filed_on=f.filed_on, on_time=f.on_time) for f in of
        ],
    )
