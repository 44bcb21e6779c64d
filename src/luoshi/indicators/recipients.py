"""Who is told that a look-back cut a figure (通知对象): the unit that reported it, and the figure's data owner."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q

from luoshi.indicators.heirs import heirs
from luoshi.indicators.look_back_models import Claim
from luoshi.indicators.models import Observation
from luoshi.indicators.policies import REPORTERS
from luoshi.kernel.rounding import half_up
from luoshi.notices.actions.notify import notify
from luoshi.notices.wording import both
from luoshi.org.models import Role, Tenure
from luoshi.org.queries import dissolved, on, tree
from luoshi.org.standing import Standing


def tell_of_cut(standing: Standing, claim: Claim, before: Observation, haircut: Observation) -> None:
    """Notify whoever reports for the unit, and the statistics owners, that ``haircut`` counts instead of ``before``.

    The one who settles is left out. Of a unit that is gone its successors are told; where nobody holds such a post,
    who reported.
    """
    org = tree(standing.today)
    heir = heirs([before.unit_id], org, standing.at)[before.unit_id]
    answering = [before.unit_id] if before.unit_id in org.nodes else sorted(heir)
    reporting = _holding(Q(post__unit__in=answering, post__role__in=REPORTERS), standing)
    owning = _holding(
        Q(post__unit=before.indicator.data_owner_id, post__role=Role.STATISTICS_OWNER), standing
    )
    if not reporting and before.reported_by_id is not None:
        reporting = {before.reported_by_id}
    node = org.nodes.get(before.unit_id) or dissolved([before.unit_id], standing.today)[0][0]
    decimals = before.indicator.decimals
    notify(
        standing,
        (reporting | owning) - {standing.person_id or 0},
        "report.cut",
        f"claim:{claim.pk}",
        {
            **both(unit=node, indicator=before.indicator),
            "period": before.period,
            "counted": _amount(before.value, decimals),
            "verified": _amount(haircut.value, decimals),
            "measure": before.indicator.unit_name,
            "measure_en": before.indicator.unit_name_en,
        },
        chain=before.unit.code,
    )


def _holding(which: Q, standing: Standing) -> set[int]:
    return set(Tenure.objects.filter(which, on(standing.today)).values_list("person", flat=True))


def _amount(value: Decimal | None, decimals: int) -> str:
    shown = half_up(value, decimals)
    assert shown is not None
    return f"{shown:,.{decimals}f}"
