"""Set how far behind is behind (设定预警阈值)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.targets.models import Yardsticks
from luoshi.targets.policies import may_set_targets


@transaction.atomic
def set_yardsticks(standing: Standing, *, chain: str, **gaps: Decimal) -> Yardsticks:
    """Change thresholds (percentage points) and the over-allocation limit (share of the whole) by name.

    Refused when the worse light would begin above the better one, or the limit is negative.
    """
    require(may_set_targets(standing))
    row = Yardsticks.objects.select_for_update().first() or Yardsticks()
    for name, value in gaps.items():
        setattr(row, name, value)
    for kind, place in (("level", _("Level targets")), ("growth", _("Growth targets"))):
        if getattr(row, f"{kind}_slightly_behind") > getattr(row, f"{kind}_on_pace"):
            raise Refused(
                Problem(
                    place,
                    _("“Behind” would begin above “slightly behind”."),
                    _("Lower the second threshold."),
                )
            )
    if row.over_allocation_limit < 0:
        raise Refused(
            Problem(_("Over-allocation limit"), _("It cannot be negative."), _("Write 0.03 for 3 %."))
        )
    row.save()
    record(
        standing.signature(),
        "targets.set_yardsticks",
        chain=chain,
        subject=str(row),
        rows=[row],
        detail={name: str(value) for name, value in gaps.items()},
    )
    return row
