"""Settings, organisation: a unit is merged, split or hands a part over; what it means is shown first (区划调整)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.indicators.actions.merge_units import merge_units, merger
from luoshi.indicators.actions.split_unit import Part, division, split_unit
from luoshi.indicators.queries import additive_indicators, meaning, problems_of
from luoshi.indicators.succession_plan import Decree, Plan
from luoshi.ledger.refusal import Refused
from luoshi.org import queries
from luoshi.org.actions.establish import NewUnit
from luoshi.org.policies import may_change_organisation
from luoshi.web.access import page
from luoshi.web.boundary_words import share_typed, share_words
from luoshi.web.forms import DayInput, PageForm
from luoshi.web.named import named
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.org.queries import UnitSheet
    from luoshi.org.tree import OrgTree

LINES = (1, 2, 3)
TWO = 2
# What is chosen instead of a unit that exists.
NEW = "+"
STAYS = ""
KINDS = ("village", "community", "subdistrict", "town", "township", "zone", "department")


class ShareField(forms.CharField):
    """A share as people write it: 35%, 0.35, 7/20."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        share = share_typed(text)
        if share is None:
            raise forms.ValidationError(_("Write a share such as 35%, 0.35 or 7/20."))
        return share


class BoundariesForm(PageForm):
    """What of the unit goes to whom, from when, and by which decision."""

    keeps = ShareField(label=gettext_lazy("It keeps (empty: it is dissolved)"), required=False)
    to_1 = forms.ChoiceField(label=gettext_lazy("Goes to"))
    share_1 = ShareField(label=gettext_lazy("Share"))
    to_2 = forms.ChoiceField(label=gettext_lazy("And to"), required=False)
    share_2 = ShareField(label=gettext_lazy("Share"), required=False)
    to_3 = forms.ChoiceField(label=gettext_lazy("And to"), required=False)
    share_3 = ShareField(label=gettext_lazy("Share"), required=False)
    special = forms.ChoiceField(label=gettext_lazy("One indicator goes by another share"), required=False)
    special_share = ShareField(label=gettext_lazy("Share to the first"), required=False)
    leaves = forms.BooleanField(label=gettext_lazy("The rest leaves the district"), required=False)
    others = forms.MultipleChoiceField(
        label=gettext_lazy("Merged at the same time"), required=False, widget=forms.SelectMultiple
    )
    weight = forms.CharField(
        label=gettext_lazy("What the shares were measured by"), max_length=100, required=False
    )
    on = forms.DateField(label=gettext_lazy("From"), widget=DayInput())
    document = forms.CharField(label=gettext_lazy("Document it rests on"), max_length=200)
    approver = forms.CharField(label=gettext_lazy("Approved by"), max_length=100)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, units: OrgTree, sheet: UnitSheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alike = [n for n in units.in_order() if n.kind in KINDS and n.id != sheet.node.id]
        choices = [(n.code, named(n)) for n in alike]
        for line in LINES:
            self.set_choices(f"to_{line}", [("", "—"), *choices, (NEW, _("a new unit"))])
            self._ask_for_new(line)
        self.set_choices("special", [("", "—"), *((i.code, named(i)) for i in additive_indicators())])
        self.fields["others"].choices = choices  # type: ignore[attr-defined]
        for child in sheet.children:
            self.fields[f"along_{child.code}"] = forms.ChoiceField(
                label=named(child),
                required=False,
                choices=[(STAYS, _("stays")), *((str(n), _("goes with line %d") % n) for n in LINES)],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.children = [child.code for child in sheet.children]
        self.fields["others"].widget.attrs["size"] = 4
        self.fields["leaves"].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        asked = [said.get(f"to_{line}") for line in LINES]
        self._check_new(said)
        for line in LINES[1:]:
            if asked[line - 1] not in (None, "", NEW) and asked[line - 1] in asked[: line - 1]:
                self.add_error(f"to_{line}", _("A line above goes to this unit already."))
        for line in LINES[1:]:
            if said.get(f"to_{line}") and said.get(f"share_{line}") is None:
                self.add_error(f"share_{line}", _("Write the share that goes there."))
        if said.get("others") and not self._goes_whole(said):
            self.add_error("others", _("Only where the unit goes whole into one other."))
        if said.get("special"):
            if said.get("special_share") is None:
                self.add_error("special_share", _("Write the share that goes there."))
            if len([line for line in asked if line]) + bool(said.get("keeps")) != TWO:
                self.add_error("special", _("Only where the unit is divided between two."))
        return said

    def _ask_for_new(self, line: int) -> None:
        """The fields of the unit that a line founds."""
        for name, field in (
            ("code", forms.SlugField(label=_("Code of the new unit"), max_length=40, required=False)),
            ("name", forms.CharField(label=_("Name of the new unit"), max_length=80, required=False)),
            ("name_en", forms.CharField(label=_("English name"), max_length=120, required=False)),
        ):
            field.widget.attrs["class"] = "form-control"
            field.widget.attrs.pop("maxlength", None)
            self.fields[f"new_{name}_{line}"] = field

    def _check_new(self, said: dict[str, Any]) -> None:
        """A new unit has a code of its own and a name; of a line that goes elsewhere nothing is founded."""
        codes: list[str] = []
        for line in LINES:
            code, name = said.get(f"new_code_{line}"), said.get(f"new_name_{line}")
            if said.get(f"to_{line}") != NEW:
                if code or name:
                    self.add_error(f"to_{line}", _("To found a unit, choose “a new unit” here."))
                continue
            if not (code and name) and not {f"new_code_{line}", f"new_name_{line}"} & self.errors.keys():
                self.add_error(f"new_name_{line}", _("A new unit needs a code and a name."))
            if code in codes:
                self.add_error(f"new_code_{line}", _("A line above has this code already."))
            codes += [code] if code else []

    def lines(self) -> list[dict[str, Any]]:
        """To whom, how much, and what a new unit there needs; ``founds`` where that is asked for."""
        return [
            {
                "number": line,
                "to": self[f"to_{line}"],
                "share": self[f"share_{line}"],
                "new": [self[f"new_{name}_{line}"] for name in ("code", "name", "name_en")],
                "founds": self[f"to_{line}"].value() == NEW,
            }
            for line in LINES
        ]

    def along(self) -> list[Any]:
        """One field for every unit below."""
        return [self[f"along_{code}"] for code in self.children]

    def rest(self) -> list[Any]:
        """On what it rests, and from when."""
        return [self[name] for name in ("on", "document", "approver", "reason", "weight")]

    def is_merger(self) -> bool:
        """Whether the unit goes whole into one other."""
        return self._goes_whole(self.cleaned_data)

    def _goes_whole(self, said: dict[str, Any]) -> bool:
        kept = said.get("keeps") is not None
        return not kept and not said.get("to_2") and not said.get("to_3") and said.get("share_1") == 1

    def take(self, refusal: Refused) -> None:
        """A code that is taken is told beside the line that has it."""
        line_of = {self.cleaned_data.get(f"new_code_{line}"): line for line in LINES}
        super().take(
            Refused(
                [
                    replace(one, code=f"new_code_{line_of[one.where]}")
                    if one.code == "new_code" and one.where in line_of
                    else one
                    for one in refusal.problems
                ]
            )
        )

    def decree(self) -> Decree:
        said = self.cleaned_data
        return Decree(said["on"], said["document"], said["approver"], said["reason"], said["weight"])

    def successor(self, line: int, units: OrgTree, sheet: UnitSheet) -> str | NewUnit:
        """The unit of a line; a new one lies where the old one lay, under its manager, of its kind and peers."""
        said, node = self.cleaned_data, sheet.node
        if said[f"to_{line}"] != NEW:
            return str(said[f"to_{line}"])
        place = units.nodes.get(units.located.get(node.id, 0))
        manager = units.nodes.get(units.managed.get(node.id, 0))
        return NewUnit(
            said[f"new_code_{line}"],
            node.kind,
            said[f"new_name_{line}"],
            node.order,
            located_in=place.code if place else None,
            managed_by=manager.code if manager and manager != place else None,
            name_en=said[f"new_name_en_{line}"],
            group=node.group,
            simulated=node.simulated,
        )

    def parts(self, units: OrgTree, sheet: UnitSheet) -> list[Part]:
        """What every line gets, and what the unit keeps."""
        said = self.cleaned_data
        found = [
            Part(
                self.successor(line, units, sheet),
                said[f"share_{line}"],
                self._special(first=line == LINES[0]),
                along=tuple(c for c in self.children if said.get(f"along_{c}") == str(line)),
            )
            for line in LINES
            if said[f"to_{line}"]
        ]
        if said["keeps"]:
            found.append(Part(sheet.node.code, said["keeps"], self._special(first=False)))
        return found

    def _special(self, *, first: bool) -> dict[str, Fraction]:
        """The share of the one indicator that goes by another; the other of the two gets its rest."""
        said = self.cleaned_data
        if not said["special"]:
            return {}
        share = said["special_share"]
        return {said["special"]: share if first else 1 - share}


@page(may_change_organisation)
def boundaries(request: Request, code: str) -> HttpResponse:
    """Say what becomes of a unit, see what it means, then carry it out."""
    units = queries.tree(request.standing.today)
    sheet = queries.unit_sheet(units, code)
    if sheet is None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = BoundariesForm(units, sheet, given, initial={"on": request.standing.today, "share_1": "100%"})
    found = None
    if form.is_valid():
        plan, act = _plan(request, form, units, sheet)
        problems = problems_of(plan)
        if "apply" in request.POST and not problems:
            try:
                act()
            except Refused as refusal:
                problems = refusal.problems
            else:
                messages.success(request, _("Done, and on record in the ledger."))
                return redirect("settings_unit", code if code not in plan.dissolved else min(plan.successors))
        if problems:
            form.take(Refused(problems))
        else:
            found = meaning(plan)
    context = {
        "tab": "organisation",
        "breadcrumbs": [
            {"url": reverse("settings_unit", args=[n.code]), "label": named(n)}
            for n in [*sheet.ancestors, sheet.node]
        ],
        "name": named(sheet.node),
        "sheet": sheet,
        "form": form,
        "meaning": found,
        "left": [(named(node), share_words(share)) for node, share in found.left] if found else [],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "settings/boundaries.html", context, status=status)


def _plan(
    request: Request, form: BoundariesForm, units: OrgTree, sheet: UnitSheet
) -> tuple[Plan, Callable[[], object]]:
    """The plan that the form says, and how to carry it out."""
    decree, code = form.decree(), sheet.node.code
    if form.is_merger():
        into = form.successor(1, units, sheet)
        gone = [code, *form.cleaned_data["others"]]
        return merger(gone, into, decree), lambda: merge_units(request.standing, gone, into, decree)
    parts, leaves = form.parts(units, sheet), form.cleaned_data["leaves"]
    return (
        division(code, parts, decree, leaves=leaves),
        lambda: split_unit(request.standing, code, parts, decree, leaves=leaves),
    )


routes = [path("settings/units/<str:code>/boundaries/", boundaries, name="settings_boundaries")]
