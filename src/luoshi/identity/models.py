"""The account a person signs in with; who the person is and what posts they hold is the org room's matter."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from luoshi.ledger.models import Recorded


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by username at sign-in; creating one is an action of the identity room."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser, Recorded):
    """A way to sign in (账号). Carries no rights of its own: rights come from posts held on a date."""

    username = models.CharField(max_length=60, unique=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    # Signing in moves this stamp; it is no act of office and stays outside the ledger.
    last_login = None

    def __str__(self) -> str:
        return self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Whether the password is right.

        Django would quietly rewrite the stored hash when its own parameters move on; a row the ledger
        vouches for changes only by an action.
        """
        return hashers.check_password(raw_password, self.password)


class FailedSignIn(models.Model):
    """A sign-in that failed (登录失败), kept for as long as it counts towards the lock."""

    username = models.CharField(max_length=60)
    address = models.CharField(max_length=45)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.username} {self.at:%Y-%m-%d %H:%M}"
