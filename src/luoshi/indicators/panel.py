"""Rows to the panel of the checks: the years up to one month, as one array (核查面板)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from luoshi.indicators.derived import parents
from luoshi.indicators.facts import district_year
from luoshi.indicators.models import Aggregation, Indicator, Nature
from luoshi.indicators.register import NATURES, asked_months
from luoshi.kernel.arrays import BoolArray
from luoshi.kernel.codes import Codes
from luoshi.kernel.validation.panel import MONTHS, Panel
from luoshi.org.queries import tree
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class District:
    """The panel with its axes in rows of the database; ``month`` is the place of ``period`` on the last axis.

    ``filed`` (bool[I]): somebody states the figures, none of them is derived or computed from records.
    """

    panel: Panel
    period: Period
    month: int
    unit_ids: tuple[int, ...]
    indicators: tuple[Indicator, ...]
    filed: BoolArray

    @property
    def summed(self) -> np.ndarray:
        """bool[I]: figures of the units below add up."""
        return np.array([i.aggregation == Aggregation.SUM for i in self.indicators], bool)

    @property
    def steps(self) -> np.ndarray:
        """float64[I]: the unit of the last printed digit."""
        return np.array([10.0**-i.decimals for i in self.indicators])

    def of_unit(self, unit_id: int, stated: Mapping[int, float]) -> District:
        """The unit and those directly below it, with ``stated`` (by indicator key, NaN missing) as its month."""
        own = self.unit_ids.index(unit_id)
        rows = np.array([own, *np.flatnonzero(self.panel.parent == own)])
        values = self.panel.values[rows].copy()
        for column, indicator in enumerate(self.indicators):
            if indicator.pk in stated:
                values[0, column, self.month] = stated[indicator.pk]
        parent = np.where(np.arange(rows.size) > 0, 0, -1)
        panel = replace(self.panel, values=values, asked=self.panel.asked[rows], parent=parent)
        return replace(self, panel=panel, unit_ids=tuple(self.unit_ids[r] for r in rows))


def read_district(period: Period, known_at: datetime, years: int) -> District:
    """The panel of ``years`` years up to that of the month ``period``: the latest values filed, verified or not.

    Checks look at what was filed, so that a weak figure is asked about before it is verified. The unit above is
    the nearest one above, by who manages whom at the period's end, that has figures itself.
    """
    # In the boundaries of the period's end, so that a unit is held against the past of its own ground.
    now = district_year(period.year, known_at, verified_only=False, boundaries=period.end)
    before = [
        district_year(period.year - back, known_at, verified_only=False, like=now)
        for back in range(years - 1, 0, -1)
    ]
    facts = [*before, now]
    indicators = _catalogue(now.indicator_ids)
    panel = Panel(
        values=np.concatenate([f.values for f in facts], axis=2),
        indicators=Codes(now.indicator_codes, "indicators"),
        nature=np.array([NATURES[Nature(i.nature)] for i in indicators], np.int64),
        asked=np.concatenate([f.expected for f in facts], axis=2),
        months=asked_months(now.indicator_ids),
        parent=parents(now.unit_ids, tree(period.end)),
    )
    month = MONTHS * years - MONTHS + period.last_month - 1
    return District(panel, period, month, now.unit_ids, indicators, now.stated)


def _catalogue(keys: tuple[int, ...]) -> tuple[Indicator, ...]:
    found = Indicator.objects.select_related("data_owner").in_bulk(keys)
    return tuple(found[key] for key in keys)
