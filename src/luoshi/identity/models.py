"""The account a person signs in with; who the person is and what posts they hold is the org room's matter."""

from __future__ import annotations

from collections.abc import Set
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

    master = True

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


class ApiKey(Recorded):
    """A key with which a program acts for an account (接口密钥), in the posts that the person holds in one unit.

    ``prefix`` names the key wherever it is spoken of; of the secret only the SHA-256 is kept. A key carries no
    rights of its own either: ``scopes`` can only take away from what the posts allow.
    """

    master = True

    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=80)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="api_keys")
    unit_code = models.CharField(max_length=40)
    scopes = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.prefix


class KeyUse(models.Model):
    """The last day on which a key opened (最近使用); no act of office, so outside the ledger like a sign-in."""

    key = models.OneToOneField(ApiKey, on_delete=models.PROTECT, related_name="use")
    last_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.key_id} {self.last_on}"


class KeptAnswer(models.Model):
    """What a program was answered (已作答复), kept so that a repeated request gets it again without a second effect.

    Written in the transaction of the change that it reports. ``request_hash`` tells the same request from another
    one under the same token. The change itself is on record in the ledger; this is only its receipt.
    """

    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="answers")
    token = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "token"], name="identity_answer_once")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.token}"


class ReceivedRequest(Recorded):
    """A request of a program as it came in (收件), acknowledged before it was carried out.

    ``body`` are the bytes as received, ``request_hash`` the digest of method, address and body, ``seal`` what only
    this installation can make of all that: a row put in by hand is not carried out. The entry of what became of the
    request vouches for it; until then it waits.
    """

    append_only = True

    number = models.CharField(max_length=32, unique=True)
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, related_name="received")
    token = models.CharField(max_length=80)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=200)
    body = models.BinaryField()
    request_hash = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "token"], name="identity_received_once")]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def not_yet_vouched(cls) -> Set[int]:
        """Those that wait."""
        return frozenset(WaitingRequest.objects.values_list("pk", flat=True))


class WaitingRequest(models.Model):
    """That a request waits (待办): the row goes in the transaction that settles it."""

    request = models.OneToOneField(
        ReceivedRequest, on_delete=models.PROTECT, primary_key=True, related_name="waiting"
    )

    def __str__(self) -> str:
        return f"{self.request_id}"


class RequestOutcome(Recorded):
    """What became of a received request (办理结果): the status and the answer as a request on the spot would have got.

    ``told`` holds the answer as text under each language; under "" where it says the same in all.
    """

    append_only = True

    request = models.OneToOneField(ReceivedRequest, on_delete=models.PROTECT, related_name="outcome")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    told = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.request_id} {self.status}"
