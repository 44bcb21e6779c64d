"""Awards: the plan and the gates of a scheme, the list of a result with its deviations (评先)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.assessment import appeal_desk, award_desk, award_policies, queries, scheme_life
from luoshi.assessment.actions.deviate_award import deviate_award, grounds_problems
from luoshi.assessment.actions.draw_awards import draw_awards
from luoshi.assessment.actions.lift_gate import lift_gate
from luoshi.assessment.actions.plan_awards import Tier, plan_awards
from luoshi.assessment.actions.publish_awards import publish_awards
from luoshi.assessment.actions.raise_gate import Grounds, raise_gate
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import unit_by_code
from luoshi.web import appeal_words as words
from luoshi.web.access import page
from luoshi.web.forms import beside, day_asked, row_key
from luoshi.web.named import named
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.assessment.award_desk import AwardSheet
    from luoshi.assessment.models import Run, Scheme
    from luoshi.org.models import Unit

LEFT_OUT = "none"
_QUOTA = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*[%％]|(\d{1,4})")


def _scheme(request: Request, key: int) -> Scheme:
    found = queries.find_scheme(request.standing, key)
    if found is None:
        raise Http404
    return found


@page()
def plan(request: Request, key: int) -> HttpResponse:
    """Tiers and quotas of a scheme, and the gates against units; the forms of those who may set them."""
    scheme = _scheme(request, key)
    if request.method == "POST":
        try:
            tiers = _tiers(request.POST.get("tiers", ""))
            border, document = request.POST.get("border", ""), request.POST.get("document", "")
            plan_awards(request.standing, scheme, tiers, border, document)
        except Refused as refusal:
            return _plan(request, scheme, refusal.problems, "plan")
        messages.success(request, _("The plan is on record."))
        return redirect("assessment_award_plan", key)
    return _plan(request, scheme)


def _tiers(text: str) -> list[Tier]:
    """One award a line, the best first: name | English name | 20% or 2. A quota that is none makes it unsound."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, *others = [part.strip() for part in re.split(r"[|｜]", line)]
        read = _QUOTA.fullmatch(others[-1]) if 1 <= len(others) <= 2 else None
        share = Decimal(read[1]) / 100 if read and read[1] else None
        count = int(read[2]) if read and read[2] else None
        found.append(Tier(name, others[0] if len(others) > 1 else "", share, count))
    return found


def _plan(
    request: Request, scheme: Scheme, problems: Sequence[Problem] = (), act: str = "", lifted: int = 0
) -> HttpResponse:
    """The page; ``act`` is the form that was sent, plan, gate or lift, and ``lifted`` the gate to be lifted."""
    standing = request.standing
    found, text = award_desk.plan_of(standing, scheme), queries.scheme_text(scheme)
    in_force = scheme.state in ("published", "locked")
    context: dict[str, Any] = {
        "scheme": scheme,
        "plan": found,
        "tiers": [(words.tier_name(found.tiers, n), words.quota_words(t)) for n, t in enumerate(found.tiers)]
        if found
        else [],
        "gates": [
            (
                view,
                words.gate_name(view.gate),
                words.unit_name(view.gate.unit_id, view.gate.unit.code, standing.today),
                words.rows(view.appeals, standing.today),
            )
            for view in appeal_desk.gates_of(standing, scheme)
        ],
        "may_plan": in_force and award_policies.may_draw_awards(standing),
        "rules": [named(one) for one in (*text.gates, *text.vetoes)],
        "may_gate": in_force and award_policies.may_gate(standing),
        "units": [(node.code, named(node)) for node in scheme_life.assessed_units(scheme, standing.today)],
        "entered": request.POST,
        "today": standing.today,
        "act": act,
        "lifted": lifted,
        **beside(
            problems, "tiers", "border", "document", "unit", "code", "basis", "since", "until", "reason"
        ),
    }
    return render(request, "assessment/award_plan.html", context, status=422 if problems else 200)


@page(award_policies.may_gate)
@require_POST
def gate(request: Request, key: int) -> HttpResponse:
    """Raise a gate against a unit."""
    scheme, said = _scheme(request, key), request.POST
    try:
        since, until = (day_asked(said.get(name, "")) for name in ("since", "until"))
        grounds = Grounds(said.get("code", ""), said.get("basis", ""), said.get("document", ""), since, until)
        raise_gate(request.standing, scheme, unit_by_code(said.get("unit", "")), grounds)
    except Refused as refusal:
        return _plan(request, scheme, refusal.problems, "gate")
    messages.success(request, _("The gate stands; the unit has been told. Its score stays as it is."))
    return redirect("assessment_award_plan", key)


