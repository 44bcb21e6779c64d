"""Milestones 里程碑: dated steps, done or not; judged by their dates, never by a share of the year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from luoshi.kernel.light import Light

SOON_DAYS = 14
GRACE_DAYS = 10


class State(Enum):
    """Where a step stands on a day."""

    DONE = "done"
    """按期完成"""
    DONE_LATE = "done_late"
    """逾期完成"""
    OVERDUE = "overdue"
    """逾期未完成"""
    SOON = "soon"
    """临近到期"""
    TO_COME = "to_come"
    """未到期"""


@dataclass(frozen=True)
class Step:
    """One dated step; ``done_on`` None while it is not done."""

    due_on: date
    done_on: date | None = None


@dataclass(frozen=True)
class Course:
    """The steps on a day. ``late_days`` is how long the oldest open step is overdue; 0 none."""

    states: tuple[State, ...]
    done: int
    due: int
    late_days: int
    light: Light

    @property
    def overdue(self) -> int:
        return self.states.count(State.OVERDUE)


def state_of(step: Step, day: date) -> State:
    """The state of a step on ``day``. The day it falls due still counts as in time; what was done later is not known yet."""
    if step.done_on is not None and step.done_on <= day:
        return State.DONE if step.done_on <= step.due_on else State.DONE_LATE
    if step.due_on < day:
        return State.OVERDUE
    return State.SOON if (step.due_on - day).days <= SOON_DAYS else State.TO_COME


def course(steps: Sequence[Step], day: date) -> Course:
    """The steps on ``day`` and their light.

    Behind while a step is overdue by more than ten days, slightly behind while one is overdue at all; on pace when
    every step that fell due is done; not applicable before the first step is due or done. ValueError without steps.
    """
    if not steps:
        raise ValueError("a milestone target has at least one step")
    states = tuple(state_of(step, day) for step in steps)
    late = max(
        ((day - s.due_on).days for s, now in zip(steps, states, strict=True) if now is State.OVERDUE),
        default=0,
    )
    done = sum(state in (State.DONE, State.DONE_LATE) for state in states)
    due = sum(step.due_on < day for step in steps)
    return Course(states, done, due, late, _light(done, due, late))


def _light(done: int, due: int, late: int) -> Light:
    if late > GRACE_DAYS:
        return Light.BEHIND
    if late:
        return Light.SLIGHTLY_BEHIND
    return Light.ON_PACE if done or due else Light.NOT_APPLICABLE
