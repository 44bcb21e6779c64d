"""Name the peer groups within which units are compared (设考核组)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from luoshi.ledger.record import record
from luoshi.ledger.refusal import require
from luoshi.org.models import PeerGroup
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing


@transaction.atomic
def group_peers(standing: Standing, groups: list[tuple[str, str, str]], *, chain: str) -> list[PeerGroup]:
    """Create peer groups from (code, name, English name), in official order after those that exist."""
    require(may_change_organisation(standing))
    last = PeerGroup.objects.aggregate(last=Max("order"))["last"] or 0
    made = [
        PeerGroup.objects.create(code=code, name=name, name_en=name_en, order=order)
        for order, (code, name, name_en) in enumerate(groups, start=last + 1)
    ]
    record(
        standing.signature(),
        "org.group_peers",
        chain=chain,
        subject=", ".join(g.name for g in made),
        rows=made,
    )
    return made
