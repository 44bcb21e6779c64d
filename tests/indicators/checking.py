"""Rules for the reporting district, and a history of clean figures to check against."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from cast import FOUNDED
from luoshi.indicators.actions.define_rule import NewRule, define_rule
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.check_models import Rule
from luoshi.indicators.models import Indicator
from reporting import FILERS, Reporting

NEVER_FALLS = NewRule(
    "invest_never_falls",
    "累计投资不减",
    "invest",
    "greater_than_or_equal_to",
    "prev(invest)",
    name_en="Investment never falls",
    instruction="核对本月累计数是否漏报项目。",
)


def ruled(reporting: Reporting, new: NewRule = NEVER_FALLS, since: date = FOUNDED, **changed: Any) -> Rule:
    office = reporting.district.standing("supervisor", date(2015, 1, 6))
    return define_rule(office, NewRule(**{**vars(new), **changed}), since)


def clean_history(reporting: Reporting, years: range = range(2009, 2015), seed: int = 1) -> None:
    """Cumulative investment of the filers by month, with a season, 8 % growth a year and 1 % of noise."""
    chance = np.random.default_rng(seed)
    owner = reporting.district.standing("statistician", date(2015, 1, 6))
    shape = np.array([0.02, 0.05, 0.13, 0.21, 0.31, 0.43, 0.52, 0.62, 0.71, 0.81, 0.91, 1.0])
    figures = [
        PastFigure(unit, f"{year}-{month:02d}", Decimal(f"{value:.2f}"))
        for n, unit in enumerate(FILERS)
        for year in years
        for month, value in enumerate(
            (10 + 7 * n) * 1.08 ** (year - 2009) * shape * np.exp(chance.normal(0, 0.01, 12)), start=1
        )
    ]
    import_history(owner, Indicator.objects.get(code="invest"), figures, "统计年鉴")
