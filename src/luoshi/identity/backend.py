"""Which accounts open a session, and keep it open."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from luoshi.identity.models import Account


class Accounts(ModelBackend):
    """Accounts in use; those of the invented cast inside a demonstration only (演示账号).

    Asked at sign-in and again at every request, so that no session outlives a closed account or the end of
    the demonstration.
    """

    def user_can_authenticate(self, user: Account | AnonymousUser | None) -> bool:
        return isinstance(user, Account) and user.is_active and (settings.DEMO or not user.is_demo)
