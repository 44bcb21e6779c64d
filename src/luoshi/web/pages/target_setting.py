"""Setting and changing targets: by hand, their values, their curve (目标下达与调整)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.assessment.queries import moved_by
from luoshi.indicators.vocabulary import catalogue
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree, unit_by_code
from luoshi.targets import queries
from luoshi.targets.actions.change_target import change_problems, change_target
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.authority import still_without_curve
from luoshi.targets.courses import curve_of, has_course
from luoshi.targets.policies import may_set_targets
from luoshi.targets.prospects import Asked, of_target, otherwise, realism
from luoshi.targets.seasons import Season, season
from luoshi.targets.vocabulary import PACED, CurveKind, Reach, TargetKind
from luoshi.web.access import page
from luoshi.web.authority_form import AuthorityForm, authority_form, beside, said_in
from luoshi.web.formats import unit_name
from luoshi.web.forms import number_asked
from luoshi.web.judgement_words import remark_words
from luoshi.web.named import named
from luoshi.web.pace_words import target_words
from luoshi.web.pages.targets import for_page, year_board_of
from luoshi.web.request import Request
from luoshi.web.target_rows import row_of
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.targets.models import Target

MONTHS = range(1, 13)


def typed_number(form: AuthorityForm, name: str) -> Decimal | None:
    """The number in a field; None where it is empty. Refused beside the field for anything else."""
    text = form.cleaned_data[name]
    return number_asked(form.fields[name].label or name, text, name) if text.strip() else None


class NewTargetForm(AuthorityForm):
    """A target set by hand."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=TargetKind.choices)
    period = forms.CharField(
        label=gettext_lazy("Period: 2015, 2015-H1, 2015-Q2, or 2016+5 for five years from 2016"), max_length=8
    )
    value = forms.CharField(
        label=gettext_lazy("Basic value: in the indicator's unit; per cent for growth, the place for a rank"),
        required=False,
        max_length=30,
    )
    stretch = forms.CharField(label=gettext_lazy("Stretch value, if any"), required=False, max_length=30)
    reach = forms.ChoiceField(label=gettext_lazy("Several years"), required=False)
    peers = forms.CharField(
        label=gettext_lazy("Rank: everybody who is ranked, one a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    base = forms.CharField(
        label=gettext_lazy("Base: the figure of the year before, if known"), required=False, max_length=30
    )
    base_source = forms.CharField(label=gettext_lazy("Source of the base"), required=False, max_length=200)

    field_order = (
        "indicator",
        "unit",
        "kind",
        "period",
        "value",
        "stretch",
        "reach",
        "peers",
        "base",
        "base_source",
        "basis",
        "approver",
        "reason",
    )

    def __init__(self, request: Request, data: Any = None) -> None:
        super().__init__(data)
        self.indicators = {i.code: i for i in catalogue()}
        units = tree(request.standing.today).in_order()
        measured = [(code, named(i), unit_name(i.unit_name)) for code, i in self.indicators.items()]
        self.set_choices(
            "indicator",
            [
                (code, _("%(name)s (%(unit)s)") % {"name": name, "unit": unit})
                for code, name, unit in measured
            ],
        )
        self.set_choices("unit", [(node.code, named(node)) for node in units])
        self.set_choices("reach", [("", "—"), *((value, str(label)) for value, label in Reach.choices)])
        self.offer_approvers(request.standing)
        self.fields["period"].initial = str(request.standing.today.year)

    def meant(self) -> NewTarget:
        """What was filled in. Refused without a value, which only a target kept at zero does without."""
        said = self.cleaned_data
        unit = unit_by_code(said["unit"])
        if unit is None:
            raise Http404
        value = typed_number(self, "value")
        if value is None and said["kind"] == TargetKind.ZERO:
            value = Decimal(0)
        if value is None:
            raise Refused(
                Problem(
                    _("Basic value"), _("The value is missing."), _("Write digits, such as 152.30."), "value"
                )
            )
        return NewTarget(
            self.indicators[said["indicator"]],
            unit,
            said["kind"],
            said["period"].strip(),
            value,
            typed_number(self, "stretch"),
            said["reach"],
            tuple(line.strip() for line in said["peers"].splitlines() if line.strip()),
            typed_number(self, "base"),
            said["base_source"],
        )


@page(may_set_targets)
def new(request: Request) -> HttpResponse:
    """Set a target by hand; most come from a plan's sentences."""
    form = NewTargetForm(request, request.POST if request.method == "POST" else None)
    status, remarks, uncompared = 200, None, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                meant = form.meant()
                remarks = _remarks(request, meant)
                uncompared = remarks is None and "look" in request.POST
                if "set" in request.POST:
                    target = set_target(request.standing, meant, form.authority)
                    _tell(request, _("The target has been set."), remarks)
                    return redirect("targets_item", key=target.pk)
                status = 200
            except Refused as refusal:
                form.take(refusal)
                # What is refused is not called unremarkable.
                remarks = remarks or None
    return render(
        request,
        "targets/new.html",
        {"form": form, "remarks": remarks, "uncompared": uncompared},
        status=status,
    )


def _remarks(request: Request, new: NewTarget) -> list[str] | None:
    """What is remarkable; None where nothing is held against it: a limit, a rank, another span than one year."""
    if new.kind not in PACED or not new.period.isdigit():
        return None
    try:
        Period.parse(new.period)
    except ValueError:
        # What is wrong with the period stands beside its field.
        return None
    asked = Asked(new.indicator, new.unit.pk, new.period, new.kind, ">=", new.value, new.base)
    return [remark_words(f, new.indicator) for f in realism(request.standing, asked, request.standing.today)]


def _tell(request: Request, done: str, remarks: list[str] | None) -> None:
    messages.success(request, done)
    for remark in remarks or []:
        messages.info(request, _("To consider: %s.") % remark)


class ChangeForm(AuthorityForm):
    """Another basic and stretch value."""

    value = forms.CharField(label=gettext_lazy("Basic value"), max_length=30)
    stretch = forms.CharField(label=gettext_lazy("Stretch value, if any"), required=False, max_length=30)
    field_order = ("value", "stretch", "basis", "approver", "reason")

    def __init__(self, request: Request, target: Target, data: Any = None) -> None:
        super().__init__(data)
        self.offer_approvers(request.standing)
        self.fields["value"].initial = f"{target.value.normalize():f}"
        if target.stretch is not None:
            self.fields["stretch"].initial = f"{target.stretch.normalize():f}"

    @property
    def asked(self) -> Decimal:
        """The basic value; the form does not let it be empty."""
        return number_asked(_("Basic value"), self.cleaned_data["value"], "value")


def _unit(request: Request, target: Target) -> str:
    """The name of the target's unit on the day looked at; '' where it does not stand then."""
    return named(tree(request.as_of).nodes.get(target.unit_id))


def _in_force(request: Request, key: int) -> Target:
    target = queries.target_by_key(request.standing, key)
    if target is None:
        raise Http404
    return target


@page(may_set_targets)
def change(request: Request, key: int) -> HttpResponse:
    """Change a target on authority; what it changes is shown before it is done."""
    target = _in_force(request, key)
    if target.superseded_at is not None:
        messages.warning(request, _("This target was changed in the meantime; look at it again."))
        return redirect("targets_item", key=key)
    form = ChangeForm(request, target, request.POST if request.method == "POST" else None)
    status, effects = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                value, stretch = form.asked, typed_number(form, "stretch")
                if "set" in request.POST:
                    changed = change_target(request.standing, target, value, stretch, form.authority)
                    messages.success(request, _("The target has been changed; the old one stays on record."))
                    return redirect("targets_item", key=changed.pk)
                problems = change_problems(target, value, stretch)
                if problems:
                    raise Refused(problems)
                effects, status = _effects(request, target, value, stretch), 200
            except Refused as refusal:
                form.take(refusal)
    context = {
        "form": form,
        "target": target,
        "name": named(target.indicator),
        "unit": _unit(request, target),
        "words": target_words(target),
        "effects": effects,
    }
    return render(request, "targets/change.html", context, status=status)


def _effects(request: Request, target: Target, value: Decimal, stretch: Decimal | None) -> dict[str, Any]:
    """What would change: the words, the pace, the parts against the whole, whom it moves in the scores."""
    standing = request.standing
    found = year_board_of(request, target)
    meant = otherwise(standing, found, target, value, stretch)
    on_board = meant.position is not None
    return {
        "words": target_words(meant.target),
        "before": row_of(found, found.rows[target.pk]) if on_board else None,
        "after": row_of(found, meant.position) if meant.position else None,
        "held": meant.reconciliation,
        "level": meant.target.level,
        "moved": moved_by(standing, meant.target, standing.today) if on_board else [],
        "remarks": [
            remark_words(f, target.indicator)
            for f in realism(standing, of_target(target, value), standing.today)
        ],
    }


@page()
def curve(request: Request, key: int) -> HttpResponse:
    """Where the calendar expects a target to be: each curve with its picture, and the choice among them."""
    target = _in_force(request, key)
    if target.superseded_at is not None and (after := queries.in_force_at(target, request.as_of)) is not None:
        if request.method == "POST":
            messages.warning(request, _("This target was changed in the meantime; look at it again."))
        if after.pk != target.pk:
            day = f"?as_of={request.as_of:%Y-%m-%d}" if request.as_of < request.standing.today else ""
            return redirect(reverse("targets_curve", args=[after.pk]) + day)
    may_set = may_set_targets(request.standing) and has_course(target)
    posted = request.POST if request.method == "POST" else None
    # The first curve is part of setting the target; any other rests on a document, like every change.
    first = not may_set or still_without_curve(target, request.standing.today)
    said = None if first else authority_form(request.standing, posted)
    kind = request.POST.get("curve", target.curve)
    shares = [request.POST.get(f"m{m}", "").strip() for m in MONTHS]
    problems: list[Problem] = []
    refused = False
    if posted is not None:
        table = None if kind == CurveKind.LINEAR else shares
        try:
            changed = set_curve(request.standing, target, table, kind, said_in(said))
        except Refused as refusal:
            problems, refused = beside(said, refusal), True
        else:
            messages.success(request, _("The curve has been set."))
            return redirect("targets_item", key=changed.pk)
    own = season(target, tree(request.as_of), end_of(request.as_of))
    entered = shares if request.method == "POST" else target.curve_table or [""] * len(MONTHS)
    context = {
        "target": target,
        "name": named(target.indicator),
        "unit": _unit(request, target),
        "kind": kind,
        "entered": list(zip(MONTHS, entered, strict=True)),
        "season": own,
        "years": _(", ").join(str(year) for year in own.years),
        "drawn_from": _(", ").join(str(year) for year in target.curve_years or []),
        "has_course": has_course(target),
        "chart": _chart(target, own),
        "problems": problems,
        "authority": said,
        "may_set": may_set and target.superseded_at is None,
    }
    return render(request, "targets/curve.html", context, status=422 if refused else 200)


def _chart(target: Target, own: Season) -> dict[str, Any]:
    """The curve in force, the linear one, and that of the own past years with their range."""
    from luoshi.briefing.charts import Series, trend

    of_moment = target.indicator.of_moment
    in_force = curve_of(target.curve_table, of_moment=of_moment)
    lines: dict[str, list[float]] = {_("Curve in force"): in_force.tolist()}
    if target.curve_table:
        plain = _("The target itself") if of_moment else _("Linear")
        lines[plain] = curve_of(None, of_moment=of_moment).tolist()
    if own.curve is not None:
        lines[_("Own past years")] = own.curve.shares.tolist()
    names = [str(m) for m in MONTHS]
    series = [
        Series(name, [(n, value * 100) for n, value in zip(names, values, strict=True)])
        for name, values in lines.items()
    ]
    caption = _("Share of the year by the end of each month")
    columns = list(lines)
    table = [[n, *(f"{values[i]:.1%}" for values in lines.values())] for i, n in enumerate(names)]
    if own.curve is not None:
        columns += [_("lowest year"), _("highest year")]
        for i, row in enumerate(table):
            row += [f"{own.curve.low[i]:.1%}", f"{own.curve.high[i]:.1%}"]
    return {
        "spec": for_page(trend(series, caption, "%")),
        "table": {"caption": caption, "columns": [_("Up to month"), *columns], "rows": table},
    }


routes = [
    path("targets/new/", new, name="targets_new"),
    path("targets/<int:key>/change/", change, name="targets_change"),
    path("targets/<int:key>/curve/", curve, name="targets_curve"),
]
