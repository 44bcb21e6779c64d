"""What is decided about a sheet: verdicts, corrections, locks, and more time (报送单的处理)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.indicators.actions.extend_round import extend_round
from luoshi.indicators.actions.grant_term import grant_term
from luoshi.indicators.actions.lock_cells import lock_cells
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.actions.unlock_cells import unlock_cells
from luoshi.indicators.actions.verify_sheet import verify_sheet
from luoshi.indicators.policies import may_open_round
from luoshi.indicators.queries import SheetView
from luoshi.ledger.refusal import Refused
from luoshi.web.access import page
from luoshi.web.pages.report_sheet import SHEET, found_view, show
from luoshi.web.request import Request


def _act(request: Request, view: SheetView, order: str, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return show(request, view, problems=refused.problems, order=order, status=422)
    messages.success(request, done)
    return redirect("reports_sheet", view.round.form.code, view.round.period, view.unit.code)


def _reason(request: Request) -> str:
    return request.POST.get("reason", "")


@page()
@require_POST
def verify(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Confirm the values that wait for this statistics owner."""
    view = found_view(request, form, period, unit)
    return _act(
        request, view, "verify", lambda: verify_sheet(request.standing, view.round, view.unit), _("Verified.")
    )


@page()
@require_POST
def send_back(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Return the sheet with a reason; only the values ticked if any are."""
    view = found_view(request, form, period, unit)
    chosen = request.POST.getlist("indicator") or None
    return _act(
        request,
        view,
        "return",
        lambda: return_sheet(request.standing, view.round, view.unit, _reason(request), chosen),
        _("Returned to the unit."),
    )


@page()
@require_POST
def reopen(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Take a submitted sheet back for a correction."""
    view = found_view(request, form, period, unit)
    return _act(
        request,
        view,
        "reopen",
        lambda: reopen_sheet(request.standing, view.round, view.unit, _reason(request)),
        _("The sheet is on your desk again; what was verified keeps counting until the correction is."),
    )


@page()
@require_POST
def lock(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Lock the figures ticked."""
    view, chosen = found_view(request, form, period, unit), request.POST.getlist("indicator")
    return _act(
        request,
        view,
        "lock",
        lambda: lock_cells(request.standing, view.round, view.unit, chosen, _reason(request)),
        _("Locked."),
    )


@page()
@require_POST
def unlock(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Unlock the figures ticked."""
    view, chosen = found_view(request, form, period, unit), request.POST.getlist("indicator")
    return _act(
        request,
        view,
        "unlock",
        lambda: unlock_cells(request.standing, view.round, view.unit, chosen, _reason(request)),
        _("Unlocked. The unit can take the sheet back and correct the figure."),
    )


@page(may_open_round)
@require_POST
def extend(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Let the period close later."""
    view = found_view(request, form, period, unit)
    day = parse_date(request.POST.get("closes_on", ""))
    return _act(
        request,
        view,
        "extend",
        lambda: extend_round(request.standing, view.round, day, _reason(request)),
        _("Extended."),
    )


@page(may_open_round)
@require_POST
def term(request: Request, form: str, period: str, unit: str) -> HttpResponse:
    """Give this unit more time."""
    view = found_view(request, form, period, unit)
    day = parse_date(request.POST.get("due_on", ""))
    return _act(
        request,
        view,
        "term",
        lambda: grant_term(request.standing, view.round, view.unit, day, _reason(request)),
        _("More time is given to this unit."),
    )


routes = [
    path(SHEET + "verify", verify, name="reports_verify"),
    path(SHEET + "return", send_back, name="reports_return"),
    path(SHEET + "reopen", reopen, name="reports_reopen"),
    path(SHEET + "lock", lock, name="reports_lock"),
    path(SHEET + "unlock", unlock, name="reports_unlock"),
    path(SHEET + "extend", extend, name="reports_extend"),
    path(SHEET + "term", term, name="reports_term"),
]
