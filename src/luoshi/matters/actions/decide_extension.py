"""Grant or refuse the extension that was asked for (延期审批)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import Choice, begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import answering_for, tell
from luoshi.org.standing import Standing


@transaction.atomic
def decide_extension(standing: Standing, matter: Matter, *, granted: bool, reason: str = "") -> Event:
    """The office decides; granting moves the due date of the matter and of its first link, refusing needs a reason."""
    if not granted:
        choice = begin(standing, matter, "refuse_extension", {"reason": reason})
        event = finish(standing, choice, text=reason, fields={"extension": None})
        kind = "matter.extension_refused"
    else:
        choice = begin(standing, matter, "grant_extension", {"note": reason})
        event = _grant(standing, choice, reason)
        kind = "matter.extension_granted"
    if choice.place is not None:
        tell(standing, choice.matter, answering_for(choice.place.link, standing.today), kind)
    return event


def _grant(standing: Standing, choice: Choice, reason: str) -> Event:
    """Move both due dates; the type's condition has made sure that a day is asked for."""
    until = choice.situation.extension
    if until is None or choice.place is None:
        raise RuntimeError("A matter type grants extensions without asking for them.")
    link = choice.place.link
    choice.matter.due_on = link.due_on = until
    link.save()
    day = until.isoformat()
    told = {"due_on": day, "link_due_on": day, "extension": None}
    return finish(standing, choice, text=reason, fields=told, rows=[link])
