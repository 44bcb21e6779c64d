"""Look back at a closed matter: the effect holds, or it is opened again (回头看)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused
from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import tell, whole_chain
from luoshi.org.standing import Standing


@transaction.atomic
def look_back(
    standing: Standing, matter: Matter, *, effective: bool, finding: str, due_on: date | None = None
) -> Event:
    """Write down what was found on the spot. Without effect the matter is reopened with a new ``due_on``."""
    if effective:
        return finish(standing, begin(standing, matter, "look_back", {"finding": finding}), text=finding)
    choice = begin(standing, matter, "reopen", {"finding": finding, "due_on": due_on})
    if due_on is None or due_on < standing.today:
        raise Refused(
            Problem(_("Due"), _("The due date has passed."), _("Choose today or later."), code="due_on")
        )
    choice.matter.due_on = due_on
    event = finish(standing, choice, text=finding, fields={"due_on": due_on.isoformat()})
    tell(standing, choice.matter, whole_chain(choice.situation, standing.today), "matter.reopened")
    return event
