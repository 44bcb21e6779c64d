"""Establish a whole district from a table of administrative divisions (导入行政区划)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from luoshi.ledger.refusal import require
from luoshi.org.actions.establish import NewUnit, establish
from luoshi.org.actions.group_peers import group_peers
from luoshi.org.divisions import Division
from luoshi.org.models import PeerGroup, Unit, UnitKind
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing

# Units of the township level are compared within their kind.
PEERS = {
    UnitKind.SUBDISTRICT: ("subdistricts", "街道", "Subdistricts"),
    UnitKind.TOWN: ("towns", "镇", "Towns"),
    UnitKind.TOWNSHIP: ("townships", "乡", "Townships"),
}


@transaction.atomic
def import_divisions(standing: Standing, divisions: list[Division], since: date) -> list[Unit]:
    """Establish every division from ``since`` on, all or none, in the official order of their codes.

    Streets, towns and townships come into the peer group of their kind, created where missing. Refused,
    with the line of the file, when a code exists already.
    """
    require(may_change_organisation(standing))
    _group(standing, divisions)
    last = Unit.objects.aggregate(last=Max("order"))["last"] or 0
    units = [
        NewUnit(
            code=division.code,
            kind=division.kind,
            name=division.name,
            order=last + place,
            located_in=division.parent or None,
            group=PEERS[division.kind][0] if division.kind in PEERS else None,
            line=division.line,
        )
        for place, division in enumerate(divisions, start=1)
    ]
    return establish(standing, units, since)


def _group(standing: Standing, divisions: list[Division]) -> None:
    known = set(PeerGroup.objects.values_list("code", flat=True))
    kinds = {division.kind for division in divisions}
    missing = [group for kind, group in PEERS.items() if kind in kinds and group[0] not in known]
    if missing:
        top = next((d.code for d in divisions if d.kind == UnitKind.DISTRICT), divisions[0].code)
        group_peers(standing, missing, chain=top)
