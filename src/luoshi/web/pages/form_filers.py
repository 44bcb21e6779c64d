"""Settings, forms: which units file one, from a day on (填报单位)."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from luoshi.indicators.actions.change_filers import NewFilers, change_filers
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import filers_on, form_of, settled_until
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import beside
from luoshi.web.pages.report_forms import FILERS
from luoshi.web.request import Request


@page(may_keep_catalogue)
def filers(request: Request, code: str) -> HttpResponse:
    """Every unit that may file, with those ticked that do once all that is on record has come; a post says who does from a day on."""
    today = request.standing.today
    found = form_of(code, tree(today))
    if found is None:
        raise Http404
    form, _items, _units = found
    first = settled_until(form, today)
    filing = filers_on(form, first)
    chosen = filing
    said = {"since": first.isoformat(), "reason": ""}
    problems: list[Problem] = []
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in ("since", "reason")}
        chosen = request.POST.getlist("units")
        change = NewFilers(tuple(chosen), _day(said["since"]), said["reason"])
        try:
            change_filers(request.standing, form, change)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("From %s on these units file it.") % change.since)
            return redirect("settings_form", code)
    context = {
        "tab": "forms",
        "form": form,
        "filing": len(filers_on(form, today)),
        "first": first,
        "units": [
            (node, node.code in chosen)
            for node in tree(first).in_order()
            if node.kind in FILERS or node.code in filing
        ],
        "entered": said,
        **beside(problems, "units", "since", "reason"),
    }
    return render(request, "settings/form_filers.html", context, status=422 if problems else 200)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


routes = [path("settings/forms/<slug:code>/filers/", filers, name="settings_form_filers")]
