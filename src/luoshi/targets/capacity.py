"""What each unit can carry (能力法): last year's level, another indicator's, or a table, with headroom on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.models import Indicator
from luoshi.indicators.numerals import kept_exactly
from luoshi.kernel.cascade import by_share, capacities
from luoshi.kernel.rounding import half_up
from luoshi.ledger.naming import named
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.tree import Node, OrgTree
from luoshi.targets.bases import annual_bases
from luoshi.targets.models import Target
from luoshi.workdays.periods import Period

LEAST_HEADROOM = Decimal(-100)


@dataclass(frozen=True)
class Capacity:
    """``indicator``: the code of the one whose level of the year before counts; '' reads ``table``, by unit code.

    ``headroom`` is in per cent of that level, by unit code; 0 where not given.
    """

    indicator: str = ""
    table: Mapping[str, Decimal] = field(default_factory=dict)
    headroom: Mapping[str, Decimal] = field(default_factory=dict)


def measured_capacities(
    target: Target, given: Capacity, units: Mapping[str, Node], org: OrgTree, known_at: datetime
) -> dict[str, Decimal]:
    """The capacity of each of ``units`` (by code). Refused, unit by unit, where none is known or it makes no sense."""
    levels = dict(_levels(target, given, units, org, known_at))
    problems = [
        Problem(
            unit,
            _("A capacity is zero or more.")
            if level is not None and level < 0
            else _("The capacity of this unit is not known."),
            _("Enter it, choose another indicator, or leave the unit out."),
            unit,
        )
        for unit, level in levels.items()
        if level is None or not kept_exactly(level) or level < 0
    ]
    problems += [
        Problem(
            unit, _("This headroom is not possible."), _("Write per cent, such as 15; not below −100."), unit
        )
        for unit, percent in given.headroom.items()
        if unit in levels and (not kept_exactly(percent) or percent < LEAST_HEADROOM)
    ]
    if problems:
        raise Refused(problems)
    able = capacities(levels, {u: p / 100 for u, p in given.headroom.items() if u in levels})
    if not sum(able.values()):
        raise Refused(
            Problem(
                named(target.indicator), _("Nobody has any capacity."), _("Choose another indicator or rule.")
            )
        )
    return able


def parts_by_capacity(target: Target, able: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The target's level split in proportion to ``able``, exactly. Refused while the level is not known."""
    whole = half_up(target.level, target.indicator.decimals)
    if whole is None:
        raise Refused(
            Problem(
                named(target.indicator),
                _("The base is not known, so there is no amount to split."),
                _("Supply the base with its source, or hand the growth down as equal growth."),
            )
        )
    return by_share(whole, able, target.indicator.decimals)


def _levels(
    target: Target, given: Capacity, units: Mapping[str, Node], org: OrgTree, known_at: datetime
) -> Mapping[str, Decimal | None]:
    if not given.indicator:
        return {unit: given.table.get(unit) for unit in units}
    indicator = Indicator.objects.filter(code=given.indicator).first()
    if indicator is None:
        raise Refused(
            Problem(
                given.indicator, _("There is no such indicator."), _("Choose one of the list."), "indicator"
            )
        )
    return annual_bases(indicator, Period.parse(target.period).year - 1, list(units.values()), org, known_at)
