"""Reads of milestone targets (里程碑目标): the plans of a year and where their steps stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.kernel.milestones import Course, State, Step, course
from luoshi.org.standing import Standing
from luoshi.targets.models import Milestone, MilestonePlan
from luoshi.targets.policies import may_see_targets
from luoshi.workdays.clock import end_of


@dataclass(frozen=True)
class PlanView:
    """A plan as known on a day: its steps in order of their dates, each with its state."""

    plan: MilestonePlan
    steps: tuple[tuple[Milestone, State], ...]
    course: Course

    @property
    def next_step(self) -> Milestone | None:
        """The oldest step that is not done."""
        open_ = (State.OVERDUE, State.SOON, State.TO_COME)
        return next((step for step, state in self.steps if state in open_), None)


def milestone_plans(standing: Standing, year: int, as_of: date, unit: int | None = None) -> list[PlanView]:
    """The plans of ``year`` in force on ``as_of``, in official order of their units; of ``unit`` only where given."""
    if not may_see_targets(standing):
        return []
    known = end_of(as_of)
    plans = (
        MilestonePlan.objects.filter(year=year, recorded_at__lte=known)
        .filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=known))
        .filter(Q() if unit is None else Q(unit=unit))
        .select_related("unit", "owner_post", "matter", "clause__document", "approved_by")
        .prefetch_related("steps")
    )
    return [_view(plan, plan.steps.all(), as_of) for plan in plans]


def milestone_plan(standing: Standing, key: int, as_of: date) -> PlanView | None:
    """One plan, in force or superseded; None when there is none that this person may see on ``as_of``."""
    if not may_see_targets(standing):
        return None
    plan = (
        MilestonePlan.objects.filter(pk=key, recorded_at__lte=end_of(as_of))
        .select_related(
            "unit", "owner_post", "matter", "clause__document", "approved_by", "before__approved_by", "after"
        )
        .first()
    )
    return None if plan is None else _view(plan, plan.steps.select_related("done_by"), as_of)


def _view(plan: MilestonePlan, rows: Iterable[Milestone], as_of: date) -> PlanView:
    """What was marked as done after the day is not known on it, whatever day it was done."""
    steps = list(rows)
    known = end_of(as_of)
    dated = [
        Step(s.due_on, s.done_on if s.done_at is not None and s.done_at <= known else None) for s in steps
    ]
    found = course(dated, as_of)
    return PlanView(plan, tuple(zip(steps, found.states, strict=True)), found)


def step_by_key(standing: Standing, key: int) -> Milestone | None:
    """One step, with its plan; None when there is none that this person may see."""
    if not may_see_targets(standing):
        return None
    return Milestone.objects.select_related("plan__unit").filter(pk=key).first()
