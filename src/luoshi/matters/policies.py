"""Who may see and do what with a matter. What the types call ``who`` is answered here, and nowhere else."""

from __future__ import annotations

from django.db.models import Q

from luoshi.matters.matter_type import all_types
from luoshi.matters.models import Matter
from luoshi.matters.situation import Place, Situation
from luoshi.org.models import Role
from luoshi.org.queries import tree
from luoshi.org.standing import OFFICES, OVERSEERS, UNIT_STAFF, Standing
from luoshi.org.tree import OrgTree

# Those who answer for a unit that holds a matter.
HOLDERS = (*UNIT_STAFF, Role.VILLAGE_CADRE, Role.GRID_WORKER)
UNIT_READERS = (*HOLDERS, Role.STATISTICS_OWNER)


def may_open_matter(standing: Standing) -> bool:
    """Only the supervision office opens (立项); leaders decide that it does."""
    return standing.has(Role.SUPERVISION_OFFICE)


def visible_matters(standing: Standing, org: OrgTree | None = None) -> Q:
    """All to the offices and leaders; opened ones to overseers; to unit staff those of their units and below.

    ``org`` is the tree where the caller has read it already; one of another day is not used.
    """
    if standing.has(*OFFICES):
        return Q()
    seen = Q(pk__in=[])
    if standing.has(*OVERSEERS):
        drafts = {code for kind in all_types().values() for code in kind.stages_counting_as("draft")}
        seen |= ~Q(stage__in=drafts)
    units = standing.units(*UNIT_READERS)
    if units:
        org = org if org is not None and org.day == standing.today else tree(standing.today)
        keys = units | {node.id for unit in units for node in org.below(unit)}
        seen |= Q(
            pk__in=Matter.objects.filter(
                Q(lead__in=keys) | Q(links__unit__in=keys) | Q(supporting__unit__in=keys)
            ).values("pk")
        )
    return seen


def may_see(standing: Standing, matter: Matter) -> bool:
    """Whether this one matter is among the visible ones."""
    return Matter.objects.filter(visible_matters(standing), pk=matter.pk).exists()


def holds(standing: Standing, place: Place) -> bool:
    """Whether the person answers for the link: its post, or, where none is named, its unit's staff."""
    if place.link.post_id is not None:
        return any(post.post_id == place.link.post_id for post in standing.posts)
    return standing.has(*HOLDERS, unit=place.link.unit_id)


def assigned(standing: Standing, situation: Situation, place: Place) -> bool:
    """Whether the person answers for the link above, or is the office for the first link."""
    above = situation.above(place)
    return holds(standing, above) if above else standing.has(Role.SUPERVISION_OFFICE)


def is_one_of(who: frozenset[str], standing: Standing, situation: Situation, place: Place | None) -> bool:
    """Whether the person is one of the ``who`` of a step about ``place`` (None: about the whole matter)."""
    return any(
        (
            "supervision_office" in who and standing.has(Role.SUPERVISION_OFFICE),
            "calendar" in who and standing.by_calendar,
            "holder" in who and place is not None and holds(standing, place),
            "assigner" in who and place is not None and assigned(standing, situation, place),
        )
    )


def kept_apart(
    apart_from: frozenset[str], standing: Standing, situation: Situation, place: Place | None
) -> bool:
    """Whether the person did one of the verbs from which a step must be kept apart (回避).

    About a link below the first only what was done about that link counts: whoever hands a matter on and
    reports upwards must still review what comes up from below.
    """
    below = place.link.pk if place is not None and place.link.position > 1 else None
    return any(
        e.verb in apart_from and e.by_id == standing.person_id and below in (None, e.link_id)
        for e in situation.events
    )
