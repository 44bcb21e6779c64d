"""What operations ask for in common: a day, a period, a page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Schema

from luoshi.api.access import Caller
from luoshi.ledger.refusal import Problem, Refused
from luoshi.web.forms import EARLIEST
from luoshi.workdays.periods import Period

T = TypeVar("T")
LARGEST_PAGE = 500
Code = Annotated[str, Query(max_length=40)]


class Paging(Schema):
    """Which part of a list."""

    limit: int = Field(100, ge=1, le=LARGEST_PAGE)
    offset: int = Field(0, ge=0, le=1_000_000)


class Listed(Schema, Generic[T]):
    """A part of a list, and how long all of it is."""

    items: list[T]
    total: int
    limit: int
    offset: int


def part(rows: Sequence[T], paging: Paging) -> Listed[T]:
    """The rows asked for."""
    chosen = list(rows[paging.offset : paging.offset + paging.limit])
    return Listed[T](items=chosen, total=len(rows), limit=paging.limit, offset=paging.offset)


def day_of(request: Caller, as_of: date | None) -> date:
    """The day asked for, today if none; Refused for a day to come or before all records."""
    today = request.standing.today
    if as_of is None:
        return today
    if not EARLIEST <= as_of <= today:
        raise Refused(
            Problem(
                "as_of",
                _("Nothing is known as of %s.") % as_of,
                _("Choose a day until %s.") % today,
                "as_of",
            )
        )
    return as_of


def period_of(text: str) -> Period:
    """The period of this code; Refused when it is none."""
    try:
        return Period.parse(text)
    except ValueError as error:
        raise Refused(
            Problem(
                "period",
                _("“%s” is no period.") % text,
                _("Write 2015, 2015-H1, 2015-Q2 or 2015-06."),
                "period",
            )
        ) from error


def written(value: Decimal | None) -> str | None:
    """A stored number as text, without the zeros that only the column adds; None is missing."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
