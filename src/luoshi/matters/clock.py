"""The clock of a matter in working days (办理时限): days left, sheets, waiting time at each link.

Pure functions over a replayed situation and the working-day calendar; nothing is counted up anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.kernel.calendar import WorkingDays
from luoshi.matters.matter_type import DONE, Sheet
from luoshi.matters.situation import Situation

RUNNING, SOON, OVERDUE, STOPPED = "running", "soon", "overdue", "stopped"


@dataclass(frozen=True)
class Clock:
    """What the calendar says of a matter or a link on a day.

    ``days`` are working days until the due date (zero on it), negative after it; None without a due date.
    ``state`` is running, soon, overdue or stopped (answered or closed). ``sheet`` is the highest sheet due.
    ``on_time`` is whether the answer came within the term; None while there is none.
    """

    due_on: date | None
    days: int | None
    state: str
    sheet: Sheet | None = None
    on_time: bool | None = None


def read_clock(situation: Situation, today: date, calendar: WorkingDays) -> Clock:
    """The clock of the whole matter on ``today``."""
    due = situation.due_on
    if due is None:
        return Clock(None, None, STOPPED)
    if not situation.running:
        answered = situation.answered_on
        return Clock(due, None, STOPPED, on_time=None if answered is None else answered <= due)
    return clock_of(due, situation, today, calendar)


def clock_of(due: date, situation: Situation, today: date, calendar: WorkingDays) -> Clock:
    """The clock of a due date that still runs: the matter's own, or that of one of its links."""
    days = calendar.working_days_between(today, due)
    if today > due:
        late = calendar.working_days_between(due, today)
        passed = [sheet for sheet in situation.type.sheets if late >= sheet.after]
        return Clock(due, -late, OVERDUE, passed[-1] if passed else None)
    return Clock(due, days, SOON if days <= situation.type.remind_before else RUNNING)


def waits(situation: Situation, today: date, calendar: WorkingDays) -> dict[int | None, int]:
    """Working days the matter waited with each link by its key; the office's own under None (办理时长)."""
    held: dict[int | None, int] = {}
    for turn in situation.turns:
        span = calendar.working_days_between(turn.since, turn.until or today)
        held[turn.link_id] = held.get(turn.link_id, 0) + span
    return held


def look_back_on(situation: Situation, calendar: WorkingDays) -> date | None:
    """The day on which the effect of a closed matter is to be looked at; None when there is nothing to look at."""
    if situation.stage.counts_as != DONE or situation.closed_on is None:
        return None
    return calendar.add_working_days(situation.closed_on, situation.type.look_back_after)
