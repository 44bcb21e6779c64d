"""Settings, organisation: the tree of units as of a day, and the changes an administrator makes to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.indicators.queries import inheritances
from luoshi.ledger.refusal import Refused
from luoshi.org import queries
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.actions.end_tenure import end_tenure
from luoshi.org.actions.move import move
from luoshi.org.actions.rename import rename
from luoshi.org.policies import may_change_organisation
from luoshi.web.access import page
from luoshi.web.boundary_words import inheritance_words
from luoshi.web.forms import DayInput, PageForm
from luoshi.web.gone import last_day_of
from luoshi.web.named import named
from luoshi.web.request import Request
from luoshi.workdays.clock import end_of

if TYPE_CHECKING:
    from datetime import date

    from luoshi.org.models import Unit
    from luoshi.org.queries import UnitSheet
    from luoshi.org.standing import Standing
    from luoshi.org.tree import OrgTree


# Below these nothing else is managed.
NEVER_SUPERIOR = ("village", "community", "grid")


class RenameForm(PageForm):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("New name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=120, required=False)
    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class MoveForm(PageForm):
    """Another manager, or another place."""

    relation = forms.ChoiceField(label=gettext_lazy("What changes"), choices=queries.relation_choices)
    parent = forms.ChoiceField(label=gettext_lazy("New superior unit"))
    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class AppointForm(PageForm):
    """A new post and who takes it up."""

    role = forms.ChoiceField(label=gettext_lazy("What the post is for"), choices=queries.role_choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=60)
    title_en = forms.CharField(label=gettext_lazy("English title"), max_length=100, required=False)
    code = forms.SlugField(label=gettext_lazy("Code of the person"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name of the person"), max_length=40)
    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput())


class EndTenureForm(PageForm):
    """Who leaves a post, and when."""

    tenure = forms.TypedChoiceField(label=gettext_lazy("Who leaves"), coerce=int)
    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


def _rename(standing: Standing, unit: Unit, said: dict[str, Any]) -> None:
    rename(standing, unit, said["name"], said["since"], said["reason"], said["name_en"])


def _move(standing: Standing, unit: Unit, said: dict[str, Any]) -> None:
    parent = queries.unit_by_code(said["parent"])
    if parent is None:
        raise Http404
    move(standing, unit, parent, said["relation"], said["since"], said["reason"])


def _appoint(standing: Standing, unit: Unit, said: dict[str, Any]) -> None:
    new = Appointment(
        unit=unit.code,
        role=said["role"],
        title=said["title"],
        title_en=said["title_en"],
        person=said["code"],
        name=said["name"],
        simulated=unit.simulated,
    )
    appoint(standing, [new], said["since"])


def _end_tenure(standing: Standing, unit: Unit, said: dict[str, Any]) -> None:
    tenure = queries.running_tenure(said["tenure"], standing.today)
    if tenure is None or tenure.post.unit_id != unit.pk:
        raise Http404
    end_tenure(standing, tenure, said["since"], said["reason"])


@dataclass(frozen=True)
class Change:
    """One of the changes an administrator makes to a unit."""

    label: Any
    form: type[PageForm]
    perform: Callable[[Standing, Unit, dict[str, Any]], None]


CHANGES = {
    "rename": Change(gettext_lazy("Rename"), RenameForm, _rename),
    "move": Change(gettext_lazy("Hand over"), MoveForm, _move),
    "appoint": Change(gettext_lazy("Appoint"), AppointForm, _appoint),
    "end-tenure": Change(gettext_lazy("End a tenure"), EndTenureForm, _end_tenure),
}


@page()
def organisation(request: Request) -> HttpResponse:
    """The district with what it consists of; a search by the name of a unit."""
    units = queries.tree(request.as_of)
    words = request.GET.get("q", "")
    if not words and units.root is not None:
        return _unit_page(request, units.root.code)
    found = queries.units_called(units, words) if words.strip() else []
    context = {"tab": "organisation", "words": words, "found": found, "units": len(units.nodes)}
    return render(request, "settings/search.html", context)


@page()
def unit(request: Request, code: str) -> HttpResponse:
    """One unit: where it stands, its posts and who holds them, what it consists of."""
    return _unit_page(request, code)


@page(may_change_organisation)
@require_POST
def change_unit(request: Request, code: str, change: str) -> HttpResponse:
    """Carry out one change of a unit; shown again with its problems when it is refused."""
    changed = queries.unit_by_code(code)
    if changed is None or change not in CHANGES:
        raise Http404
    units = queries.tree(request.standing.today)
    sheet = queries.unit_sheet(units, code)
    if sheet is None:
        raise Http404
    form = _form(units, sheet, change, request.standing.today, request.POST)
    if form.is_valid():
        try:
            CHANGES[change].perform(request.standing, changed, form.cleaned_data)
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("Done, and on record in the ledger."))
            return redirect("settings_unit", code)
    return _unit_page(request, code, {change: form}, status=422)


def _form(units: OrgTree, sheet: UnitSheet, change: str, today: date, data: Any = None) -> PageForm:
    form = CHANGES[change].form(data, initial={"since": today}, auto_id=f"{change}-%s")
    if isinstance(form, EndTenureForm):
        held = [(row.post, row.tenure) for row in sheet.posts if row.tenure]
        form.set_choices(
            "tenure", [(tenure.pk, f"{named(post)} {named(tenure.person)}") for post, tenure in held]
        )
    if isinstance(form, MoveForm):
        superior = [n for n in units.in_order() if n.kind not in NEVER_SUPERIOR and n.id != sheet.node.id]
        form.set_choices("parent", [(n.code, named(n)) for n in superior])
    return form


def _unit_page(
    request: Request, code: str, bound: dict[str, PageForm] | None = None, status: int = 200
) -> HttpResponse:
    units = queries.tree(request.as_of)
    sheet = queries.unit_sheet(units, code)
    if sheet is None:
        return last_day_of(request, code)
    changes = []
    if may_change_organisation(request.standing):
        for name, change in CHANGES.items():
            taken = (bound or {}).get(name)
            changes.append(
                (
                    name,
                    change.label,
                    taken or _form(units, sheet, name, request.standing.today),
                    taken is not None,
                )
            )
    context = {
        "tab": "organisation",
        "breadcrumbs": [
            {"url": reverse("settings_unit", args=[n.code]), "label": named(n)} for n in sheet.ancestors
        ],
        "sheet": sheet,
        "name": named(sheet.node),
        "below": len(units.below(sheet.node.id)),
        "manager": sheet.ancestors[-1] if sheet.ancestors else None,
        "place": units.nodes.get(units.located.get(sheet.node.id, 0)),
        "held": sum(1 for post in sheet.posts if post.tenure),
        "changes": changes,
        "history": [
            {"said": said, "words": inheritance_words(said)}
            for said in inheritances(end_of(request.as_of), request.as_of, units={sheet.node.id})
            if not said.kept
        ],
    }
    return render(request, "settings/unit.html", context, status=status)


routes = [
    path("settings/", organisation, name="settings"),
    path("settings/units/<str:code>/", unit, name="settings_unit"),
    path("settings/units/<str:code>/<slug:change>/", change_unit, name="settings_change"),
]
