"""Review a report: pass it, or return it to be done again (审核)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import answering_for, tell
from luoshi.org.standing import Standing


@transaction.atomic
def review(standing: Standing, matter: Matter, *, passed: bool, reason: str = "") -> Event:
    """The office reviews the first link's report, a link that of the link below; never one who reported.

    Returning needs a reason; the due date stays, so a returned matter may be overdue at once.
    """
    verb, answer, kind = (
        ("pass", "note", "matter.passed") if passed else ("return", "reason", "matter.returned")
    )
    choice = begin(standing, matter, verb, {answer: reason})
    event = finish(standing, choice, text=reason)
    if choice.place is not None:
        tell(standing, choice.matter, answering_for(choice.place.link, standing.today), kind)
    return event
