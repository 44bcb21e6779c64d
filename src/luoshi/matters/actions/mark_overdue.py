"""Issue the sheet that an overdue link has reached (三色督查单)."""

from __future__ import annotations

from django.db import transaction

from luoshi.matters.deadlines import overdue
from luoshi.matters.engine import begin, finish, said
from luoshi.matters.models import Event, Matter
from luoshi.matters.recipients import above, answering_for, tell, unit_name
from luoshi.org.standing import Standing


@transaction.atomic
def mark_overdue(standing: Standing, matter: Matter) -> list[Event]:
    """Done by the calendar only: the holder and the one above are told, once for each link, due date and sheet."""
    choice = begin(standing, matter, "mark_overdue", {})
    events = []
    for deadline in overdue(choice.situation, standing.today, choice.calendar):
        if deadline.place is None or deadline.sheet is None:
            continue
        link = deadline.place.link
        fields = {"told": deadline.key, "sheet": deadline.sheet.code}
        events.append(finish(standing, choice, about=link, fields=fields))
        words = {
            "sheet": said(deadline.sheet),
            "unit": unit_name(link, standing.today),
            "due_on": deadline.due_on.isoformat(),
        }
        tell(standing, choice.matter, answering_for(link, standing.today), "matter.overdue", words)
        superiors = above(choice.situation, deadline.place, standing.today)
        tell(standing, choice.matter, superiors, "matter.overdue_below", words)
    return events
