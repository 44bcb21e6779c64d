"""Who is told about a matter: those who answer for a link, and the supervision office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from luoshi.matters.models import Link, Matter
from luoshi.matters.policies import HOLDERS
from luoshi.matters.situation import Place, Situation
from luoshi.notices.actions.notify import notify
from luoshi.org.models import Role, Tenure
from luoshi.org.queries import on
from luoshi.org.standing import Standing


def answering_for(link: Link, day: date) -> set[int]:
    """Keys of the people who hold the link's post on ``day``, or a post of its unit that answers for it."""
    tenures = Tenure.objects.filter(on(day))
    if link.post_id is not None:
        tenures = tenures.filter(post=link.post_id)
    else:
        tenures = tenures.filter(post__unit=link.unit_id, post__role__in=HOLDERS)
    return set(tenures.values_list("person", flat=True))


def office(day: date) -> set[int]:
    """Keys of the people of the supervision office on ``day``."""
    tenures = Tenure.objects.filter(on(day), post__role=Role.SUPERVISION_OFFICE)
    return set(tenures.values_list("person", flat=True))


def above(situation: Situation, place: Place, day: date) -> set[int]:
    """Keys of the people one link above ``place``; the office's for the first link."""
    upper = situation.above(place)
    return answering_for(upper.link, day) if upper else office(day)


def whole_chain(situation: Situation, day: date) -> set[int]:
    """Keys of everybody who answers for a link of the current chain."""
    return {person for place in situation.chain for person in answering_for(place.link, day)}


def tell(
    standing: Standing, matter: Matter, people: set[int], kind: str, params: Mapping[str, str] | None = None
) -> None:
    """Notify ``people``, the one who acts left out, with number, title and due date always given."""
    told = {
        "number": matter.number,
        "title": matter.title,
        "due_on": matter.due_on.isoformat() if matter.due_on else "",
        **(params or {}),
    }
    notify(
        standing,
        people - {standing.person_id or 0},
        kind,
        f"matter:{matter.pk}",
        told,
        chain=matter.lead.code,
    )


def unit_name(link: Link, day: date) -> str:
    """What the link's unit is called on ``day``; its code when it had no name then."""
    names = link.unit.names.filter(on(day)).values_list("name", flat=True)
    return names.first() or link.unit.code
