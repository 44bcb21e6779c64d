"""What surveys found (满意度调查结果): figures with their standard errors and intervals, as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from luoshi.assessment.panel_models import Measured, Survey, SurveyReturn
from luoshi.assessment.policies import sees_opinions
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.kernel.survey import Estimate

PERCENT = 100.0


@dataclass(frozen=True)
class Finding:
    """What a survey says of a unit. Figures are NaN where there are none; a share is in per cent.

    ``enough`` is False below the smallest sample: then there is no figure, which is not a figure of zero.
    """

    unit: Node
    row: SurveyReturn | None
    rate: float
    enough: bool
    value: float
    se: float
    low: float
    high: float

    @property
    def reported(self) -> bool:
        return self.row is not None

    @property
    def has_interval(self) -> bool:
        """False without a figure, and where answers that are all alike say nothing of their error."""
        return not isnan(self.low)


@dataclass(frozen=True)
class SurveyView:
    """A survey with what was found by a day, unit by unit in official order."""

    survey: Survey
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[Finding, ...]:
        """Units with too few answers, or none on record."""
        return tuple(f for f in self.findings if not f.enough)


def surveyed_units(survey: Survey) -> list[Node]:
    """The units of the survey's peer groups on the last day of its period, in official order."""
    day = min(Period.parse(survey.period).end, timezone.localtime(survey.defined_at).date())
    return [n for n in tree(day).in_order() if n.group in survey.groups]


def latest_returns(survey: Survey, known: datetime) -> dict[str, SurveyReturn]:
    """The row that counts for each unit (code), as known at a moment."""
    rows = survey.returns.filter(recorded_at__lte=known).select_related("unit").order_by("pk")
    return {row.unit.code: row for row in rows}


def findings(survey: Survey, as_of: date) -> tuple[Finding, ...]:
    """Every unit of the survey with its figure as it was known at the end of ``as_of``."""
    from luoshi.kernel.survey import response_rate

    units = surveyed_units(survey)
    rows = latest_returns(survey, end_of(as_of))
    there = [rows.get(unit.code) for unit in units]
    found = _estimate(survey, there)
    rates = response_rate(_column(there, "answered"), _column(there, "sent"))
    return tuple(
        Finding(
            unit=unit,
            row=row,
            rate=float(rates[n]),
            enough=row is not None and row.answered >= survey.least,
            value=_told(found.value[n], row, survey),
            se=_told(found.se[n], row, survey),
            low=_told(found.low[n], row, survey),
            high=_told(found.high[n], row, survey),
        )
        for n, (unit, row) in enumerate(zip(units, there, strict=True))
    )


def _told(value: float, row: SurveyReturn | None, survey: Survey) -> float:
    """The figure, if the sample is large enough to tell it."""
    return float(value) if row is not None and row.answered >= survey.least else float("nan")


def _column(rows: Sequence[SurveyReturn | None], name: str) -> list[float]:
    values = (None if row is None else getattr(row, name) for row in rows)
    return [float("nan") if value is None else float(value) for value in values]


def _estimate(survey: Survey, rows: Sequence[SurveyReturn | None]) -> Estimate:
    """Estimates of all units at once; shares in per cent."""
    from luoshi.kernel.survey import Estimate, mean_score, satisfied_share

    answered, population = np.array(_column(rows, "answered")), np.array(_column(rows, "population"))
    if survey.measured == Measured.MEAN:
        return mean_score(_column(rows, "mean"), _column(rows, "deviation"), answered, population)
    share = satisfied_share(_column(rows, "satisfied"), answered, population)
    return Estimate(*(PERCENT * part for part in (share.value, share.se, share.low, share.high)))


def surveys(as_of: date) -> list[Survey]:
    """Surveys that were set up by ``as_of``, the latest period first."""
    return list(Survey.objects.filter(defined_at__lte=end_of(as_of)))


def find_survey(key: int, as_of: date) -> Survey | None:
    """The survey with this key, if it was set up by ``as_of``."""
    return Survey.objects.filter(pk=key, defined_at__lte=end_of(as_of)).first()


def survey_view(standing: Standing, survey: Survey, as_of: date) -> SurveyView:
    """What was found: of every unit for the offices and overseers, of their own for the others."""
    found = findings(survey, as_of)
    if not sees_opinions(standing):
        found = tuple(f for f in found if f.unit.id in standing.units())
    return SurveyView(survey, found)
