"""Where a matter stands, replayed from its log (事项现状). Pure: rows in, a value out; no query, no clock.

``Matter.stage`` and ``Link.state`` are kept for searching; the log is what counts, and a log cut at a day
gives the matter as it was known on that day. The replay reads these keys of ``Event.fields`` and no verb:
``link_state`` and ``link_due_on`` of the event's link, ``due_on`` of the matter, ``extension`` (the day
asked for, null once decided), ``chain`` (``done``: every link is done; ``ended``: the chain is taken down).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from luoshi.matters.matter_type import RUNNING, WAITING, MatterType, Stage
from luoshi.matters.models import Event, Link, LinkState, Matter

HOLDING = frozenset({LinkState.ASSIGNED, LinkState.ACCEPTED, LinkState.RETURNED, LinkState.PASSED_ON})


@dataclass(frozen=True)
class Place:
    """A link of the current chain with its state and due date at the time."""

    link: Link
    state: str
    due_on: date

    @property
    def owes(self) -> bool:
        """Whether an answer of this link is outstanding; passing on never releases the one above."""
        return self.state in HOLDING or self.state == LinkState.OBJECTED


@dataclass(frozen=True)
class Turn:
    """A stretch of days in which the matter waited with one link (None: with the supervision office)."""

    link_id: int | None
    since: date
    until: date | None


@dataclass(frozen=True)
class Situation:
    """A matter at one moment."""

    matter: Matter
    type: MatterType
    stage: Stage
    due_on: date | None = None
    chain: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    extension: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None
    turns: tuple[Turn, ...] = ()

    @property
    def running(self) -> bool:
        """Whether the clock runs: opened, and neither answered nor closed."""
        return self.stage.counts_as in RUNNING

    @property
    def holding(self) -> Place | None:
        """The link the matter waits with; None when it waits with the office, or with nobody."""
        if not self.running:
            return None
        return next((p for p in reversed(self.chain) if p.state in HOLDING), None)

    def above(self, place: Place) -> Place | None:
        """The link that assigned ``place``; None when the office did."""
        return next((p for p in self.chain if p.link.position == place.link.position - 1), None)


def day_of(event: Event) -> date:
    """The local day of an event."""
    return timezone.localtime(event.at).date()


def replay(matter: Matter, kind: MatterType, events: Iterable[Event], links: Iterable[Link]) -> Situation:
    """Fold the log, oldest first, into a situation. Without events the matter is in its initial stage."""
    by_key = {link.pk: link for link in links}
    now = Situation(matter, kind, kind.initial)
    for event in events:
        now = _after(now, event, by_key)
    return now


def _after(before: Situation, event: Event, links: dict[int, Link]) -> Situation:
    fields, day = event.fields, day_of(event)
    stage = before.type.stages[event.to_stage] if event.to_stage else before.stage
    now = replace(
        before,
        stage=stage,
        chain=_chain(before.chain, event, links),
        events=(*before.events, event),
        due_on=_day(fields["due_on"]) if "due_on" in fields else before.due_on,
        extension=_day(fields["extension"]) if "extension" in fields else before.extension,
        answered_on=_answered(before, stage, day),
        closed_on=_closed(before, stage, day),
    )
    return replace(now, turns=_turns(now, day))


def _chain(chain: tuple[Place, ...], event: Event, links: dict[int, Link]) -> tuple[Place, ...]:
    whole = event.fields.get("chain")
    if whole:
        return tuple(replace(p, state=LinkState.DONE) for p in chain) if whole == "done" else ()
    if event.link_id is None:
        return chain
    state, due = event.fields.get("link_state"), event.fields.get("link_due_on")
    if event.link_id in {p.link.pk for p in chain}:
        return tuple(
            replace(p, state=state or p.state, due_on=_day(due) or p.due_on)
            if p.link.pk == event.link_id
            else p
            for p in chain
        )
    link = links[event.link_id]
    kept = [p for p in chain if p.link.position < link.position]
    if kept:
        kept[-1] = replace(kept[-1], state=LinkState.PASSED_ON)
    return (*kept, Place(link, state or link.state, _day(due) or link.due_on))


def _answered(before: Situation, stage: Stage, day: date) -> date | None:
    if stage.counts_as in RUNNING:
        return None
    if stage.counts_as == WAITING and before.running:
        return day
    return before.answered_on


def _closed(before: Situation, stage: Stage, day: date) -> date | None:
    if stage.counts_as in RUNNING or stage.counts_as == WAITING:
        return None
    return before.closed_on or (day if before.events else None)


def _turns(now: Situation, day: date) -> tuple[Turn, ...]:
    done, last = now.turns[:-1], now.turns[-1] if now.turns else None
    waits = now.running or now.stage.counts_as == WAITING
    key = now.holding.link.pk if now.holding else None
    if last and last.until is None:
        if waits and last.link_id == key:
            return now.turns
        done = (*done, replace(last, until=day))
    elif last:
        done = now.turns
    return (*done, Turn(key, day, None)) if waits else done


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
