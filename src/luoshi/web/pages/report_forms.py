"""Settings, forms: what units are asked for, in which months (报表)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from luoshi.indicators.actions.change_schedule import CHOICES
from luoshi.indicators.actions.define_form import MOST_DUE_DAYS, NewForm, NewItem, define_form
from luoshi.indicators.actions.edit_form import FormChange, edit_form
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import (
    Making,
    catalogue_lines,
    filers_on,
    form_of,
    forms_of_units,
    schedule_of,
)
from luoshi.ledger.refusal import Denied, Problem, Refused
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import beside
from luoshi.web.request import Request
from luoshi.workdays.periods import Cadence

if TYPE_CHECKING:
    from luoshi.indicators.models import Indicator

MONTHS = range(1, 13)
FILERS = ("subdistrict", "town", "township", "park", "zone", "department")


@dataclass(frozen=True)
class ItemRow:
    """An indicator that may stand on the form: whether it does, its place, and its months."""

    indicator: Indicator
    place: str
    months: frozenset[int]

    @property
    def chosen(self) -> bool:
        return bool(self.place)

    @property
    def joined(self) -> bool:
        """January is published with February (1-2月合并)."""
        return 1 not in self.months and 2 in self.months


@page()
def form_list(request: Request) -> HttpResponse:
    """Every form with how much it asks of how many."""
    words = dict(CHOICES)
    context = {
        "tab": "forms",
        "forms": [(form, words[form.cadence.value]) for form in forms_of_units(request.as_of)],
        "may_define": may_keep_catalogue(request.standing),
    }
    return render(request, "settings/forms.html", context)


@page(may_keep_catalogue)
def new(request: Request) -> HttpResponse:
    """Draw up a form."""
    if request.method == "POST":
        said = request.POST
        try:
            made = define_form(
                request.standing,
                NewForm(
                    code=said.get("code", "").strip(),
                    name=said.get("name", "").strip(),
                    name_en=said.get("name_en", "").strip(),
                    items=_items(said),
                    units=tuple(said.getlist("units")),
                    cadence=said.get("cadence", Cadence.MONTHLY.value),
                    due_working_days=_number(said.get("due_working_days", "5")),
                ),
                request.standing.today,
            )
        except Refused as refused:
            return _new(request, refused.problems)
        messages.success(request, _("The form is drawn up; open its first round under Reports."))
        return redirect("settings_form", made.code)
    return _new(request, [])


def _new(request: Request, problems: list[Problem]) -> HttpResponse:
    chosen = request.POST.getlist("units")
    units = [
        (node, node.code in chosen) for node in tree(request.standing.today).in_order() if node.kind in FILERS
    ]
    said = request.POST.get("cadence", Cadence.MONTHLY.value)
    context = {
        "tab": "forms",
        "rows": _rows(request, {}),
        "units": units,
        "months": MONTHS,
        "entered": request.POST or {"due_working_days": "5"},
        "cadences": [(value, word, value == said) for value, word in CHOICES],
        "most_due_days": MOST_DUE_DAYS,
        **beside(problems, "code", "cadence", "due_working_days", "name", "name_en", "units"),
        "may_define": True,
    }
    return render(request, "settings/form.html", context, status=422 if problems else 200)


@page()
def form_page(request: Request, code: str) -> HttpResponse:
    """One form: what it asks for and of whom; those who keep the catalogue change it here."""
    found = form_of(code, tree(request.as_of))
    if found is None:
        raise Http404
    form, items, units = found
    filing = filers_on(form, request.as_of)
    problems: list[Problem] = []
    if request.method == "POST":
        if not may_keep_catalogue(request.standing):
            raise Denied
        change = FormChange(
            request.POST.get("name", ""), _items(request.POST), request.POST.get("name_en", "")
        )
        try:
            edit_form(request.standing, form, change)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("Done, and on record in the ledger."))
            return redirect("settings_form", code)
    now = schedule_of(form, request.as_of).now
    there = {
        item.indicator.code: ItemRow(item.indicator, str(n), frozenset(item.months))
        for n, item in enumerate(items, start=1)
    }
    context = {
        "tab": "forms",
        "form": form,
        "schedule": now,
        "how_often": dict(CHOICES)[now.cadence.value],
        "items": list(there.values()),
        "filers": [node for node in units if node.code in filing],
        "rows": _rows(request, there),
        "months": MONTHS,
        "entered": request.POST or {"name": form.name, "name_en": form.name_en},
        **beside(problems, "name", "name_en"),
        "may_define": may_keep_catalogue(request.standing),
    }
    return render(request, "settings/form.html", context, status=422 if problems else 200)


def _rows(request: Request, there: Mapping[str, ItemRow]) -> list[ItemRow]:
    """Everything that can stand on the form, what does first; as typed when it was sent."""
    indicators = {line.indicator.code: line for line in catalogue_lines(request.standing.today)}
    if request.method == "POST":
        typed = request.POST
        there = {
            code: ItemRow(
                line.indicator,
                typed.get(f"place-{code}", "").strip(),
                _months(typed.getlist(f"months-{code}")),
            )
            for code, line in indicators.items()
            if typed.get(f"place-{code}", "").strip()
        }
    others = [
        ItemRow(line.indicator, "", frozenset(MONTHS))
        for code, line in indicators.items()
        if code not in there and line.making in (Making.REPORTED, Making.STATED)
    ]
    return [*there.values(), *others]


def _items(said: QueryDict) -> tuple[NewItem, ...]:
    """The indicators with a place, by place; whatever else was typed as a place stands behind the numbers."""
    placed = [
        (name.removeprefix("place-"), str(said[name]).strip()) for name in said if name.startswith("place-")
    ]
    placed = [(code, place) for code, place in placed if place]
    placed.sort(key=lambda pair: int(pair[1]) if pair[1].isdecimal() else len(placed) + 1)
    return tuple(
        NewItem(code, tuple(sorted(_months(said.getlist(f"months-{code}"))))) for code, _place in placed
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _months(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isdecimal() and int(text) in MONTHS)


routes = [
    path("settings/forms/", form_list, name="settings_forms"),
    path("settings/new-form/", new, name="settings_form_new"),
    path("settings/forms/<slug:code>/", form_page, name="settings_form"),
]
