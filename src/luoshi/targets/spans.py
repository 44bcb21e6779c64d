"""The span of a target: a period of the calendar, or several years (目标期)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from luoshi.workdays.periods import Period

MOST_YEARS = 9
_YEARS = re.compile(rf"((?:19|20)[0-9]{{2}})\+([2-{MOST_YEARS}])")


@dataclass(frozen=True)
class Span:
    """``years`` whole years from ``first.year``, or the one period ``first`` where years is 1."""

    first: Period
    years: int = 1

    @classmethod
    def parse(cls, code: str) -> Span:
        """Read "2016+5", or a period code; ValueError when it is neither, or leaves the years up to 2099."""
        match = _YEARS.fullmatch(code)
        if match is None:
            return cls(Period.parse(code))
        span = cls(Period(int(match[1]), 1, 12), int(match[2]))
        Period.parse(str(span.last_year))
        return span

    @classmethod
    def of_months(cls, code: str) -> Span:
        """The same for a span of whole months, which is what targets are set for; ValueError for days and weeks too."""
        span = cls.parse(code)
        return span if span.years > 1 else cls(Period.of_months(code))

    @property
    def code(self) -> str:
        return self.first.code if self.years == 1 else f"{self.first.year}+{self.years}"

    @property
    def last_year(self) -> int:
        return self.first.year + self.years - 1

    @property
    def start(self) -> date:
        return self.first.start

    @property
    def end(self) -> date:
        """The last day."""
        return Period(self.last_year, self.first.first_month, self.first.last_month).end

    @property
    def middle(self) -> date:
        """The last day of the first half: 30 June of a year."""
        months = self.years * 12 if self.years > 1 else self.first.last_month - self.first.first_month + 1
        over = self.first.first_month - 1 + max(months // 2, 1)
        return Period.month(self.first.year + (over - 1) // 12, (over - 1) % 12 + 1).end

    def covers(self, year: int) -> bool:
        return self.first.year <= year <= self.last_year


def codes_covering(year: int) -> list[str]:
    """Codes of every span that has a day in ``year``: its periods, and several years around it."""
    within = [f"{year}", *(f"{year}-H{n}" for n in (1, 2)), *(f"{year}-Q{n}" for n in range(1, 5))]
    months = [Period.month(year, month).code for month in range(1, 13)]
    across = [
        f"{first}+{years}"
        for years in range(2, MOST_YEARS + 1)
        for first in range(year - years + 1, year + 1)
    ]
    return [*within, *months, *across]
