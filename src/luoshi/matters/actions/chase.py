"""Chase whoever the matter waits with (催办)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import answering_for, tell
from luoshi.org.standing import Standing


@transaction.atomic
def chase(standing: Standing, matter: Matter, note: str = "") -> Event:
    """Press the link the matter waits with; refused within the type's minimum interval since the last chase."""
    choice = begin(standing, matter, "chase", {"note": note})
    event = finish(standing, choice, text=note)
    if choice.place is not None:
        due = {"due_on": choice.place.due_on.isoformat()}
        tell(standing, choice.matter, answering_for(choice.place.link, standing.today), "matter.chased", due)
    return event
