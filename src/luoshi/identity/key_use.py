"""Remember on which day a key was last used (密钥最近使用)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from luoshi.identity.models import KeyUse

# The keys, by number, that this process knows on record as used on the day; of one day only.
_used: dict[date, set[int]] = {}


def remember_use(key: int, today: date) -> None:
    """That the key (by its number) opened ``today``: written once a day, outside the ledger like a sign-in.

    What a rolled-back transaction wrote is written again at the next use.
    """
    if key in _used.get(today, ()):
        return
    if not KeyUse.objects.filter(key=key, last_on=today).exists():
        use = KeyUse(key_id=key, last_on=today)
        KeyUse.objects.bulk_create(
            [use], update_conflicts=True, unique_fields=["key"], update_fields=["last_on"]
        )
    transaction.on_commit(lambda: _known_as_used(key, today))


def _known_as_used(key: int, today: date) -> None:
    if today not in _used:
        _used.clear()
    _used.setdefault(today, set()).add(key)
