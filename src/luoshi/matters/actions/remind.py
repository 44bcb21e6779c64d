"""Remind the holder that the term draws near, and the office that an effect is to be looked at (临期提醒)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.deadlines import due_soon
from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import answering_for, office, tell
from luoshi.org.standing import Standing


@transaction.atomic
def remind(standing: Standing, matter: Matter) -> list[Event]:
    """Done by the calendar only; every reminder is given once for each link and due date, however often it runs."""
    choice = begin(standing, matter, "remind", {})
    events = []
    for deadline in due_soon(choice.situation, standing.today, choice.calendar):
        link = deadline.place.link if deadline.place else None
        events.append(finish(standing, choice, about=link, fields={"told": deadline.key}))
        people = answering_for(link, standing.today) if link else office(standing.today)
        kind = "matter.due_soon" if link else "matter.look_back_due"
        tell(standing, choice.matter, people, kind, {"due_on": deadline.due_on.isoformat()})
    return events
