"""The tree of units on a day."""

from __future__ import annotations

from datetime import date

from ninja import Query, Router, Schema

from luoshi.api.access import READ, Caller
from luoshi.api.asked import Listed, Paging, day_of, part
from luoshi.api.problems import READS
from luoshi.org.queries import tree
from luoshi.org.tree import Node, OrgTree

router = Router(tags=["units"], auth=READ)


class UnitOut(Schema):
    """A unit as it was on the day; ``parent`` manages it, ``located_in`` is where it lies."""

    code: str
    name: str
    name_en: str
    kind: str
    parent: str | None
    located_in: str | None
    peer_group: str | None
    simulated: bool


@router.get("/units", response={200: Listed[UnitOut], **READS}, operation_id="list_units")
def units(request: Caller, paging: Query[Paging], as_of: date | None = None) -> Listed[UnitOut]:
    """All units of a day in official order; each names the unit above it, so that the list is the tree."""
    org = tree(day_of(request, as_of))
    return part([_unit(org, node) for node in org.in_order()], paging)


def _unit(org: OrgTree, node: Node) -> UnitOut:
    return UnitOut(
        code=node.code,
        name=node.name,
        name_en=node.name_en,
        kind=node.kind,
        parent=_code(org, org.managed.get(node.id)),
        located_in=_code(org, org.located.get(node.id)),
        peer_group=node.group,
        simulated=node.simulated,
    )


def _code(org: OrgTree, unit: int | None) -> str | None:
    above = org.nodes.get(unit) if unit is not None else None
    return above.code if above else None
