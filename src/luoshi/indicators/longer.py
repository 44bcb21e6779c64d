"""Quarters, half-years and years beside their months (季、半年、年度数据与月度数据的对应)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from luoshi.indicators.composition import composition
from luoshi.indicators.facts import district_year
from luoshi.indicators.models import Observation
from luoshi.org.tree import OrgTree
from luoshi.workdays.periods import Cadence, Period


@dataclass(frozen=True)
class MonthOf:
    """A month of a longer period with its figure that counts, None without."""

    period: Period
    value: float | None


def standing_for(unit: int, indicator: int, period: str, known_at: datetime) -> Observation | None:
    """The verified figure of a quarter, half-year or year that a month has because they end together.

    None for what is no month, and where the month has a figure of its own, or none.
    """
    month = Period.parse(period)
    if month.cadence is not Cadence.MONTHLY:
        return None
    facts = district_year(month.year, known_at)
    if unit not in facts.unit_ids or indicator not in facts.indicator_ids:
        return None
    place = facts.unit_ids.index(unit), facts.indicator_ids.index(indicator), month.first_month - 1
    key = int(facts.observation_id[place])
    if key <= 0 or np.isnan(facts.values[place]):
        return None
    row = Observation.objects.filter(pk=key).first()
    return None if row is None or row.period == period else row


def months_of(
    org: OrgTree, unit: int, indicator: int, period: str, known_at: datetime
) -> tuple[MonthOf, ...]:
    """The months of a quarter, half-year or year with the figures that ``unit`` has of them; () for other periods.

    Empty, too, where it has none of any month. A month of a unit that files nothing itself is put together from
    those below.
    """
    asked = Period.parse(period)
    if asked.cadence not in {Cadence.QUARTERLY, Cadence.HALF_YEARLY, Cadence.YEARLY}:
        return ()
    facts = district_year(asked.year, known_at)
    if indicator not in facts.indicator_ids:
        return ()
    column, row = facts.indicator_ids.index(indicator), None
    if unit in facts.unit_ids:
        row = facts.unit_ids.index(unit)
    found = []
    for number in range(asked.first_month, asked.last_month + 1):
        month = Period.month(asked.year, number)
        value = np.nan if row is None else float(facts.values[row, column, number - 1])
        if np.isnan(value):
            made = composition(org, unit, indicator, month.code, known_at)
            value = np.nan if made is None or made.value is None else made.value
        found.append(MonthOf(month, None if np.isnan(value) else value))
    return tuple(found) if any(month.value is not None for month in found) else ()
