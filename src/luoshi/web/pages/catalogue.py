"""Settings, indicators: the catalogue, one indicator with its definitions and series, and defining them (指标目录)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.indicators.actions.define_indicator import NATURES, NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import CHOICES, MOST_SIGNS, NewVersion, define_version
from luoshi.indicators.actions.edit_indicator import IndicatorChange, edit_indicator
from luoshi.indicators.policies import may_define, may_keep_catalogue
from luoshi.indicators.queries import Making, catalogue_lines, indicator_of, indicator_view
from luoshi.ledger.refusal import Denied, Refused
from luoshi.matters.measures import measures
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import PageForm
from luoshi.web.named import named
from luoshi.web.request import Request
from luoshi.web.series_drawing import chart_of, point_name

if TYPE_CHECKING:
    from luoshi.indicators.models import Indicator
    from luoshi.indicators.queries import Point, Series
    from luoshi.org.models import Unit

MAKINGS = {
    Making.REPORTED: gettext_lazy("reported"),
    Making.DERIVED: gettext_lazy("derived by formula"),
    Making.COMPUTED: gettext_lazy("computed from records"),
    Making.STATED: gettext_lazy("on no form"),
}
SEPARATORS = str.maketrans("，、；;", ",,,,")
DIRECTIONS = [(1, gettext_lazy("More is better")), (-1, gettext_lazy("Less is better"))]


class IndicatorForm(PageForm):
    """What may be said of an indicator at any time."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100, required=False)
    synonyms = forms.CharField(
        label=gettext_lazy("Other names in documents, with commas"), max_length=300, required=False
    )
    unit_name = forms.CharField(label=gettext_lazy("Unit of measure, such as 亿元, %, 元/人"), max_length=20)
    unit_name_en = forms.CharField(label=gettext_lazy("Unit in English"), max_length=30, required=False)
    decimals = forms.IntegerField(label=gettext_lazy("Decimals"), initial=2, min_value=0, max_value=6)
    direction = forms.TypedChoiceField(label=gettext_lazy("Direction"), choices=DIRECTIONS, coerce=int)
    data_owner = forms.ChoiceField(label=gettext_lazy("Data owner, who verifies it"), required=False)
    plausible_low = forms.DecimalField(label=gettext_lazy("Plausible from"), required=False, max_digits=20)
    plausible_high = forms.DecimalField(label=gettext_lazy("Plausible to"), required=False, max_digits=20)

    def said(self) -> dict[str, Any]:
        """The fields as the actions take them."""
        said = dict(self.cleaned_data)
        names = said["synonyms"].translate(SEPARATORS).split(",")
        return said | {"synonyms": tuple(name.strip() for name in names if name.strip())}


class NewIndicatorForm(IndicatorForm):
    """A new indicator; its code and nature stay for ever."""

    field_order = ("code", "nature")
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40)
    nature = forms.ChoiceField(label=gettext_lazy("Nature in time"), choices=NATURES)


