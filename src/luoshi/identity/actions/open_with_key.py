"""Check the key that a program shows, and stop whoever keeps guessing (密钥校验)."""

from __future__ import annotations

import hmac
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.identity.actions.sign_in import TRIES_PER_ADDRESS, TRIES_PER_NAME, WINDOW
from luoshi.identity.backend import Accounts
from luoshi.identity.keys import OpenKey, digest_of, prefix_of
from luoshi.identity.models import ApiKey, FailedSignIn, KeyUse
from luoshi.ledger.master import from_master
from luoshi.ledger.refusal import Problem, Refused

LOCKED, UNKNOWN = "locked", "unknown_key"


def open_with_key(text: str, address: str, clock: datetime, today: date) -> OpenKey:
    """The key that ``text`` is; Refused (code "unknown_key") when it is none, has ended or its account is closed.

    After five failures under one name from one address nothing under that name opens from there for fifteen
    minutes (code "locked"), the right key included; after thirty failures from one address every further wrong
    key is turned away unread. Programs of many units may share an address, so the right keys of the others still
    open, and nobody elsewhere can lock a key by its name. ``clock`` is the wall clock, see :func:`sign_in`. No
    transaction spans the call: the failure must stay on record.
    """
    prefix = prefix_of(text)
    name = f"key {prefix}"
    failed = FailedSignIn.objects.filter(address=address, at__gt=clock - WINDOW)
    if failed.filter(username=name).count() >= TRIES_PER_NAME:
        raise _locked()
    key = from_master(("key", prefix), ApiKey.objects.select_related("account").filter(prefix=prefix).first)
    if key is None or not _opens(key, text, today):
        if failed.count() >= TRIES_PER_ADDRESS:
            raise _locked()
        FailedSignIn.objects.filter(at__lte=clock - WINDOW).delete()
        FailedSignIn.objects.create(username=name, address=address, at=clock)
        raise Refused(
            Problem(
                "Authorization",
                _("This key does not open."),
                _("Check it, or ask the administrator for a new one."),
                UNKNOWN,
            )
        )
    _remember_use(key, today)
    return OpenKey(key.pk, key.prefix, key.label, key.account_id, key.unit_code, frozenset(key.scopes))


def _opens(key: ApiKey, text: str, today: date) -> bool:
    """Whether the secret is right, the key in force and its account in use."""
    return (
        hmac.compare_digest(key.secret_hash, digest_of(text))
        and key.revoked_at is None
        and key.valid_from <= today
        and (key.valid_to is None or today < key.valid_to)
        and Accounts().user_can_authenticate(key.account)
    )


# The keys that this process knows on record as used on the day, by prefix; of one day only.
_used: dict[date, set[str]] = {}


def _remember_use(key: ApiKey, today: date) -> None:
    """Put on record once a day that the key opened; what a rolled-back transaction wrote is written again."""
    if key.prefix in _used.get(today, ()):
        return
    if not KeyUse.objects.filter(key=key, last_on=today).exists():
        KeyUse.objects.bulk_create(
            [KeyUse(key=key, last_on=today)],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["last_on"],
        )
    transaction.on_commit(lambda: _known_as_used(key.prefix, today))


def _known_as_used(prefix: str, today: date) -> None:
    if today not in _used:
        _used.clear()
    _used.setdefault(today, set()).add(prefix)


def _locked() -> Refused:
    return Refused(
        Problem(
            "Authorization",
            _("Too many wrong keys were sent from this address."),
            _("Wait fifteen minutes, then send the right key."),
            LOCKED,
        )
    )
