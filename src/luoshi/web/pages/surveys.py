"""Satisfaction surveys: setting one up, its figures with their intervals, entering them (满意度调查)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.assessment import policies, surveys
from luoshi.assessment.actions.define_survey import LEAST, NewSurvey, define_survey
from luoshi.assessment.actions.enter_survey import Counted, enter_survey, figure_problems
from luoshi.exchange.plain_table import table_csv
from luoshi.exchange.survey_table import LARGEST_FILE, Cell, read_survey
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree
from luoshi.web import panel_words as words
from luoshi.web.access import page
from luoshi.web.downloads import CSV, download
from luoshi.web.formats import number, percent
from luoshi.web.forms import PageForm, number_typed
from luoshi.web.named import group_named, named
from luoshi.web.pages.assessment import periods, years
from luoshi.web.request import Request
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.assessment.panel_models import Survey
    from luoshi.org.tree import Node

SHARE = ("population", "sent", "answered", "satisfied")
MEAN = ("population", "sent", "answered", "mean", "deviation")
WHOLE = {"population", "sent", "answered", "satisfied"}


class SurveyForm(PageForm):
    """A survey."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    code = forms.CharField(label=gettext_lazy("Code, by which a scheme names it: survey.CODE"), max_length=40)
    period = forms.ChoiceField(label=gettext_lazy("Period"))
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Peer groups"), widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"})
    )
    measured = forms.ChoiceField(
        label=gettext_lazy("What is counted"),
        choices=[
            ("share", gettext_lazy("Share of the satisfied")),
            ("mean", gettext_lazy("Mean score and standard deviation")),
        ],
    )
    least = forms.IntegerField(
        label=gettext_lazy("Fewest answers; below them a unit has no figure"), min_value=1, initial=LEAST
    )

    def __init__(self, request: Request, data: Any = None) -> None:
        super().__init__(data)
        groups = {n.group: group_named(n) for n in tree(request.standing.today).in_order() if n.group}
        self.set_choices("groups", list(groups.items()))
        codes = [code for year in years(request) for code in periods(year)]
        self.set_choices("period", [(code, period_name(Period.parse(code))) for code in codes])


@page(policies.may_score)
def new(request: Request) -> HttpResponse:
    """Set up a survey."""
    form = SurveyForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = define_survey(request.standing, NewSurvey(**form.cleaned_data))
        except Refused as refusal:
            form.take(refusal)
        else:
            return redirect("assessment_survey_enter", made.pk)
    return render(request, "assessment/survey_new.html", {"form": form}, status=422 if form.errors else 200)


def _survey(request: Request, key: int) -> Survey:
    found = surveys.find_survey(key, request.as_of)
    if found is None:
        raise Http404
    return found


@page()
def survey(request: Request, key: int) -> HttpResponse:
    """Every unit with its figure, its interval and how many answered."""
    found = _survey(request, key)
    view = surveys.survey_view(request.standing, found, request.as_of)
    axis = words.axis_of(found, view.findings)
    ranked = sorted(view.findings, key=lambda f: (not f.enough, -f.value if f.enough else 0))
    context = {
        "survey": found,
        "view": view,
        "rows": [(f, axis.bar(f)) for f in ranked],
        "axis": axis,
        "sentence": words.survey_sentence(view),
        "sources": list(dict.fromkeys(f.row.source for f in view.findings if f.row)),
        "may_enter": policies.may_score(request.standing),
    }
    return render(request, "assessment/survey.html", context)


@dataclass(frozen=True)
class Field:
    """A figure on the form; ``problem`` says what is wrong with it."""

    name: str
    label: str
    text: str
    problem: str


@page(policies.may_score)
def enter(request: Request, key: int) -> HttpResponse:
    """Key the figures in, or read them from a file and look through them first."""
    found = _survey(request, key)
    units = surveys.surveyed_units(found)
    by_hand = request.method == "POST" and "file" not in request.FILES
    typed = _typed(request, found, units) if by_hand else _kept(request, found)
    problems: list[Problem] = []
    status, read = 200, False
    if request.method == "POST":
        try:
            if not by_hand:
                cells = _read(request, found, units)
                typed, read = {**typed, **{name: cell.text for name, cell in cells.items()}}, True
                problems = _doubts(found, units, typed, cells)
                status = 422 if problems else 200
            else:
                rows = enter_survey(
                    request.standing, found, _counted(found, units, typed), request.POST.get("source", "")
                )
                return _entered(request, found, len(rows))
        except Refused as refusal:
            problems, status = refusal.problems, 422
    wrong = {problem.code: f"{problem.what} {problem.mend}" for problem in problems}
    labels = _labels(found)
    names = {f"{unit.code}-{field}" for unit in units for field in labels} | {"source"}
    context = {
        "survey": found,
        "labels": labels.values(),
        "rows": [
            (
                unit,
                [
                    Field(
                        f"{unit.code}-{f}",
                        label,
                        typed.get(f"{unit.code}-{f}", ""),
                        wrong.get(f"{unit.code}-{f}", ""),
                    )
                    for f, label in labels.items()
                ],
            )
            for unit in units
        ],
        "source": request.POST.get("source", ""),
        "source_problem": [wrong["source"]] if "source" in wrong else [],
        "read": read,
        "problems": [p for p in problems if p.code not in names],
        "wrong": sum(p.code in names for p in problems),
    }
    return render(request, "assessment/survey_enter.html", context, status=status)