class VersionForm(PageForm):
    """What an indicator means from a month on."""

    holds_from = forms.CharField(label=gettext_lazy("Holds from the month"), max_length=7)
    text = forms.CharField(
        label=gettext_lazy("Definition"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    text_en = forms.CharField(
        label=gettext_lazy("Definition in English"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
    source = forms.CharField(label=gettext_lazy("Source of the figures"), max_length=200)
    price_basis = forms.ChoiceField(label=gettext_lazy("Price basis"), choices=CHOICES["price_basis"])
    base_year = forms.IntegerField(
        label=gettext_lazy("Year of the fixed prices"), required=False, min_value=1949, max_value=2099
    )
    comparable = forms.CharField(label=gettext_lazy("Comparable basis"), max_length=300, required=False)
    aggregation = forms.ChoiceField(label=gettext_lazy("Over units"), choices=CHOICES["aggregation"])
    weight = forms.ChoiceField(label=gettext_lazy("Weight, of a weighted mean"), required=False)
    numerator = forms.ChoiceField(label=gettext_lazy("Numerator, of a ratio of sums"), required=False)
    denominator = forms.ChoiceField(label=gettext_lazy("Denominator, of a ratio of sums"), required=False)
    scale = forms.DecimalField(
        label=gettext_lazy("Scale of the ratio, such as 100 for %"), initial=Decimal(1), max_digits=20
    )
    over_time = forms.ChoiceField(label=gettext_lazy("Over time"), choices=CHOICES["over_time"])
    formula = forms.CharField(
        label=gettext_lazy("Formula, if it is derived"), max_length=MOST_SIGNS, required=False
    )
    measure = forms.ChoiceField(label=gettext_lazy("Or computed from records"), required=False)
    document = forms.CharField(label=gettext_lazy("Approved by document"), max_length=200, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason of the change"), max_length=300, required=False)


@dataclass(frozen=True)
class SeriesRow:
    """A month of the series in words."""

    name: str
    point: Point


@page()
def catalogue(request: Request) -> HttpResponse:
    """Every indicator, narrowed by words, origin and data owner."""
    every = catalogue_lines(request.as_of)
    words, making, owner = (request.GET.get(name, "").strip() for name in ("q", "making", "owner"))
    shown = [
        line
        for line in every
        if _matches(line.indicator, words)
        and making in ("", line.making)
        and owner in ("", line.owner.code if line.owner else "-")
    ]
    owners = {line.owner.code: line.owner for line in every if line.owner}
    context = {
        "tab": "indicators",
        "rows": [(line, MAKINGS[line.making]) for line in shown],
        "total": len(every),
        "derived": sum(line.making in (Making.DERIVED, Making.COMPUTED) for line in every),
        "undefined": sum(line.definition is None for line in every),
        "makings": [(str(key), word) for key, word in MAKINGS.items()],
        "owners": [(code, named(unit)) for code, unit in owners.items()],
        "words": words,
        "making": making,
        "owner": owner,
        "filtered": bool(words or making or owner),
        "may_define": may_keep_catalogue(request.standing),
    }
    return render(request, "settings/indicators.html", context)


def _matches(indicator: Indicator, words: str) -> bool:
    names = (indicator.code, indicator.name, indicator.name_en, *indicator.synonyms)
    return not words or any(words.casefold() in name.casefold() for name in names)


@page()
def indicator(request: Request, code: str) -> HttpResponse:
    """One indicator with everything that is known of it."""
    try:
        view = indicator_view(request.standing, code, request.as_of, request.GET.get("unit", ""))
    except LookupError as error:
        raise Http404 from error
    context = {
        "tab": "indicators",
        "view": view,
        "indicator": view.line.indicator,
        "definition": view.line.definition,
        "made": MAKINGS[view.line.making],
        "measure": measures().get(view.line.definition.measure, "") if view.line.definition else "",
        "chart": chart_of(view.series, view.line.indicator)
        if view.series is not None and _drawn(view.series)
        else None,
        "rows": _series_rows(view.series),
        "chosen": view.series.unit.code if view.series else "",
    }
    return render(request, "settings/indicator.html", context)


def _drawn(series: Series) -> bool:
    return any(p.value is not None for p in series.points)


def _series_rows(series: Series | None) -> list[SeriesRow]:
    points = series.points if series is not None else ()
    return [SeriesRow(point_name(p), p) for p in reversed(points) if p.due or p.changed]


@page(may_keep_catalogue)
def new(request: Request) -> HttpResponse:
    """Put an indicator into the catalogue; what it means is written down next."""
    form = NewIndicatorForm(request.POST or None)
    form.set_choices("data_owner", _owners(request))
    if request.method == "POST" and form.is_valid():
        said = form.said()
        try:
            (made,) = define_indicator(
                request.standing, [NewIndicator(**said | {"data_owner": said["data_owner"] or None})]
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _("Done. Now write down what it means."))
            return redirect("settings_definition", made.code)
    return _form(request, form, _("New indicator"))


@page(may_keep_catalogue)
def edit(request: Request, code: str) -> HttpResponse:
    """Correct names, printing and who verifies it."""
    row = _defining(request, code)
    shown = {name: getattr(row, name) for name in IndicatorForm.base_fields if hasattr(row, name)}
    shown |= {"synonyms": "，".join(row.synonyms), "data_owner": _code(row.data_owner)}
    form = IndicatorForm(request.POST or None, initial=shown)
    form.set_choices("data_owner", _owners(request))
    if request.method == "POST" and form.is_valid():
        try:
            edit_indicator(request.standing, row, IndicatorChange(**form.said()))
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _("Done, and on record in the ledger."))
            return redirect("settings_indicator", code)
    return _form(request, form, _("Correct: %s") % named(row), row)


@page(may_keep_catalogue)
def definition(request: Request, code: str) -> HttpResponse:
    """A version of what the indicator means, beginning with what is in force."""
    row = _defining(request, code)
    view = indicator_view(request.standing, code, request.as_of)
    form = VersionForm(request.POST or None, initial=_version_shown(request, view.line.definition, row))
    others = [
        ("", "—"),
        *((line.indicator.code, named(line.indicator)) for line in catalogue_lines(request.as_of)),
    ]
    for name in ("weight", "numerator", "denominator"):
        form.set_choices(name, [choice for choice in others if choice[0] != code])
    form.set_choices("measure", [("", "—"), *((key, str(word)) for key, word in measures().items())])
    if request.method == "POST" and form.is_valid():
        try:
            made = define_version(request.standing, row, NewVersion(**form.cleaned_data))
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _("Version %d is on record; no value was changed.") % made.version)
            return redirect("settings_indicator", code)
    context = {
        "tab": "indicators",
        "form": form,
        "indicator": row,
        "versions": len(view.versions),
        "codes": [
            (line.indicator.code, named(line.indicator), line.indicator.unit_name)
            for line in catalogue_lines(request.as_of)
        ],
    }
    return render(request, "settings/definition.html", context, status=422 if form.errors else 200)


def _version_shown(request: Request, version: Any, row: Indicator) -> dict[str, Any]:
    if version is None:
        shown = {"holds_from": f"{request.standing.today.year}-01", "aggregation": row.aggregation}
        # Rates and indices neither add up over units nor over time, whatever others do.
        return shown | ({"aggregation": "none", "over_time": "none"} if row.is_relative else {})
    shown = {name: getattr(version, name) for name in VersionForm.base_fields if hasattr(version, name)}
    operands = {name: _code(getattr(version, name)) for name in ("weight", "numerator", "denominator")}
    return (
        shown
        | operands
        | {
            "holds_from": f"{request.standing.today:%Y-%m}",
            "scale": f"{version.scale.normalize():f}",
            "document": "",
            "reason": "",
        }
    )


def _code(thing: Indicator | Unit | None) -> str:
    return thing.code if thing is not None else ""


def _defining(request: Request, code: str) -> Indicator:
    row = indicator_of(code)
    if row is None:
        raise Http404
    if not may_define(request.standing, row):
        raise Denied(
            _("Only the statistics owner of this indicator, or the supervision office, may define it.")
        )
    return row


def _owners(request: Request) -> list[tuple[str, str]]:
    units = tree(request.standing.today)
    root = units.root
    near = [root, *units.children(root.id)] if root else []
    return [("", "—"), *((node.code, named(node)) for node in near)]


def _form(request: Request, form: PageForm, heading: str, row: Indicator | None = None) -> HttpResponse:
    context = {"tab": "indicators", "form": form, "heading": heading, "indicator": row}
    return render(request, "settings/indicator_form.html", context, status=422 if form.errors else 200)


routes = [
    path("settings/indicators/", catalogue, name="settings_indicators"),
    path("settings/new-indicator/", new, name="settings_indicator_new"),
    path("settings/indicators/<slug:code>/", indicator, name="settings_indicator"),
    path("settings/indicators/<slug:code>/edit/", edit, name="settings_indicator_edit"),
    path("settings/indicators/<slug:code>/definition/", definition, name="settings_definition"),
]
