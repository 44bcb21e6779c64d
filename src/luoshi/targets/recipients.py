"""Who is told about a negotiation of parts, and about a change that was recorded in a leader's name (通知对象)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.kernel.rounding import half_up
from luoshi.notices.actions.notify import notify
from luoshi.notices.wording import both
from luoshi.org.models import Role, Tenure, Unit
from luoshi.org.queries import on, tree
from luoshi.org.standing import Standing
from luoshi.targets.authority import Authority
from luoshi.targets.models import QuotaStep, Target, Yardsticks


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
            **both(unit=tree(standing.today).nodes.get(step.unit_id), indicator=indicator),
            "period": asked.period,
            "value": _amount(step.value, indicator.decimals),
            "measure": indicator.unit_name,
            "measure_en": indicator.unit_name_en,
        },
        chain=step.unit.code,
    )


def _amount(value: Decimal, digits: int) -> str:
    shown = half_up(value, digits)
    assert shown is not None
    return f"{shown:,.{digits}f}"


def tell_approver(
    standing: Standing, target: Target, authority: Authority, kind: str = "target.approved"
) -> None:
    """Whoever holds the post that is said to have approved the change learns of it: of ``target``, or of its parts."""
    _tell_approver(
        standing,
        authority,
        kind,
        f"target:{target.pk}",
        {
            **both(unit=tree(standing.today).nodes.get(target.unit_id), indicator=target.indicator),
            "period": target.period,
        },
        target.unit.code,
    )


def tell_approver_of_yardsticks(
    standing: Standing, row: Yardsticks, authority: Authority, chain: str
) -> None:
    """The same of the thresholds of the lights."""
    _tell_approver(standing, authority, "yardsticks.approved", f"yardsticks:{row.pk}", {}, chain)


def _tell_approver(
    standing: Standing, authority: Authority, kind: str, subject: str, words: dict[str, str], chain: str
) -> None:
    if authority.approved_by is None:
        return
    tenures = Tenure.objects.filter(on(standing.today), post=authority.approved_by)
    people = set(tenures.values_list("person", flat=True))
    notify(standing, people, kind, subject, {**words, "basis": authority.basis.strip()}, chain=chain)
