"""Settings, data exchange: take over files of DHIS2, hand on files for DHIS2 and SDMX (数据交换)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.exchange.actions.import_metadata import import_metadata
from luoshi.exchange.actions.import_values import ValueOptions, import_values
from luoshi.exchange.dhis2.reading import is_metadata
from luoshi.exchange.policies import may_exchange
from luoshi.exchange.queries import Wanted, export_metadata, export_sdmx, export_values, not_in_use
from luoshi.exchange.taking_over import MetadataOptions, Part
from luoshi.exchange.value_plan import Disaggregation
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.ledger.refusal import Refused
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import DayInput, PageForm
from luoshi.web.named import named
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.exchange.dhis2.summary import ImportSummary, MetadataReport

# Kind of file -> what it is called, its ending and its media type.
KINDS = {
    "json": (gettext_lazy("DHIS2 values, JSON"), "json", "application/json"),
    "csv": (gettext_lazy("DHIS2 values, CSV"), "csv", "text/csv; charset=utf-8"),
    "adx": (gettext_lazy("DHIS2 values, ADX"), "xml", "application/adx+xml"),
    "metadata": (gettext_lazy("DHIS2 metadata, JSON"), "json", "application/json"),
    "sdmx": (gettext_lazy("SDMX-CSV 2.0"), "csv", "text/csv; charset=utf-8"),
}
# List of a metadata file -> what stands in it.
LISTED = {"validationRules": gettext_lazy("Rule"), "indicators": gettext_lazy("Indicator")}
SHOWN = 200


class TakeForm(PageForm):
    """A file of another system, and how it is taken over."""

    file = forms.FileField(label=gettext_lazy("File (JSON, CSV or XML)"))
    source = forms.CharField(label=gettext_lazy("Where it comes from"), max_length=200)
    scheme = forms.ChoiceField(
        label=gettext_lazy("It names things by"),
        choices=[
            ("", gettext_lazy("what the file or its format says")),
            ("uid", gettext_lazy("identifier (uid)")),
            ("code", gettext_lazy("code")),
            ("name", gettext_lazy("name")),
        ],
        required=False,
    )
    part = forms.ChoiceField(
        label=gettext_lazy("Of metadata take over"),
        choices=[
            (Part.ORGANISATION.value, gettext_lazy("units (administrator)")),
            (
                Part.CATALOGUE.value,
                gettext_lazy("indicators and forms (supervision office, statistics owner)"),
            ),
            (Part.ALL.value, gettext_lazy("everything")),
        ],
    )
    under = forms.ChoiceField(label=gettext_lazy("Units without parent come below"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("New indicators are verified by"), required=False)
    groups = forms.ChoiceField(
        label=gettext_lazy("Values by age, sex and the like"),
        choices=[
            (Disaggregation.SEPARATE.value, gettext_lazy("keep: an indicator for each group")),
            (Disaggregation.FOLD.value, gettext_lazy("add up: the groups are lost")),
            (Disaggregation.REFUSE.value, gettext_lazy("refuse")),
        ],
    )


class HandForm(PageForm):
    """A file for another system: which one, of which periods, by which names."""

    kind = forms.ChoiceField(
        label=gettext_lazy("File"), choices=[(kind, told[0]) for kind, told in KINDS.items()]
    )
    as_of = forms.DateField(label=gettext_lazy("As we knew it on"), widget=DayInput(), required=False)
    first = forms.DateField(label=gettext_lazy("Periods from"), widget=DayInput(), required=False)
    last = forms.DateField(label=gettext_lazy("Periods until"), widget=DayInput(), required=False)
    scheme = forms.ChoiceField(
        label=gettext_lazy("Things are named by"),
        choices=[
            ("uid", gettext_lazy("identifier (uid)")),
            ("code", gettext_lazy("code")),
            ("name", gettext_lazy("name")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        """A span that ends before it begins would give a file without a figure, and no word about it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("It ends before it begins."))
        return said


