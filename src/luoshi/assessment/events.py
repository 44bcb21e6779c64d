"""Events as they stand (加减分事项): list and state, and counts as indicators of a scheme, ``event.CODE`` and ``event.CODE.LEVEL``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from luoshi.assessment.event_models import EventKind, EventLevel, EventStep, EventStepKind, UnitEvent
from luoshi.assessment.event_policies import may_confirm, may_record_about, sees_unconfirmed
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

EVENT = "event."
# What a form offers: who commended, awarded or criticised.
LEVELS = EventLevel.choices
_EVENTS = {"unit": "件", "unit_en": "events", "decimals": 0}


@dataclass(frozen=True)
class EventView:
    """An event with what became of it, as known at a moment."""

    event: UnitEvent
    confirmed: EventStep | None
    withdrawn: EventStep | None

    @property
    def state(self) -> str:
        """recorded, confirmed or withdrawn."""
        if self.withdrawn is not None:
            return str(EventStepKind.WITHDRAWN)
        return "recorded" if self.confirmed is None else str(EventStepKind.CONFIRMED)

    @property
    def counts(self) -> bool:
        """Whether it is counted: confirmed and not withdrawn."""
        return self.state == EventStepKind.CONFIRMED


@dataclass(frozen=True)
class Counted:
    """How many events of a code a unit has; ``said`` is kept for the trace."""

    number: int
    said: dict[str, Any]


def kinds(as_of: date) -> list[EventKind]:
    """Kinds of events that were named by ``as_of``, in the order they were named."""
    return list(EventKind.objects.filter(defined_at__lte=end_of(as_of)))


def event_codes() -> list[str]:
    """Every indicator of events that a scheme may name."""
    named = EventKind.objects.values_list("code", flat=True)
    return [code for kind in named for code in (f"{EVENT}{kind}", *_by_level(kind))]


def _by_level(kind: str) -> list[str]:
    return [f"{EVENT}{kind}.{level}" for level in EventLevel.values]


def events(standing: Standing, as_of: date) -> list[EventView]:
    """What this person may see of the events recorded by ``as_of``, the latest first."""
    found = UnitEvent.objects.filter(recorded_at__lte=end_of(as_of)).select_related(
        "unit", "kind", "recorded_by"
    )
    views = _views(found, end_of(as_of))
    return [view for view in views if _visible(standing, view)]


def find_event(standing: Standing, key: int, as_of: date) -> EventView | None:
    """The event with this key as it was on ``as_of``; None when there is none that this person may see."""
    return next((view for view in events(standing, as_of) if view.event.pk == key), None)


def to_confirm(standing: Standing) -> list[EventView]:
    """Events that wait for this person's confirmation."""
    return [
        view
        for view in events(standing, standing.today)
        if view.state == "recorded" and may_confirm(standing, view.event)
    ]


def recordable_units(standing: Standing) -> list[Node]:
    """Units in a peer group about which this person may record an event, in official order."""
    return [n for n in tree(standing.today).in_order() if n.group and may_record_about(standing, n.id)]


def gathered(
    units: Sequence[Node], codes: Sequence[str], period: Period, as_of: date
) -> dict[tuple[int, int], Counted]:
    """Counts by place in ``units`` and ``codes`` of the events of ``period`` that counted at the end of ``as_of``.

    The register of the offices is complete by its rules: a unit without an event of a kind that is named has none,
    which is a count of zero. A kind that was not named by ``as_of`` says nothing of anybody.
    """
    asked = {code: column for column, code in enumerate(codes) if code.startswith(EVENT)}
    if not asked:
        return {}
    known = {kind.code for kind in kinds(as_of)}
    rows = {unit.id: row for row, unit in enumerate(units)}
    happened = UnitEvent.objects.filter(
        happened_on__range=(period.start, period.end), recorded_at__lte=end_of(as_of), unit__in=rows
    ).select_related("kind")
    said: dict[tuple[int, int], list[dict[str, Any]]] = {
        (row, column): []
        for code, column in asked.items()
        if _kind_of(code) in known
        for row in rows.values()
    }
    for view in sorted(_views(happened, end_of(as_of)), key=lambda v: (v.event.happened_on, v.event.pk)):
        if view.counts:
            kind = f"{EVENT}{view.event.kind.code}"
            for code in (kind, f"{kind}.{view.event.level}"):
                if code in asked:
                    said[rows[view.event.unit_id], asked[code]].append(_kept(view.event))
    return {place: Counted(len(found), {**_EVENTS, "events": found}) for place, found in said.items()}


def kept_events(inputs: Mapping[str, Any], unit: str) -> list[dict[str, Any]]:
    """The events of a unit (code) that a result was calculated from, as kept in its inputs, each once, by day."""
    figures: Mapping[str, Any] = next((u["figures"] for u in inputs["units"] if u["code"] == unit), {})
    found = {event["id"]: event for figure in figures.values() for event in figure.get("events", ())}
    return sorted(found.values(), key=lambda event: (event["on"], event["id"]))


def _kind_of(code: str) -> str:
    return code.removeprefix(EVENT).split(".", 1)[0]


def _kept(event: UnitEvent) -> dict[str, Any]:
    return {
        "id": event.pk,
        "on": event.happened_on.isoformat(),
        "level": event.level,
        "title": event.title,
        "document": event.document,
    }


def _views(found: Iterable[UnitEvent], known_at: datetime) -> list[EventView]:
    rows = list(found)
    steps = EventStep.objects.filter(event__in=[row.pk for row in rows], at__lte=known_at).select_related(
        "by"
    )
    of = {(step.event_id, step.kind): step for step in steps} if rows else {}
    return [
        EventView(row, of.get((row.pk, EventStepKind.CONFIRMED)), of.get((row.pk, EventStepKind.WITHDRAWN)))
        for row in rows
    ]


def _visible(standing: Standing, view: EventView) -> bool:
    """Everybody with a post what counted once; before that, see :func:`sees_unconfirmed`."""
    if view.confirmed is not None:
        return bool(standing.posts)
    return sees_unconfirmed(standing, view.event)
