"""Establish a unit with its name, place, manager and peer group (设立单位)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import PeerGroup, PeerMembership, Placement, Relation, Unit, UnitKind, UnitName
from luoshi.org.policies import may_change_organisation
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class NewUnit:
    """What is needed to establish a unit. ``located_in``/``managed_by`` are codes; None at the top of the tree.

    ``managed_by`` None means: managed by where it lies. ``line`` is where it stands in an imported file.
    """

    code: str
    kind: str
    name: str
    order: int
    located_in: str | None = None
    managed_by: str | None = None
    name_en: str = ""
    group: str | None = None
    simulated: bool = False
    line: int | None = None


@transaction.atomic
def establish(standing: Standing, units: list[NewUnit], since: date, reason: str = "") -> list[Unit]:
    """Establish ``units`` from ``since`` on, parents before children, all or none.

    Refused, with the line of each, when a code repeats or exists, a kind, parent or group is unknown.
    """
    require(may_change_organisation(standing))
    known = dict(Unit.objects.values_list("code", "pk"))
    groups = dict(PeerGroup.objects.values_list("code", "pk"))
    problems = list(_problems(units, set(known), set(groups)))
    if problems:
        raise Refused(problems)
    made: list[Unit] = []
    rows: list[Recorded] = []
    for new in units:
        unit = Unit.objects.create(code=new.code, kind=new.kind, order=new.order, simulated=new.simulated)
        known[new.code] = unit.pk
        rows.append(unit)
        rows.append(UnitName.objects.create(unit=unit, name=new.name, name_en=new.name_en, valid_from=since))
        for relation, parent in (
            (Relation.LOCATED_IN, new.located_in),
            (Relation.MANAGED_BY, new.managed_by),
        ):
            if parent:
                rows.append(
                    Placement.objects.create(
                        unit=unit, parent_id=known[parent], relation=relation, valid_from=since
                    )
                )
        if new.group:
            rows.append(
                PeerMembership.objects.create(unit=unit, group_id=groups[new.group], valid_from=since)
            )
        made.append(unit)
    root = tree(since).root
    if made and root is not None:
        subject = ", ".join(u.name for u in units[:3]) + ("…" if len(units) > 3 else "")
        record(
            standing.signature(), "org.establish", chain=root.code, subject=subject, rows=rows, reason=reason
        )
    return made


def _problems(units: list[NewUnit], known: set[str], groups: set[str]) -> Iterator[Problem]:
    for line, new in enumerate(units, start=1):
        where = _("Line %(line)d (%(name)s)") % {"line": new.line or line, "name": new.name or new.code}
        if new.code in known:
            yield Problem(
                where, _("The code %s exists already.") % new.code, _("Remove the line or correct the code.")
            )
        if new.kind not in UnitKind.values:
            yield Problem(
                where, _("Unknown kind “%s”.") % new.kind, _("Use one of: %s.") % ", ".join(UnitKind.values)
            )
        if not new.name.strip():
            yield Problem(where, _("The name is empty."), _("Write the unit's name."))
        for parent in (new.located_in, new.managed_by):
            if parent and parent not in known:
                yield Problem(
                    where, _("The parent %s is unknown.") % parent, _("Put the parent before its children.")
                )
        if new.group and new.group not in groups:
            yield Problem(where, _("Unknown peer group “%s”.") % new.group, _("Create the group first."))
        known.add(new.code)
