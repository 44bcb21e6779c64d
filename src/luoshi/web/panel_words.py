"""Panels and surveys in words and small drawings, in the reader's language (评议、满意度)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from luoshi.assessment.scale import Scale
from luoshi.web.formats import number
from luoshi.web.named import named
from luoshi.workdays.day_names import day

if TYPE_CHECKING:
    from luoshi.assessment.panel_models import Panel, Survey
    from luoshi.assessment.panels import PanelView
    from luoshi.assessment.surveys import Finding, SurveyView

FULL = 100.0


def state_of(panel: Panel, today: date) -> tuple[str, str]:
    """Where a panel stands: word and tone."""
    if panel.sealed_at is not None:
        return _("sealed"), "good"
    if today < panel.opens_on:
        return _("not open yet"), "neutral"
    return (_("open"), "active") if today <= panel.closes_on else (_("closed, not sealed yet"), "waiting")


def question_words(question: dict[str, str]) -> str:
    """A question in the reader's language."""
    chinese = (get_language() or "zh").startswith("zh")
    return question["text"] if chinese else question.get("text_en") or question["text"]


def scale_words(scale: Scale) -> str:
    """What may be answered."""
    if not scale.grades:
        return _("whole numbers from %(low)s to %(high)s") % {"low": scale.low, "high": scale.high}
    return _(", ").join(f"{named(grade)} {number(grade.value, 0)}" for grade in scale.grades)


def panel_sentence(view: PanelView, today: date) -> str:
    """What one should know first."""
    panel = view.panel
    if panel.sealed_at is None:
        if today < panel.opens_on:
            return _("%(n)d raters are asked from %(day)s on.") % {
                "n": view.invited,
                "day": day(panel.opens_on),
            }
        return _("%(n)d raters have time until the end of %(day)s; then the panel is sealed.") % {
            "n": view.invited,
            "day": day(panel.closes_on),
        }
    said = _("%(n)d of %(all)d raters submitted.") % {"n": view.submitted, "all": view.invited}
    rated = [line for line in view.lines if line.score is not None]
    if view.sees_all and rated:
        best = max(rated, key=lambda line: line.score or Decimal(0))
        said += " " + _("Best rated: %(unit)s, %(score)s.") % {
            "unit": named(best.unit),
            "score": number(best.score),
        }
    silent = len(view.lines) - len(rated)
    if silent:
        said += " " + ngettext(
            "%(n)d unit has too few raters for a result.",
            "%(n)d units have too few raters for a result.",
            silent,
        ) % {"n": silent}
    return said


def survey_sentence(view: SurveyView) -> str:
    """What one should know first."""
    found = [f for f in view.findings if f.enough]
    if not found:
        return _("No figures yet.")
    answers = sum(f.row.answered for f in found if f.row is not None)
    said = _("%(n)d units have a figure, from %(answers)s answers.") % {
        "n": len(found),
        "answers": number(answers, 0),
    }
    few = sum(f.reported for f in view.missing)
    if few:
        said += " " + ngettext(
            "%(n)d unit had fewer than %(least)d answers: it has no figure, which is not zero.",
            "%(n)d units had fewer than %(least)d answers: they have no figure, which is not zero.",
            few,
        ) % {"n": few, "least": view.survey.least}
    return said


@dataclass(frozen=True)
class Bar:
    """An interval on the common axis of a table: positions in per cent of its width."""

    low: float
    width: float
    value: float


@dataclass(frozen=True)
class Axis:
    """The common axis of interval bars, with its ends."""

    start: float
    end: float

    def bar(self, finding: Finding) -> Bar | None:
        """The interval of a unit; None where it has none."""
        if not finding.has_interval:
            return None
        low, high, value = (
            round((x - self.start) / (self.end - self.start) * FULL, 2)
            for x in (finding.low, finding.high, finding.value)
        )
        return Bar(low, round(high - low, 2), value)


def axis_of(survey: Survey, findings: Sequence[Finding]) -> Axis:
    """From the ten below the lowest bound to the ten above the highest; a share ends at 100."""
    found = [f for f in findings if f.has_interval]
    start = min((f.low for f in found), default=0.0) // 10 * 10
    end = -(-max((f.high for f in found), default=FULL) // 10) * 10
    if survey.measured == "share":
        end = min(end, FULL)
    return Axis(start, max(end, start + 10))
