"""Accept a matter that was assigned (签收)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.org.standing import Standing


@transaction.atomic
def accept(standing: Standing, matter: Matter, note: str = "") -> Event:
    """Take the matter up: the holder of the assigned link says that it has arrived and is being done."""
    return finish(standing, begin(standing, matter, "accept", {"note": note}), text=note)
