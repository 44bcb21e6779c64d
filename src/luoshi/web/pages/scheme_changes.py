"""Changing a locked scheme: the document, what is said differently, and whom it moves (方案调整)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from luoshi.assessment import policies, queries, scheme_life
from luoshi.assessment.actions.propose_change import Grounds, propose_change
from luoshi.assessment.scheme_lines import with_lines
from luoshi.assessment.scheme_text import SchemeText, read_scheme
from luoshi.indicators.vocabulary import catalogue
from luoshi.ledger.refusal import Problem, Refused
from luoshi.web import scheme_words as words
from luoshi.web.access import page
from luoshi.web.editor_rows import indicator_choices
from luoshi.web.forms import beside
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.assessment.models import Scheme
    from luoshi.assessment.scheme_life import ChangeView


def _scheme(request: Request, key: int) -> Scheme:
    found = queries.find_scheme(request.standing, key)
    if found is None:
        raise Http404
    return found


@page(policies.may_score)
def change(request: Request, key: int) -> HttpResponse:
    """The form of a change: first whom it would move, then the proposal."""
    found = _scheme(request, key)
    given, problems = request.POST, list[Problem]()
    source = given.get("source", found.source).replace("\r\n", "\n")
    context: dict[str, Any] = {"scheme": found, "entered": given, "source": source}
    if request.method == "POST":
        try:
            if "preview" not in given:
                grounds = Grounds(*(given.get(name, "") for name in ("number", "title", "reason")))
                made = propose_change(request.standing, found, source, grounds)
                messages.success(request, _("The change is proposed. A leader approves it."))
                return redirect("assessment_difference", made.pk)
            view = scheme_life.preview(request.standing, found, source)
            context |= _both(view, queries.scheme_text(found), read_scheme(source))
        except Refused as refusal:
            problems = with_lines(source, refusal.problems)
    context |= beside(problems, "number", "title", "reason")
    context["lines"] = max(20, source.count("\n") + 2)
    return render(request, "assessment/change.html", context, status=422 if problems else 200)


def _both(view: ChangeView, before: SchemeText, after: SchemeText) -> dict[str, Any]:
    """What ``assessment/_difference.html`` draws."""
    return {
        "view": view,
        "rules": words.rule_rows(view.rules, before, after, dict(indicator_choices(catalogue()))),
        "panels": words.move_panels(view.moves, only_moved=True),
        "unmoved": (unmoved := words.unmoved_panels(view.moves)),
        "count_unmoved": sum(len(panel.rows) for panel in unmoved),
        "moved": words.move_sentence(view.moves),
        "digits": after.rules.digits,
    }


@page()
def difference(request: Request, key: int) -> HttpResponse:
    """What a version says otherwise than the locked one before it, by which document, and whom it moves."""
    found = _scheme(request, key)
    kept = scheme_life.change_of(request.standing, found)
    if kept is None:
        raise Http404
    grounds, view = kept
    context = {
        "scheme": found,
        "change": grounds,
        "sees_trials": policies.sees_trials(request.standing),
        **_both(view, queries.scheme_text(view.before), queries.scheme_text(found)),
    }
    return render(request, "assessment/difference.html", context)


routes = [
    path("assessment/schemes/<int:key>/change/", change, name="assessment_change"),
    path("assessment/schemes/<int:key>/difference/", difference, name="assessment_difference"),
]
