"""Rules that a sheet would violate as it is filled in (报送前校验): told before it is submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from luoshi.indicators.check_models import Check, Rule
from luoshi.indicators.panel import read_district
from luoshi.indicators.rule_text import read_rules
from luoshi.indicators.signals import violations
from luoshi.kernel.validation.expression import references
from luoshi.org.queries import on
from luoshi.workdays.periods import Period

# What a rule may look back to: the same period of the year before, and the one before that.
YEARS = 3


@dataclass(frozen=True)
class Warned:
    """A rule that the values violate, with what its two sides came to; None where a side has no value."""

    rule: Rule
    left: Decimal | None
    right: Decimal | None


def warnings(
    unit_id: int, period: str, values: Mapping[int, Decimal | None], known_at: datetime
) -> tuple[Warned, ...]:
    """Rules about the figures ``values`` (by indicator key) that ``unit_id`` would violate by them in ``period``.

    The rest of what a rule asks for is taken from what is known at ``known_at``. One query where no rule is set up.
    """
    month = Period.parse(period)
    rows = list(Rule.objects.filter(on(month.end), check_kind=Check.RULE).select_related("indicator"))
    if not rows:
        return ()
    district = read_district(month, known_at, YEARS)
    if unit_id not in district.unit_ids:
        return ()
    stated = {key: float("nan") if value is None else float(value) for key, value in values.items()}
    of_unit = district.of_unit(unit_id, stated)
    on_sheet = {i.code for i in district.indicators if i.pk in values}
    found = []
    for rule in read_rules(rows, {i.code for i in district.indicators}):
        if not on_sheet.intersection((*references(rule.left), *references(rule.right))):
            continue
        for signal in violations(of_unit, rule):
            if signal.unit_id == unit_id:
                sides = (signal.seen.get(name) for name in ("left", "right"))
                found.append(Warned(rule.row, *(Decimal(s) if s else None for s in sides)))
    return tuple(found)


def blocking(warned: Iterable[Warned]) -> list[Warned]:
    """Those whose rule keeps a sheet from being submitted."""
    return [w for w in warned if w.rule.compulsory]
