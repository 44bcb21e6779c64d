"""All reads that leave the org room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import FilteredRelation, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from luoshi.identity.keys import OpenKey
from luoshi.identity.models import Account, ApiKey
from luoshi.ledger.master import from_master, one_edition
from luoshi.ledger.refusal import require
from luoshi.org.models import (
    Person,
    Placement,
    Post,
    Relation,
    Role,
    Tenure,
    Unit,
    UnitKind,
    UnitName,
)
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Held, Standing
from luoshi.org.tree import Node, OrgTree

T = TypeVar("T")


def on(day: date) -> Q:
    """Rows of a dated table that held on ``day``."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


EVERY = Q()


def kind_words(kind: str) -> str:
    """What a kind of unit is called, in the reader's language; ValueError when there is none of that code."""
    return str(UnitKind(kind).label)


_readings: ContextVar[dict[Hashable, Any] | None] = ContextVar("readings", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Within it whatever goes through :func:`read_once` is read once: for a request that changes nothing."""
    token = _readings.set({})
    try:
        with one_edition():
            yield
    finally:
        _readings.reset(token)


def read_once(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` returns, remembered under ``key`` until the reading ends; always anew outside of one."""
    readings = _readings.get()
    if readings is None:
        return read()
    if key not in readings:
        readings[key] = read()
    found: T = readings[key]
    return found


def tree(day: date) -> OrgTree:
    """The whole tree as it was on ``day``, whatever its size; kept in memory. A unit exists while it has a name."""
    return from_master(("org.tree", day), lambda: _read_tree(day))


def _read_tree(day: date) -> OrgTree:
    # Plain columns: a tree is read on every page, and model instances would cost three times as much.
    rows = (
        UnitName.objects.filter(on(day))
        .annotate(
            place=_beside("unit__placements", day, Q(unit__placements__relation=Relation.LOCATED_IN)),
            manager=_beside("unit__placements", day, Q(unit__placements__relation=Relation.MANAGED_BY)),
            member=_beside("unit__peer_memberships", day),
        )
        .values_list(
            "place__parent_id",
            "manager__parent_id",
            "unit_id",
            "unit__code",
            "name",
            "name_en",
            "unit__kind",
            "unit__order",
            "unit__simulated",
            "member__group__code",
            Coalesce("member__group__name", Value("")),
            Coalesce("member__group__name_en", Value("")),
        )
    )
    nodes: dict[int, Node] = {}
    located: dict[int, int] = {}
    managed: dict[int, int] = {}
    for lies_in, managed_by, *columns in rows:
        node = Node(*columns)
        nodes[node.id] = node
        if lies_in is not None:
            located[node.id] = lies_in
        if managed_by is not None:
            managed[node.id] = managed_by
    return OrgTree(day=day, nodes=nodes, located=located, managed={**located, **managed})


def _beside(relation: str, day: date, which: Q = EVERY) -> FilteredRelation:
    """The row of a dated table that held on ``day``, beside each row of another; nothing where there is none."""
    held = Q(**{f"{relation}__valid_from__lte": day}) & (
        Q(**{f"{relation}__valid_to__isnull": True}) | Q(**{f"{relation}__valid_to__gt": day})
    )
    return FilteredRelation(relation, condition=held & which)


def unit_by_code(code: str) -> Unit | None:
    """The unit with this code, whether or not it still exists; None when there is none."""
    return Unit.objects.filter(code=code).first()


def unit_on(code: str, day: date) -> Unit | None:
    """The unit with this code if it existed on ``day``: for one unit, where the tree is not needed."""

    def read() -> Unit | None:
        called = UnitName.objects.filter(on(day), unit__code=code).select_related("unit").first()
        return called.unit if called else None

    return from_master(("org.unit", code, day), read)


def is_invented(person: int) -> bool:
    """Whether the person (key) is one of an invented cast."""
    invented = Person.objects.filter(simulated=True).values_list("pk", flat=True)
    return person in from_master("org.invented", lambda: frozenset(invented))


def dissolved(units: Collection[int], day: date) -> list[tuple[Node, date]]:
    """Those of ``units`` that were no more on ``day``: as they were on their last day, and the day after it."""
    if not units:
        return []
    names = UnitName.objects.filter(unit__in=units, valid_to__lte=day).order_by("valid_to")
    ends = {name.unit_id: name.valid_to for name in names if name.valid_to is not None}
    return [(tree(until - timedelta(days=1)).nodes[unit], until) for unit, until in ends.items()]


def days_of_moves() -> list[date]:
    """Days on which some unit came under another, or was founded, earliest first."""
    return list(Placement.objects.order_by("valid_from").values_list("valid_from", flat=True).distinct())


def running_tenure(key: int, day: date) -> Tenure | None:
    """The tenure with this key if it runs on ``day``."""
    return Tenure.objects.filter(on(day), pk=key).select_related("post__unit", "person").first()


@dataclass(frozen=True)
class PostSheet:
    """A post of a unit, what it is for, and the tenure running on the day; None is a vacancy."""

    post: Post
    role: str
    tenure: Tenure | None


@dataclass(frozen=True)
class PlacementSheet:
    """Where a unit lay or who managed it, and when; ``parent`` as it was first called."""

    relation: str
    parent: UnitName
    placement: Placement


@dataclass(frozen=True)
class UnitSheet:
    """Everything about one unit as of a day, with the history of its names and placements."""

    node: Node
    kind: str
    ancestors: list[Node]
    children: list[Node]
    posts: list[PostSheet]
    placements: list[PlacementSheet]
    names: list[UnitName]


def unit_sheet(units: OrgTree, code: str) -> UnitSheet | None:
    """The unit with this code in ``units``; None when it did not exist on that day. Five queries."""
    node = next((n for n in units.nodes.values() if n.code == code), None)
    if node is None:
        return None
    placements = Placement.objects.filter(unit=node.id).order_by("-valid_from", "relation")
    called = {
        n.unit_id: n for n in UnitName.objects.filter(unit__placed__unit=node.id).order_by("-valid_from")
    }
    return UnitSheet(
        node=node,
        kind=str(UnitKind(node.kind).label),
        ancestors=list(units.ancestors(node.id))[::-1],
        children=units.children(node.id),
        posts=_posts(node.id, units.day),
        placements=[
            PlacementSheet(str(Relation(p.relation).label), called[p.parent_id], p) for p in placements
        ],
        names=list(UnitName.objects.filter(unit=node.id).order_by("-valid_from")),
    )


def _posts(unit_id: int, day: date) -> list[PostSheet]:
    held: dict[int, list[Tenure]] = {}
    for tenure in Tenure.objects.filter(on(day), post__unit=unit_id).select_related("person").order_by("pk"):
        held.setdefault(tenure.post_id, []).append(tenure)
    return [
        PostSheet(post, str(Role(post.role).label), tenure)
        for post in Post.objects.filter(unit=unit_id).order_by("order", "pk")
        for tenure in held.get(post.pk, [None])
    ]


def units_called(units: OrgTree, words: str, limit: int = 50) -> list[Node]:
    """Units whose Chinese or English name contains ``words``, in official order. Persons are never searched."""
    wanted = words.strip().casefold()
    return [n for n in units.in_order() if wanted in n.name.casefold() or wanted in n.name_en.casefold()][
        :limit
    ]


def relation_choices() -> list[tuple[str, str]]:
    """Codes and names of the two ways a unit is placed."""
    return [(relation.value, str(relation.label)) for relation in Relation]


def role_choices() -> list[tuple[str, str]]:
    """Codes and names of what a post can be for."""
    return [(role.value, str(role.label)) for role in Role]


def _standing_of(of: dict[str, Any], at: datetime) -> Standing:
    """The person of whom ``of`` holds, with the posts held on the local day of ``at``, each as its unit is called."""
    day = timezone.localtime(at).date()
    found = from_master(("org.standing", *of.items(), day), lambda: _read_standing(of, day, at))
    return replace(found, at=at)


def _read_standing(of: dict[str, Any], day: date, at: datetime) -> Standing:
    rows = _held(day, Q(**{f"person__{field}": value for field, value in of.items()}))
    # Whoever holds no post is still somebody.
    person = rows[0][:4] if rows else Person.objects.filter(**of).values_list(*_WHO).first()
    if person is None:
        return Standing(at=at)
    return _standing(at, person, rows)


def _read_standings_of_keys(day: date, at: datetime) -> dict[int | None, Standing]:
    """By account, whoever programs act for, read at once: after a change each would else be read by itself."""
    rows: dict[int | None, list[tuple[Any, ...]]] = {}
    for row in _held(day, Q(person__account__in=ApiKey.objects.values("account"))):
        rows.setdefault(row[3], []).append(row)
    return {account: _standing(at, held[0][:4], held) for account, held in rows.items()}


def _standing(at: datetime, person: tuple[Any, ...], rows: list[tuple[Any, ...]]) -> Standing:
    name, name_en, key, account = person
    return Standing(at, name, name_en, key, account, tuple(Held(*row[4:]) for row in rows))


_WHO = ("name", "name_en", "pk", "account_id")


def _held(day: date, whose: Q) -> list[tuple[Any, ...]]:
    """Who holds which post on ``day``, in official order: the person's fields of ``_WHO``, then those of :class:`Held`."""
    return list(
        Tenure.objects.filter(on(day), whose)
        .annotate(called=_beside("post__unit__names", day))
        .order_by("post__unit__order", "post__order", "pk")
        .values_list(
            *(f"person__{field}" for field in _WHO),
            "post_id",
            "post__unit_id",
            "post__unit__code",
            Coalesce("called__name", "post__unit__code"),
            "post__role",
            "post__title",
            "post__title_en",
            Coalesce("called__name_en", Value("")),
        )
    )


def units_held(person: int, since: date, until: date) -> frozenset[int]:
    """Keys of the units in which the person (key) held a post on any day from ``since`` to ``until``."""

    def read() -> list[tuple[int, date, date | None]]:
        tenures = Tenure.objects.filter(person=person)
        return list(tenures.values_list("post__unit_id", "valid_from", "valid_to"))

    found = from_master(("org.units held", person), read)
    return frozenset(
        unit for unit, begun, ended in found if begun <= until and (ended is None or ended > since)
    )


def standing_of_person(person: Person, at: datetime) -> Standing:
    """The person with the posts held on the local day of ``at``."""
    return _standing_of({"pk": person.pk}, at)


def standing_of_account(account: Account | None, at: datetime) -> Standing:
    """The person behind an account; a visitor, or an account without person, gets an empty standing."""
    return Standing(at=at) if account is None else _standing_of({"account": account.pk}, at)


def standing_of_code(code: str, at: datetime) -> Standing:
    """The person with this code; an empty standing, which may do nothing, when there is none."""
    return _standing_of({"code": code}, at)


def standing_of_key(key: OpenKey, at: datetime) -> Standing:
    """Whom a program acts for: the person of the key's account, in the posts held today in the key's unit only.

    A person who has left the unit holds none there, and the key may nothing.
    """
    day = timezone.localtime(at).date()
    known = from_master(("org.standings of keys", day), lambda: _read_standings_of_keys(day, at))
    person = known.get(key.account_id) or Standing(at)
    posts = tuple(post for post in person.posts if post.unit_code == key.unit_code)
    return replace(person, at=at, posts=posts, by_key=key.prefix)


@dataclass(frozen=True)
class KeySheet:
    """A key of a program as the administrator sees it, never its secret; ``name`` is the person's it acts for.

    ``ended`` when it opens nothing any more.
    """

    prefix: str
    label: str
    name: str
    name_en: str
    unit: str
    scopes: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    last_on: date | None
    revoked: bool
    ended: bool


def keys(standing: Standing) -> list[KeySheet]:
    """All keys, those in force first, the latest first. Denied to all but the administrator."""
    require(may_change_organisation(standing))
    rows = ApiKey.objects.order_by("-pk").values_list(
        "prefix",
        "label",
        "account__person__name",
        "account__person__name_en",
        "unit_code",
        "scopes",
        "valid_from",
        "valid_to",
        "use__last_on",
        "revoked_at",
    )
    found = []
    for prefix, label, person, person_en, unit, scopes, since, until, last_on, revoked_at in rows:
        ended = revoked_at is not None or (until is not None and until <= standing.today)
        found.append(
            KeySheet(
                prefix=prefix,
                label=label,
                name=person or "",
                name_en=person_en or "",
                unit=unit,
                scopes=tuple(scopes),
                valid_from=since,
                valid_to=until,
                last_on=last_on,
                revoked=revoked_at is not None,
                ended=ended,
            )
        )
    return sorted(found, key=lambda sheet: sheet.ended)


@dataclass(frozen=True)
class Holder:
    """Somebody with an account and a post in a unit, by their codes."""

    unit: str
    person: str
    name: str
    name_en: str


def holders(day: date) -> list[Holder]:
    """Whom a program may act for on ``day``, once a unit, in official order of the posts."""
    rows = (
        Tenure.objects.filter(on(day), person__account__is_active=True)
        .order_by("post__unit__order", "post__order", "pk")
        .values_list("post__unit__code", "person__code", "person__name", "person__name_en")
    )
    return [Holder(*row) for row in dict.fromkeys(rows)]


@dataclass(frozen=True)
class CastMember:
    """One of the invented people of a demonstration, with the first post held."""

    person: Person
    post: Post
    role: Role
    unit: Node


def cast(day: date) -> list[CastMember]:
    """The invented people of a demonstration for one-click sign-in, in the official order of their posts."""
    units = tree(day).nodes
    tenures = (
        Tenure.objects.filter(_in_the_cast(day))
        .select_related("person", "post")
        .order_by("post__unit__order", "post__order", "pk")
    )
    members: dict[int, CastMember] = {}
    for tenure in tenures:
        post = tenure.post
        if tenure.person_id not in members and post.unit_id in units:
            members[tenure.person_id] = CastMember(tenure.person, post, Role(post.role), units[post.unit_id])
    return list(members.values())


def cast_account(code: str, day: date) -> Account | None:
    """The account of a member of the cast; None for anybody else."""
    tenure = (
        Tenure.objects.filter(_in_the_cast(day), person__code=code).select_related("person__account").first()
    )
    return tenure.person.account if tenure else None


def _in_the_cast(day: date) -> Q:
    return on(day) & Q(person__simulated=True, person__account__is_demo=True, person__account__is_active=True)


def posts_of(unit: int, day: date) -> list[Post]:
    """The posts of a unit that somebody holds on ``day``, in official order."""
    return list(
        Post.objects.filter(unit_id=unit, pk__in=Tenure.objects.filter(on(day)).values("post")).order_by(
            "order", "pk"
        )
    )


def leaders(day: date) -> list[Post]:
    """The posts of the district's leaders that somebody holds on ``day``, in official order."""
    held = Tenure.objects.filter(on(day), post__role=Role.LEADER).values("post")
    posts = Post.objects.filter(pk__in=held).order_by("unit__order", "order", "pk")
    return list(from_master(("org.leaders", day), lambda: tuple(posts)))
