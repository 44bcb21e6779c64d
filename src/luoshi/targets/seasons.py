"""A unit's own course over past years, from which a seasonal curve is drawn (季节曲线取数)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils import timezone

from luoshi.indicators.adding import members_of
from luoshi.indicators.facts import district_history, district_year
from luoshi.indicators.models import Indicator, Nature
from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.forecast import KEPT_YEARS
from luoshi.kernel.rounding import half_up
from luoshi.kernel.seasonal_curve import FEWEST_YEARS, SeasonalCurve, full_years, seasonal_curve
from luoshi.org.tree import OrgTree
from luoshi.targets.level import adds_up
from luoshi.targets.models import Target
from luoshi.targets.spans import Span

DIGITS = 4
COURSES = (Nature.FLOW, Nature.CUMULATIVE)


@dataclass(frozen=True)
class Season:
    """The curve that own past years give, or why there is none.

    ``years`` are the full years used; ``curve`` is None with fewer than three of them, and for indicators that do
    not add up over a year (``adds_up``).
    """

    years: tuple[int, ...]
    curve: SeasonalCurve | None
    adds_up: bool

    @property
    def table(self) -> list[str]:
        """Twelve cumulative shares as they are kept, to four decimals; ValueError without a curve."""
        if self.curve is None:
            raise ValueError("there is no curve")
        return [f"{half_up(float(share), DIGITS):f}" for share in self.curve.shares]


def season(target: Target, tree: OrgTree, known_at: datetime) -> Season:
    """The season of the target's unit and indicator, by what was verified at ``known_at`` of the years before its own.

    A unit is the sum of the members it has today; a year in which one of them has no figure is not full.
    """
    if target.indicator.nature not in COURSES:
        return Season((), None, adds_up=False)
    year = Span.parse(target.period).first.year
    past = own_past(target.indicator, target.unit_id, tree, year, known_at)
    full = full_years(past)
    years = tuple(int(y) for y in np.arange(year - KEPT_YEARS, year)[full])
    return Season(years, seasonal_curve(past[full]) if len(years) >= FEWEST_YEARS else None, adds_up=True)


def own_past(indicator: Indicator, unit: int, tree: OrgTree, year: int, known_at: datetime) -> FloatArray:
    """Cumulative figures [KEPT_YEARS, 12] of a unit in the years before ``year``, in the boundaries of ``known_at``.

    NaN where a member has none, and where members do not add up.
    """
    now = district_year(year, known_at, boundaries=timezone.localtime(known_at).date())
    if indicator.pk not in now.indicator_ids:
        return np.full((KEPT_YEARS, 12), np.nan)
    column = now.indicator_ids.index(indicator.pk)
    rows = members_of(unit, tree, now, column)
    rows = rows[now.expected[rows, column].any(axis=1)] if rows.size else rows
    if not rows.size or (rows.size > 1 and not adds_up(indicator)):
        return np.full((KEPT_YEARS, 12), np.nan)
    past = district_history(year - KEPT_YEARS, year - 1, known_at, now)[rows, column].sum(axis=0)
    return np.asarray(np.cumsum(past, axis=-1) if indicator.nature == Nature.FLOW else past)