@page(award_policies.may_gate)
@require_POST
def lift(request: Request, key: int) -> HttpResponse:
    """Lift a gate."""
    found = appeal_desk.find_gate(request.standing, key)
    if found is None:
        raise Http404
    try:
        lift_gate(request.standing, found, request.POST.get("reason", ""))
    except Refused as refusal:
        return _plan(request, found.scheme, refusal.problems, "lift", found.pk)
    messages.success(request, _("The gate is lifted."))
    return redirect("assessment_award_plan", found.scheme_id)


def _run(request: Request, key: int) -> Run:
    found = queries.find_run(request.standing, key, request.as_of)
    if found is None or not award_desk.has_awards(found):
        raise Http404
    return found


@page()
def awards(request: Request, key: int) -> HttpResponse:
    """The list of a result: what the rank gives, what deviates from it, by which document."""
    return _awards(request, _run(request, key))


def _awards(request: Request, run: Run, problems: Sequence[Problem] = ()) -> HttpResponse:
    sheet = award_desk.award_sheet(request.standing, run, request.as_of)
    tiers = sheet.plan.tiers if sheet.plan else []
    panels = words.award_panels(run.scheme, sheet.groups, tiers)
    lines = [line for group in sheet.groups for line in group.lines]
    context: dict[str, Any] = {
        "run": run,
        "sheet": sheet,
        "panels": panels,
        "units": [(line.code, named(line)) for line in lines],
        "tiers": [(n, words.tier_name(tiers, n)) for n in range(len(tiers))],
        "given": sum(line.strict is not None for line in lines),
        "deviations": sum(line.deviates for line in lines),
        "gated": sum(bool(line.gates) for line in lines),
        "entered": request.POST,
        **beside(problems, "unit", "tier", "document", "reason"),
    }
    return render(request, "assessment/awards.html", context, status=422 if problems else 200)


@page(award_policies.may_draw_awards)
@require_POST
def draw(request: Request, key: int) -> HttpResponse:
    """Draw the list."""
    draw_awards(request.standing, _run(request, key))
    messages.success(request, _("The list is drawn. A leader publishes it."))
    return redirect("assessment_awards", key)


def _drawn(request: Request, run: Run) -> AwardSheet:
    sheet = award_desk.award_sheet(request.standing, run, request.as_of)
    if sheet.list is None:
        raise Http404
    return sheet


@page(award_policies.may_deviate)
@require_POST
def deviate(request: Request, key: int) -> HttpResponse:
    """Put a unit in or leave it out, by a document."""
    run, said = _run(request, key), request.POST
    sheet = _drawn(request, run)
    assert sheet.list is not None
    try:
        document, reason = said.get("document", ""), said.get("reason", "")
        unit, tier = _put(said.get("unit", ""), said.get("tier", ""), document, reason)
        deviate_award(request.standing, sheet.list, unit, tier, document, reason)
    except Refused as refusal:
        return _awards(request, run, refusal.problems)
    messages.success(request, _("The deviation stands beside the strict list, with its document."))
    return redirect("assessment_awards", key)


def _put(code: str, award: str, document: str, reason: str) -> tuple[Unit, int | None]:
    """The unit, and the award it is given; None where it is left out, which is said as such and never by an empty field.

    Refused where one of them was not chosen, with what is missing of the grounds.
    """
    unit, tier = unit_by_code(code), row_key(award)
    problems = []
    if unit is None:
        problems.append(
            Problem(_("Unit"), _("There is no such unit."), _("Choose one from the list."), "unit")
        )
    if tier is None and award != LEFT_OUT:
        problems.append(Problem(_("Award"), _("None was chosen."), _("Choose one from the list."), "tier"))
    if problems:
        raise Refused([*problems, *grounds_problems(document, reason)])
    assert unit is not None
    return unit, None if award == LEFT_OUT else tier


@page(award_policies.may_deviate)
@require_POST
def publish(request: Request, key: int) -> HttpResponse:
    """Announce the awards."""
    run = _run(request, key)
    sheet = _drawn(request, run)
    assert sheet.list is not None
    try:
        publish_awards(request.standing, sheet.list)
    except Refused as refusal:
        return _awards(request, run, refusal.problems)
    messages.success(request, _("The awards are published, with every deviation."))
    return redirect("assessment_awards", key)


routes = [
    path("assessment/schemes/<int:key>/awards/", plan, name="assessment_award_plan"),
    path("assessment/schemes/<int:key>/gates/", gate, name="assessment_gate"),
    path("assessment/gates/<int:key>/lift/", lift, name="assessment_gate_lift"),
    path("assessment/runs/<int:key>/awards/", awards, name="assessment_awards"),
    path("assessment/runs/<int:key>/awards/draw/", draw, name="assessment_awards_draw"),
    path("assessment/runs/<int:key>/awards/deviate/", deviate, name="assessment_awards_deviate"),
    path("assessment/runs/<int:key>/awards/publish/", publish, name="assessment_awards_publish"),
]
