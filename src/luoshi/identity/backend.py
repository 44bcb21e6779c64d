"""Which accounts open a session, and keep it open."""

from __future__ import annotations

from copy import copy

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from luoshi.identity.models import Account
from luoshi.ledger.master import from_master


class Accounts(ModelBackend):
    """Accounts in use; those of the invented cast inside a demonstration only (演示账号).

    Asked at sign-in and again at every request, so that no session outlives a closed account or the end of
    the demonstration.
    """

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session while it may keep one open; a copy, for whoever signs in as it may change it."""
        account = from_master(("account", user_id), Account.objects.filter(pk=user_id).first)
        return copy(account) if self.user_can_authenticate(account) else None

    def user_can_authenticate(self, user: Account | AnonymousUser | None) -> bool:
        return isinstance(user, Account) and user.is_active and (settings.DEMO or not user.is_demo)
