"""Every unit that ever was, with the days of its life (单位存续)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.org.models import Placement, Relation, Unit, UnitName


@dataclass(frozen=True)
class Lifespan:
    """A unit by code, as it was last called up to the day; ``closed`` is the first day on which it is no more.

    ``parent`` is the code of the unit that managed it last, of the one it lay in where no manager is recorded;
    empty at the top.
    """

    id: int
    code: str
    kind: str
    name: str
    name_en: str
    opened: date
    closed: date | None
    parent: str
    order: int
    simulated: bool


def lifespans(day: date) -> list[Lifespan]:
    """All units established up to ``day``, in official order, dissolved ones too: three queries."""
    names: dict[int, list[UnitName]] = {}
    for name in UnitName.objects.filter(valid_from__lte=day).order_by("valid_from"):
        names.setdefault(name.unit_id, []).append(name)
    parents: dict[tuple[int, str], str] = {}
    for unit, relation, parent in (
        Placement.objects.filter(valid_from__lte=day)
        .order_by("valid_from")
        .values_list("unit_id", "relation", "parent__code")
    ):
        parents[unit, relation] = parent
    return [
        Lifespan(
            id=unit.pk,
            code=unit.code,
            kind=unit.kind,
            name=names[unit.pk][-1].name,
            name_en=names[unit.pk][-1].name_en,
            opened=names[unit.pk][0].valid_from,
            closed=names[unit.pk][-1].valid_to,
            parent=parents.get((unit.pk, Relation.MANAGED_BY))
            or parents.get((unit.pk, Relation.LOCATED_IN), ""),
            order=unit.order,
            simulated=unit.simulated,
        )
        for unit in Unit.objects.order_by("order", "code")
        if unit.pk in names
    ]
