"""One sheet: the grid that behaves like a spreadsheet, templates and CSV in and out (报送单)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.documents.workbook_guard import LARGEST_UPLOAD
from luoshi.exchange.report_sheet_csv import read_csv, sheet_csv
from luoshi.exchange.report_sheet_xlsx import Filled, read, template
from luoshi.exchange.sheet_rows import WORKBOOK
from luoshi.indicators.actions.file_sheet import file_sheet
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.desk import CONFLICT
from luoshi.indicators.numerals import plain
from luoshi.indicators.policies import may_keep_catalogue, may_open_round
from luoshi.indicators.queries import (
    LONGEST_NOTE,
    Line,
    SheetPlace,
    SheetView,
    previewed,
    sheet_place,
    sheet_view,
)
from luoshi.indicators.typed import Typed, locked_problem, try_cells
from luoshi.ledger.master import one_edition
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.web.access import page
from luoshi.web.downloads import CSV, XLSX, download
from luoshi.web.forms import beside
from luoshi.web.pages.reports import STATES
from luoshi.web.request import Request
from luoshi.web.sheet_post import SheetPost, new_token, sheet_post, shown_base
from luoshi.workdays.periods import Period

SHEET = "reports/<slug:form>/<str:period>/<str:unit>/"
# What the browser may keep to show the page without a connection: one's own sheet while it can be filled in.
KEPT_OFFLINE = "X-Luoshi-Keep"
# What is filled in to decide something about a sheet.
ORDERED = ("reason", "due_on", "closes_on", "indicator")


@dataclass(frozen=True)
class GridRow:
    """A line with what its inputs hold: what was just typed or uploaded, else what is stored.

    ``conflict`` says that somebody else has changed the same cell.
    """

    line: Line
    text: str
    note: str
    problems: list[Problem]
    conflict: Problem | None


@dataclass(frozen=True)
class FileRead:
    """A file that was read: cells to be looked at twice, and how many say something else than is stored."""

    notices: tuple[Problem, ...]
    differing: int


def found_view(request: Request, form: str, period: str, unit: str) -> SheetView:
    """The sheet of an address as this reader sees it; 404 where there is none."""
    try:
        with one_edition():
            return sheet_view(request.standing, form, period, unit, request.as_of)
    except (LookupError, ValueError) as error:
        raise Http404 from error


def show(
    request: Request,
    view: SheetView,
    *,
    typed: Iterable[Typed] = (),
    problems: Iterable[Problem] = (),
    post: SheetPost | None = None,
    file: FileRead | None = None,
    order: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of the sheet, with what was typed, what is wrong with it and what is to be known about it.

    What was typed may come from a ``file``. An ``order`` that was refused is open again with what was typed. After a ``post`` the page holds on to the edition and the cells that its editor had been shown first.
    """
    entered = {t.indicator: t for t in typed}
    by_cell: dict[str, list[Problem]] = {}
    for problem in problems:
        by_cell.setdefault(problem.code, []).append(problem)
    rows = [_row(line, entered.get(line.indicator.code), by_cell) for line in view.asked]
    shape, word = STATES[view.progress]
    context = {
        "view": view,
        "rows": rows,
        "base": post.base if post else shown_base(view),
        "edition": post.edition if post else view.edition,
        "token": new_token(),
        "answered": request.method == "POST",
        "not_asked": [line for line in view.lines if not line.asked],
        **beside((p for left in by_cell.values() for p in left), *(ORDERED if order else ())),
        "order": order,
        "entered": request.POST,
        "ticked": request.POST.getlist("indicator"),
        "cell_problems": sum(len(row.problems) for row in rows),
        "conflicts": sum(row.conflict is not None for row in rows),
        "notices": file.notices if file else (),
        "doubtful": [row.line for row in rows if row.line.doubts and not row.note],
        "differing": file.differing if file else None,
        "longest_note": LONGEST_NOTE,
        "year_before": Period.parse(view.round.period).year_before().code,
        "may_extend": may_open_round(request.standing)
        and request.as_of == request.standing.today > view.round.closes_on,
        "may_grant": may_keep_catalogue(request.standing) and not (view.sheet and view.sheet.submitted_at),
        "to_unlock": [line for line in view.asked if line.lock and line.may_lock],
        "to_lock": [line for line in view.asked if not line.lock and line.may_lock],
        "locked": sum(line.lock is not None for line in view.asked),
        "shape": shape,
        "word": word,
        "waiting": [line for line in view.asked if line.waits_for_me],
    }
    response = render(request, "reports/sheet.html", context, status=status)
    if view.may_edit:
        response.headers[KEPT_OFFLINE] = "sheet"
    return response


def _row(line: Line, now: Typed | None, by_cell: dict[str, list[Problem]]) -> GridRow:
    code = line.indicator.code
    conflict = by_cell.pop(f"{CONFLICT}:{code}", [None])[0]
    return GridRow(
        line,
        now.text if now else line.text,
        now.note if now else line.note,
        by_cell.pop(f"cell:{code}", []),
        conflict,
    )


