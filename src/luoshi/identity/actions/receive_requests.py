"""Put what programs sent on record, all that came together in one transaction (收件入库)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from luoshi.identity.models import ReceivedRequest
from luoshi.identity.receiving import Arrival, Receipt


@transaction.atomic
def receive_requests(arrivals: Sequence[Arrival]) -> list[Receipt | None]:
    """A receipt for each: a new one, or under a token that came before with the same request that one again.

    None where the token stands for another request, or one that was answered on the spot: nothing was written for it.
    What waits longest is carried out first. The keys were opened by who calls.
    """
    if not arrivals:
        return []
    taken = _store(arrivals)
    return [
        Receipt(arrival.number, arrival.at) if arrival.number in taken else _earlier(arrival)
        for arrival in arrivals
    ]


def _store(arrivals: Sequence[Arrival]) -> dict[str, int]:
    """The rows made, by number; all of them by one statement, and that they wait by another."""
    rows: list[Any] = []
    adapted = connection.ops.adapt_datetimefield_value
    moments = {at: adapted(at) for at in {one.at for one in arrivals}}
    for one in arrivals:
        rows += [
            one.number,
            one.key,
            one.token,
            one.method,
            one.path,
            one.body,
            one.request_hash,
            moments[one.at],
            one.seal,
        ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE.replace("ROWS", ", ".join([_ROW] * len(arrivals))), rows)
        taken = {number: key for key, number in cursor.fetchall()}
        if taken:
            cursor.execute(_QUEUE.replace("ROWS", ", ".join(["(%s)"] * len(taken))), [*taken.values()])
    return taken


def _earlier(arrival: Arrival) -> Receipt | None:
    """The receipt that the same request got before; None when there is none."""
    before = ReceivedRequest.objects.filter(
        key=arrival.key, token=arrival.token, request_hash=arrival.request_hash
    )
    found = before.values_list("number", "at").first()
    return Receipt(*found, repeated=True) if found else None


_QUEUE = "INSERT INTO identity_waitingrequest (request_id) VALUES ROWS"
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_STORE = (
    "INSERT INTO identity_receivedrequest "
    "(number, key_id, token, method, path, body, request_hash, at, seal) "
    "SELECT * FROM (VALUES ROWS) AS came WHERE NOT EXISTS (SELECT 1 FROM identity_keptanswer "
    "WHERE key_id = came.column2 AND token = came.column3) "
    "ON CONFLICT (key_id, token) DO NOTHING RETURNING id, number"
)
