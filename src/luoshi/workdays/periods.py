"""Reporting periods (期间): '2015', '2015-H1', '2015-Q2', '2015-06'. Pure; no clock."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_SHAPE = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?"
)


@dataclass(frozen=True, order=True)
class Period:
    """A year, half-year, quarter or month, by its first and last month."""

    year: int
    first_month: int
    last_month: int

    @classmethod
    def parse(cls, code: str) -> Period:
        """Read a period code; ValueError when it is none, or of no year from 1900 to 2099."""
        match = _SHAPE.fullmatch(code)
        if match is None:
            raise ValueError(f"{code!r} is not a period: write 2015, 2015-H1, 2015-Q2 or 2015-06.")
        year = int(match["year"])
        if match["half"]:
            first = 1 if match["half"] == "1" else 7
            return cls(year, first, first + 5)
        if match["quarter"]:
            first = 3 * int(match["quarter"]) - 2
            return cls(year, first, first + 2)
        if match["month"]:
            return cls(year, int(match["month"]), int(match["month"]))
        return cls(year, 1, 12)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls(year, month, month)

    @classmethod
    def containing(cls, day: date) -> Period:
        """The month that ``day`` lies in."""
        return cls(day.year, day.month, day.month)

    @property
    def code(self) -> str:
        span = self.last_month - self.first_month + 1
        if span == 12:
            return f"{self.year:04d}"
        if span == 6:
            return f"{self.year:04d}-H{1 if self.first_month == 1 else 2}"
        if span == 3:
            return f"{self.year:04d}-Q{(self.first_month + 2) // 3}"
        return f"{self.year:04d}-{self.first_month:02d}"

    @property
    def start(self) -> date:
        return date(self.year, self.first_month, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return date(self.year, self.last_month, monthrange(self.year, self.last_month)[1])

    def year_before(self) -> Period:
        """The same period of the year before (上年同期)."""
        return Period(self.year - 1, self.first_month, self.last_month)

    def __str__(self) -> str:
        return self.code
