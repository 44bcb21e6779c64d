"""Canonical bytes 规范化编码: one value, one sequence of bytes, one fingerprint."""

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256
from math import isfinite
from typing import Any


class NotCanonicalError(TypeError):
    """A value that has no canonical form. The message says where it sits and what to give instead."""


def canonical_bytes(obj: Any) -> bytes:
    """Canonical JSON of plain data, UTF-8.

    Keys sorted by code point, no spaces, nothing escaped that UTF-8 can carry; Decimal as a string in plain
    notation with the decimals it has; dates and times ISO 8601; floats in the shortest form that reads back
    equal. Raises NotCanonicalError, naming the place, for NaN and infinities, for keys that are not strings,
    for times without a zone and for any other type.
    """
    text = json.dumps(
        _plain(obj, "$"), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def digest(obj: Any) -> str:
    """SHA-256 of the canonical bytes, 64 hexadecimal digits."""
    return sha256(canonical_bytes(obj)).hexdigest()


def _plain(obj: Any, place: str) -> Any:
    match obj:
        case None | bool() | int() | str():
            return obj
        case float():
            if not isfinite(obj):
                raise NotCanonicalError(
                    f"{place}: {obj} has no canonical form; write None for a missing value"
                )
            return obj
        case Decimal():
            if not obj.is_finite():
                raise NotCanonicalError(
                    f"{place}: {obj} has no canonical form; write None for a missing value"
                )
            return f"{obj:f}"
        case date():
            if getattr(obj, "tzinfo", place) is None:
                raise NotCanonicalError(f"{place}: {obj} has no time zone; its instant is not determined")
            return obj.isoformat()
        case list() | tuple():
            return [_plain(item, f"{place}[{n}]") for n, item in enumerate(obj)]
        case dict():
            for key in obj:
                if not isinstance(key, str):
                    raise NotCanonicalError(f"{place}: the key {key!r} is not a string")
            return {key: _plain(item, f"{place}.{key}") for key, item in obj.items()}
        case _:
            raise NotCanonicalError(
                f"{place}: a {type(obj).__name__} has no canonical form; convert it first"
            )
