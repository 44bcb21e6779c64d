"""Mid-year talks about the parts of the second half, and money that hangs on targets (演示两上两下与挂钩资金)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.org.models import Person, Role, Unit
from luoshi.org.standing import Standing
from luoshi.targets.actions.agree_quota import agree_quota
from luoshi.targets.actions.counter_quota import counter_quota
from luoshi.targets.actions.propose_quota import propose_quota
from luoshi.targets.actions.tie_money import tie_money
from luoshi.targets.models import Target
from luoshi.targets.quotas import last_step

TALKED_ABOUT = "industry_revenue"
FIRST_UP, FIRST_DOWN, SECOND_UP, SECOND_DOWN = (date(2015, 6, day) for day in (18, 23, 25, 29))
TIED_ON = date(2015, 3, 18)
# Of its present part: what a unit offers first, what it is asked for, what it offers then.
OFFERED, ASKED, OFFERED_AGAIN = Decimal("0.92"), Decimal("1.02"), Decimal("0.99")
TALKING = 4
MONEY = (
    ("fixed_investment", "800", "年度考核完成后拨付，未完成的按缺口比例核减"),
    ("fiscal_revenue", "1200", "超收分成以完成年度目标为前提"),
)


def enter(agenda: Agenda) -> None:
    """Four units talk: one has agreed, one is asked for more, one waits for an answer, one agreed at once."""
    agenda.at(TIED_ON, _tie, 10)
    agenda.at(FIRST_UP, partial(_propose, range(TALKING), FIRST_UP, OFFERED, "按在手订单测算（演示）"), 10)
    agenda.at(FIRST_DOWN, partial(_answer, range(2)), 16)
    agenda.at(SECOND_UP, partial(_propose, range(1), SECOND_UP, OFFERED_AGAIN, "新增一条生产线（演示）"), 10)
    agenda.at(SECOND_DOWN, _agree, 16)


def _root() -> Target | None:
    return Target.objects.filter(
        indicator__code=TALKED_ABOUT, parent=None, superseded_at=None, level__isnull=False
    ).first()


def _parts() -> list[Target]:
    root = _root()
    if root is None:
        return []
    parts = Target.objects.filter(
        parent__indicator=root.indicator, parent__unit=root.unit, superseded_at=None, level__isnull=False
    ).select_related("unit", "indicator")
    return list(parts.order_by("unit__order")[:TALKING])


def _head(unit: Unit, day: date) -> Standing:
    person = Person.objects.filter(tenures__post__unit=unit, tenures__post__role=Role.PRINCIPAL).first()
    if person is None:
        raise LookupError(f"nobody heads {unit}")
    return as_person(person.code, day, 10)


def _of_part(part: Target, share: Decimal) -> Decimal:
    level = part.level or Decimal(0)
    return (level * share).quantize(Decimal(1).scaleb(-part.indicator.decimals))


def _propose(places: range, day: date, share: Decimal, why: str) -> None:
    root, parts = _root(), _parts()
    for part in (parts[n] for n in places if n < len(parts)):
        if root is not None:
            propose_quota(_head(part.unit, day), root, part.unit, _of_part(part, share), why)


def _answer(places: range) -> None:
    root, parts = _root(), _parts()
    for part in (parts[n] for n in places if n < len(parts)):
        if root is not None:
            office = as_person("supervisor", FIRST_DOWN, 16)
            counter_quota(office, root, part.unit, _of_part(part, ASKED), "全区上半年有缺口（演示）")


def _agree() -> None:
    """The first unit's second offer is accepted, and the last one's first."""
    root, parts = _root(), _parts()
    for part in (*parts[:1], *parts[TALKING - 1 :]):
        if root is not None and last_step(root, part.unit_id) is not None:
            agree_quota(as_person("supervisor", SECOND_DOWN, 16), root, part.unit, "同意（演示）")


def _tie() -> None:
    for code, amount, condition in MONEY:
        target = Target.objects.filter(indicator__code=code, unit__code="YS-T01", superseded_at=None).first()
        if target is not None:
            office = as_person("supervisor", TIED_ON, 10)
            tie_money(office, target, Decimal(amount), "演政办〔2015〕9号（演示）", f"{condition}（演示）")
