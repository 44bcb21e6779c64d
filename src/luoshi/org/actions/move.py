"""Hand a unit over to another manager, or move it, from a date on (移交)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.dated import end_on
from luoshi.org.models import Placement, Relation, Unit
from luoshi.org.policies import may_change_organisation
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def move(
    standing: Standing, unit: Unit, parent: Unit, relation: Relation, since: date, reason: str
) -> Placement:
    """From ``since`` on, ``unit`` is located in or managed by ``parent``; the placement before it ends that day.

    Refused without a reason, and when the unit would come to stand below itself.
    """
    require(may_change_organisation(standing))
    if not reason.strip():
        raise Refused(
            Problem(_("Reason"), _("A hand-over needs a reason."), _("Name the decision it rests on."))
        )
    then = tree(since)
    above = {parent.pk, *(n.id for n in then.ancestors(parent.pk))}
    if unit.pk in above:
        raise Refused(
            Problem(then.name(unit.pk), _("A unit cannot stand below itself."), _("Choose another parent."))
        )
    ended = end_on(Placement.objects.filter(unit=unit, relation=relation), since)
    new = Placement.objects.create(unit=unit, parent=parent, relation=relation, valid_from=since)
    record(
        standing.signature(),
        "org.move",
        chain=unit.code,
        subject=f"{then.name(unit.pk)} → {then.name(parent.pk)}",
        rows=[*ended, new],
        reason=reason,
    )
    return new