def _entered(request: Request, found: Survey, rows: int) -> HttpResponse:
    messages.success(
        request,
        _("%d units have new figures; the earlier ones stay on record.") % rows
        if rows
        else _("Nothing was changed."),
    )
    return redirect("assessment_survey", found.pk)


def _labels(found: Survey) -> dict[str, str]:
    said = {
        "population": _("Population, if known"),
        "sent": _("Sent out"),
        "answered": _("Answered"),
        "satisfied": _("Satisfied"),
        "mean": _("Mean"),
        "deviation": _("Standard deviation"),
    }
    return {field: said[field] for field in (SHARE if found.measured == "share" else MEAN)}


def _kept(request: Request, found: Survey) -> dict[str, str]:
    """What is on record, to be corrected."""
    kept = {}
    for finding in surveys.findings(found, request.standing.today):
        for field in _labels(found):
            value = getattr(finding.row, field, None)
            kept[f"{finding.unit.code}-{field}"] = (
                "" if value is None else f"{value:f}" if field in MEAN[3:] else str(value)
            )
    return kept


def _typed(request: Request, found: Survey, units: Sequence[Node]) -> dict[str, str]:
    names = [f"{unit.code}-{field}" for unit in units for field in _labels(found)]
    return {name: request.POST.get(name, "").strip() for name in names}


def _counted(found: Survey, units: Sequence[Node], typed: dict[str, str]) -> list[Counted]:
    """The units of which anything was typed. Refused beside the field for what is no number."""
    problems: list[Problem] = []
    counted = []
    for unit in units:
        texts = {field: typed.get(f"{unit.code}-{field}", "") for field in _labels(found)}
        if not any(texts.values()):
            continue
        values: dict[str, Decimal | None] = {}
        for field, text in texts.items():
            value = number_typed(text) if text else None
            if text and (value is None or (field in WHOLE and value != value.to_integral_value())):
                problems.append(
                    Problem(
                        named(unit),
                        _("“%s” is not a number.") % text,
                        _("Write digits, such as 152."),
                        f"{unit.code}-{field}",
                    )
                )
            values[field] = value
        if not problems:
            counted.append(_one(unit.code, values))
    if problems:
        raise Refused(problems)
    return counted


def _one(unit: str, values: dict[str, Decimal | None]) -> Counted:
    def whole(field: str) -> int | None:
        value = values.get(field)
        return None if value is None else int(value)

    return Counted(
        unit=unit,
        sent=whole("sent"),
        answered=whole("answered"),
        satisfied=whole("satisfied"),
        mean=values.get("mean"),
        deviation=values.get("deviation"),
        population=whole("population"),
    )


def _read(request: Request, found: Survey, units: Sequence[Node]) -> dict[str, Cell]:
    """The cells of an .xlsx or CSV file, by the names of the fields on the page."""
    sent = request.FILES["file"]
    assert isinstance(sent, UploadedFile)
    by_name = {key: unit.code for unit in units for key in (unit.code, unit.name, unit.name_en) if key}
    table = read_survey(sent.read(LARGEST_FILE + 1), list(_labels(found)), by_name)
    return {f"{unit}-{field}": cell for (unit, field), cell in table.cells.items()}


def _doubts(
    found: Survey, units: Sequence[Node], typed: dict[str, str], read: dict[str, Cell]
) -> list[Problem]:
    """What is wrong with the figures of a file, each at its place in it; nothing of it has been saved."""
    try:
        problems = figure_problems(found, _counted(found, units, typed))
    except Refused as refusal:
        problems = refusal.problems
    return [
        Problem(p.where, f"{read[p.code].place}: {p.what}" if p.code in read else p.what, p.mend, p.code)
        for p in problems
    ]


@page()
def export(request: Request, key: int) -> HttpResponse:
    """The figures as CSV, with sample, standard error and interval."""
    found = _survey(request, key)
    view = surveys.survey_view(request.standing, found, request.as_of)
    digits = 2
    rows = [
        [named(found), found.period],
        [
            _("Unit"),
            found.get_measured_display(),
            _("Standard error"),
            _("Lowest"),
            _("Highest"),
            _("Sent out"),
            _("Answered"),
            _("Response rate"),
            _("Source document"),
        ],
    ]
    if found.simulated:
        rows.insert(0, [_("Simulated data")])
    for f in view.findings:
        figures = [number(x, digits) or "" for x in (f.value, f.se, f.low, f.high)]
        counts = ["", ""] if f.row is None else [str(f.row.sent), str(f.row.answered)]
        rows.append([named(f.unit), *figures, *counts, percent(f.rate) or "", f.row.source if f.row else ""])
    return download(table_csv(rows), CSV, f"survey-{found.code}-{found.period}.csv")


routes = [
    path("assessment/surveys/new/", new, name="assessment_survey_new"),
    path("assessment/surveys/<int:key>/", survey, name="assessment_survey"),
    path("assessment/surveys/<int:key>/figures/", enter, name="assessment_survey_enter"),
    path("assessment/surveys/<int:key>/table.csv", export, name="assessment_survey_export"),
]
