"""Completeness and timeliness: forms, then units, then every figure of a unit (完整率与及时率)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.queries import Completeness, Report, completeness
from luoshi.web.access import page
from luoshi.web.request import Request

# As many periods as fit beside one another; the counts hold all of them.
PERIODS_SHOWN = 12
# How a figure stands: shape of the light, and its word.
MARKS = {
    True: ("on_pace", "●", _("on time")),
    False: ("slightly_behind", "▲", _("late")),
    None: ("behind", "■", _("missing")),
}


@dataclass(frozen=True)
class Mark:
    """How one figure of one report stands."""

    shape: str
    glyph: str
    word: str
    report: Report


def _found(request: Request, form: str | None = None, unit: str | None = None) -> Completeness:
    found = completeness(request.standing, request.as_of.year, request.as_of, form, unit)
    if form is not None and not found.reports:
        raise Http404
    return found


@page()
def by_form(request: Request) -> HttpResponse:
    """Every form, and every unit over all forms."""
    found = _found(request)
    context = {
        "tab": "completeness",
        "total": found.total,
        "forms": found.by_form(),
        "units": found.by_unit(),
        "simulated": any(r.filer.simulated for r in found.reports),
    }
    return render(request, "reports/completeness.html", context)


@page()
def by_unit(request: Request, form: str) -> HttpResponse:
    """One form: unit by unit and figure by figure."""
    found = _found(request, form)
    context = {
        "tab": "completeness",
        "form": found.reports[0].round.form,
        "total": found.total,
        "units": found.by_unit(),
        "indicators": found.by_indicator(),
        "simulated": any(r.filer.simulated for r in found.reports),
    }
    return render(request, "reports/completeness_form.html", context)


@page()
def by_cell(request: Request, form: str, unit: str) -> HttpResponse:
    """One unit: every figure in every period, leading to its sheet."""
    found = _found(request, form, unit)
    reports = found.reports[-PERIODS_SHOWN:]
    rows = [(indicator, tally, _marks(indicator.pk, reports)) for indicator, tally in found.by_indicator()]
    context = {
        "tab": "completeness",
        "form": reports[0].round.form,
        "filer": reports[0].filer,
        "total": found.total,
        "reports": reports,
        "hidden": len(found.reports) - len(reports),
        "rows": rows,
    }
    return render(request, "reports/completeness_unit.html", context)


def _marks(indicator: int, reports: tuple[Report, ...]) -> list[Mark | None]:
    """One a report; None where the period does not ask for the figure."""
    marks: list[Mark | None] = []
    for report in reports:
        cell = next((c for c in report.cells if c.indicator.pk == indicator), None)
        if cell is None:
            marks.append(None)
        else:
            shape, glyph, word = MARKS[cell.on_time]
            marks.append(Mark(shape, glyph, str(word), report))
    return marks


routes = [
    path("completeness/", by_form, name="reports_completeness"),
    path("completeness/<slug:form>/", by_unit, name="reports_completeness_form"),
    path("completeness/<slug:form>/<str:unit>/", by_cell, name="reports_completeness_unit"),
]
