"""All reads that leave the notices room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from luoshi.notices.models import Notice
from luoshi.notices.wording import in_words
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class Line:
    """One line of an inbox in the reader's language. ``about`` is the key of the thing, e.g. ("matter", 12)."""

    id: int
    kind: str
    words: str
    about: tuple[str, int]
    at: datetime
    is_read: bool


def inbox(standing: Standing, limit: int = 50, *, unread_only: bool = False) -> list[Line]:
    """The person's own lines, newest first; empty for a visitor. A person may read nobody else's."""
    lines = _mine(standing)
    if unread_only:
        lines = lines.filter(read_at__isnull=True)
    return [_line(notice) for notice in lines[:limit]]


def _mine(standing: Standing) -> QuerySet[Notice]:
    if standing.person_id is None:
        return Notice.objects.none()
    return Notice.objects.filter(person_id=standing.person_id)


def _line(notice: Notice) -> Line:
    noun, _colon, key = notice.about.partition(":")
    return Line(
        id=notice.pk,
        kind=notice.kind,
        words=in_words(notice.kind, notice.params),
        about=(noun, int(key)),
        at=notice.at,
        is_read=notice.read_at is not None,
    )