@page(may_exchange)
def exchange(request: Request) -> HttpResponse:
    """The page, and what a file would do or did."""
    if request.method != "POST":
        return _page(request, _take_form(request))
    form = _take_form(request)
    if not form.is_valid():
        return _page(request, form, status=422)
    trial = "trial" in request.POST
    try:
        told = _taken(request, form.cleaned_data, trial)
    except Refused as refusal:
        form.take(refusal)
        return _page(request, form, status=422)
    if told.refused:
        return _page(request, form, told, status=422)
    if trial:
        return _page(request, form, told)
    for notice in told.notices:
        messages.info(request, str(notice))
    messages.success(request, _("Taken over: %s.") % _counts(told))
    return redirect("settings_exchange")


@page(may_exchange)
def file(request: Request) -> HttpResponse:
    """A file to keep, as known on a day."""
    form = HandForm(request.GET)
    if not form.is_valid():
        return _page(request, _take_form(request), hand=form, status=422)
    said = form.cleaned_data
    wanted = Wanted(
        as_of=request.as_of,
        first=said["first"] or date.min,
        last=said["last"] or date.max,
        scheme=said["scheme"],
    )
    _label, ending, media = KINDS[said["kind"]]
    root = tree(wanted.as_of).root
    mark = "-simulated" if root and root.simulated else ""
    name = f"luoshi-{said['kind']}-{wanted.as_of.isoformat()}{mark}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_pieces(request, said["kind"], wanted), content_type=media, headers=headers)


def _pieces(request: Request, kind: str, wanted: Wanted) -> Iterator[str]:
    if kind == "metadata":
        return iter([export_metadata(request.standing, wanted.as_of)])
    if kind == "sdmx":
        return export_sdmx(request.standing, wanted)
    return export_values(request.standing, wanted, kind)


def _taken(request: Request, said: dict[str, Any], trial: bool) -> ImportSummary | MetadataReport:
    content, groups = said["file"].read(), Disaggregation(said["groups"])
    if is_metadata(content):
        options = MetadataOptions(
            said["source"],
            part=Part(said["part"]),
            dry_run=trial,
            under=said["under"],
            owner=said["owner"],
            disaggregation=groups,
        )
        return import_metadata(request.standing, content, options)
    schemes = {"idScheme": said["scheme"]} if said["scheme"] else {}
    return import_values(
        request.standing,
        content,
        ValueOptions(said["source"], dry_run=trial, disaggregation=groups, schemes=schemes),
    )


def _counts(told: ImportSummary | MetadataReport) -> str:
    """How many came new, changed and stayed, in words."""
    return _(", ").join(f"{name} {count}" for name, count in told.counted())


def _take_form(request: Request) -> TakeForm:
    part = Part.CATALOGUE if may_keep_catalogue(request.standing) else Part.ORGANISATION
    form = TakeForm(request.POST or None, request.FILES or None, initial={"part": part.value})
    units = tree(request.standing.today)
    root = units.root
    near = [root, *units.children(root.id)] if root else []
    choices = [(node.code, named(node)) for node in near]
    form.set_choices("under", choices)
    form.set_choices("owner", [("", _("my own unit")), *choices])
    return form


def _page(
    request: Request,
    form: TakeForm,
    told: ImportSummary | MetadataReport | None = None,
    hand: HandForm | None = None,
    status: int = 200,
) -> HttpResponse:
    findings = list(told.findings()) if told else []
    idle, stays = not_in_use(request.standing, request.as_of)
    context = {
        "idle": [(LISTED[one.kind], one) for one in idle],
        "stays": [(LISTED[one.kind], one) for one in stays],
        "tab": "exchange",
        "form": form,
        "hand": hand or HandForm(initial={"as_of": request.as_of}),
        "told": told,
        "counted": _counts(told) if told else "",
        "findings": findings[:SHOWN],
        "more": max(len(findings) - SHOWN, 0),
    }
    return render(request, "settings/exchange.html", context, status=status)


routes = [
    path("settings/exchange/", exchange, name="settings_exchange"),
    path("settings/exchange/file", file, name="settings_exchange_file"),
]
