"""Ask for more time before the term ends (申请延期)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused
from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import office, tell, unit_name
from luoshi.org.standing import Standing


@transaction.atomic
def ask_extension(standing: Standing, matter: Matter, due_on: date | None, reason: str) -> Event:
    """The lead unit asks for a later ``due_on``, with a reason; until the office decides, the old one holds."""
    choice = begin(standing, matter, "ask_extension", {"due_on": due_on, "reason": reason})
    current = choice.situation.due_on
    if due_on is None or (current is not None and due_on <= current):
        raise Refused(
            Problem(
                _("Due"),
                _("That is not later than the present term."),
                _("Choose a later day."),
                code="due_on",
            )
        )
    event = finish(standing, choice, text=reason, fields={"extension": due_on.isoformat()})
    if choice.place is not None:
        words = {"unit": unit_name(choice.place.link, standing.today), "due_on": due_on.isoformat()}
        tell(standing, choice.matter, office(standing.today), "matter.extension_asked", words)
    return event
