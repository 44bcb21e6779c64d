"""Say where the calendar expects a target to be, month by month (定时序)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.curve import monthly_table
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.targets.models import Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.vocabulary import CurveKind


@transaction.atomic
def set_curve(standing: Standing, target: Target, table: list[str] | None) -> Target:
    """Give ``target`` and its parts twelve cumulative shares, or None for the linear curve.

    Refused, naming the month, unless the shares never fall and end at 1.
    """
    require(may_set_targets(standing))
    if table is not None:
        _check(table)
    rows = [target, *Target.objects.filter(parent=target, superseded_at__isnull=True)]
    for row in rows:
        row.curve = CurveKind.LINEAR if table is None else CurveKind.TABLE
        row.curve_table = table
        row.save(update_fields=["curve", "curve_table"])
    record(
        standing.signature(),
        "targets.set_curve",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=rows,
        detail={"table": table or "linear"},
    )
    return target


def _check(table: list[str]) -> None:
    try:
        shares = [Decimal(share) for share in table]
    except InvalidOperation as error:
        raise Refused(
            Problem(_("Monthly table"), _("Every month needs a number."), _("Write shares such as 0.08."))
        ) from error
    try:
        monthly_table([float(share) for share in shares])
    except ValueError as error:
        raise Refused(
            Problem(
                _("Monthly table"),
                str(error),
                _("Enter twelve cumulative shares that never fall and end at 1."),
            )
        ) from error