@page()
def sheet(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """The sheet; a post keeps the draft and, if asked, submits it."""
    if request.method != "POST":
        return show(request, found_view(request, form, period, unit))
    try:
        with one_edition():
            place = sheet_place(request.standing, form, period, unit)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    post = sheet_post(request, place.asked)
    try:
        return _submit(request, place, post) if post.submits else _keep(request, place, post)
    except Refused as refused:
        return _ask_again(request, place, post, refused.problems)


def _keep(request: Request, place: SheetPlace, post: SheetPost) -> HttpResponse:
    _save(request, place, post)
    messages.success(request, _("The draft is kept."))
    return redirect("reports_sheet", place.round.form.code, place.round.period, place.unit.code)


def _save(request: Request, place: SheetPlace, post: SheetPost) -> None:
    save_cells(request.standing, place.round, place.unit, post.typed, edition=post.edition, key=post.save_key)


def _submit(request: Request, place: SheetPlace, post: SheetPost) -> HttpResponse:
    """Keep and submit at once; what cannot be submitted is kept, and so is it where somebody else's figures came in
    that this person has not seen.
    """
    key = post.submit_key
    try:
        file_sheet(request.standing, place.round, place.unit, post.typed, edition=post.edition, key=key)
    except Refused as refused:
        _save(request, place, post)
        return _kept_only(request, place, refused.problems)
    messages.success(request, _("Submitted. The statistics owners verify it now."))
    return redirect("reports")


def _kept_only(request: Request, place: SheetPlace, problems: list[Problem]) -> HttpResponse:
    """The sheet as it is kept now, with why it is not submitted."""
    seen = all(problem.code != CONFLICT for problem in problems)
    if seen:
        told = [Problem("", _("The draft is kept but not submitted yet.")), *problems]
    else:
        merged = _("Somebody else changed other figures meanwhile; both are kept.")
        told = [Problem("", merged, _("Look through the sheet and submit it again."))]
    return show(request, _fresh(request, place), problems=told, status=422 if seen else 409)


def _ask_again(request: Request, place: SheetPlace, post: SheetPost, problems: list[Problem]) -> HttpResponse:
    """What was typed, with what is wrong. A conflict shows what is stored now; else the next post is still held
    against what the editor had been shown first.
    """
    typed, view = [entry for entry in post.typed if not entry.is_untouched], _fresh(request, place)
    if any(p.code.startswith(f"{CONFLICT}:") for p in problems):
        return show(request, view, typed=typed, problems=problems, status=409)
    return show(request, view, typed=typed, problems=problems, post=post, status=422)


def _fresh(request: Request, place: SheetPlace) -> SheetView:
    return found_view(request, place.round.form.code, place.round.period, place.unit.code)


@page()
def template_file(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """The sheet as an Excel template."""
    view = found_view(request, form, period, unit)
    return download(template(view), XLSX, f"{form}-{period}-{unit}.xlsx")


@page()
def csv_file(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """The sheet as comma-separated text."""
    view = found_view(request, form, period, unit)
    return download(sheet_csv(view), CSV, f"{form}-{period}-{unit}.csv")


@page()
@require_POST
def upload(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Show what a filled template or CSV states, with the problems of each cell; nothing is saved yet."""
    view = found_view(request, form, period, unit)
    require(view.may_edit)
    file = request.FILES.get("file")
    if file is None:
        return redirect("reports_sheet", form, period, unit)
    content = file.read(LARGEST_UPLOAD + 1)
    is_text = (file.name or "").lower().endswith(".csv") and not content.startswith(WORKBOOK)
    try:
        filled = (read_csv if is_text else read)(content, view)
    except Refused as refused:
        return show(request, view, problems=refused.problems, status=422)
    return _preview(request, view, filled)


def _preview(request: Request, view: SheetView, filled: Filled) -> HttpResponse:
    """What the file states in the cells, as it would be judged; what is locked stays and is said."""
    readings, problems = try_cells(view.round, filled.typed)
    lines = {line.indicator.code: line for line in view.lines}
    differing, read_as = 0, {}
    for reading in readings:
        line = lines[reading.item.indicator.code]
        same = reading.value == line.value
        read_as[reading.entry] = line.text if same else plain(reading.value)
        if line.lock and not same:
            problems.append(locked_problem(reading, line.lock))
        elif not line.lock and not (same and reading.note == line.note):
            differing += 1
    return show(
        request,
        previewed(request.standing, view, readings),
        typed=[replace(entry, text=read_as.get(entry, entry.text)) for entry in filled.typed],
        problems=problems,
        file=FileRead(filled.notices, differing),
        status=422 if problems else 200,
    )


routes = [
    path(SHEET, sheet, name="reports_sheet"),
    path(SHEET + "template.xlsx", template_file, name="reports_template"),
    path(SHEET + "sheet.csv", csv_file, name="reports_csv"),
    path(SHEET + "upload", upload, name="reports_upload"),
]
