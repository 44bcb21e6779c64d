"""The page of a target that is no amount of one year: limit, zero, rank, another span (约束性目标)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import posts_of, tree
from luoshi.targets import policies, queries
from luoshi.targets.actions.record_rank import record_rank
from luoshi.targets.history import history
from luoshi.web.access import page
from luoshi.web.forms import day_asked, row_key
from luoshi.web.judgement_words import judged_row
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.targets.models import Target


def judged_page(request: Request, target: Target, refusal: Refused | None = None) -> HttpResponse:
    """Where it stands, on whose authority, and what it was before."""
    found = queries.judgement_of(target, request.as_of)
    if found is None:
        raise Http404
    in_force = queries.in_force_at(target, request.as_of)
    context = {
        "row": judged_row(found, tree(request.as_of)),
        "judgement": found,
        "target": target,
        "history": history(request.standing, target, request.as_of),
        "moved_to": None if in_force == target else in_force,
        "ranks": queries.ranks_of(target, request.as_of),
        "posts": posts_of(target.unit_id, request.as_of),
        "may_set": policies.may_set_targets(request.standing),
        "may_assign": policies.may_assign_owner(request.standing, target),
        "problems": refusal.problems if refusal else [],
        "typed": request.POST,
    }
    return render(request, "targets/judged.html", context, status=422 if refusal else 200)


@page(policies.may_set_targets)
@require_POST
def rank(request: Request, key: int) -> HttpResponse:
    """Record a published rank."""
    target = queries.target_by_key(request.standing, key)
    if target is None:
        raise Http404
    said = request.POST
    place, day = row_key(said.get("rank", "").strip()), day_asked(said.get("published_on", ""))
    try:
        if place is None or day is None:
            raise Refused(
                Problem(
                    _("Rank"),
                    _("The rank or its day is missing."),
                    _("Write the published place, 1 for the first."),
                    "rank",
                )
            )
        record_rank(
            request.standing, target, said.get("period", "").strip(), place, day, said.get("source", "")
        )
    except Refused as refusal:
        return judged_page(request, target, refusal)
    messages.success(request, _("The rank has been recorded."))
    return redirect("targets_item", key=key)


routes = [path("targets/<int:key>/rank/", rank, name="targets_rank")]
