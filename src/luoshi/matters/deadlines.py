"""What the calendar has to say about a matter on a day and has not said yet (到期提醒). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from luoshi.kernel.calendar import WorkingDays
from luoshi.matters.clock import OVERDUE, SOON, clock_of, look_back_on
from luoshi.matters.matter_type import Sheet
from luoshi.matters.situation import Place, Situation


@dataclass(frozen=True)
class Deadline:
    """Something to be told once. ``key`` names it in the log; ``place`` None means the office is told."""

    key: str
    due_on: date
    place: Place | None = None
    sheet: Sheet | None = None


def due_soon(situation: Situation, today: date, calendar: WorkingDays) -> list[Deadline]:
    """The term of the holding link draws near, or the effect of a closed matter is to be looked at."""
    return [d for d in _soon(situation, today, calendar) if not _told(situation, d)]


def overdue(situation: Situation, today: date, calendar: WorkingDays) -> list[Deadline]:
    """Links whose term has passed unanswered, each with the highest sheet reached; passing on releases nobody."""
    found = []
    for place in situation.chain if situation.running else ():
        clock = clock_of(place.due_on, situation, today, calendar)
        if place.owes and clock.state == OVERDUE and clock.sheet is not None:
            key = f"{clock.sheet.code}:{place.due_on.isoformat()}"
            found.append(Deadline(key, place.due_on, place, clock.sheet))
    return [d for d in found if not _told(situation, d)]


def _soon(situation: Situation, today: date, calendar: WorkingDays) -> Iterator[Deadline]:
    place = situation.holding
    if place is not None and clock_of(place.due_on, situation, today, calendar).state == SOON:
        yield Deadline(f"soon:{place.due_on.isoformat()}", place.due_on, place)
    back = look_back_on(situation, calendar)
    if back is not None and today >= back:
        yield Deadline(f"look_back:{back.isoformat()}", back)


def _told(situation: Situation, deadline: Deadline) -> bool:
    link = deadline.place.link.pk if deadline.place else None
    return any(e.fields.get("told") == deadline.key and e.link_id == link for e in situation.events)
