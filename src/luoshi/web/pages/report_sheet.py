"""One sheet: the grid that behaves like a spreadsheet, the template in and out, the verdict (报送单)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.documents.workbook_guard import LARGEST_UPLOAD
from luoshi.exchange.report_sheet_xlsx import read, template
from luoshi.indicators.actions.extend_round import extend_round
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.actions.save_cells import Typed, read_cells, save_cells
from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.actions.verify_sheet import verify_sheet
from luoshi.indicators.desk import CONFLICT
from luoshi.indicators.policies import may_open_round
from luoshi.indicators.queries import Line, SheetView, sheet_view
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.web.access import page
from luoshi.web.forms import row_key
from luoshi.web.pages.reports import STATES, XLSX, download, first_day
from luoshi.web.request import Request
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class GridRow:
    """A line with what its inputs hold: what was just typed or uploaded, else what is stored."""

    line: Line
    text: str
    note: str
    problems: list[Problem]


def _view(request: Request, form: str, period: str, unit: str) -> SheetView:
    try:
        return sheet_view(request.standing, form, period, unit, request.as_of)
    except (LookupError, ValueError) as error:
        raise Http404 from error


def _render(
    request: Request,
    view: SheetView,
    *,
    typed: Iterable[Typed] = (),
    problems: Iterable[Problem] = (),
    notices: Iterable[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    entered = {t.indicator: t for t in typed}
    by_cell: dict[str, list[Problem]] = {}
    for problem in problems:
        by_cell.setdefault(problem.code, []).append(problem)
    rows = []
    for line in view.asked:
        now = entered.get(line.indicator.code)
        rows.append(
            GridRow(
                line,
                now.text if now else line.text,
                now.note if now else line.note,
                by_cell.pop(f"cell:{line.indicator.code}", []),
            )
        )
    shape, word = STATES.get(view.state or "due", STATES["due"])
    context = {
        "view": view,
        "rows": rows,
        "not_asked": [line for line in view.lines if not line.asked],
        "problems": [p for left in by_cell.values() for p in left],
        "cell_problems": sum(len(row.problems) for row in rows),
        "notices": list(notices),
        "unsaved": bool(entered),
        "start": first_day(view.round.period),
        "year_before": Period.parse(view.round.period).year_before().code,
        "may_extend": may_open_round(request.standing)
        and request.as_of == request.standing.today > view.round.closes_on,
        "shape": shape,
        "word": word,
        "waiting": [line for line in view.asked if line.waits_for_me],
    }
    return render(request, "reports/sheet.html", context, status=status)


@page()
def sheet(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """The sheet; a post keeps the draft and, if asked, submits it."""
    view = _view(request, form, period, unit)
    if request.method != "POST":
        return _render(request, view)
    typed = _typed(request, view)
    edition = row_key(request.POST.get("edition", ""))
    try:
        saved = save_cells(
            request.standing, view.round, view.unit, typed, edition=-1 if edition is None else edition
        )
    except Refused as refused:
        conflict = any(p.code == CONFLICT for p in refused.problems)
        status = 409 if conflict else 422
        return _render(request, view, typed=typed, problems=refused.problems, status=status)
    if request.POST.get("do") != "submit":
        messages.success(request, _("The draft is kept."))
        return redirect("reports_sheet", form, period, unit)
    try:
        submit_sheet(request.standing, view.round, view.unit, edition=saved.edition)
    except Refused as refused:
        fresh = _view(request, form, period, unit)
        kept = Problem("", _("The draft is kept but not submitted yet."))
        return _render(request, fresh, problems=[kept, *refused.problems], status=422)
    messages.success(request, _("Submitted. The statistics owners verify it now."))
    return redirect("reports")


def _typed(request: Request, view: SheetView) -> list[Typed]:
    codes = [line.indicator.code for line in view.asked if f"v-{line.indicator.code}" in request.POST]
    return [Typed(c, request.POST[f"v-{c}"], request.POST.get(f"n-{c}", "")) for c in codes]


@page()
def template_file(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """The sheet as an Excel template."""
    view = _view(request, form, period, unit)
    return download(template(view), XLSX, f"{form}-{period}-{unit}.xlsx")


@page()
@require_POST
def upload(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Show what a filled template states, with the problems of each cell; nothing is saved yet."""
    view = _view(request, form, period, unit)
    require(view.may_edit)
    file = request.FILES.get("file")
    if file is None:
        return redirect("reports_sheet", form, period, unit)
    typed: tuple[Typed, ...] = ()
    try:
        filled = read(file.read(LARGEST_UPLOAD + 1), view)
        typed = filled.typed
        read_cells(view.round, typed)
    except Refused as refused:
        return _render(request, view, typed=typed, problems=refused.problems, status=422)
    return _render(request, view, typed=typed, notices=filled.notices)


def _act(request: Request, view: SheetView, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return _render(request, view, problems=refused.problems, status=422)
    messages.success(request, done)
    return redirect("reports_sheet", view.round.form.code, view.round.period, view.unit.code)


@page()
@require_POST
def verify(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Confirm the values that wait for this statistics owner."""
    view = _view(request, form, period, unit)
    return _act(request, view, lambda: verify_sheet(request.standing, view.round, view.unit), _("Verified."))


@page()
@require_POST
def send_back(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Return the sheet with a reason; only the values ticked if any are."""
    view = _view(request, form, period, unit)
    reason, chosen = request.POST.get("reason", ""), request.POST.getlist("indicator") or None
    return _act(
        request,
        view,
        lambda: return_sheet(request.standing, view.round, view.unit, reason, chosen),
        _("Returned to the unit."),
    )


@page()
@require_POST
def reopen(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Take a submitted sheet back for a correction."""
    view = _view(request, form, period, unit)
    reason = request.POST.get("reason", "")
    return _act(
        request,
        view,
        lambda: reopen_sheet(request.standing, view.round, view.unit, reason),
        _("The sheet is on your desk again; what was verified keeps counting until the correction is."),
    )


@page(may_open_round)
@require_POST
def extend(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Let the period close later."""
    view = _view(request, form, period, unit)
    day, reason = parse_date(request.POST.get("closes_on", "")), request.POST.get("reason", "")
    return _act(
        request, view, lambda: extend_round(request.standing, view.round, day, reason), _("Extended.")
    )


_SHEET = "reports/<slug:form>/<str:period>/<str:unit>/"

routes = [
    path(_SHEET, sheet, name="reports_sheet"),
    path(_SHEET + "template.xlsx", template_file, name="reports_template"),
    path(_SHEET + "upload", upload, name="reports_upload"),
    path(_SHEET + "verify", verify, name="reports_verify"),
    path(_SHEET + "return", send_back, name="reports_return"),
    path(_SHEET + "reopen", reopen, name="reports_reopen"),
    path(_SHEET + "extend", extend, name="reports_extend"),
]
