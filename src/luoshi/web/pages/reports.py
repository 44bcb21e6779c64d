"""Reports: what is owed, what waits for a verdict, how far everybody is (报送)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.exchange.round_table import round_csv, round_xlsx
from luoshi.indicators.actions.change_schedule import CHOICES
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.policies import may_open_round
from luoshi.indicators.queries import (
    Filing,
    InputState,
    Lineage,
    Matrix,
    desk,
    forms,
    lineage,
    retold,
    round_table,
)
from luoshi.kernel.aggregation import OverTime, Rule
from luoshi.ledger.refusal import Problem, Refused
from luoshi.matters.measures import measured, measures
from luoshi.matters.queries import cards_of
from luoshi.web.access import page
from luoshi.web.boundary_words import share_words
from luoshi.web.downloads import CSV, XLSX, download
from luoshi.web.program_reports import program_reports
from luoshi.web.request import Request
from luoshi.web.verification_words import STATES as FINDING_STATES
from luoshi.web.verification_words import saw
from luoshi.workdays.periods import EXAMPLES, Period

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words
    from luoshi.matters.card import Card

# State of a filing -> (shape of the light, word).
STATES = {
    "due": ("not_reported", gettext_lazy("To fill in")),
    "draft": ("not_reported", gettext_lazy("Draft")),
    "overdue": ("behind", gettext_lazy("Overdue")),
    "missing": ("behind", gettext_lazy("Not filed")),
    "submitted": ("slightly_behind", gettext_lazy("Submitted")),
    "returned": ("behind", gettext_lazy("Returned")),
    "corrected": ("not_reported", gettext_lazy("Under correction")),
    "verified": ("on_pace", gettext_lazy("Verified")),
}
# Whether a figure that a formula needs is there -> (word, tone).
INPUTS = {
    InputState.VERIFIED: (gettext_lazy("verified"), "good"),
    InputState.UNVERIFIED: (gettext_lazy("reported, not verified"), "waiting"),
    InputState.MISSING: (gettext_lazy("not reported"), "bad"),
    InputState.BEFORE: (gettext_lazy("before the records"), "neutral"),
}
# How the figures of units make up that of one above them.
RULE_WORDS = {
    Rule.SUM: gettext_lazy("sum"),
    Rule.MEAN: gettext_lazy("mean"),
    Rule.WEIGHTED_MEAN: gettext_lazy("weighted mean"),
    Rule.RATIO_OF_SUMS: gettext_lazy("ratio of sums"),
    Rule.NONE: gettext_lazy("units do not add up"),
}
# How days, weeks and thirds make up the month.
OVER_TIME = {
    OverTime.SUM: gettext_lazy("sum"),
    OverTime.LAST: gettext_lazy("the last one counts"),
    OverTime.MEAN: gettext_lazy("mean"),
    OverTime.NONE: gettext_lazy("they do not add up over time"),
}
GLYPHS = {"on_pace": "●", "slightly_behind": "▲", "behind": "■", "not_reported": "○"}
# As many periods as fit on a page; earlier ones are reached by an earlier day.
PERIODS_SHOWN = 6


@dataclass(frozen=True)
class Shown:
    """A filing with the shape and word of its state and the address of its sheet."""

    filing: Filing
    shape: str
    word: str
    late: bool
    address: str

    @property
    def glyph(self) -> str:
        """The shape as a character: a district's matrix has too many cells for drawings."""
        return GLYPHS[self.shape]


@dataclass(frozen=True)
class Counted:
    """What a computed figure counts, how many matters that are, and ``cards`` of those that may be seen."""

    words: Words
    number: int
    cards: tuple[Card, ...]
    day: date


def shown(filing: Filing | None) -> Shown | None:
    """How a filing is drawn; None where the unit has no duty."""
    if filing is None:
        return None
    shape, word = STATES[filing.state]
    where = [filing.round.form.code, filing.round.period, filing.unit.code]
    return Shown(filing, shape, str(word), filing.on_time is False, reverse("reports_sheet", args=where))


def _counts(matrix: Matrix) -> dict[str, int]:
    rows = [row.punctuality for row in matrix.rows]
    return {
        "due": sum(p.due for p in rows),
        "on_time": sum(p.on_time for p in rows),
        "late": sum(p.late for p in rows),
        "missing": sum(p.missing for p in rows),
    }


