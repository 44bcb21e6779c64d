"""Counting working days (工作日): the plain week, corrected by a table of days off and make-up days (调休)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from datetime import date
from itertools import accumulate


class WorkingDays:
    """The working days of a jurisdiction.

    ``exceptions`` maps a day to whether it is worked; days that are not in it follow the plain week,
    Monday to Friday. ``known_years`` are the years whose official arrangement the table holds: outside
    them the plain week is only a guess, and :meth:`beyond_known` says so.

    Every day has a rank, the number of working days up to and including it. Both directions of counting
    are differences of ranks; a rank costs one binary search in the exceptions.
    """

    def __init__(self, exceptions: Mapping[date, bool], known_years: Collection[int]) -> None:
        differing = sorted(
            (day.toordinal(), 1 if works else -1)
            for day, works in exceptions.items()
            if works != (day.weekday() < 5)
        )
        self._works = {date.fromordinal(ordinal): step > 0 for ordinal, step in differing}
        self._ordinals = [ordinal for ordinal, _step in differing]
        self._corrections = [0, *accumulate(step for _ordinal, step in differing)]
        self.known_years = frozenset(known_years)

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        return self._works.get(day, day.weekday() < 5)

    def beyond_known(self, day: date) -> bool:
        """Whether ``day`` lies in a year whose arrangement is not in the table, so that counting to it is a guess."""
        return day.year not in self.known_years

    def add_working_days(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``; before it when ``n`` is negative; ``day`` itself when zero.

        The day the clock starts is not counted (期间开始的日不计算在内), whether it is worked or not.
        OverflowError where the answer would leave the calendar.
        """
        start = day.toordinal()
        if n == 0:
            return day
        if n > 0:
            return date.fromordinal(self._day_of_rank(self._rank(start) + n))
        return date.fromordinal(self._day_of_rank(self._rank(start - 1) + n + 1))

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after ``a`` up to and including ``b``; negative when ``b`` comes first.

        The inverse of :meth:`add_working_days` for positive counts:
        ``working_days_between(a, add_working_days(a, n)) == n``.
        """
        return self._rank(b.toordinal()) - self._rank(a.toordinal())

    def _rank(self, ordinal: int) -> int:
        # 0001-01-01, ordinal 1, was a Monday.
        weeks, rest = divmod(ordinal, 7)
        return 5 * weeks + min(rest, 5) + self._corrections[bisect_right(self._ordinals, ordinal)]

    def _day_of_rank(self, rank: int) -> int:
        """The working day with this rank: the first day whose rank reaches it."""
        if not 0 < rank <= self._rank(date.max.toordinal()):
            raise OverflowError("The working day asked for lies outside the calendar.")
        return 1 + bisect_left(range(1, date.max.toordinal() + 1), rank, key=self._rank)
