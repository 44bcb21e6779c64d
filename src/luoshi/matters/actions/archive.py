"""Put a matter that was looked back at into the archive (归档)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.org.standing import Standing


@transaction.atomic
def archive(standing: Standing, matter: Matter, note: str = "") -> Event:
    """End the matter for good."""
    return finish(standing, begin(standing, matter, "archive", {"note": note}), text=note)
