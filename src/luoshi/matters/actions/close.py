"""Close a matter and strike it off the ledger (办结销号)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import tell, whole_chain
from luoshi.org.standing import Standing


@transaction.atomic
def close(standing: Standing, matter: Matter, note: str = "") -> Event:
    """Close a reviewed matter; its links are done and its effect is looked at later."""
    choice = begin(standing, matter, "close", {"note": note})
    event = finish(standing, choice, text=note)
    tell(standing, choice.matter, whole_chain(choice.situation, standing.today), "matter.closed")
    return event
