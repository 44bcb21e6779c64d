"""One unit's sheet: read it, fill it in, hand it in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Field, Path, Router, Schema
from pydantic import BaseModel, BeforeValidator, WithJsonSchema

from luoshi.api.access import READ, REPORT, Caller
from luoshi.api.asked import written
from luoshi.api.problems import FINDS, WRITES, Conflicting, Problems, status_of
from luoshi.api.writing import Token, once
from luoshi.indicators.actions.file_sheet import file_sheet
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.queries import Line, SheetView, sheet_address, sheet_view
from luoshi.indicators.typed import Typed
from luoshi.ledger.master import one_edition
from luoshi.ledger.refusal import Refused

if TYPE_CHECKING:
    from luoshi.indicators.models import Round, Sheet
    from luoshi.org.models import Unit

router = Router(tags=["reports"])
ADDRESS = "/sheets/{form}/{period}/{unit}"
LARGEST_SHEET = 1_000
# A number with more digits before or after the point is no figure of a district.
MOST_DIGITS = 40
# How a program asks to be answered before the report is filed (RFC 7240).
PREFER = {
    "parameters": [
        {
            "in": "header",
            "name": "Prefer",
            "schema": {"type": "string"},
            "required": False,
            "description": "respond-async: answered 202 with a receipt as soon as the report is on record.",
        }
    ]
}
Part = Annotated[str, Path(max_length=40)]
Edition = Annotated[int, Field(ge=0, le=2**31 - 1, description="The edition last read; 0 before the first.")]


def _typed(value: Any) -> Any:
    """What was sent for a cell as a person would type it; a number of JSON stays the decimal that was written."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError("a cell holds a number, a text or null")
    if isinstance(value, str):
        return value
    if abs(Decimal(value).adjusted()) > MOST_DIGITS:
        raise ValueError("too many digits")
    return format(Decimal(value), "f")


Value = Annotated[
    str,
    # Before the validator: so the length is looked at where the text is, not by a call of Python for each cell.
    Field(max_length=60),
    BeforeValidator(_typed),
    WithJsonSchema({"anyOf": [{"type": "string", "maxLength": 60}, {"type": "number"}, {"type": "null"}]}),
]


class CellIn(BaseModel):
    """One cell: ``value`` null or "" is missing, and ``note`` may say why."""

    indicator: str = Field(max_length=40)
    value: Value
    note: str = Field("", max_length=300)


class SheetIn(BaseModel):
    """Cells to keep; those not named stay. With ``submit`` the sheet is handed in at once, or nothing is written."""

    edition: Edition
    cells: list[CellIn] = Field(max_length=LARGEST_SHEET)
    submit: bool = False


class SubmitIn(BaseModel):
    """Which edition of the draft is handed in."""

    edition: Edition


class DoubtOut(Schema):
    """What makes a value doubtful; a note answers it."""

    what: str


class LineOut(Schema):
    """One indicator on the sheet; ``value`` is the draft for the unit, the reported figure for others."""

    indicator: str
    asked: bool
    value: str | None
    note: str
    verified: bool
    previous: str | None
    year_before: str | None
    doubts: list[DoubtOut]


class SheetOut(Schema):
    """A sheet as the person may see it; ``state`` is empty while nothing was saved."""

    form: str
    period: str
    unit: str
    state: str
    edition: int
    saved_at: datetime | None
    saved_by: str
    may_edit: bool
    simulated: bool
    lines: list[LineOut]
    violated: list[str]


class Kept(Schema):
    """What became of the sheet."""

    form: str
    period: str
    unit: str
    state: str
    edition: int
    saved_at: datetime | None
    submitted_at: datetime | None


class Accepted(Schema):
    """The report is on record and is filed within seconds; what became of it is told under ``Location``."""

    receipt: str
    received_at: datetime


class DifferingOut(Schema):
    """A cell as it was sent, and as it is stored now."""

    indicator: str
    yours: str
    stored: str | None
    note: str


class ConflictOut(Problems):
    """Somebody else has saved since: who, when, and both values of every cell that differs."""

    edition: int
    saved_by: str
    saved_at: datetime | None
    cells: list[DifferingOut]


@router.get(ADDRESS, response={200: SheetOut, **FINDS}, operation_id="read_sheet", auth=READ)
def read(request: Caller, form: Part, period: Part, unit: Part) -> SheetOut:
    """The sheet with every line, its neighbours in time and its doubts."""
    view = _view(request, form, period, unit)
    return SheetOut(
        form=form,
        period=period,
        unit=unit,
        state=view.state,
        edition=view.edition,
        saved_at=view.sheet.saved_at if view.sheet else None,
        saved_by=_saved_by(view),
        may_edit=view.may_edit,
        simulated=view.simulated,
        lines=[_line(line) for line in view.lines],
        violated=[warned.rule.name for warned in view.violated],
    )


