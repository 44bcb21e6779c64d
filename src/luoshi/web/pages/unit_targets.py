"""The targets of one unit, and its performance agreement (单位目标、目标责任书)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language

from luoshi.briefing.queries import agreement
from luoshi.kernel.light import Light
from luoshi.org.queries import tree
from luoshi.targets.history import changes_of_year
from luoshi.targets.milestones import milestone_plans
from luoshi.targets.policies import may_see_targets
from luoshi.targets.queries import judged
from luoshi.web.access import page
from luoshi.web.downloads import paper
from luoshi.web.gone import last_day_of
from luoshi.web.judgement_words import judged_row, plan_row
from luoshi.web.named import named
from luoshi.web.pages.targets import marked, year_board
from luoshi.web.request import Request
from luoshi.web.target_rows import rows_of


@page(may_see_targets)
def unit(request: Request, code: str) -> HttpResponse:
    """Everything the unit is to reach this year, in one list, with the agreement to sign."""
    found = year_board(request)
    node = next((n for n in found.tree.nodes.values() if n.code == code), None)
    if node is None:
        return last_day_of(request, code)
    moved = changes_of_year(request.standing, found.year, request.as_of)
    own = [p for p in found.rows.values() if p.target.unit_id == node.id]
    others = [j for j in judged(request.standing, found.year, request.as_of) if j.target.unit_id == node.id]
    plans = milestone_plans(request.standing, found.year, request.as_of, node.id)
    lights = [p.light for p in own] + [j.light for j in others] + [v.course.light for v in plans]
    context = {
        "board": found,
        "node": node,
        "name": named(node),
        "rows": [marked(row, moved) for row in rows_of(found, own)],
        "judged_rows": [judged_row(j, found.tree) for j in others],
        "plans": [plan_row(view, found.tree) for view in plans],
        "total": len(lights),
        "on_pace": lights.count(Light.ON_PACE),
        "simulated": node.simulated or any(p.simulated for p in own),
    }
    return render(request, "targets/unit.html", context)


@page(may_see_targets)
def agreement_docx(request: Request, code: str) -> HttpResponse:
    """The performance agreement of the unit as a file, in the reader's language."""
    if code not in {n.code for n in tree(request.as_of).nodes.values()}:
        return last_day_of(request, code)
    english = not (get_language() or "zh").startswith("zh")
    name, content = agreement(request.standing, code, request.as_of, english=english)
    return paper(name, content)


routes = [
    path("targets/units/<str:code>/", unit, name="targets_unit"),
    path("targets/units/<str:code>/agreement/", agreement_docx, name="targets_agreement"),
]
