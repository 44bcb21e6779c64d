"""Events as they stand (加减分事项): list and state, and counts as indicators of a scheme, ``event.CODE`` and ``event.CODE.LEVEL``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from luoshi.assessment.event_models import ONCE, EventKind, EventLevel, EventStep, EventStepKind, UnitEvent
from luoshi.assessment.event_policies import (
    may_confirm,
    may_decide_withdrawal,
    may_record_about,
    sees_unconfirmed,
)
from luoshi.assessment.models import Run, RunState
from luoshi.assessment.policies import visible_runs
from luoshi.indicators.journal import while_ledger_rests
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
    """An event with what became of it, as known at a moment; ``asked`` is a request to withdraw it that waits.

    ``requests`` are all requests, and what was declined of them, in their order.
    """

    event: UnitEvent
    confirmed: EventStep | None
    withdrawn: EventStep | None
    asked: EventStep | None = None
    requests: tuple[EventStep, ...] = ()

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
    return list(named_events())


def named_events() -> dict[str, tuple[EventKind, EventLevel | None]]:
    """The same, each with its kind, and its level where it counts one level only."""
    return while_ledger_rests("assessment.named_events", _named_events)


def _named_events() -> dict[str, tuple[EventKind, EventLevel | None]]:
    levels = (None, *EventLevel)
    return {
        f"{EVENT}{kind.code}" + (f".{level}" if level else ""): (kind, level)
        for kind in EventKind.objects.all()
        for level in levels
    }


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


@dataclass(frozen=True)
class EventResult:
    """A result that was frozen for the unit and the day of an event, and whether it counts it."""

    run: Run
    counted: bool


def results_of(standing: Standing, event: UnitEvent, as_of: date) -> list[EventResult]:
    """The results frozen by ``as_of`` that this person may see and whose scheme names the event, the latest first.

    What a result counts is what its inputs hold, whatever became of the event since. Each stands for those before it
    that it took the place of.
    """
    kept = f'"id":{event.pk},"level":"{event.level}","on":"{event.happened_on.isoformat()}"'
    named = (f"{EVENT}{event.kind.code}", f"{EVENT}{event.kind.code}.{event.level}")
    runs = (
        Run.objects.filter(visible_runs(standing), superseded_by__isnull=True, frozen_at__lte=end_of(as_of))
        .exclude(state=RunState.TRIAL)
        .filter(Q(inputs__contains=f'"{named[0]}"') | Q(inputs__contains=f'"{named[1]}"'))
        .filter(inputs__contains=f'"code":"{event.unit.code}"')
        .annotate(counted=ExpressionWrapper(Q(inputs__contains=kept), BooleanField()))
        .select_related("scheme")
        .defer("inputs", "result")
    )
    return [
        EventResult(run, run.counted)
        for run in runs
        if (period := Period.parse(run.period)).start <= event.happened_on <= period.end
    ]


@dataclass(frozen=True)
class Turns:
    """Events that wait for somebody: to be confirmed, and to be withdrawn or not, each the latest first."""

    to_confirm: list[UnitEvent]
    to_withdraw: list[UnitEvent]


def turns(standing: Standing) -> Turns:
    """What waits for this person, who neither recorded it nor asked for its withdrawal; one query."""
    last = EventStep.objects.filter(event=OuterRef("pk")).order_by("-pk")
    waiting = (
        UnitEvent.objects.filter(recorded_at__lte=standing.at)
        .annotate(last_kind=Subquery(last.values("kind")[:1]), last_by=Subquery(last.values("by")[:1]))
        .filter(Q(last_kind=None) | Q(last_kind=EventStepKind.ASKED))
        .select_related("unit")
    )
    found = Turns([], [])
    for event in waiting:
        if event.last_kind is None and may_confirm(standing, event):
            found.to_confirm.append(event)
        if event.last_kind is not None and may_decide_withdrawal(standing, event, event.last_by):
            found.to_withdraw.append(event)
    return found


def waiting_request(event: UnitEvent) -> EventStep | None:
    """The request to withdraw ``event`` that nobody has decided about; None where there is none."""
    return _asked(event.steps.order_by("-pk").first())


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
    rows = {unit.id: row for row, unit in enumerate(units)}
    said: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for kind, event, unit in _counted(asked, rows, period, end_of(as_of)):
        own = f"{EVENT}{kind}"
        for code, column in asked.items():
            if code == own or code.startswith(f"{own}."):
                for row in rows.values():
                    said.setdefault((row, column), [])
                if event is not None and unit is not None and code in (own, f"{own}.{event['level']}"):
                    said[rows[unit], column].append(event)
    return {place: Counted(len(found), {**_EVENTS, "events": found}) for place, found in said.items()}


def _counted(
    asked: Iterable[str], units: Iterable[int], period: Period, known_at: datetime
) -> Iterator[tuple[str, dict[str, Any] | None, int | None]]:
    """Kind, event as it is kept, and key of its unit, by day; a kind that is named and has no event once without one.

    One question to the database, whatever is asked for.
    """
    steps = EventStep.objects.filter(event=OuterRef("one__pk"), at__lte=known_at)
    happened = Q(
        events__happened_on__range=(period.start, period.end),
        events__recorded_at__lte=known_at,
        events__unit__in=list(units),
    )
    found = (
        EventKind.objects.filter(
            defined_at__lte=known_at, code__in={code.removeprefix(EVENT).split(".", 1)[0] for code in asked}
        )
        .annotate(
            one=FilteredRelation("events", condition=happened),
            confirmed=Exists(steps.filter(kind=EventStepKind.CONFIRMED)),
            withdrawn=Exists(steps.filter(kind=EventStepKind.WITHDRAWN)),
        )
        .order_by("one__happened_on", "one__pk", "pk")
    )
    names = ("pk", "happened_on", "level", "title", "document", "unit")
    for kind, confirmed, withdrawn, key, day, level, title, document, unit in found.values_list(
        "code", "confirmed", "withdrawn", *(f"one__{name}" for name in names)
    ):
        if not confirmed or withdrawn:
            yield kind, None, None
        else:
            event = {"id": key, "on": day.isoformat(), "level": level, "title": title, "document": document}
            yield kind, event, unit


def kept_events(inputs: Mapping[str, Any], unit: str) -> list[dict[str, Any]]:
    """The events of a unit (code) that a result was calculated from, as kept in its inputs, each once, by day."""
    figures: Mapping[str, Any] = next((u["figures"] for u in inputs["units"] if u["code"] == unit), {})
    found = {event["id"]: event for figure in figures.values() for event in figure.get("events", ())}
    return sorted(found.values(), key=lambda event: (event["on"], event["id"]))


def _views(found: QuerySet[UnitEvent], known_at: datetime) -> list[EventView]:
    rows = list(found)
    steps = EventStep.objects.filter(event__in=found, at__lte=known_at).select_related("by")
    taken = list(steps) if rows else []
    of, last = {(s.event_id, s.kind): s for s in taken}, {s.event_id: s for s in taken}
    return [
        EventView(
            row,
            of.get((row.pk, EventStepKind.CONFIRMED)),
            of.get((row.pk, EventStepKind.WITHDRAWN)),
            _asked(last.get(row.pk)),
            tuple(s for s in taken if s.event_id == row.pk and s.kind not in ONCE),
        )
        for row in rows
    ]


def _asked(last: EventStep | None) -> EventStep | None:
    """The last step where it is a request that waits."""
    return last if last is not None and last.kind == EventStepKind.ASKED else None


def _visible(standing: Standing, view: EventView) -> bool:
    """Everybody with a post what counted once; before that, see :func:`sees_unconfirmed`."""
    if view.confirmed is not None:
        return bool(standing.posts)
    return sees_unconfirmed(standing, view.event)
