"""Settings, keys of programs: who has one, a new one shown once, one taken away (接口密钥)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.identity.keys import Scope, new_prefix
from luoshi.ledger.refusal import Refused
from luoshi.org.actions.issue_key import IssuedKey, NewKey, issue_key
from luoshi.org.actions.revoke_key import revoke_key
from luoshi.org.policies import may_change_organisation
from luoshi.org.queries import KeySheet, holders, keys, tree
from luoshi.web.access import page
from luoshi.web.forms import DayInput, PageForm
from luoshi.web.named import named
from luoshi.web.request import Request

HALF_A_YEAR = timedelta(days=183)
SCOPES = {
    Scope.READ.value: gettext_lazy("Read"),
    Scope.REPORT.value: gettext_lazy("Report"),
}


class KeyForm(PageForm):
    """Which program, for whom, for what and until when."""

    label = forms.CharField(label=gettext_lazy("Program"), max_length=80)
    person = forms.ChoiceField(label=gettext_lazy("Acts for"))
    scopes = forms.ChoiceField(
        label=gettext_lazy("Allowed to"),
        choices=[
            ("read", gettext_lazy("Read")),
            ("read report", gettext_lazy("Read and report")),
            ("report", gettext_lazy("Report")),
        ],
    )
    until = forms.DateField(label=gettext_lazy("Ends on"), widget=DayInput())
    # The key's name to be: a form that is sent twice issues one key.
    new_key = forms.CharField(widget=forms.HiddenInput(), required=False)


class RevokeForm(PageForm):
    """Which key is taken away, and why."""

    key = forms.ChoiceField(label=gettext_lazy("Key"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


@dataclass(frozen=True)
class Row:
    """One key in the reader's language."""

    key: KeySheet
    unit: str
    person: str
    may: str


@page(may_change_organisation)
def all_keys(request: Request) -> HttpResponse:
    """The keys; a post issues one. The new key stands on this answer and nowhere else, so nothing is redirected.

    The same post once more, by a reload or a second click, issues none and says so.
    """
    form = _form(request)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    unit, _bar, person = said["person"].partition("|")
    try:
        issued = issue_key(
            request.standing,
            NewKey(said["label"], person, unit, said["scopes"].split(), said["until"], said["new_key"]),
        )
    except Refused as refusal:
        named_wrong = [problem for problem in refusal.problems if problem.code == "prefix"]
        if named_wrong:
            messages.error(request, str(named_wrong[0]))
            return redirect("settings_keys")
        form.take(refusal)
        return _page(request, form, status=422)
    return _page(request, _form(request, fresh=True), issued)


@page(may_change_organisation)
@require_POST
def revoke(request: Request) -> HttpResponse:
    """Take a key away."""
    form = _revoke_form(keys(request.standing), request.POST)
    if not form.is_valid():
        return _page(request, _form(request, fresh=True), taking=form, status=422)
    try:
        gone = revoke_key(request.standing, form.cleaned_data["key"], form.cleaned_data["reason"])
    except Refused as refusal:
        form.take(refusal)
        return _page(request, _form(request, fresh=True), taking=form, status=422)
    messages.success(request, _("Key %s opens nothing any more.") % gone.prefix)
    return redirect("settings_keys")


def _form(request: Request, *, fresh: bool = False) -> KeyForm:
    today = request.standing.today
    form = KeyForm(
        None if fresh else request.POST or None,
        initial={"until": today + HALF_A_YEAR, "new_key": new_prefix()},
    )
    units = {node.code: node for node in tree(today).nodes.values()}
    choices = [
        (f"{one.unit}|{one.person}", f"{named(units[one.unit])} {named(one)}")
        for one in holders(today)
        if one.unit in units
    ]
    form.set_choices("person", choices)
    return form


def _revoke_form(known: list[KeySheet], said: QueryDict | None = None) -> RevokeForm:
    form = RevokeForm(said, auto_id="revoke_%s")
    form.set_choices("key", [(k.prefix, f"{k.prefix} {k.label}") for k in known if not k.ended])
    return form


def _page(
    request: Request,
    form: KeyForm,
    issued: IssuedKey | None = None,
    taking: RevokeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    known = keys(request.standing)
    units = {node.code: node for node in tree(request.standing.today).nodes.values()}
    rows = [
        Row(
            key,
            named(units.get(key.unit)) or key.unit,
            named(key),
            " · ".join(str(SCOPES[scope]) for scope in key.scopes),
        )
        for key in known
    ]
    context = {
        "tab": "keys",
        "form": form,
        "taking": taking or _revoke_form(known),
        "issued": issued,
        "keys": rows,
        "in_force": sum(not key.ended for key in known),
    }
    return render(request, "settings/keys.html", context, status=status)


routes = [
    path("settings/keys/", all_keys, name="settings_keys"),
    path("settings/keys/revoke", revoke, name="settings_key_revoke"),
]
