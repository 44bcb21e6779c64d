"""Who is told about a negotiation of parts, and about a change that was recorded in a leader's name (通知对象)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.kernel.rounding import half_up
from luoshi.notices.actions.notify import notify
from luoshi.org.models import Role, Tenure, Unit
from luoshi.org.queries import on, tree
from luoshi.org.standing import Standing
from luoshi.targets.authority import Authority
from luoshi.targets.models import QuotaStep, Target


def people_below(unit: Unit, day: date) -> set[int]:
    """Keys of those who may speak for ``unit`` about its part."""
    return _holding(day, Role.PRINCIPAL, Role.DEPUTY, unit=unit.pk)


def people_above(target: Target, day: date) -> set[int]:
    """Keys of those who answer a unit's offer: the principal of the target's unit, else the supervision office."""
    return _holding(day, Role.PRINCIPAL, unit=target.unit_id) or _holding(day, Role.SUPERVISION_OFFICE)


def spoke(step: QuotaStep) -> set[int]:
    """The key of whoever took ``step``: he hears the answer, whichever post he holds."""
    return set() if step.by_id is None else {step.by_id}


def _holding(day: date, *roles: str, unit: int | None = None) -> set[int]:
    tenures = Tenure.objects.filter(on(day), post__role__in=roles)
    if unit is not None:
        tenures = tenures.filter(post__unit=unit)
    return set(tenures.values_list("person", flat=True))


def tell_of_quota(standing: Standing, step: QuotaStep, kind: str, people: set[int], asked: Target) -> None:
    """Notify ``people``, the one who acts left out, of ``step`` in the negotiation on ``asked``, with its amount."""
    indicator = asked.indicator
    notify(
        standing,
        people - {standing.person_id or 0},
        kind,
        f"quota:{asked.pk}",
        {
            "unit": tree(standing.today).name(step.unit_id),
            "indicator": indicator.name,
            "period": asked.period,
            "value": _amount(step.value, indicator.decimals),
            "measure": indicator.unit_name,
        },
        chain=step.unit.code,
    )


def _amount(value: Decimal, digits: int) -> str:
    shown = half_up(value, digits)
    assert shown is not None
    return f"{shown:,.{digits}f}"


def tell_approver(standing: Standing, target: Target, authority: Authority) -> None:
    """Whoever holds the post that is said to have approved the change learns of it."""
    if authority.approved_by is None:
        return
    tenures = Tenure.objects.filter(on(standing.today), post=authority.approved_by)
    notify(
        standing,
        set(tenures.values_list("person", flat=True)),
        "target.approved",
        f"target:{target.pk}",
        {
            "unit": tree(standing.today).name(target.unit_id),
            "indicator": target.indicator.name,
            "period": target.period,
            "basis": authority.basis.strip()[:200],
        },
        chain=target.unit.code,
    )
