"""All reads that leave the identity room: which key opens, and what became of what programs sent."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Set
from datetime import date, datetime
from enum import StrEnum

from django.db import connection
from django.db.models import Q, QuerySet

from luoshi.identity.actions.sign_in import TRIES_PER_NAME, WINDOW
from luoshi.identity.backend import Accounts
from luoshi.identity.keys import OpenKey, digest_of, prefix_of
from luoshi.identity.models import ApiKey, ReceivedRequest, WaitingRequest
from luoshi.identity.receiving import Arrival
from luoshi.ledger.master import from_master


def opened_key(text: str, today: date) -> OpenKey | None:
    """The key that ``text`` is, from master data; None when it is none, has ended or its account is closed."""
    key = from_master("keys", _keys).get(prefix_of(text))
    right = key is not None and hmac.compare_digest(key.secret_hash, digest_of(text))
    return _in_force(key, today) if right else None


def key_in_force(key: int, today: date) -> OpenKey | None:
    """The key (by its number) of a request that was let in before; None when it opens nothing any more."""
    found = next((one for one in from_master("keys", _keys).values() if one.pk == key), None)
    return _in_force(found, today)


def _keys() -> dict[str, ApiKey]:
    """All of them by prefix, read at once: when many programs call after a change, each would else read its own."""
    return {key.prefix: key for key in ApiKey.objects.select_related("account")}


def _in_force(key: ApiKey | None, today: date) -> OpenKey | None:
    if (
        key is None
        or key.revoked_at is not None
        or key.valid_from > today
        or (key.valid_to is not None and key.valid_to <= today)
        or not Accounts().user_can_authenticate(key.account)
    ):
        return None
    return OpenKey(key.pk, key.prefix, key.label, key.account_id, key.unit_code, frozenset(key.scopes))


def closed_names(clock: datetime) -> Set[tuple[str, str]]:
    """Names and the network addresses from where nothing opens under them at ``clock``: somebody kept guessing."""
    since = connection.ops.adapt_datetimefield_value(clock - WINDOW)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [since, TRIES_PER_NAME])
        return {(name, address) for name, address in cursor.fetchall()}


_CLOSED = (
    "SELECT username, address FROM identity_failedsignin WHERE at > %s "
    "GROUP BY username, address HAVING COUNT(*) >= %s"
)


def waiting_requests() -> int:
    """How many received requests wait."""
    return WaitingRequest.objects.count()


def longest_waiting(besides: Collection[int] = ()) -> ReceivedRequest | None:
    """What is to be carried out next, inside the transaction that does so; None when nothing waits.

    One at a time and in the order of their coming, for the next report of a unit builds on the one before: of several
    processes one has the turn, the others find nothing. SQLite has a single writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_TURN])
            if not cursor.fetchone()[0]:
                return None
    waiting = WaitingRequest.objects.exclude(pk__in=besides) if besides else WaitingRequest.objects.all()
    first = waiting.select_related("request__key").order_by("pk").first()
    return first.request if first else None


# Any number that no other lock of the database uses.
_TURN = 7_240_202


def is_sealed(request: ReceivedRequest) -> bool:
    """Whether the row is what came in: nothing in it was put in or changed by hand."""
    came = Arrival(
        request.number,
        request.key_id,
        request.token,
        request.method,
        request.path,
        bytes(request.body),
        request.at,
    )
    return came.request_hash == request.request_hash and came.is_sealed_by(request.seal)


class State(StrEnum):
    """How far a received request is."""

    WAITING = "waiting"
    FILED = "filed"
    REFUSED = "refused"


def state_of(request: ReceivedRequest) -> State:
    """How far it is; see :func:`received`."""
    outcome = getattr(request, "outcome", None)
    if outcome is None:
        return State.WAITING
    return State.FILED if outcome.status < FIRST_REFUSAL else State.REFUSED


def received(
    key: int | None, units: Collection[str] = (), states: Collection[State] = ()
) -> QuerySet[ReceivedRequest]:
    """What the program with the ``key`` and all programs of the ``units`` (codes) sent, latest first; in one of
    ``states`` only if given. Bodies are left out."""
    found = ReceivedRequest.objects.filter(Q(key=key) | Q(key__unit_code__in=units))
    if states:
        wanted = Q(pk__in=())
        for state in states:
            wanted |= _IN_STATE[state]
        found = found.filter(wanted)
    return found.select_related("key", "outcome").defer("body").order_by("-pk")


def unsettled(units: Collection[str], since: datetime) -> list[ReceivedRequest]:
    """What programs of the ``units`` sent since then that waits, or was refused and not mended by a later one."""
    latest: dict[str, ReceivedRequest] = {}
    for request in received(None, units).filter(at__gt=since)[:MOST_LOOKED_AT]:
        latest.setdefault(request.path, request)
    return [request for request in latest.values() if state_of(request) is not State.FILED]


# Latest first; a unit sends fewer in two weeks.
MOST_LOOKED_AT = 500
FIRST_REFUSAL = 400
_IN_STATE = {
    State.WAITING: Q(outcome=None),
    State.FILED: Q(outcome__status__lt=FIRST_REFUSAL),
    State.REFUSED: Q(outcome__status__gte=FIRST_REFUSAL),
}
