"""Tell people something, each of them once (提醒)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from luoshi.ledger.record import record
from luoshi.ledger.refusal import require
from luoshi.notices.models import Notice
from luoshi.notices.wording import WORDS
from luoshi.org.standing import Standing


@transaction.atomic
def notify(
    standing: Standing,
    people: Collection[int],
    kind: str,
    about: str,
    params: Mapping[str, str | int],
    *,
    chain: str,
    at: datetime | None = None,
) -> list[Notice]:
    """Put a line of ``kind`` into the inboxes of ``people`` (keys); returns the lines that are new.

    ``about`` is the key of the thing told of, e.g. "matter:12". A person is told the same kind about the
    same thing at the same moment ``at`` (default: the moment of acting) once, however often this is called.
    KeyError for a kind without words.
    """
    require(standing.is_authenticated or standing.by_calendar)
    if kind not in WORDS:
        raise KeyError(kind)
    made = []
    for person in sorted(set(people)):
        notice, created = Notice.objects.get_or_create(
            person_id=person, kind=kind, about=about, at=at or standing.at, defaults={"params": dict(params)}
        )
        if created:
            made.append(notice)
    if made:
        record(
            standing.signature(),
            "notices.notify",
            chain=chain,
            subject=f"{kind} {about}",
            rows=made,
            detail={"kind": kind, "about": about},
        )
    return made
