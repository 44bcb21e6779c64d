"""Findings of a month: who must explain what, and the data owner's decision (核查疑点); the rules (校验规则)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.exchange.queries import idle_rules
from luoshi.indicators.actions.decide_finding import decide_finding
from luoshi.indicators.actions.define_rule import CHOICES, MOST_SIGNS, NewRule, define_rule
from luoshi.indicators.actions.end_rule import end_rule
from luoshi.indicators.actions.explain_finding import explain_finding
from luoshi.indicators.actions.run_checks import run_checks
from luoshi.indicators.policies import may_keep_catalogue, may_open_round
from luoshi.indicators.queries import (
    FindingView,
    finding_view,
    findings_of,
    latest_run,
    periods_checked,
    rules,
)
from luoshi.ledger.refusal import Problem, Refused
from luoshi.web.access import page
from luoshi.web.forms import DayInput, PageForm
from luoshi.web.named import named
from luoshi.web.request import Request
from luoshi.web.verification_words import STATES, saw, sentence
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period


def _asked(request: Request) -> str:
    """The month asked for, else the latest that was checked, else that of today."""
    checked = periods_checked(request.as_of)
    text = request.GET.get("period", "")
    return text if text in checked else next(iter(checked), Period.containing(request.standing.today).code)


def _list(request: Request, period: str, problems: list[Problem], status: int = 200) -> HttpResponse:
    views = findings_of(request.standing, period, request.as_of)
    context = {
        "tab": "verification",
        "period": period,
        "month": period_name(Period.parse(period)),
        "periods": [(p, period_name(Period.parse(p))) for p in periods_checked(request.as_of)],
        "rows": [(view, saw(view), *STATES[view.state]) for view in views],
        "sentence": sentence(views),
        "run": latest_run(period, request.as_of),
        "may_run": may_open_round(request.standing),
        "mine": sum(view.my_turn for view in views),
        "simulated": any(view.unit.simulated for view in views),
        "problems": problems,
    }
    return render(request, "reports/verification.html", context, status=status)


@page()
def findings(request: Request) -> HttpResponse:
    """What was found in a month: all for offices and data owners, a unit's own for the unit."""
    return _list(request, _asked(request), [])


@page(may_open_round)
@require_POST
def run(request: Request) -> HttpResponse:
    """Check a month now."""
    try:
        done = run_checks(request.standing, request.POST.get("period", "").strip())
    except Refused as refused:
        return _list(request, _asked(request), refused.problems, status=422)
    messages.success(request, _("Checked; %d signals stand.") % done.fired)
    return redirect(f"{reverse('reports_verification')}?period={done.period}")


def _view(request: Request, key: int) -> FindingView:
    view = finding_view(request.standing, key, request.as_of)
    if view is None:
        raise Http404
    return view


def _finding(request: Request, view: FindingView, problems: list[Problem], status: int = 200) -> HttpResponse:
    word, tone = STATES[view.state]
    context = {
        "view": view,
        "saw": saw(view),
        "word": word,
        "tone": tone,
        "month": period_name(Period.parse(view.finding.period)),
        "problems": problems,
        "typed": request.POST,
    }
    return render(request, "reports/finding.html", context, status=status)


@page()
def finding(request: Request, key: int) -> HttpResponse:
    """One finding with everything that happened to it."""
    return _finding(request, _view(request, key), [])


def _act(request: Request, key: int, act: Callable[[FindingView], object], done: str) -> HttpResponse:
    view = _view(request, key)
    try:
        act(view)
    except Refused as refused:
        return _finding(request, view, refused.problems, status=422)
    messages.success(request, done)
    return redirect("reports_finding", key)


@page()
@require_POST
def explain(request: Request, key: int) -> HttpResponse:
    """The unit answers for its figure."""
    text = request.POST.get("text", "")
    return _act(
        request,
        key,
        lambda view: explain_finding(request.standing, view.finding, text),
        _("Explained; the data owner decides now."),
    )


@page()
@require_POST
def decide(request: Request, key: int) -> HttpResponse:
    """The data owner decides on the explanation."""
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    return _act(
        request,
        key,
        lambda view: decide_finding(request.standing, view.finding, decision, reason),
        _("Decided, and on record in the ledger."),
    )


