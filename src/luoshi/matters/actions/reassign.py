"""Give a matter that was objected to, to somebody else (改派)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from luoshi.matters.chain import new_link
from luoshi.matters.engine import begin, finish
from luoshi.matters.models import Link, Matter
from luoshi.matters.recipients import answering_for, tell
from luoshi.org.models import Post, Unit
from luoshi.org.standing import Standing


@transaction.atomic
def reassign(
    standing: Standing,
    matter: Matter,
    *,
    reason: str,
    unit: Unit | None = None,
    post: Post | None = None,
    due_on: date | None = None,
) -> Link:
    """The assigner agrees with the objection: the link is replaced; a new first link makes its unit the lead unit."""
    choice = begin(standing, matter, "reassign", {"reason": reason})
    upper = choice.situation.above(choice.place) if choice.place else None
    link = new_link(standing, choice.matter, upper, unit, post, due_on)
    if upper is None:
        choice.matter.lead = link.unit
    finish(standing, choice, text=reason, placed=link)
    people = answering_for(link, standing.today)
    tell(standing, choice.matter, people, "matter.assigned", {"due_on": link.due_on.isoformat()})
    return link
