"""What happens when: the story's acts in the order of their business moments, the calendar ticking every morning."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from luoshi.jobs.tick import tick
from luoshi.org.models import Person
from luoshi.org.queries import standing_of_person
from luoshi.org.standing import Standing
from luoshi.workdays.queries import calendar

Act = Callable[[], object]


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A local business moment."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def as_person(code: str, day: date, hour: int = 9, minute: int = 0) -> Standing:
    """The standing of somebody by code, at a moment."""
    return standing_of_person(Person.objects.get(code=code), moment(day, hour, minute))


@dataclass
class Agenda:
    """Acts wait in a heap; running takes them in order and lets the calendar tick on each working morning."""

    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _entered: int = 0

    def at(self, day: date, act: Act, hour: int = 9, minute: int = 0) -> None:
        """Enter an act."""
        self._entered += 1
        heapq.heappush(self._acts, (moment(day, hour, minute), self._entered, act))

    def run(self, told: Callable[[date], None]) -> None:
        """Do everything that was entered, in order; ``told`` hears of every new day."""
        days = calendar()
        today: date | None = None
        while self._acts:
            when, _entered, act = heapq.heappop(self._acts)
            day = timezone.localtime(when).date()
            if day != today:
                today = day
                told(day)
                if days.is_working(day):
                    tick(moment(day, 8))
            act()
