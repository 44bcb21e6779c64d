"""Events that add or take points: the list, recording one, one event with its steps, the kinds (加减分事项)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from luoshi.assessment import event_policies, events, policies
from luoshi.assessment.actions.ask_withdrawal import ask_withdrawal
from luoshi.assessment.actions.confirm_event import confirm_event
from luoshi.assessment.actions.decline_withdrawal import decline_withdrawal
from luoshi.assessment.actions.define_event_kind import LONGEST_CODE, define_event_kind
from luoshi.assessment.actions.record_event import NewEvent, record_event
from luoshi.assessment.actions.withdraw_event import withdraw_event
from luoshi.documents.queries import filed_papers
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree, unit_by_code, unit_on
from luoshi.web.access import page
from luoshi.web.event_words import result_rows, row_of, sentence
from luoshi.web.forms import DayInput, PageForm
from luoshi.web.named import named
from luoshi.web.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from luoshi.assessment.events import EventView
    from luoshi.org.standing import Standing
    from luoshi.org.tree import OrgTree


class EventForm(PageForm):
    """An event."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    level = forms.ChoiceField(
        label=pgettext_lazy("event", "Level"), choices=events.LEVELS, initial="district"
    )
    happened_on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    title = forms.CharField(label=pgettext_lazy("event", "What happened"), max_length=120)
    document = forms.CharField(
        label=gettext_lazy("Document, with its number"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "papers"}),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence that it concerns this unit"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, request: Request, data: Any = None) -> None:
        super().__init__(data)
        units = events.recordable_units(request.standing)
        kinds = events.kinds(request.standing.today)
        # Nothing is chosen beforehand: it is never changed, and the first of the list would get the slips.
        none = ("", _("choose one"))
        self.set_choices("unit", [none, *((node.code, named(node)) for node in units)])
        self.set_choices("kind", [none, *((kind.code, named(kind)) for kind in kinds)])


