"""Settings, forms: how often a form is filed and by when, changed from a period on (报送频率与期限)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.indicators.actions.change_schedule import CHOICES, NewSchedule, change_schedule
from luoshi.indicators.actions.define_form import MOST_DUE_DAYS
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import form_of, schedule_of
from luoshi.ledger.refusal import Denied, Refused
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import PageForm
from luoshi.web.request import Request
from luoshi.workdays.periods import EXAMPLES, Cadence

WORDS = dict(CHOICES)


class ScheduleForm(PageForm):
    """How often, from which period on, by when, and why."""

    cadence = forms.ChoiceField(label=gettext_lazy("How often"), choices=CHOICES)
    holds_from = forms.CharField(label=gettext_lazy("From the period"), max_length=8)
    due_working_days = forms.IntegerField(
        label=gettext_lazy("Due, working days after the period's end"), min_value=0, max_value=MOST_DUE_DAYS
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )


@page()
def schedule(request: Request, code: str) -> HttpResponse:
    """The schedule of one form with every change of it; those who keep the catalogue change it here."""
    found = form_of(code, tree(request.as_of))
    if found is None:
        raise Http404
    row, _items, _units = found
    told, today = schedule_of(row, request.as_of), request.as_of == request.standing.today
    may_change = today and may_keep_catalogue(request.standing)
    if request.method == "POST" and not may_change:
        raise Denied
    shown = {
        "cadence": told.now.cadence.value,
        "holds_from": told.first_free.code,
        "due_working_days": told.now.due_working_days,
    }
    form = ScheduleForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            made = change_schedule(request.standing, row, NewSchedule(**form.cleaned_data))
        except Refused as refused:
            form.take(refused)
        else:
            since = Cadence(made.cadence).containing(made.since).code
            messages.success(request, _("From %s on the form is filed as said; rounds open stay.") % since)
            return redirect("settings_form_schedule", code)
    context = {
        "tab": "forms",
        "row": row,
        "schedule": told,
        "now": WORDS[told.now.cadence.value],
        "first": WORDS[told.first.cadence.value],
        "changes": [
            (change, WORDS[change.cadence], Cadence(change.cadence).containing(change.since))
            for change in told.changes
        ],
        "planned": [c for c in told.changes if c.since > request.as_of],
        "examples": [(WORDS[cadence.value], example) for cadence, example in EXAMPLES.items()],
        "weekly": Cadence.WEEKLY in (told.now.cadence, *(Cadence(c.cadence) for c in told.changes)),
        "form": form,
        "may_change": may_change,
    }
    return render(request, "settings/form_schedule.html", context, status=422 if form.errors else 200)


routes = [path("settings/forms/<slug:code>/schedule/", schedule, name="settings_form_schedule")]
