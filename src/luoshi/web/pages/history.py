"""Settings, long history: a table of one indicator over units and periods, looked at before it is taken (历史数据)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.exchange.history_table import HistoryPlan, as_text, plan_history, read_rows
from luoshi.exchange.sheet_rows import Rows
from luoshi.indicators.actions.import_history import import_history
from luoshi.indicators.policies import may_import, may_keep_catalogue
from luoshi.indicators.queries import indicator_of
from luoshi.ledger.refusal import Denied, Problem, Refused
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import PageForm
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.indicators.models import Indicator

SHOWN = 200


class HistoryForm(PageForm):
    """A file or a pasted table, and where its figures come from."""

    file = forms.FileField(label=gettext_lazy("File (.xlsx or .csv)"), required=False)
    table = forms.CharField(
        label=gettext_lazy("Or paste the cells"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        # A table may begin with an empty cell: stripped of it, every column would slip.
        strip=False,
    )
    source = forms.CharField(label=gettext_lazy("Where it comes from"), max_length=200)


@page(may_keep_catalogue)
def history(request: Request, code: str) -> HttpResponse:
    """Show cell by cell what a table would write; write it when it is confirmed and nothing is wrong."""
    indicator = indicator_of(code)
    if indicator is None:
        raise Http404
    if not may_import(request.standing, indicator):
        raise Denied(_("Only its data owner hands over the history of an indicator."))
    if request.method != "POST":
        return _page(request, indicator, HistoryForm())
    form = HistoryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, indicator, form, status=422)
    try:
        rows = read_rows(_content(form))
        plan = plan_history(indicator, rows, tree(request.standing.today))
        if "confirm" in request.POST and not plan.wrong and plan.figures:
            made = import_history(request.standing, indicator, plan.figures, form.cleaned_data["source"])
            messages.success(request, _("%d figures are on record.") % len(made))
            return redirect("settings_indicator", code)
    except Refused as refused:
        form.take(refused)
        return _page(request, indicator, form, status=422)
    return _page(request, indicator, form, plan, rows, status=422 if plan.wrong else 200)


def _content(form: HistoryForm) -> bytes | str:
    file = form.cleaned_data["file"]
    if file is not None:
        content: bytes = file.read()
        return content
    text: str = form.cleaned_data["table"]
    if not text.strip():
        raise Refused(
            Problem(_("The file"), _("There is none."), _("Choose a file, or paste the cells."), "file")
        )
    return text


def _page(
    request: Request,
    indicator: Indicator,
    form: HistoryForm,
    plan: HistoryPlan | None = None,
    rows: Rows | None = None,
    status: int = 200,
) -> HttpResponse:
    entries = sorted(plan.entries, key=lambda e: e.problem is None) if plan else []
    context = {
        "tab": "indicators",
        "indicator": indicator,
        "form": form,
        "plan": plan,
        "entries": entries[:SHOWN],
        "more": max(len(entries) - SHOWN, 0),
        "new": len(plan.figures) if plan else 0,
        "known": sum(e.known for e in plan.entries) if plan else 0,
        "wrong": len(plan.wrong) if plan else 0,
        "read": as_text(rows) if rows is not None else "",
        "source": form["source"].value() or "",
    }
    return render(request, "settings/history.html", context, status=status)


routes = [path("settings/indicators/<slug:code>/history/", history, name="settings_history")]
