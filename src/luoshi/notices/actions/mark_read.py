"""Put one's own lines away as read (已阅)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from luoshi.ledger.record import record
from luoshi.ledger.refusal import require
from luoshi.notices.models import Notice
from luoshi.org.standing import Standing


@transaction.atomic
def mark_read(standing: Standing, notices: Collection[int] | None = None) -> int:
    """Mark the person's own unread lines (those with the keys given, or all) as read; returns how many.

    Keys of other people's lines are passed over: nobody reads for somebody else.
    """
    require(standing.is_authenticated)
    mine = Notice.objects.select_for_update().filter(person=standing.person_id or 0, read_at__isnull=True)
    if notices is not None:
        mine = mine.filter(pk__in=notices)
    lines = list(mine)
    for line in lines:
        line.read_at = standing.at
        line.save(update_fields=["read_at"])
    if lines:
        record(
            standing.signature(),
            "notices.mark_read",
            chain=standing.posts[0].unit_code if standing.posts else "",
            subject=standing.name,
            rows=lines,
        )
    return len(lines)
