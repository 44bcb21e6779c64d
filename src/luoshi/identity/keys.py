"""Keys of programs (接口密钥): how one is made up, what of it is kept, and what an opened one tells."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

MARK = "luoshi"
_SECRET_BYTES = 32


class Scope(StrEnum):
    """What a program may do with a key (权限范围)."""

    READ = "read"
    REPORT = "report"


@dataclass(frozen=True)
class NewSecret:
    """A key just made up. ``text`` is what the program sends; it is shown once and kept nowhere."""

    prefix: str
    text: str

    @property
    def kept(self) -> str:
        """What is stored of it."""
        return digest_of(self.text)


@dataclass(frozen=True)
class OpenKey:
    """A key that opened: whose account, in which unit, for what."""

    id: int
    prefix: str
    label: str
    account_id: int
    unit_code: str
    scopes: frozenset[str]


def new_prefix() -> str:
    """A name for a key that is still to be issued."""
    return secrets.token_hex(4)


def is_prefix(text: str) -> bool:
    """Whether a key may be named so: as :func:`new_prefix` names them."""
    return re.fullmatch(r"[0-9a-f]{8}", text) is not None


def new_secret(prefix: str) -> NewSecret:
    """A fresh key of this name: "luoshi_<prefix>_<secret>"."""
    return NewSecret(prefix, f"{MARK}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}")


def digest_of(text: str) -> str:
    """SHA-256 of a key. A slow hash is for passwords; 256 random bits cannot be tried out."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def guessed_name(text: str) -> str:
    """Under which name a failure with ``text`` counts."""
    return f"key {prefix_of(text)}"


def prefix_of(text: str) -> str:
    """The name of the key that ``text`` claims to be; empty when it is none."""
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    return prefix[:12] if mark == MARK and secret and prefix.isascii() and prefix.isalnum() else ""
