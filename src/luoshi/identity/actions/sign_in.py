"""Check a password, and lock out who keeps guessing (登录)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _

from luoshi.identity.models import Account, FailedSignIn
from luoshi.ledger.refusal import Problem, Refused

WINDOW = timedelta(minutes=15)
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 30


def sign_in(username: str, password: str, address: str, clock: datetime) -> Account:
    """The account that ``username`` and ``password`` open; refused when they do not match.

    After five failures for one name, or thirty from one network address, within fifteen minutes every
    further try is refused, the right password included, until fifteen minutes have passed since the
    failures. The failures are in the database, so that all web workers count together.

    ``clock`` is the wall clock, not business time: guessing does not slow down because a demonstration
    stands on a fixed date. No transaction spans the call: the failure must stay on record although the
    sign-in is refused.
    """
    FailedSignIn.objects.filter(at__lte=clock - WINDOW).delete()
    name = username.strip()[:60]
    if (
        FailedSignIn.objects.filter(username=name).count() >= TRIES_PER_NAME
        or FailedSignIn.objects.filter(address=address).count() >= TRIES_PER_ADDRESS
    ):
        raise Refused(
            Problem(
                "",
                _("Too many failed tries."),
                _("Wait fifteen minutes, or ask the administrator for a new password."),
                code="locked",
            )
        )
    account = authenticate(username=name, password=password)
    if not isinstance(account, Account):
        FailedSignIn.objects.create(username=name, address=address, at=clock)
        raise Refused(
            Problem("", _("User name or password is wrong."), _("Check both and try again."), code="wrong")
        )
    FailedSignIn.objects.filter(username=name).delete()
    return account
