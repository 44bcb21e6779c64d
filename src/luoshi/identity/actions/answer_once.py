"""Do what a program asks once, however often it asks (幂等应答)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from luoshi.identity.models import KeptAnswer
from luoshi.ledger.refusal import Problem, Refused

REUSED = "idempotency"


@dataclass(frozen=True)
class Answer:
    """What a program is told: the status of HTTP and the body; ``repeated`` when it was told so before."""

    status: int
    body: str
    repeated: bool = False


@transaction.atomic
def answer_once(key: int, token: str, request_hash: str, at: datetime, act: Callable[[], Answer]) -> Answer:
    """The answer of ``act``, which runs once for the ``token`` of a ``key``; after that what it answered.

    The answer is stored in the transaction of the change: whoever lost it, by a broken line or a crash, asks again
    and gets it. Two requests at once wait for each other on the unique row. What raises leaves nothing behind, so
    a refused request may be sent again under its token. Refused (code "idempotency") when the token was used for
    another request. What ``act`` may do, the actions it calls ask themselves.
    """
    if not _claimed(key, token, request_hash, at):
        kept = KeptAnswer.objects.filter(key=key, token=token).first()
        if kept is None or kept.request_hash != request_hash:
            raise Refused(
                Problem(
                    "Idempotency-Key",
                    _("It was used for another request already."),
                    _("Send a new one with each new request, the same one only to repeat a request."),
                    REUSED,
                )
            )
        return Answer(kept.status, kept.body, repeated=True)
    answer = act()
    KeptAnswer.objects.filter(key=key, token=token).update(status=answer.status, body=answer.body)
    return answer


def _claimed(key: int, token: str, request_hash: str, at: datetime) -> bool:
    """Whether no other request has used the token yet; the row that says so is then ours until the transaction ends."""
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [key, token, request_hash, moment, key, token, request_hash])
        return bool(cursor.rowcount)


# One statement in place of two looks, a savepoint and an insert; it waits for another request under the same token.
_CLAIM = (
    "INSERT INTO identity_keptanswer (key_id, token, request_hash, at, status, body) "
    "SELECT %s, %s, %s, %s, 0, '' WHERE NOT EXISTS (SELECT 1 FROM identity_receivedrequest "
    "WHERE key_id = %s AND token = %s AND request_hash <> %s) ON CONFLICT (key_id, token) DO NOTHING"
)
