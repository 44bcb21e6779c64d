"""What the units think of a scheme, and what was answered (征求意见)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.assessment import policies, queries, scheme_life
from luoshi.assessment.actions.answer_opinion import answer_opinion
from luoshi.assessment.actions.give_opinion import give_opinion
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree, unit_by_code
from luoshi.web import scheme_words as words
from luoshi.web.access import page
from luoshi.web.forms import beside
from luoshi.web.named import named
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.assessment.models import Scheme


def _scheme(request: Request, key: int) -> Scheme:
    found = queries.find_scheme(request.standing, key)
    if found is None or found.consulted_at is None:
        raise Http404
    return found


@page()
def opinions(request: Request, key: int) -> HttpResponse:
    """Everything that was said; the form of those who may still say something."""
    found = _scheme(request, key)
    if request.method == "POST":
        try:
            _give(request, found)
        except Refused as refusal:
            return _shown(request, found, refusal.problems)
        messages.success(request, _("The opinion has been given. The answer will stand beside it."))
        return redirect("assessment_opinions", found.pk)
    return _shown(request, found)


def _give(request: Request, found: Scheme) -> None:
    given = request.POST
    unit = unit_by_code(given.get("unit", ""))
    if unit is None:
        raise Refused(Problem(_("Unit"), _("There is no such unit."), _("Choose one from the list."), "unit"))
    text = "" if "none" in given else given.get("text", "").strip()
    if not text and "none" not in given:
        raise Refused(
            Problem(
                _("Opinion"),
                _("The opinion is missing."),
                _("Write it down, or say that there is no objection."),
                "text",
            )
        )
    give_opinion(request.standing, found, unit, text, "" if "none" in given else given.get("item", ""))


def _shown(
    request: Request, found: Scheme, problems: Sequence[Problem] = (), answered: int | None = None
) -> HttpResponse:
    """The page; ``answered`` is the opinion whose answer was sent."""
    said = scheme_life.opinions(request.standing, found)
    text, units = queries.scheme_text(found), tree(request.standing.today).nodes
    items = {node.code: named(node) for node in text.nodes}
    context: dict[str, Any] = {
        "scheme": found,
        "words": words.opinion_words(found, said),
        "rows": [
            {
                "opinion": opinion,
                "unit": named(units[opinion.unit_id]) if opinion.unit_id in units else opinion.unit.code,
                "item": items.get(opinion.item, _("The whole scheme")),
            }
            for opinion in said
        ],
        "units": scheme_life.spoken_for(request.standing, found),
        "asked": len(scheme_life.assessed_units(found, request.standing.today)),
        "spoke": len({opinion.unit_id for opinion in said}),
        "items": items.items(),
        "entered": request.POST,
        "answered": answered,
        **beside(problems, "unit", "item", "text", "reason"),
        "may_answer": policies.may_score(request.standing) and found.state == "consultation",
        "sees_trials": policies.sees_trials(request.standing),
    }
    return render(request, "assessment/opinions.html", context, status=422 if problems else 200)


@page(policies.may_score)
@require_POST
def answer(request: Request, key: int) -> HttpResponse:
    """Say whether an opinion is taken."""
    found = scheme_life.find_opinion(request.standing, key)
    if found is None:
        raise Http404
    taken = request.POST.get("answer") == "taken"
    try:
        answer_opinion(request.standing, found, taken=taken, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        return _shown(request, _scheme(request, found.scheme_id), refusal.problems, found.pk)
    messages.success(request, _("The opinion has been answered."))
    return redirect("assessment_opinions", found.scheme_id)


routes = [
    path("assessment/schemes/<int:key>/opinions/", opinions, name="assessment_opinions"),
    path("assessment/opinions/<int:key>/answer/", answer, name="assessment_answer"),
]
