"""Say where the calendar expects a target to be, month by month (定时序)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.curve import MONTHS
from luoshi.kernel.seasonal_curve import FEWEST_YEARS
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.targets.authority import NOBODY, Authority, still_without_curve
from luoshi.targets.courses import has_course
from luoshi.targets.models import Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.recipients import tell_approver
from luoshi.targets.seasons import Season, season
from luoshi.targets.succession import locked, parts_in_force, succeed
from luoshi.targets.vocabulary import CurveKind


@transaction.atomic
def set_curve(
    standing: Standing,
    target: Target,
    table: list[str] | None,
    kind: str = CurveKind.TABLE,
    authority: Authority | None = None,
) -> Target:
    """Give ``target`` and everything handed down from it twelve cumulative shares, or None for the linear curve.

    For kind steps a month without a step is left empty; for kind seasonal the shares come from the own past
    years of the target's unit, whatever ``table`` says. Each is superseded by its like with the new curve; the
    successor of ``target`` is returned. Refused unless the shares are numbers that never fall and end at 1, for
    fewer than three full past years, for a target no longer in force, where nothing changes, and without document,
    approver or reason, unless the curve is still part of setting the target (``still_without_curve``).
    """
    require(may_set_targets(standing))
    target = locked(target)
    problems: list[Problem] = []
    if not has_course(target):
        problems.append(
            Problem(
                named(target.indicator),
                _("A limit, a rank and what is kept at zero have no course over the year."),
                _("Leave the curve as it is."),
                "curve",
            )
        )
    if authority is not None or not still_without_curve(target, standing.today):
        problems += (authority or NOBODY).problems(standing, reason_needed=True)
    years = None
    if kind == CurveKind.SEASONAL:
        found = season(target, tree(standing.today), standing.at)
        shares, years = _drawn(target, found), list(found.years)
    elif table is None:
        shares, kind = None, CurveKind.LINEAR
    else:
        shares = _checked(_with_steps_held(table) if kind == CurveKind.STEPS else table)
    old = _with_all_below(target)
    if all((row.curve, row.curve_table) == (kind, shares) for row in old):
        problems.append(
            Problem(_("Curve"), _("Nothing is changed."), _("This curve is in force already."), "curve")
        )
    if problems:
        raise Refused(problems)
    said = {} if authority is None else authority.columns
    new = [succeed(standing, row, curve=kind, curve_table=shares, curve_years=years, **said) for row in old]
    record(
        standing.signature(),
        "targets.set_curve",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}",
        rows=[*old, *new],
        reason=new[0].change_reason if authority else "",
        detail={"table": shares or "linear"}
        | ({"years": years} if years else {})
        | ({"basis": new[0].basis} if authority else {}),
    )
    if authority is not None:
        tell_approver(standing, new[0], authority)
    return new[0]


def _with_all_below(target: Target) -> list[Target]:
    found = [target]
    for part in parts_in_force(target).select_for_update(of=("self",)):
        found.extend(_with_all_below(part))
    return found


def _drawn(target: Target, found: Season) -> list[str]:
    """The shares of the own past; Refused where it is too short or has no course."""
    if found.curve is not None:
        return found.table
    raise Refused(
        Problem(
            named(target.indicator),
            _("%(found)d full past years are on record, %(needed)d are needed.")
            % {"found": len(found.years), "needed": FEWEST_YEARS}
            if found.adds_up
            else _("The indicator does not add up over a year, so it has no course."),
            _("Import more history, or use another curve."),
            "curve",
        )
    )


def _with_steps_held(table: list[str]) -> list[str]:
    """Between two steps the share of the earlier one holds; before the first it is 0."""
    held, shares = "0", []
    for share in table:
        held = share or held
        shares.append(held)
    return shares


def _checked(table: list[str]) -> list[str]:
    """The shares as plain decimals."""
    shares = []
    for month, share in enumerate(table, start=1):
        try:
            shares.append(Decimal(share))
        except InvalidOperation as error:
            raise Refused(
                Problem(
                    _("Monthly table"),
                    _("“%(text)s” in month %(month)d is not a number.") % {"text": share, "month": month}
                    if share.strip()
                    else _("Month %d is empty.") % month,
                    _("Every month needs a share such as 0.08."),
                )
            ) from error
    if len(shares) != MONTHS or not all(share.is_finite() for share in shares):
        raise Refused(
            Problem(_("Monthly table"), _("A table has twelve months."), _("Enter a share for each month."))
        )
    fallen = [m for m in range(2, MONTHS + 1) if shares[m - 1] < shares[m - 2]]
    if fallen:
        raise Refused(
            Problem(
                _("Monthly table"),
                _("The share of month %(month)d is below that of the month before.") % {"month": fallen[0]},
                _("Shares are cumulative: they never fall."),
            )
        )
    if shares[0] < 0 or shares[-1] != 1:
        raise Refused(
            Problem(
                _("Monthly table"),
                _("The shares do not run from zero to the whole year."),
                _("The first share is zero or more; December's is 1."),
            )
        )
    return [f"{share:f}" for share in shares]