def _board(request: Request, problems: list[Problem], status: int = 200) -> HttpResponse:
    found = desk(request.standing, request.as_of)
    may_open = may_open_round(request.standing)
    asked = found.matrix.forms
    form = next((f for f in asked if f.code == request.GET.get("form")), asked[0] if asked else None)
    matrix = found.matrix.of_form(form, request.as_of) if form else found.matrix
    context = {
        "tab": "sheets",
        "owed": [shown(f) for f in found.owed],
        "waiting": found.waiting,
        "waiting_values": sum(w.values for w in found.waiting),
        "overdue": sum(f.state == "overdue" for f in found.owed),
        "matrix_forms": asked if len(asked) > 1 else [],
        "matrix_form": form,
        "columns": matrix.rounds[-PERIODS_SHOWN:],
        "hidden": max(len(matrix.rounds) - PERIODS_SHOWN, 0),
        "rows": [(row, [shown(f) for f in row.filings[-PERIODS_SHOWN:]]) for row in matrix.rows],
        "counts": _counts(found.matrix),
        "problems": problems,
        "programs": program_reports(request.standing),
        "forms": forms() if may_open else [],
        "chosen_form": request.POST.get("form", ""),
        "next_period": request.POST.get("period", Period.containing(request.standing.today).code),
        "examples": [(dict(CHOICES)[cadence.value], example) for cadence, example in EXAMPLES.items()],
    }
    return render(request, "reports/board.html", context, status=status)


@page()
def board(request: Request) -> HttpResponse:
    """My sheets by clock, the queue to verify, and units by rounds."""
    return _board(request, [])


@page(may_open_round)
@require_POST
def open_period(request: Request) -> HttpResponse:
    """Open a period of a form for filing."""
    chosen = next((f for f in forms() if f.code == request.POST.get("form")), None)
    if chosen is None:
        raise Http404
    try:
        opened = open_round(request.standing, chosen, request.POST.get("period", "").strip())
    except Refused as refused:
        return _board(request, refused.problems, status=422)
    messages.success(request, _("Opened; due on %s.") % opened.due_on)
    return redirect("reports")


@page()
def export(request: Request, form: str, period: str, kind: str) -> HttpResponse:
    """All values of a round that the reader may see, as csv or xlsx."""
    try:
        table = round_table(request.standing, form, period, request.as_of)
    except LookupError as error:
        raise Http404 from error
    writer, media = {"csv": (round_csv, CSV), "xlsx": (round_xlsx, XLSX)}[kind]
    day = f"-{request.as_of.isoformat()}" if request.as_of < request.standing.today else ""
    return download(writer(table), media, f"{form}-{period}{day}.{kind}")


@page()
def history(request: Request, unit: str, indicator: str, period: str) -> HttpResponse:
    """Every version of one figure, as it was known on a day."""
    try:
        found = lineage(request.standing, unit, indicator, period, request.as_of)
        Period.parse(period)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    told = retold(unit, indicator, period, request.as_of)
    context = {
        "found": found,
        "inputs": [(given, INPUTS[given.state]) for given in found.derivation.inputs]
        if found.derivation
        else [],
        "counted": _counted(request, found),
        "retold": told,
        "parts": [{"part": part, "share": share_words(part.share)} for part in told.parts],
        "findings": [(view, saw(view), *FINDING_STATES[view.state]) for view in found.findings],
        "rule": RULE_WORDS[found.composition.rule] if found.composition else "",
        "over_time": OVER_TIME[found.assembly.rule] if found.assembly else "",
    }
    return render(request, "reports/lineage.html", context)


def _counted(request: Request, found: Lineage) -> Counted | None:
    """The matters behind a computed figure, those that the reader may see by name."""
    measure = found.definition.measure if found.definition else ""
    if measure not in measures():
        return None
    period = Period.parse(found.period)
    told = measured(measure, period, [found.unit.id]).get(found.unit.id)
    if told is None:
        return None
    cards = cards_of(request.standing, told.matters, min(period.end, request.as_of))
    return Counted(measures()[measure], len(told.matters), cards, period.end)


routes = [
    path("reports/", board, name="reports"),
    path("reports/open", open_period, name="reports_open"),
    path("reports/lineage/<str:unit>/<slug:indicator>/<str:period>/", history, name="reports_lineage"),
    path("reports/<slug:form>/<str:period>/export.csv", export, {"kind": "csv"}, name="reports_export_csv"),
    path(
        "reports/<slug:form>/<str:period>/export.xlsx", export, {"kind": "xlsx"}, name="reports_export_xlsx"
    ),
]
