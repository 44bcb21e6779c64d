"""All reads that leave the org room."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.identity.models import Account
from luoshi.org.models import PeerMembership, Person, Placement, Relation, Tenure, UnitName
from luoshi.org.standing import Held, Standing
from luoshi.org.tree import Node, OrgTree


def on(day: date) -> Q:
    """Rows of a dated table that held on ``day``."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def tree(day: date) -> OrgTree:
    """The whole tree as it was on ``day``: three queries, whatever its size. A unit exists while it has a name."""
    held = PeerMembership.objects.filter(on(day)).select_related("group")
    groups = {membership.unit_id: membership.group for membership in held}
    nodes = {}
    for called in UnitName.objects.filter(on(day)).select_related("unit"):
        unit, group = called.unit, groups.get(called.unit_id)
        nodes[unit.pk] = Node(
            id=unit.pk,
            code=unit.code,
            name=called.name,
            name_en=called.name_en,
            kind=unit.kind,
            order=unit.order,
            simulated=unit.simulated,
            group=group.code if group else None,
            group_name=group.name if group else "",
            group_name_en=group.name_en if group else "",
        )
    located: dict[int, int] = {}
    managed: dict[int, int] = {}
    for unit_id, parent_id, relation in Placement.objects.filter(on(day)).values_list(
        "unit_id", "parent_id", "relation"
    ):
        side = located if relation == Relation.LOCATED_IN else managed
        side[unit_id] = parent_id
    return OrgTree(day=day, nodes=nodes, located=located, managed={**located, **managed})


def _held(person: Person, day: date) -> tuple[Held, ...]:
    tenures = (
        Tenure.objects.filter(on(day), person=person)
        .select_related("post__unit")
        .order_by("post__unit__order", "post__order", "pk")
    )
    posts = [t.post for t in tenures]
    names = dict(
        UnitName.objects.filter(on(day), unit__in=[p.unit_id for p in posts]).values_list("unit_id", "name")
    )
    return tuple(
        Held(
            post_id=p.pk,
            unit_id=p.unit_id,
            unit_code=p.unit.code,
            unit_name=names.get(p.unit_id, p.unit.code),
            role=p.role,
            title=p.title,
            title_en=p.title_en,
        )
        for p in posts
    )


def standing_of_person(person: Person, at: datetime) -> Standing:
    """The person with the posts held on the local day of ``at``."""
    return Standing(
        at=at,
        name=person.name,
        name_en=person.name_en,
        person_id=person.pk,
        account_id=person.account_id,
        posts=_held(person, timezone.localtime(at).date()),
    )


def standing_of_account(account: Account | None, at: datetime) -> Standing:
    """The person behind an account; a visitor, or an account without person, gets an empty standing."""
    person = Person.objects.filter(account=account).first() if account is not None else None
    return standing_of_person(person, at) if person else Standing(at=at)


def standing_of_code(code: str, at: datetime) -> Standing:
    """The person with this code; an empty standing, which may do nothing, when there is none."""
    person = Person.objects.filter(code=code).first()
    return standing_of_person(person, at) if person else Standing(at=at)


def cast(day: date) -> QuerySet[Tenure]:
    """The invented people of a demonstration with their posts, for one-click sign-in."""
    return (
        Tenure.objects.filter(on(day), person__simulated=True, person__account__is_demo=True)
        .select_related("person__account", "post__unit")
        .order_by("post__unit__order", "post__order", "pk")
    )
