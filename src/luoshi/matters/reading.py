"""Reading many matters at once, as they were known on a day: three queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q

from luoshi.matters.matter_type import matter_type
from luoshi.matters.models import Event, Link, Matter
from luoshi.matters.situation import Situation, replay
from luoshi.workdays.clock import end_of


def situations(which: Q, as_of: date) -> list[Situation]:
    """Every matter of ``which`` that was opened by the end of ``as_of``, replayed up to then, by number given.

    ``Matter.stage`` and ``Link.state`` of the rows are today's; read stage and chain from the situation.
    """
    known = end_of(as_of)
    matters = Matter.objects.filter(which, opened_at__lte=known).select_related("document", "clause")
    rows = list(matters.order_by("pk"))
    keys = [matter.pk for matter in rows]
    links: dict[int, list[Link]] = defaultdict(list)
    by_key: dict[int, Link] = {}
    for link in Link.objects.filter(matter__in=keys, assigned_at__lte=known).select_related("unit", "post"):
        links[link.matter_id].append(link)
        by_key[link.pk] = link
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(matter__in=keys, at__lte=known).order_by("pk"):
        if event.link_id is not None:
            event.link = by_key[event.link_id]
        events[event.matter_id].append(event)
    return [replay(m, matter_type(m.type), events[m.pk], links[m.pk]) for m in rows]
