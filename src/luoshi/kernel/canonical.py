"""Canonical JSON: equal content gives equal bytes."""

from __future__ import annotations

import hashlib
import json
import math
from datetime import date
from decimal import Decimal
from typing import Any


def canonical(obj: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; Decimal as string, dates ISO; ValueError on NaN and infinities."""
    return json.dumps(_plain(obj), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(obj: Any) -> Any:
    if isinstance(obj, Decimal):
        return str(obj)
    if isinstance(obj, date):
        return obj.isoformat()
    if isinstance(obj, float) and not math.isfinite(obj):
        raise ValueError("Missing values are null, never NaN or infinity.")
    if isinstance(obj, dict):
        return {str(k): _plain(v) for k, v in obj.items()}
    if isinstance(obj, list | tuple):
        return [_plain(v) for v in obj]
    return obj


def digest(obj: Any) -> str:
    """SHA-256 of the canonical bytes, as hex."""
    return hashlib.sha256(canonical(obj)).hexdigest()
