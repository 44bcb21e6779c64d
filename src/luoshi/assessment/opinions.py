"""Figures of panels and surveys as indicators of a scheme (评议、满意度作为计分指标): ``panel.CODE`` and ``survey.CODE``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from luoshi.assessment.panel_models import Panel, PanelResult, Survey
from luoshi.assessment.panels import told
from luoshi.assessment.scale import written
from luoshi.assessment.surveys import findings
from luoshi.indicators.journal import while_ledger_rests
from luoshi.org.tree import Node
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

PANEL, SURVEY = "panel.", "survey."
NAN = float("nan")

Held = TypeVar("Held", Panel, Survey)


@dataclass(frozen=True)
class Opinion:
    """A figure that people gave: ``value`` and its standard error, NaN where there is none; ``said`` for the trace."""

    value: float
    se: float
    said: dict[str, Any] = field(default_factory=dict)


def opinion_codes() -> list[str]:
    """Every indicator of a panel or survey that a scheme may name."""
    return list(asked())


def asked() -> dict[str, Panel | Survey]:
    """The same, each with the latest panel or survey that it stands for."""
    return while_ledger_rests("assessment.asked", _asked)


def _asked() -> dict[str, Panel | Survey]:
    panels: list[Panel | Survey] = list(Panel.objects.order_by("code", "pk"))
    surveys: list[Panel | Survey] = list(Survey.objects.order_by("code", "pk"))
    return {PANEL + one.code: one for one in panels} | {SURVEY + one.code: one for one in surveys}


def opinions(code: str, period: Period, as_of: date) -> dict[str, Opinion]:
    """What ``code`` says of each unit (code) that was rated or surveyed, as known at the end of ``as_of``.

    The last panel or survey of the code whose period lies within ``period`` counts; a panel from its sealing on. A
    unit with too few raters or answers is in the answer without value. {} where there is nothing yet.
    """
    if code.startswith(PANEL):
        panel = _last(_panels(code.removeprefix(PANEL), as_of), period)
        return {} if panel is None else _of_panel(panel)
    survey = _last(_surveys(code.removeprefix(SURVEY), as_of), period)
    return {} if survey is None else _of_survey(survey, as_of)


def gathered(
    units: Sequence[Node], codes: Sequence[str], period: Period, as_of: date
) -> dict[tuple[int, int], Opinion]:
    """The figures of :func:`opinions` by place in ``units`` and ``codes``; what was not asked of a unit is left out."""
    return {
        (row, column): found[unit.code]
        for column, code in enumerate(codes)
        if code.startswith((PANEL, SURVEY))
        for found in [opinions(code, period, as_of)]
        for row, unit in enumerate(units)
        if unit.code in found
    }


def _panels(code: str, as_of: date) -> list[Panel]:
    return list(Panel.objects.filter(code=code, sealed_at__lte=end_of(as_of)))


def _surveys(code: str, as_of: date) -> list[Survey]:
    return list(Survey.objects.filter(code=code, defined_at__lte=end_of(as_of)))


def _last(held: Sequence[Held], period: Period) -> Held | None:
    within = [
        one
        for one in held
        for its in [Period.parse(one.period)]
        if period.start <= its.start and its.end <= period.end
    ]
    return max(within, key=lambda one: (Period.parse(one.period).end, one.pk), default=None)


def _of_panel(panel: Panel) -> dict[str, Opinion]:
    return {result.unit.code: _rated(panel, result) for result in panel.results.select_related("unit")}


def _rated(panel: Panel, result: PanelResult) -> Opinion:
    score = NAN if result.score is None else float(result.score)
    said = {"panel": panel.pk, "raters": told(result.raters), "required": panel.least}
    return Opinion(score, NAN, {**_POINTS, **said})


def _of_survey(survey: Survey, as_of: date) -> dict[str, Opinion]:
    unit = _PER_CENT if survey.measured == "share" else _POINTS
    return {
        found.unit.code: Opinion(
            found.value,
            found.se,
            {
                **unit,
                "survey": survey.pk,
                "answered": found.row.answered,
                "required": survey.least,
                "se": written(found.se) if found.has_interval else None,
            },
        )
        for found in findings(survey, as_of)
        if found.row is not None
    }


_POINTS = {"unit": "分", "unit_en": "points", "decimals": 2}
_PER_CENT = {"unit": "%", "unit_en": "%", "decimals": 1}
