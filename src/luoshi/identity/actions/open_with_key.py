"""Check the key that a program shows, and stop whoever keeps guessing (密钥校验)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from luoshi.identity.actions.sign_in import TRIES_PER_ADDRESS, TRIES_PER_NAME, WINDOW
from luoshi.identity.key_use import remember_use
from luoshi.identity.keys import OpenKey, guessed_name
from luoshi.identity.models import FailedSignIn
from luoshi.identity.queries import opened_key
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
    name = guessed_name(text)
    failed = FailedSignIn.objects.filter(address=address, at__gt=clock - WINDOW)
    if failed.filter(username=name).count() >= TRIES_PER_NAME:
        raise _locked()
    key = opened_key(text, today)
    if key is None:
        if failed.count() >= TRIES_PER_ADDRESS:
            raise _locked()
        FailedSignIn.objects.filter(at__lte=clock - WINDOW).delete()
        FailedSignIn.objects.create(username=name, address=address, at=clock)
        raise no_such_key()
    remember_use(key.id, today)
    return key


def no_such_key() -> Refused:
    """The refusal of what is no key, or none any more."""
    return Refused(
        Problem(
            "Authorization",
            _("This key does not open."),
            _("Check it, or ask the administrator for a new one."),
            UNKNOWN,
        )
    )


def _locked() -> Refused:
    return Refused(
        Problem(
            "Authorization",
            _("Too many wrong keys were sent from this address."),
            _("Wait fifteen minutes, then send the right key."),
            LOCKED,
        )
    )
