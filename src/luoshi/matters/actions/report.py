"""Report what was done, to the link above and in the end to the office (反馈)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import above, tell, unit_name
from luoshi.org.standing import Standing


@transaction.atomic
def report(standing: Standing, matter: Matter, result: str, evidence: str = "") -> Event:
    """Say what was done and name the evidence. The first link's report stops the matter's clock for the review."""
    choice = begin(standing, matter, "report", {"result": result})
    event = finish(standing, choice, text=result, fields={"evidence": evidence.strip()})
    if choice.place is not None:
        words = {"unit": unit_name(choice.place.link, standing.today)}
        people = above(choice.situation, choice.place, standing.today)
        tell(standing, choice.matter, people, "matter.reported", words)
    return event