class RuleForm(PageForm):
    """A new rule, or a new version of one."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    check = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CHOICES["check"])
    left = forms.CharField(label=gettext_lazy("Left side"), max_length=MOST_SIGNS)
    operator = forms.ChoiceField(label=gettext_lazy("Comparison"), choices=CHOICES["operator"])
    right = forms.CharField(label=gettext_lazy("Right side"), max_length=MOST_SIGNS)
    left_missing = forms.ChoiceField(label=gettext_lazy("Missing on the left"), choices=CHOICES["missing"])
    right_missing = forms.ChoiceField(label=gettext_lazy("Missing on the right"), choices=CHOICES["missing"])
    tolerance = forms.DecimalField(
        label=gettext_lazy("Tolerance"), initial=Decimal(0), max_digits=20, decimal_places=6
    )
    tolerance_percent = forms.DecimalField(
        label=gettext_lazy("Tolerance, % of the right side"),
        initial=Decimal(0),
        max_digits=8,
        decimal_places=4,
    )
    importance = forms.ChoiceField(
        label=gettext_lazy("Importance"), choices=CHOICES["importance"], initial="medium"
    )
    compulsory = forms.BooleanField(
        label=gettext_lazy("A sheet that violates it cannot be submitted"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    instruction = forms.CharField(
        label=gettext_lazy("What the unit is to do"), max_length=300, required=False
    )
    since = forms.DateField(label=gettext_lazy("For periods that end on or after"), widget=DayInput())


class EndForm(PageForm):
    """A rule that is to hold no longer."""

    code = forms.ChoiceField(label=gettext_lazy("Rule"))
    until = forms.DateField(
        label=gettext_lazy("Not for periods that end on this day or later"), widget=DayInput()
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


@page()
def rule_list(request: Request) -> HttpResponse:
    """The rules in force, and the form for a new one for those who keep the catalogue."""
    return _rules(request, RuleForm(initial={"since": date(request.standing.today.year, 1, 1)}))


@page(may_keep_catalogue)
@require_POST
def define(request: Request) -> HttpResponse:
    """Set up a rule, or a new version of one."""
    form = RuleForm(request.POST)
    if form.is_valid():
        said = dict(form.cleaned_data)
        since = said.pop("since")
        try:
            define_rule(request.standing, NewRule(**said), since)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _("Done, and on record in the ledger."))
            return redirect("reports_rules")
    return _rules(request, form, status=422)


@page(may_keep_catalogue)
@require_POST
def end(request: Request) -> HttpResponse:
    """End a rule."""
    form = _end_form(request, request.POST)
    if form.is_valid():
        try:
            end_rule(request.standing, **form.cleaned_data)
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _("Done, and on record in the ledger."))
            return redirect("reports_rules")
    fresh = RuleForm(initial={"since": date(request.standing.today.year, 1, 1)})
    return _rules(request, fresh, ending=form, status=422)


def _end_form(request: Request, said: QueryDict | None = None) -> EndForm:
    form = EndForm(said, prefix="end", initial={"until": request.standing.today})
    form.set_choices("code", [(rule.code, named(rule)) for rule in rules(request.standing.today)])
    return form


def _rules(
    request: Request, form: RuleForm, ending: EndForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "ending": ending or _end_form(request),
        "tab": "rules",
        "rules": rules(request.as_of),
        "form": form,
        "may_define": may_keep_catalogue(request.standing),
        "idle": idle_rules(),
    }
    return render(request, "reports/rules.html", context, status=status)


routes = [
    path("reports/verification/", findings, name="reports_verification"),
    path("reports/verification/run", run, name="reports_verification_run"),
    path("reports/verification/<int:key>/", finding, name="reports_finding"),
    path("reports/verification/<int:key>/explain", explain, name="reports_finding_explain"),
    path("reports/verification/<int:key>/decide", decide, name="reports_finding_decide"),
    path("reports/rules/", rule_list, name="reports_rules"),
    path("reports/rules/end", end, name="reports_rule_end"),
    path("reports/rules/define", define, name="reports_rule_define"),
]
