"""DHIS2's eleven-character identifiers (标识): a letter, then ten letters or digits.

What came from DHIS2 keeps the identifier it came with (:class:`luoshi.exchange.models.Counterpart`). What was
made here gets one from its kind and code, the same one on every machine and in every export.
"""

from __future__ import annotations

import re
from hashlib import sha256

_UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHARACTERS = "0123456789" + _LETTERS

# The default disaggregation of every DHIS2 since 2.30; older servers have their own and only the name in common.
DEFAULT_NAME = "default"
DEFAULT_OPTION_COMBO = "HllvX50cXC0"
DEFAULT_COMBO = "bjDvmb4bfuf"
DEFAULT_CATEGORY = "GLevLNI9wkl"
DEFAULT_OPTION = "xYerKDKCefk"


def is_uid(text: str) -> bool:
    """Whether ``text`` has the shape of an identifier."""
    return _UID.fullmatch(text) is not None


def derived_uid(kind: str, code: str) -> str:
    """The identifier of what has ``code`` here: 11 characters of the SHA-256 of kind and code."""
    number = int.from_bytes(sha256(f"luoshi:{kind}:{code}".encode()).digest(), "big")
    number, first = divmod(number, len(_LETTERS))
    tail = []
    for _place in range(10):
        number, place = divmod(number, len(_CHARACTERS))
        tail.append(_CHARACTERS[place])
    return _LETTERS[first] + "".join(tail)
