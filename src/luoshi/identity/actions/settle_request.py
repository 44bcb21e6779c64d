"""Say what became of a received request, in the transaction that carried it out (收件办结)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from luoshi.identity.models import ReceivedRequest, RequestOutcome, WaitingRequest
from luoshi.ledger.record import Signature, record


@transaction.atomic
def settle_request(
    signature: Signature, request: ReceivedRequest, status: int, told: Mapping[str, str]
) -> RequestOutcome:
    """The outcome on record with the entry that vouches for it and the request; LookupError when it waits no longer."""
    gone, _tables = WaitingRequest.objects.filter(request=request).delete()
    if not gone:
        raise LookupError(f"{request.number} was settled before")
    outcome = RequestOutcome.objects.create(request=request, at=signature.at, status=status, told=dict(told))
    record(
        signature,
        "identity.settle_request",
        chain=request.key.unit_code,
        subject=f"{request.method} {request.path} {request.number}",
        rows=[request, outcome],
        detail={"status": status, "key": request.key.prefix},
    )
    return outcome
