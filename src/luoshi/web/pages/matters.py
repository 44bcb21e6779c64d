"""Matters: the supervision desk, the sheet of one matter with everything that can be done, opening one (督办)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.ledger.refusal import Refused
from luoshi.matters import queries
from luoshi.matters.actions.open_matter import open_matter
from luoshi.matters.policies import may_open_matter
from luoshi.matters.sheet import Sheet
from luoshi.org.queries import unit_by_code
from luoshi.web.access import page
from luoshi.web.forms import DayInput, PageForm, row_key
from luoshi.web.matter_verbs import ACTIONS, VerbForm
from luoshi.web.named import named
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.matters.models import Matter


@page()
def desk(request: Request) -> HttpResponse:
    """Four columns by the three questions and the overdue; a matter opens at the right."""
    lead = request.GET.get("lead", "")
    words = request.GET.get("words", "").strip()
    found = queries.desk(request.standing, request.as_of, lead=row_key(lead), words=words)
    return render(
        request,
        "matters/desk.html",
        {
            "desk": found,
            "lead": lead,
            "words": words,
            "filtered": bool(lead or words),
            "may_open": may_open_matter(request.standing),
        },
    )


@page()
def item(request: Request, key: int) -> HttpResponse:
    """One matter; only its sheet when the desk asks for it."""
    sheet = queries.matter_view(request.standing, key, request.as_of)
    if sheet is None:
        raise Http404
    forms_offered = [VerbForm(offer) for offer in sheet.offers]
    template = "matters/_sheet.html" if request.htmx else "matters/item.html"
    return render(request, template, {"sheet": sheet, "card": sheet.card, "forms": forms_offered})


@page()
@require_POST
def act(request: Request, key: int, verb: str) -> HttpResponse:
    """Take one step in a matter; a refusal stands beside the form that asked for it."""
    matter = queries.matter_of(request.standing, key)
    sheet = queries.matter_view(request.standing, key, request.standing.today)
    if matter is None or sheet is None or verb not in ACTIONS:
        raise Http404
    offer = next((o for o in sheet.offers if o.verb.code == verb), None)
    if offer is None:
        # The action itself says why not: no right, or the matter has moved on.
        ACTIONS[verb](request.standing, matter, {})
        return redirect("matters_item", key=key)
    form = VerbForm(offer, request.POST)
    if form.is_valid():
        try:
            ACTIONS[verb](request.standing, matter, form.answers())
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Done: %s.") % named(offer.verb))
            return redirect("matters_item", key=key)
    return _refused(request, sheet, form)


def _refused(request: Request, sheet: Sheet, wrong: VerbForm) -> HttpResponse:
    """The sheet again, with what was typed and what is wrong with it."""
    shown = [wrong if o.verb == wrong.offered.verb else VerbForm(o) for o in sheet.offers]
    context = {"sheet": sheet, "card": sheet.card, "forms": shown}
    return render(request, "matters/item.html", context, status=422)


class OpenForm(PageForm):
    """A new matter."""

    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Details and required result"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lead = forms.ChoiceField(label=gettext_lazy("Lead unit"))
    supporting = forms.MultipleChoiceField(
        label=gettext_lazy("Supporting units"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    urgency = forms.ChoiceField(label=gettext_lazy("Term"))
    due_on = forms.DateField(label=gettext_lazy("Another due date"), required=False, widget=DayInput())

    def __init__(self, request: Request, data: Any = None) -> None:
        super().__init__(data)
        self.kind = queries.types()[0]
        units = [(n.code, named(n)) for n in queries.possible_leads(request.standing.today)]
        terms = [
            (t.code, _("%(name)s: %(days)d working days") % {"name": named(t), "days": t.days})
            for t in self.kind.terms.values()
        ]
        self.set_choices("lead", [("", "—"), *units])
        self.set_choices("supporting", units)
        self.set_choices("urgency", terms)
        self.fields["urgency"].initial = "normal"

    def open(self, request: Request) -> Matter:
        """Open what was filled in."""
        said = self.cleaned_data
        lead = unit_by_code(said["lead"])
        if lead is None:
            raise Http404
        supporting = [unit for code in said["supporting"] if (unit := unit_by_code(code)) is not None]
        return open_matter(
            request.standing,
            type=self.kind.code,
            title=said["title"],
            text=said["text"],
            lead=lead,
            supporting=supporting,
            urgency=said["urgency"],
            due_on=said["due_on"],
        )


@page(may_open_matter)
def new(request: Request) -> HttpResponse:
    """Open a matter by hand; most come from a document's drafts."""
    form = OpenForm(request, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                matter = form.open(request)
            except Refused as refusal:
                form.take(refusal)
            else:
                messages.success(request, _("Opened as %s. Assign it next.") % matter.number)
                return redirect("matters_item", key=matter.pk)
    return render(request, "matters/new.html", {"form": form}, status=status)


@page()
def notice(request: Request, key: int) -> HttpResponse:
    """The notice of supervision for print (督办通知单)."""
    sheet = queries.matter_view(request.standing, key, request.as_of)
    if sheet is None:
        raise Http404
    return render(request, "matters/notice.html", {"sheet": sheet, "card": sheet.card})


routes = [
    path("matters/", desk, name="matters"),
    path("matters/new/", new, name="matters_new"),
    path("matters/<int:key>/", item, name="matters_item"),
    path("matters/<int:key>/notice/", notice, name="matters_notice"),
    path("matters/<int:key>/<slug:verb>/", act, name="matters_act"),
]
