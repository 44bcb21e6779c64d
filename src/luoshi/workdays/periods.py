"""Reporting periods (期间) and cadences (报送频率): the one grammar of period codes. Pure; no clock.

A year '2015', a half-year '2015-H1', a quarter '2015-Q2', a month '2015-06', a third of a month (旬) '2015-06A' to
'2015-06C', an ISO week '2015-W23', a day '20150601'. A code has at most eight characters, and codes of one cadence
sort by time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_SHAPE = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:"
    r"-H(?P<half>[12])|-Q(?P<quarter>[1-4])|-W(?P<week>[0-5][0-9])"
    r"|-(?P<month>0[1-9]|1[0-2])(?P<third>[ABC])?"
    r"|(?P<day>[01][0-9][0-3][0-9]))?"
)
_THIRDS = {"A": (1, 10), "B": (11, 20), "C": (21, 31)}


class Cadence(StrEnum):
    """How often something is reported (报送频率)."""

    DAILY = "daily"
    WEEKLY = "weekly"
    TEN_DAY = "ten_day"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"

    def containing(self, day: date) -> Period:
        """The period of this cadence that ``day`` lies in."""
        match self:
            case Cadence.DAILY:
                return Period(day.year, day.month, day.month, f"{day:%m%d}")
            case Cadence.WEEKLY:
                year, week, _weekday = day.isocalendar()
                month = date.fromisocalendar(year, week, 4).month
                return Period(year, month, month, f"W{week:02d}")
            case Cadence.TEN_DAY:
                third = "A" if day.day <= 10 else "B" if day.day <= 20 else "C"
                return Period(day.year, day.month, day.month, third)
        size = _MONTHS[self]
        first = (day.month - 1) // size * size + 1
        return Period(day.year, first, first + size - 1)


_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}
_BY_MONTHS = {size: cadence for cadence, size in _MONTHS.items()}
# One of each, for a hint beside a field.
EXAMPLES = {
    Cadence.DAILY: "20150601",
    Cadence.WEEKLY: "2015-W23",
    Cadence.TEN_DAY: "2015-06A",
    Cadence.MONTHLY: "2015-06",
    Cadence.QUARTERLY: "2015-Q2",
    Cadence.HALF_YEARLY: "2015-H1",
    Cadence.YEARLY: "2015",
}


@dataclass(frozen=True, order=True)
class Period:
    """A year, half-year, quarter or month, by its first and last month; or the ``part`` of a month.

    ``part`` is empty for whole months, "A" to "C" for a third of one, "0601" for a day and "W23" for a week. A week
    belongs to the year and month of its Thursday, as ISO 8601 has it, though it may begin or end in another. A run of
    months of another length, such as January and February, has no code of its own and shows that of its first month.
    """

    year: int
    first_month: int
    last_month: int
    part: str = ""

    @classmethod
    def parse(cls, code: str) -> Period:
        """Read a period code; ValueError when it is none, or of no year from 1900 to 2099."""
        match = _SHAPE.fullmatch(code)
        if match is None:
            raise ValueError(f"{code!r} is not a period: write {', '.join(EXAMPLES.values())}.")
        year = int(match["year"])
        if match["half"]:
            first = 1 if match["half"] == "1" else 7
            return cls(year, first, first + 5)
        if match["quarter"]:
            first = 3 * int(match["quarter"]) - 2
            return cls(year, first, first + 2)
        if match["week"]:
            return Cadence.WEEKLY.containing(date.fromisocalendar(year, int(match["week"]), 4))
        if match["day"]:
            return Cadence.DAILY.containing(date.fromisoformat(code))
        if match["month"]:
            return cls(year, int(match["month"]), int(match["month"]), match["third"] or "")
        return cls(year, 1, 12)

    @classmethod
    def of_months(cls, code: str) -> Period:
        """Read the code of a year, half-year, quarter or month; ValueError for anything else, days and weeks too."""
        period = cls.parse(code)
        if period.part:
            raise ValueError(f"{code!r} is no whole month: write 2015, 2015-H1, 2015-Q2 or 2015-06.")
        return period

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls(year, month, month)

    @classmethod
    def containing(cls, day: date) -> Period:
        """The month that ``day`` lies in."""
        return cls(day.year, day.month, day.month)

    @property
    def cadence(self) -> Cadence:
        """How often such a period comes."""
        if self.part.startswith("W"):
            return Cadence.WEEKLY
        if self.part:
            return Cadence.TEN_DAY if self.part in _THIRDS else Cadence.DAILY
        return _BY_MONTHS.get(self.last_month - self.first_month + 1, Cadence.MONTHLY)

    @property
    def code(self) -> str:
        match self.cadence:
            case Cadence.WEEKLY:
                return f"{self.year:04d}-{self.part}"
            case Cadence.DAILY:
                return f"{self.year:04d}{self.part}"
            case Cadence.TEN_DAY | Cadence.MONTHLY:
                return f"{self.year:04d}-{self.first_month:02d}{self.part}"
            case Cadence.QUARTERLY:
                return f"{self.year:04d}-Q{(self.first_month + 2) // 3}"
            case Cadence.HALF_YEARLY:
                return f"{self.year:04d}-H{1 if self.first_month == 1 else 2}"
        return f"{self.year:04d}"

    @property
    def start(self) -> date:
        if self.cadence is Cadence.WEEKLY:
            return date.fromisocalendar(self.year, int(self.part[1:]), 1)
        if self.cadence is Cadence.DAILY:
            return date(self.year, self.first_month, int(self.part[2:]))
        return date(self.year, self.first_month, _THIRDS[self.part][0] if self.part else 1)

    @property
    def end(self) -> date:
        """The last day."""
        if self.cadence is Cadence.WEEKLY:
            return self.start + timedelta(days=6)
        if self.cadence is Cadence.DAILY:
            return self.start
        last = monthrange(self.year, self.last_month)[1]
        return date(self.year, self.last_month, min(last, _THIRDS[self.part][1]) if self.part else last)

    def before(self) -> Period:
        """The period of the same cadence that ends the day before this one begins (上期)."""
        return self.cadence.containing(self.start - timedelta(days=1))

    def after(self) -> Period:
        """The period of the same cadence that begins the day after this one ends (下期)."""
        return self.cadence.containing(self.end + timedelta(days=1))

    def year_before(self) -> Period:
        """The same period of the year before (上年同期).

        For a week, the week of the same number; where the year before has none, as for 29 February, the one before.
        """
        year = self.year - 1
        if self.cadence is Cadence.WEEKLY:
            last = date(year, 12, 28).isocalendar().week
            return Cadence.WEEKLY.containing(date.fromisocalendar(year, min(int(self.part[1:]), last), 4))
        if self.part == "0229":
            return Period(year, 2, 2, "0228")
        return Period(year, self.first_month, self.last_month, self.part)

    def __str__(self) -> str:
        return self.code
