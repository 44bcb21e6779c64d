"""Uphold an assignment against an objection (维持交办)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import answering_for, tell
from luoshi.org.standing import Standing


@transaction.atomic
def uphold(standing: Standing, matter: Matter, reason: str) -> Event:
    """The assigner answers the objection, with a reason: the link is assigned again and its due date stays."""
    choice = begin(standing, matter, "uphold", {"reason": reason})
    event = finish(standing, choice, text=reason)
    if choice.place is not None:
        due = {"due_on": choice.place.due_on.isoformat()}
        people = answering_for(choice.place.link, standing.today)
        tell(standing, choice.matter, people, "matter.upheld", due)
    return event
