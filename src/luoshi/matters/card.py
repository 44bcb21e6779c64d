"""One matter on one line: what the desk, the lists and Today show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.calendar import WorkingDays
from luoshi.matters.clock import OVERDUE, Clock, look_back_on, read_clock, waits
from luoshi.matters.matter_type import DONE, NOT_STARTED, Named, Stage
from luoshi.matters.situation import Situation
from luoshi.org.models import Post
from luoshi.org.tree import Node, OrgTree

EFFECT, PROGRESS, WHY, LATE = "effect", "progress", "why", "overdue"
QUESTIONS = (LATE, WHY, PROGRESS, EFFECT)


@dataclass(frozen=True)
class Card:
    """A matter on one line. ``holder`` None means that it waits with the office, or with nobody.

    ``question`` is what a supervisor asks: effect, progress, why or overdue; empty when nothing is to be
    asked any more. ``waited`` are working days with the present holder.
    """

    id: int
    number: str
    title: str
    stage: Stage
    lead: Node | None
    clock: Clock
    question: str
    holder: Node | None
    holder_post: Post | None
    with_office: bool
    waited: int
    look_back_on: date | None
    extension: date | None
    urgency: Named | None

    @property
    def late_days(self) -> int:
        """Working days past the due date; 0 when it is not past."""
        return max(0, -(self.clock.days or 0))

    @property
    def simulated(self) -> bool:
        return self.lead is not None and self.lead.simulated


def card(situation: Situation, as_of: date, org: OrgTree, calendar: WorkingDays) -> Card:
    """The line of one matter on ``as_of``."""
    matter, holding = situation.matter, situation.holding
    clock = read_clock(situation, as_of, calendar)
    held = situation.turns[-1] if situation.turns and situation.turns[-1].until is None else None
    lead = situation.chain[0].link.unit_id if situation.chain else matter.lead_id
    return Card(
        id=matter.pk,
        number=matter.number,
        title=matter.title,
        stage=situation.stage,
        lead=org.nodes.get(lead),
        clock=clock,
        question=question_of(situation, clock),
        holder=org.nodes.get(holding.link.unit_id) if holding else None,
        holder_post=holding.link.post if holding else None,
        with_office=held is not None and holding is None,
        waited=waits(situation, as_of, calendar).get(held.link_id, 0) if held else 0,
        look_back_on=look_back_on(situation, calendar),
        extension=situation.extension,
        urgency=situation.type.terms.get(matter.fields.get("urgency", "")),
    )


def question_of(situation: Situation, clock: Clock) -> str:
    """Done: look at the effect. Under way: check progress. Not started: ask why. Overdue before all (三问)."""
    if situation.stage.counts_as == DONE:
        return EFFECT
    if not situation.turns or situation.turns[-1].until is not None:
        return ""
    if clock.state == OVERDUE:
        return LATE
    return WHY if situation.stage.counts_as == NOT_STARTED else PROGRESS