@router.put(
    ADDRESS,
    response={200: Kept, 202: Accepted, **WRITES, 409: ConflictOut},
    operation_id="save_sheet",
    auth=REPORT,
    openapi_extra=PREFER,
)
def save(request: Caller, form: Part, period: Part, unit: Part, body: SheetIn, token: Token) -> HttpResponse:
    """Keep cells of the draft, all or none; with ``submit`` hand the sheet in, in the same transaction."""
    round_, place = _address(request, form, period, unit)
    typed = [Typed(cell.indicator, cell.value, cell.note) for cell in body.cells]

    def act() -> Kept:
        if body.submit:
            sheet = file_sheet(request.standing, round_, place, typed, edition=body.edition, unseen=True)
        else:
            sheet = save_cells(request.standing, round_, place, typed, edition=body.edition)
        return _kept(form, period, unit, sheet)

    try:
        return once(request, token, act)
    except Refused as refused:
        if status_of(refused) != 409:
            raise
        raise _conflict(request, (form, period, unit), refused, typed) from refused


@router.post(
    ADDRESS + "/submission",
    response={200: Kept, 202: Accepted, **WRITES, 409: ConflictOut},
    operation_id="submit_sheet",
    auth=REPORT,
    openapi_extra=PREFER,
)
def submit(
    request: Caller, form: Part, period: Part, unit: Part, body: SubmitIn, token: Token
) -> HttpResponse:
    """Hand the draft in as it was saved in ``edition``."""
    round_, place = _address(request, form, period, unit)

    def act() -> Kept:
        sheet = submit_sheet(request.standing, round_, place, edition=body.edition)
        return _kept(form, period, unit, sheet)

    try:
        return once(request, token, act)
    except Refused as refused:
        if status_of(refused) != 409:
            raise
        raise _conflict(request, (form, period, unit), refused, []) from refused


@dataclass(frozen=True)
class Receivable:
    """A write on a sheet that may be acknowledged first and carried out after: what its body holds, which sheet
    (form, period, unit), and the operation itself."""

    body: type[BaseModel]
    place: tuple[str, str, str]
    act: Callable[..., HttpResponse]


def receivable(method: str, path: str) -> Receivable | None:
    """What the request asks for, where it is such a write."""
    found = _SHEET.fullmatch(path)
    known = _RECEIVABLE.get((method, found["act"])) if found else None
    return (
        Receivable(known[0], (found["form"], found["period"], found["unit"]), known[1])
        if found and known
        else None
    )


_SHEET = re.compile(
    r"/api/v1/sheets/(?P<form>[^/\0]{1,40})/(?P<period>[^/\0]{1,40})/(?P<unit>[^/\0]{1,40})(?P<act>|/submission)"
)
_RECEIVABLE: dict[tuple[str, str], tuple[type[BaseModel], Callable[..., HttpResponse]]] = {
    ("PUT", ""): (SheetIn, save),
    ("POST", "/submission"): (SubmitIn, submit),
}


def _view(request: Caller, form: str, period: str, unit: str) -> SheetView:
    try:
        with one_edition():
            return sheet_view(request.standing, form, period, unit)
    except LookupError as unknown:
        raise Http404 from unknown


def _address(request: Caller, form: str, period: str, unit: str) -> tuple[Round, Unit]:
    try:
        with one_edition():
            return sheet_address(request.standing, form, period, unit)
    except LookupError as unknown:
        raise Http404 from unknown


def _kept(form: str, period: str, unit: str, sheet: Sheet) -> Kept:
    return Kept(
        form=form,
        period=period,
        unit=unit,
        state=sheet.state,
        edition=sheet.edition,
        saved_at=sheet.saved_at,
        submitted_at=sheet.submitted_at,
    )


def _line(line: Line) -> LineOut:
    before, year_before = line.beside.values
    return LineOut(
        indicator=line.indicator.code,
        asked=line.asked,
        value=written(line.value),
        note=line.note,
        verified=line.verified,
        previous=written(before),
        year_before=written(year_before),
        doubts=[DoubtOut(what=str(doubt.words)) for doubt in line.doubts],
    )


def _saved_by(view: SheetView) -> str:
    return view.sheet.saved_by.name if view.sheet and view.sheet.saved_by else ""


def _conflict(
    request: Caller, address: tuple[str, str, str], refused: Refused, typed: list[Typed]
) -> Conflicting:
    """Both values of each cell, so that a person can choose; nothing was written."""
    view = _view(request, *address)
    saved_at = view.sheet.saved_at if view.sheet else None
    more = {
        "edition": view.edition,
        "saved_by": _saved_by(view),
        "saved_at": saved_at.isoformat() if saved_at else None,
        "cells": list(_differing(view, typed)),
    }
    return Conflicting(refused.problems, more)


def _differing(view: SheetView, typed: list[Typed]) -> Iterator[dict[str, Any]]:
    stored = {line.indicator.code: line for line in view.lines}
    for entry in typed:
        line = stored.get(entry.indicator)
        kept = written(line.value) if line else None
        if (kept or "", line.note if line else "") != (entry.text.strip(), entry.note.strip()):
            yield {
                "indicator": entry.indicator,
                "yours": entry.text,
                "stored": kept,
                "note": line.note if line else "",
            }
