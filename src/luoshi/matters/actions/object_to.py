"""Object to an assignment, with a reason; it goes back to whoever assigned it (异议)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import above, tell, unit_name
from luoshi.org.standing import Standing


@transaction.atomic
def object_to(standing: Standing, matter: Matter, reason: str) -> Event:
    """Say that the matter is not this link's, instead of accepting it; the assigner upholds or reassigns."""
    choice = begin(standing, matter, "object", {"reason": reason})
    event = finish(standing, choice, text=reason)
    if choice.place is not None:
        words = {"unit": unit_name(choice.place.link, standing.today)}
        people = above(choice.situation, choice.place, standing.today)
        tell(standing, choice.matter, people, "matter.objected", words)
    return event
