"""Rules that a sheet would violate as it is filled in (报送前校验): told before it is submitted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np

from luoshi.indicators.check_models import Check, Rule
from luoshi.indicators.desk import latest
from luoshi.indicators.models import FormItem, Nature
from luoshi.indicators.panel import District, read_district
from luoshi.indicators.register import NATURES
from luoshi.indicators.rule_text import faults_of, read_rules
from luoshi.indicators.signals import violations
from luoshi.kernel.codes import Codes
from luoshi.kernel.validation.expression import Function, parse, references, uses
from luoshi.kernel.validation.panel import MONTHS, Panel
from luoshi.ledger.master import from_master
from luoshi.org.queries import on
from luoshi.workdays.periods import Cadence, Period

# What a rule may look back to: the same period of the year before, and the one before that.
YEARS = 3


@dataclass(frozen=True)
class Warned:
    """A rule that the values violate, with what its two sides came to; None where a side has no value."""

    rule: Rule
    left: Decimal | None
    right: Decimal | None


def warnings(
    unit_id: int,
    period: str,
    items: Sequence[FormItem],
    values: Mapping[int, Decimal | None],
    known_at: datetime,
) -> tuple[Warned, ...]:
    """Rules about the figures ``values`` (by indicator key) that ``unit_id`` would violate by them in ``period``.

    The rest of what a rule asks for is taken from what is known. Rules among the figures of the form, its
    ``items``, cost one query; one about other forms or the units below reads the district's panel.
    """
    month = Period.parse(period)
    if month.cadence is not Cadence.MONTHLY:
        return ()
    asked_then = Rule.objects.filter(on(month.end), check_kind=Check.RULE).select_related("indicator")
    rows = from_master(("indicators.rules", month.end), lambda: list(asked_then))
    on_form = {item.indicator.code for item in items}
    near = [row for row in rows if _is_near(row, on_form)]
    far = [row for row in rows if row not in near]
    stated = {key: float("nan") if value is None else float(value) for key, value in values.items()}
    asked = {item.indicator.code for item in items if item.indicator_id in values}
    found = (
        _violated(near, asked, _unit_alone(unit_id, month, items).of_unit(unit_id, stated)) if near else []
    )
    if far:
        district = read_district(month, known_at, YEARS)
        if unit_id in district.unit_ids:
            found += _violated(far, asked, district.of_unit(unit_id, stated))
    return tuple(found)


def _is_near(row: Rule, codes: Collection[str]) -> bool:
    if faults_of(row.left, codes) or faults_of(row.right, codes):
        return False
    return not any(uses(parse(text, codes), Function.CHILDREN) for text in (row.left, row.right))


def _unit_alone(unit_id: int, month: Period, items: Sequence[FormItem]) -> District:
    """The panel of one unit and one form; one query."""
    first = month.year - YEARS + 1
    periods = {Period.month(first + n // MONTHS, n % MONTHS + 1).code: n for n in range(YEARS * MONTHS)}
    column = {item.indicator_id: n for n, item in enumerate(items)}
    values = np.full((1, len(items), len(periods)), np.nan)
    for (_unit, indicator, period), observation in latest([unit_id], periods).items():
        if indicator in column and observation.value is not None:
            values[0, column[indicator], periods[period]] = float(observation.value)
    months = np.array([[m in item.months for m in range(1, MONTHS + 1)] for item in items], bool)
    panel = Panel(
        values=values,
        indicators=Codes((item.indicator.code for item in items), "lines of the form"),
        nature=np.array([NATURES[Nature(item.indicator.nature)] for item in items], np.int64),
        asked=np.tile(months, YEARS)[None],
        months=months,
        parent=np.array([-1]),
    )
    place = periods[month.code]
    filed = np.ones(len(items), bool)
    return District(panel, month, place, (unit_id,), tuple(item.indicator for item in items), filed)


def _violated(rows: list[Rule], asked: Collection[str], of_unit: District) -> list[Warned]:
    found = []
    for rule in read_rules(rows, {i.code for i in of_unit.indicators}):
        if not set(asked).intersection((*references(rule.left), *references(rule.right))):
            continue
        for signal in violations(of_unit, rule):
            if signal.unit_id == of_unit.unit_ids[0]:
                sides = (signal.seen.get(name) for name in ("left", "right"))
                found.append(Warned(rule.row, *(Decimal(s) if s else None for s in sides)))
    return found


def blocking(warned: Iterable[Warned]) -> list[Warned]:
    """Those whose rule keeps a sheet from being submitted."""
    return [w for w in warned if w.rule.compulsory]
