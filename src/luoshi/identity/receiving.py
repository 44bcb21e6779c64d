"""What is kept of a request that is acknowledged before it is carried out (收件), and what ties it to this installation."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache

from django.conf import settings
from django.utils.encoding import escape_uri_path


def fingerprint(method: str, address: str, body: bytes) -> str:
    """SHA-256 of what is asked: method, address with its query, and body."""
    return hashlib.sha256(f"{method} {address}\n".encode() + body).hexdigest()


@dataclass(frozen=True)
class Arrival:
    """A request whose key was opened; ``path`` is not escaped and has no query."""

    number: str
    key: int
    token: str
    method: str
    path: str
    body: bytes
    at: datetime

    @cached_property
    def request_hash(self) -> str:
        return fingerprint(self.method, escape_uri_path(self.path), self.body)

    @property
    def seal(self) -> str:
        """What only who knows the secret of the installation can make of it."""
        moment = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        words = "\n".join((self.number, str(self.key), self.token, self.request_hash, moment))
        return hmac.digest(_sealing_key(settings.SECRET_KEY), words.encode(), "sha256").hex()

    def is_sealed_by(self, seal: str) -> bool:
        return hmac.compare_digest(self.seal, seal)


@dataclass(frozen=True)
class Receipt:
    """What a program gets for a request: the number to ask by, and whether it came before."""

    number: str
    at: datetime
    repeated: bool = False


@lru_cache(maxsize=1)
def _sealing_key(secret: str) -> bytes:
    """The key of the seals, out of the secret of the installation; as Django's ``salted_hmac`` makes it."""
    return hashlib.sha256(b"luoshi.received" + secret.encode()).digest()
