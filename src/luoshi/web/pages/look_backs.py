"""Look-backs: draws, visits and settlements, and how far units' claims deviate (回头看)."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.settle_claim import settle_claim
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.policies import may_draw
from luoshi.indicators.queries import ClaimView, claim_view, look_back_views, unit_deviations
from luoshi.ledger.refusal import Problem, Refused
from luoshi.web.access import page
from luoshi.web.forms import PageForm, beside, number_typed
from luoshi.web.request import Request
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

MOST_DRAWN = 1_000


class DrawForm(PageForm):
    """How many credited values of which month are looked back at."""

    period = forms.CharField(label=gettext_lazy("Month"), max_length=7)
    random = forms.IntegerField(label=gettext_lazy("By lot"), min_value=0, max_value=MOST_DRAWN, initial=5)
    by_risk = forms.IntegerField(label=gettext_lazy("By risk"), min_value=0, max_value=MOST_DRAWN, initial=5)
    seed = forms.CharField(
        label=gettext_lazy("Number drawn in public (else the ledger decides)"), max_length=100, required=False
    )


def _list(request: Request, form: DrawForm, status: int = 200) -> HttpResponse:
    views = look_back_views(request.standing, request.as_of)
    claims = [claim for view in views for claim in view.claims]
    context = {
        "tab": "look_back",
        "draws": [(view, period_name(Period.parse(view.look_back.period))) for view in views],
        "deviations": unit_deviations(request.standing, request.as_of),
        "drawn": len(claims),
        "settled": sum(claim.settlement is not None for claim in claims),
        "cut": sum(claim.haircut is not None for claim in claims),
        "form": form,
        "may_draw": may_draw(request.standing),
        "simulated": any(claim.unit.simulated for claim in claims),
    }
    return render(request, "reports/look_back.html", context, status=status)


@page()
def look_back(request: Request) -> HttpResponse:
    """Every draw with its claims, and the deviation of each unit; a unit sees its own."""
    return _list(request, DrawForm(initial={"period": Period.containing(request.standing.today).code}))


@page(may_draw)
@require_POST
def draw(request: Request) -> HttpResponse:
    """Draw a sample."""
    form = DrawForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            draw_look_back(
                request.standing, said["period"].strip(), said["random"], said["by_risk"], seed=said["seed"]
            )
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _("Drawn; seed and population are on record in the ledger."))
            return redirect("reports_look_back")
    return _list(request, form, status=422)


def _view(request: Request, key: int) -> ClaimView:
    view = claim_view(request.standing, key, request.as_of)
    if view is None:
        raise Http404
    return view


def _claim(request: Request, view: ClaimView, problems: list[Problem], status: int = 200) -> HttpResponse:
    context = {
        "view": view,
        "month": period_name(Period.parse(view.observation.period)),
        "typed": request.POST,
        **beside(problems, "amount", "evidence"),
    }
    return render(request, "reports/claim.html", context, status=status)


@page()
def claim(request: Request, key: int) -> HttpResponse:
    """One drawn claim: what was claimed, found and settled."""
    return _claim(request, _view(request, key), [])


def _act(request: Request, key: int, act: Callable[[ClaimView], object]) -> HttpResponse:
    view = _view(request, key)
    try:
        act(view)
    except Refused as refused:
        return _claim(request, view, refused.problems, status=422)
    messages.success(request, _("Done, and on record in the ledger."))
    return redirect("reports_claim", key)


@page()
@require_POST
def visit(request: Request, key: int) -> HttpResponse:
    """Record what was found on the spot."""
    amount, evidence = number_typed(request.POST.get("amount", "")), request.POST.get("evidence", "")
    return _act(request, key, lambda view: visit_claim(request.standing, view.claim, amount, evidence))


@page()
@require_POST
def settle(request: Request, key: int) -> HttpResponse:
    """Confirm the claim, or supersede it by the amount verified."""
    return _act(request, key, lambda view: settle_claim(request.standing, view.claim))


routes = [
    path("reports/look-back/", look_back, name="reports_look_back"),
    path("reports/look-back/draw", draw, name="reports_look_back_draw"),
    path("reports/look-back/<int:key>/", claim, name="reports_claim"),
    path("reports/look-back/<int:key>/visit", visit, name="reports_claim_visit"),
    path("reports/look-back/<int:key>/settle", settle, name="reports_claim_settle"),
]
