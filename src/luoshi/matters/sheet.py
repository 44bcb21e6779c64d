"""The sheet of one matter (督办单): source, chain with waiting times, log, and what the reader may do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from luoshi.documents.models import Clause, Document
from luoshi.kernel.calendar import WorkingDays
from luoshi.matters.card import Card, card
from luoshi.matters.clock import Clock, clock_of, waits
from luoshi.matters.engine import Choice, choices
from luoshi.matters.matter_type import Field, Named, Stage, Verb
from luoshi.matters.models import Event, Matter, SupportingUnit
from luoshi.matters.policies import HOLDERS
from luoshi.matters.situation import Place, Situation
from luoshi.org.models import Person, Post, Tenure
from luoshi.org.queries import on
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree


@dataclass(frozen=True)
class ChainLink:
    """One link of the vertical line. ``waited`` are working days in all; ``clock`` None once answered."""

    position: int
    unit: Node | None
    post: Post | None
    people: tuple[Person, ...]
    state: str
    state_name: str
    assigned_on: datetime
    due_on: date
    clock: Clock | None
    waited: int
    holding: bool


@dataclass(frozen=True)
class LogLine:
    """One line of the log. ``details`` are evidence and dates asked for or set, named by the type."""

    at: datetime
    actor: str
    verb: Named
    stage: Stage | None
    unit: Node | None
    text: str
    evidence: str
    due_on: str
    sheet: Named | None


@dataclass(frozen=True)
class Offer:
    """A verb the reader may use now, the fields it asks for, and whom it is about.

    ``units`` and ``posts`` are what the fields of these kinds may be; ``latest`` bounds a due date.
    """

    verb: Verb
    fields: tuple[Field, ...]
    unit: Node | None
    units: tuple[Node, ...] = ()
    posts: tuple[tuple[Post, Node], ...] = ()
    latest: date | None = None


@dataclass(frozen=True)
class Source:
    """Where a matter comes from: the document, its clause, and the sentence itself."""

    document: Document
    clause: Clause | None
    sentence: str


@dataclass(frozen=True)
class Sheet:
    """Everything the page of a matter shows."""

    card: Card
    text: str
    opened_at: datetime
    supporting: tuple[Node, ...]
    source: Source | None
    chain: tuple[ChainLink, ...]
    office_waited: int
    log: tuple[LogLine, ...]
    offers: tuple[Offer, ...]


def sheet(
    standing: Standing, situation: Situation, as_of: date, org: OrgTree, calendar: WorkingDays
) -> Sheet:
    """The sheet on ``as_of``; verbs are offered on the present day only."""
    waited = waits(situation, as_of, calendar)
    matter = situation.matter
    supporting = SupportingUnit.objects.filter(matter=matter).order_by("unit__order")
    return Sheet(
        card=card(situation, as_of, org, calendar),
        text=matter.text,
        opened_at=matter.opened_at,
        supporting=tuple(org.nodes[s.unit_id] for s in supporting if s.unit_id in org.nodes),
        source=_source(matter),
        chain=_chain(situation, as_of, org, calendar, waited),
        office_waited=waited.get(None, 0),
        log=tuple(_log_line(situation, event, org) for event in reversed(situation.events)),
        offers=_offers(standing, situation, org, calendar) if as_of == standing.today else (),
    )


def _source(matter: Matter) -> Source | None:
    if matter.document is None:
        return None
    return Source(
        matter.document,
        matter.clause,
        matter.document.text[matter.sentence_start or 0 : matter.sentence_end or 0],
    )


def _chain(
    situation: Situation, as_of: date, org: OrgTree, calendar: WorkingDays, waited: dict[int | None, int]
) -> tuple[ChainLink, ...]:
    people = _people(situation.chain, as_of)
    return tuple(
        ChainLink(
            position=place.link.position,
            unit=org.nodes.get(place.link.unit_id),
            post=place.link.post,
            people=tuple(people[place.link.pk]),
            state=place.state,
            state_name=str(dict(place.link._meta.get_field("state").flatchoices)[place.state]),
            assigned_on=place.link.assigned_at,
            due_on=place.due_on,
            clock=clock_of(place.due_on, situation, as_of, calendar)
            if place.owes and situation.running
            else None,
            waited=waited.get(place.link.pk, 0),
            holding=situation.holding is not None and situation.holding.link.pk == place.link.pk,
        )
        for place in situation.chain
    )


def _people(chain: tuple[Place, ...], day: date) -> dict[int, list[Person]]:
    """Who answers for each link on ``day``, by the key of the link: one query."""
    posts = {p.link.post_id for p in chain if p.link.post_id}
    units = {p.link.unit_id for p in chain if not p.link.post_id}
    tenures = (
        Tenure.objects.filter(on(day))
        .filter(Q(post__in=posts) | Q(post__unit__in=units, post__role__in=HOLDERS))
        .select_related("person", "post")
        .order_by("post__order", "pk")
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for tenure in tenures:
        for place in chain:
            by_post = place.link.post_id == tenure.post_id
            by_unit = place.link.post_id is None and place.link.unit_id == tenure.post.unit_id
            if by_post or by_unit:
                found[place.link.pk].append(tenure.person)
    return found


def _log_line(situation: Situation, event: Event, org: OrgTree) -> LogLine:
    kind = situation.type
    moved = event.to_stage and event.to_stage != event.from_stage
    fields = event.fields
    asked = fields.get("extension") or fields.get("due_on") or fields.get("link_due_on") or ""
    return LogLine(
        at=event.at,
        actor=event.actor,
        verb=kind.verbs[event.verb],
        stage=kind.stages[event.to_stage] if moved else None,
        unit=org.nodes.get(event.link.unit_id) if event.link else None,
        text=event.text,
        evidence=fields.get("evidence", ""),
        due_on=asked,
        sheet=next((s for s in kind.sheets if s.code == fields.get("sheet")), None),
    )


def _offers(
    standing: Standing, situation: Situation, org: OrgTree, calendar: WorkingDays
) -> tuple[Offer, ...]:
    offered = choices(standing, situation, standing.today, calendar)
    first: dict[str, Choice] = {}
    for choice in offered:
        first.setdefault(choice.verb.code, choice)
    return tuple(_offer(choice, org, standing.today) for choice in first.values())


def _offer(choice: Choice, org: OrgTree, today: date) -> Offer:
    kinds = {field.kind for field in choice.verb.needs}
    place = choice.place
    unit = org.nodes.get(place.link.unit_id) if place else None
    if not kinds & {"unit", "post"}:
        return Offer(choice.verb, choice.verb.needs, unit)
    replaces = place is not None and not choice.step.link_to
    upper = choice.situation.above(place) if place and replaces else place
    if upper is None:
        return Offer(choice.verb, choice.verb.needs, unit, lead_units(org), latest=choice.situation.due_on)
    units = (org.nodes[upper.link.unit_id], *org.below(upper.link.unit_id))
    held = Post.objects.filter(
        pk__in=Tenure.objects.filter(on(today), post__unit__in=[n.id for n in units]).values("post")
    ).exclude(pk=upper.link.post_id or 0)
    posts = tuple((post, org.nodes[post.unit_id]) for post in held)
    return Offer(choice.verb, choice.verb.needs, unit, units, posts, upper.due_on)


def lead_units(org: OrgTree) -> tuple[Node, ...]:
    """Units that can lead a matter: those directly below the top of the tree, in official order."""
    return tuple(org.children(org.root.id)) if org.root else ()
