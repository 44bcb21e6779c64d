"""Dissolve a unit from a date on (撤销单位)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.dated import end_on
from luoshi.org.models import PeerMembership, Placement, Tenure, Unit, UnitName
from luoshi.org.policies import may_change_organisation
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def dissolve(standing: Standing, unit: Unit, since: date, reason: str) -> None:
    """From ``since`` on the unit is gone, with its place, its peer group and the tenures of its posts.

    Its past stays readable. Refused without a reason, and while other units lie in it or are managed by it.
    """
    require(may_change_organisation(standing))
    if not reason.strip():
        raise Refused(
            Problem(_("Reason"), _("A dissolution needs a reason."), _("Name the decision it rests on."))
        )
    then = tree(since)
    if unit.pk not in then.nodes:
        raise Refused(
            Problem(
                str(unit), _("The unit does not exist on this day."), _("Choose a day on which it exists.")
            )
        )
    parents = {*then.located.items(), *then.managed.items()}
    dependent = sorted({then.nodes[u].name for u, parent in parents if parent == unit.pk and u in then.nodes})
    if dependent:
        raise Refused(
            Problem(
                then.nodes[unit.pk].name,
                _("Other units depend on it: %s.") % "、".join(dependent),
                _("Move them to another unit first."),
            )
        )
    ended: list[Recorded] = [
        *end_on(UnitName.objects.filter(unit=unit), since),
        *end_on(Placement.objects.filter(unit=unit), since),
        *end_on(PeerMembership.objects.filter(unit=unit), since),
        *end_on(Tenure.objects.filter(post__unit=unit), since),
    ]
    name = then.nodes[unit.pk].name
    record(standing.signature(), "org.dissolve", chain=unit.code, subject=name, rows=ended, reason=reason)
