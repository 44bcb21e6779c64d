"""Remember on which day a key was last used (密钥最近使用)."""

from __future__ import annotations

from datetime import date

from luoshi.identity.models import KeyUse
from luoshi.ledger.master import from_master


def remember_use(key: int, today: date) -> None:
    """That the key (by its number) opened ``today``: written once a day, outside the ledger like a sign-in."""
    from_master(("key used", key, today), lambda: _remembered(key, today))


def _remembered(key: int, today: date) -> bool:
    if not KeyUse.objects.filter(key=key, last_on=today).exists():
        use = KeyUse(key_id=key, last_on=today)
        KeyUse.objects.bulk_create(
            [use], update_conflicts=True, unique_fields=["key"], update_fields=["last_on"]
        )
    return True
