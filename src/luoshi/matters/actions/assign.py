"""Hand a matter to its lead unit, or one link further down (交办)."""

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
def assign(
    standing: Standing,
    matter: Matter,
    *,
    unit: Unit | None = None,
    post: Post | None = None,
    due_on: date | None = None,
    note: str = "",
) -> Link:
    """The office hands an opened matter to the lead unit; whoever holds it hands it on to a post or a unit below.

    Each link has its own due date, not later than that of the link above (which is the default), and the
    link above keeps answering for the matter. Refused and denied as the type says.
    """
    choice = begin(standing, matter, "assign", {"note": note})
    link = new_link(standing, choice.matter, choice.place, unit, post, due_on)
    if choice.place is None:
        choice.matter.lead = link.unit
    finish(standing, choice, text=note, placed=link)
    tell(
        standing,
        choice.matter,
        answering_for(link, standing.today),
        "matter.assigned",
        {"due_on": link.due_on.isoformat()},
    )
    return link
