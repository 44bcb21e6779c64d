"""Targets by dated steps: one plan, setting and changing it, saying that a step is done (里程碑目标)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi.ledger.refusal import Problem, Refused
from luoshi.matters.queries import matter_of, open_matters
from luoshi.org.queries import posts_of, tree, unit_by_code
from luoshi.targets import milestones
from luoshi.targets.actions.finish_milestone import finish_milestone
from luoshi.targets.actions.set_milestones import NewPlan, NewStep, set_milestones
from luoshi.targets.policies import may_finish_milestone, may_set_targets
from luoshi.web.access import page
from luoshi.web.authority_form import AuthorityForm
from luoshi.web.forms import day_asked, row_key
from luoshi.web.judgement_words import plan_row
from luoshi.web.named import named
from luoshi.web.request import Request
from luoshi.workdays.clock import end_of

if TYPE_CHECKING:
    from luoshi.targets.models import MilestonePlan


class PlanForm(AuthorityForm):
    """A plan: what is reached, by whom, in which steps."""

    title = forms.CharField(label=gettext_lazy("What is reached in the end"), max_length=200)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    steps = forms.CharField(
        label=gettext_lazy("Steps, one a line: the day, then what is done by then"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "2015-06-30 …"}),
    )
    matter = forms.ChoiceField(label=gettext_lazy("Matter it belongs to"), required=False)
    field_order = ("title", "unit", "steps", "matter", "basis", "approver", "reason")

    def __init__(self, request: Request, plan: MilestonePlan | None, data: Any = None) -> None:
        super().__init__(data)
        self.plan, self.request = plan, request
        units = tree(request.standing.today).in_order()
        self.set_choices("unit", [(node.code, named(node)) for node in units])
        matters = [(str(m.pk), str(m)) for m in open_matters(request.standing)]
        self.set_choices("matter", [("", "—"), *matters])
        self.offer_approvers(request.standing)
        if plan is not None:
            self.initial = {
                "title": plan.title,
                "unit": plan.unit.code,
                "matter": str(plan.matter_id or ""),
                "steps": "\n".join(f"{s.due_on:%Y-%m-%d} {s.title}" for s in plan.steps.all()),
            }

    def take(self, refusal: Refused) -> None:
        """The steps stand in one field: which of them is meant is said with what is wrong."""
        super().take(
            Refused(
                replace(p, what=f"{p.where}{_(': ')}{p.what}") if p.code == "steps" else p
                for p in refusal.problems
            )
        )

    def meant(self) -> NewPlan:
        """What was filled in; English names of a plan that is changed stay with their steps."""
        said, old = self.cleaned_data, self.plan
        unit = unit_by_code(said["unit"])
        if unit is None:
            raise Http404
        english = {s.title: s.title_en for s in old.steps.all()} if old else {}
        steps = tuple(
            _step(line, place, english) for place, line in enumerate(_lines(said["steps"]), start=1)
        )
        key = row_key(said["matter"])
        posts = posts_of(unit.pk, self.request.standing.today)
        return NewPlan(
            title=said["title"],
            title_en=old.title_en if old and old.title == said["title"] else "",
            unit=unit,
            year=old.year if old else steps[0].due_on.year if steps else self.request.standing.today.year,
            steps=steps,
            owner=old.owner_post if old and old.unit_id == unit.pk else next(iter(posts), None),
            matter=matter_of(self.request.standing, key) if key is not None else None,
            clause=old.clause if old else None,
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _step(line: str, place: int, english: dict[str, str]) -> NewStep:
    written, _space, title = line.partition(" ")
    due_on = day_asked(written)
    if due_on is None:
        raise Refused(
            Problem(
                _("Step %d") % place,
                _("“%s” is not a date.") % written,
                _("Begin the line with a day such as 2015-06-30."),
                "steps",
            )
        )
    return NewStep(title.strip(), due_on, english.get(title.strip(), ""))


@page(may_set_targets)
def new(request: Request) -> HttpResponse:
    """Set a target that is reached by dated steps."""
    return _edit(request, None)


@page(may_set_targets)
def change(request: Request, key: int) -> HttpResponse:
    """Change the steps of a plan; the old one stays on record."""
    view = milestones.milestone_plan(request.standing, key, request.standing.today)
    if view is None:
        raise Http404
    if view.plan.superseded_at is not None:
        messages.warning(request, _("This target was changed in the meantime; look at it again."))
        return redirect("targets_milestones", key=key)
    return _edit(request, view.plan)


def _edit(request: Request, plan: MilestonePlan | None) -> HttpResponse:
    form = PlanForm(request, plan, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = set_milestones(request.standing, form.meant(), form.authority, plan)
            except Refused as refusal:
                form.take(refusal)
            else:
                messages.success(request, _("The steps have been set."))
                return redirect("targets_milestones", key=made.pk)
    return render(request, "targets/milestones_edit.html", {"form": form, "plan": plan}, status=status)


@page()
def plan(request: Request, key: int) -> HttpResponse:
    """One plan: its steps, what each rests on, and who may say that the next one is done."""
    return _plan(request, key)


def _plan(
    request: Request, key: int, refusal: Refused | None = None, step: int | None = None
) -> HttpResponse:
    view = milestones.milestone_plan(request.standing, key, request.as_of)
    if view is None:
        raise Http404
    after = getattr(view.plan, "after", None)
    # A past day does not know the plan that took its place later.
    after = after if after is not None and after.recorded_at <= end_of(request.as_of) else None
    may_finish = may_finish_milestone(request.standing, view.plan) and after is None
    context = {
        "row": plan_row(view, tree(request.as_of)),
        "plan": view.plan,
        "after": after,
        "matter": matter_of(request.standing, view.plan.matter_id) if view.plan.matter_id else None,
        "may_set": may_set_targets(request.standing),
        "may_finish": may_finish,
        "today": request.standing.today,
        "problems": refusal.problems if refusal else [],
        "wrong_step": step,
        "typed": request.POST,
    }
    return render(request, "targets/milestones.html", context, status=422 if refusal else 200)


@page()
@require_POST
def done(request: Request, key: int) -> HttpResponse:
    """Say that a step is done, with the evidence."""
    step = milestones.step_by_key(request.standing, key)
    if step is None:
        raise Http404
    done_on: date | None = day_asked(request.POST.get("done_on", ""))
    try:
        if done_on is None:
            raise Refused(
                Problem(_("Done on"), _("The day is missing."), _("Choose the day it was done."), "done_on")
            )
        finish_milestone(request.standing, step, done_on, request.POST.get("evidence", ""))
    except Refused as refusal:
        return _plan(request, step.plan_id, refusal, key)
    messages.success(request, _("Done: %s.") % named(step))
    return redirect("targets_milestones", key=step.plan_id)


routes = [
    path("targets/milestones/new/", new, name="targets_milestones_new"),
    path("targets/milestones/<int:key>/", plan, name="targets_milestones"),
    path("targets/milestones/<int:key>/change/", change, name="targets_milestones_change"),
    path("targets/steps/<int:key>/done/", done, name="targets_step_done"),
]