class KindForm(PageForm):
    """A kind of events."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    code = forms.CharField(
        label=gettext_lazy("Code, by which a scheme names it: event.CODE"), max_length=LONGEST_CODE
    )


@page()
def listed(request: Request) -> HttpResponse:
    """What was recorded for which unit, the latest first; of one unit if the address names one."""
    found = events.events(request.standing, request.as_of)
    org = tree(request.as_of)
    asked = request.GET.get("unit", "")
    if asked:
        found = [view for view in found if view.event.unit.code == asked]
        if not found and unit_on(asked, request.as_of) is None:
            raise Http404
    rows = [row_of(view, org) for view in found]
    now = request.as_of == request.standing.today
    context = {
        "tab": "events",
        "sees_trials": policies.sees_trials(request.standing),
        "rows": rows,
        "sentence": sentence(found),
        "of_unit": _called(asked, org, rows),
        "may_record": now and event_policies.may_record_events(request.standing),
        "may_define": now and policies.may_score(request.standing),
        "simulated": any(view.event.simulated for view in found),
    }
    return render(request, "assessment/events.html", context)


def _called(code: str, org: OrgTree, rows: list[dict[str, Any]]) -> str:
    """The name of the unit with this code, of one that is no more as its events have it; empty for no code."""
    if rows and code:
        return str(rows[0]["unit"])
    return next((named(node) for node in org.nodes.values() if node.code == code), "")


@page(event_policies.may_record_events)
def new(request: Request) -> HttpResponse:
    """Record an event."""
    form = EventForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        unit = unit_by_code(said.pop("unit"))
        assert unit is not None, "the form offers the units that there are"
        try:
            made = record_event(request.standing, unit, NewEvent(**said))
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("It is on record, and counts once another person has confirmed it."))
            return redirect("assessment_event", made.pk)
    context = {
        "form": form,
        "any_kind": bool(events.kinds(request.standing.today)),
        "papers": list(filed_papers(request.standing, request.as_of)),
    }
    return render(request, "assessment/event_new.html", context, status=422 if form.errors else 200)


@page(policies.may_score)
def kinds(request: Request) -> HttpResponse:
    """The kinds of events that schemes may name, and the form of another one."""
    form = KindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            define_event_kind(request.standing, **form.cleaned_data)
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("The kind may be named by a scheme from now on."))
            return redirect("assessment_event_kinds")
    context = {"form": form, "kinds": events.kinds(request.standing.today), "levels": events.LEVELS}
    return render(request, "assessment/event_kinds.html", context, status=422 if form.errors else 200)


def _found(request: Request, key: int) -> EventView:
    found = events.find_event(request.standing, key, request.as_of)
    if found is None:
        raise Http404
    return found


@page()
def event(request: Request, key: int) -> HttpResponse:
    """One event: what happened, on what it rests, who recorded and who confirmed it."""
    return _show(request, _found(request, key), [])


def _show(request: Request, found: EventView, problems: list[Problem]) -> HttpResponse:
    standing = request.standing
    now = request.as_of == standing.today
    open_yet = now and found.withdrawn is None
    acts = open_yet and event_policies.may_act_on(standing, found.event)
    decides = found.asked is not None and event_policies.may_decide_withdrawal(
        standing, found.event, found.asked.by_id
    )
    on_file = filed_papers(standing, request.as_of).get(found.event.document)
    context = {
        "row": row_of(found, tree(request.as_of)),
        "paper": reverse("plan_document", args=[on_file]) if on_file else "",
        "results": result_rows(events.results_of(standing, found.event, request.as_of), found.event),
        "may_confirm": open_yet
        and found.confirmed is None
        and event_policies.may_confirm(standing, found.event),
        "may_withdraw": acts and found.confirmed is None,
        "may_ask": acts and found.confirmed is not None and found.asked is None,
        "may_decide": acts and decides,
        "problems": [problem for problem in problems if problem.code != "reason"],
        "wrong": [f"{problem.what} {problem.mend}" for problem in problems if problem.code == "reason"],
        "entered": request.POST,
    }
    return render(request, "assessment/event.html", context, status=422 if problems else 200)


@page(event_policies.may_record_events)
@require_POST
def confirm(request: Request, key: int) -> HttpResponse:
    """Confirm what another person recorded."""
    found = _found(request, key)
    try:
        confirm_event(request.standing, found.event)
    except Refused as refusal:
        return _show(request, found, refusal.problems)
    messages.success(request, _("It counts from now on; the unit has been told."))
    return redirect("assessment_event", key)


@page(event_policies.may_record_events)
@require_POST
def withdraw(request: Request, key: int) -> HttpResponse:
    """Withdraw what never counted, with the reason; or what another person asked to withdraw."""
    return _taken(request, key, withdraw_event, _("It counts no more and stays on record with the reason."))


@page(event_policies.may_record_events)
@require_POST
def ask(request: Request, key: int) -> HttpResponse:
    """Ask to withdraw what counts, with the reason."""
    done = _("Another person of the offices decides; it counts until then.")
    return _taken(request, key, ask_withdrawal, done)


@page(event_policies.may_record_events)
@require_POST
def decline(request: Request, key: int) -> HttpResponse:
    """Decline what another person asked to withdraw, with the reason."""
    return _taken(request, key, decline_withdrawal, _("It goes on counting; the request stays on record."))


def _taken(
    request: Request, key: int, step: Callable[[Standing, Any, str], object], done: str
) -> HttpResponse:
    """Take a step about an event with the reason typed; what is wrong with it stands on the page."""
    found = _found(request, key)
    try:
        step(request.standing, found.event, request.POST.get("reason", ""))
    except Refused as refusal:
        return _show(request, found, refusal.problems)
    messages.success(request, done)
    return redirect("assessment_event", key)


routes = [
    path("assessment/events/", listed, name="assessment_events"),
    path("assessment/events/new/", new, name="assessment_event_new"),
    path("assessment/events/kinds/", kinds, name="assessment_event_kinds"),
    path("assessment/events/<int:key>/", event, name="assessment_event"),
    path("assessment/events/<int:key>/confirm/", confirm, name="assessment_event_confirm"),
    path("assessment/events/<int:key>/ask/", ask, name="assessment_event_ask"),
    path("assessment/events/<int:key>/decline/", decline, name="assessment_event_decline"),
    path("assessment/events/<int:key>/withdraw/", withdraw, name="assessment_event_withdraw"),
]
