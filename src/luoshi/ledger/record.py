"""Writing to the ledger: one call, inside the transaction of the write it vouches for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from django.utils import timezone

from luoshi.kernel.canonical import digest
from luoshi.ledger.models import Chain, Entry, Recorded


@dataclass(frozen=True)
class Signature:
    """Who acts, in which post, when (business time)."""

    at: datetime
    actor: str
    post: str = ""
    account_id: int | None = None


def row_digest(row: Recorded) -> str:
    """SHA-256 over all stored columns of ``row``, equal before and after a round trip through either database.

    A column that came after the table is left out while it holds its default (``Recorded.later_fields``).
    """
    columns = {
        field.attname: value
        for field in row._meta.concrete_fields
        if (value := _column(field, getattr(row, field.attname))) != _column(field, field.get_default())
        or field.name not in row.later_fields
    }
    return digest(columns)


def _column(field: Any, value: Any) -> Any:
    if value is None:
        return None
    value = field.to_python(value) if not field.is_relation else value
    kind = field.get_internal_type()
    if kind == "DecimalField":
        return format(value, f".{field.decimal_places}f")
    if kind == "DateTimeField":
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if kind == "BinaryField":
        return sha256(value).hexdigest()
    return value


def entry_hash(entry: Entry) -> str:
    """SHA-256 over everything an entry says and over the entry before it in its chain."""
    return digest(
        {
            "chain": entry.chain.key,
            "position": entry.position,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "written_at": entry.written_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "account": entry.account_id,
            "actor": entry.actor,
            "post": entry.post,
            "verb": entry.verb,
            "subject": entry.subject,
            "reason": entry.reason,
            "detail": entry.detail,
            "rows": entry.rows,
            "previous": entry.previous,
        }
    )


def record(
    signature: Signature,
    verb: str,
    *,
    chain: str,
    subject: str,
    rows: Iterable[Recorded] = (),
    removed: Iterable[tuple[str, int]] = (),
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry that vouches for ``rows`` (already saved) and ``removed`` ((table, key) pairs already deleted).

    ``chain`` is the code of the unit concerned. Must run inside the transaction of the write itself;
    a call outside a transaction raises RuntimeError, because the two could then part ways.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A ledger entry must be written in the transaction of the change it vouches for.")
    head, _ = Chain.objects.select_for_update().get_or_create(key=chain)
    entry = Entry(
        chain=head,
        position=head.length + 1,
        at=signature.at,
        written_at=timezone.now(),
        account_id=signature.account_id,
        actor=signature.actor,
        post=signature.post,
        verb=verb,
        subject=subject[:300],
        reason=reason,
        detail=detail or {},
        rows=[[row._meta.label_lower, row.pk, row_digest(row)] for row in rows]
        + [[table, key, None] for table, key in removed],
        previous=head.head,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.length, head.head = entry.position, entry.hash
    head.save(update_fields=["length", "head"])
    return entry
