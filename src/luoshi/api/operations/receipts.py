"""What became of reports that were acknowledged first and filed after."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpResponse
from ninja import Path, Query, Router, Schema

from luoshi.api.access import EITHER, Caller
from luoshi.api.asked import Listed, Paging
from luoshi.api.problems import FINDS, READS
from luoshi.identity.queries import State, received, state_of
from luoshi.indicators.policies import REPORTERS

if TYPE_CHECKING:
    from luoshi.identity.models import ReceivedRequest

router = Router(tags=["reports"])
# Seconds after which a report that waits is worth asking for again.
SOON = 1


class ReceiptOut(Schema):
    """A report that was received. ``status`` and ``answer`` are those that a request on the spot would have got; null while it waits."""

    receipt: str
    state: State
    key: str
    method: str
    address: str
    received_at: datetime
    settled_at: datetime | None
    status: int | None
    answer: dict[str, Any] | None


@router.get(
    "/receipts", response={200: Listed[ReceiptOut], **READS}, operation_id="list_receipts", auth=EITHER
)
def listed(request: Caller, paging: Query[Paging], state: State | None = None) -> Listed[ReceiptOut]:
    """What the key sent, and for the staff of its unit what all programs of the unit sent; the latest first."""
    found = received(request.auth.id, _units(request), [state] if state else ())
    rows = found[paging.offset : paging.offset + paging.limit]
    told = [_told(row, request.LANGUAGE_CODE) for row in rows]
    return Listed[ReceiptOut](items=told, total=found.count(), limit=paging.limit, offset=paging.offset)


@router.get(
    "/receipts/{number}", response={200: ReceiptOut, **FINDS}, operation_id="read_receipt", auth=EITHER
)
def one(request: Caller, response: HttpResponse, number: Annotated[str, Path(max_length=32)]) -> ReceiptOut:
    """Whether the report still waits, was filed or was refused, and with which answer."""
    row = received(request.auth.id, _units(request)).filter(number=number).first()
    if row is None:
        raise Http404
    told = _told(row, request.LANGUAGE_CODE)
    if told.state is State.WAITING:
        response.headers["Retry-After"] = str(SOON)
    return told


def _units(request: Caller) -> list[str]:
    return [request.auth.unit_code] if request.standing.has(*REPORTERS) else []


def _told(row: ReceivedRequest, language: str) -> ReceiptOut:
    state = state_of(row)
    outcome = None if state is State.WAITING else row.outcome
    return ReceiptOut(
        receipt=row.number,
        state=state,
        key=row.key.prefix,
        method=row.method,
        address=row.path,
        received_at=row.at,
        settled_at=outcome.at if outcome else None,
        status=outcome.status if outcome else None,
        answer=json.loads(outcome.told.get("") or outcome.told[language]) if outcome else None,
    )
