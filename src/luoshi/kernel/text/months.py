"""The months a printed number speaks of (统计期间)."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from luoshi.kernel.text.dates import Moment, find_moments
from luoshi.kernel.text.elapsed import end_month

_BASE_BEFORE = re.compile(r"[比较与同占为]")
_BASE_BEHIND = re.compile(r"同期|同月|水平|的?基础|相比|基数|[的度]?(?:目标|任务|计划|预算|预期|指标)")
_SO_FAR = re.compile(r"今年|本年|当年|年度|年内|年底前|.*前\Z")
_THIS_YEAR = re.compile(r"(?:今年|本年|当年)以来")
_SINCE = re.compile(r"以来|至今|历年")
_THIS_MONTH = re.compile(r"当月|本月|单月")
_SINCE_JANUARY = re.compile(r"累计")
_UNTIL = re.compile(r"(?:截[至止]|至|到)\Z")
_TITLE_OF_RECORD = re.compile(r"公报|通报|统计|运行|完成情况|月报|快报|季报|简报")
_LONGEST_TELLING = 240
_SIZES = {"month": 1, "quarter": 3, "half": 6}


@dataclass(frozen=True)
class Months:
    """Months `first` to `last` (1..12, both included) of a year: 1-9月 is 1 to 9, 9月 alone is 9 to 9."""

    year: int
    first: int
    last: int


class MonthReader:
    """The periods of a normalised text; `year` is the one it speaks in, None where it is not known."""

    def __init__(self, text: str, year: int | None) -> None:
        self._text, self._year = text, year
        self._title_end = len(text.partition("\n")[0])
        self._moments = [m for m in find_moments(text, year) if self._sets_a_period(m)]
        self._starts = [moment.start for moment in self._moments]

    def at(self, sentence: int, position: int) -> Months | None:
        """The months of a number at a position in the sentence that begins at `sentence`; None when not certain.

        The last period printed in the sentence counts, else the one period of the paragraph so far, else that of
        the title. 6月份运行情况 over a paragraph may head the month or the half-year, and so is not certain.
        """
        inside = self._between(sentence, position)
        behind = max(inside[-1].end if inside else sentence, position - _LONGEST_TELLING)
        words = _THIS_YEAR.sub("", self._text[behind:position])
        if _SINCE.search(words):
            return None
        if inside:
            months = self._months(inside[-1])
            return months and _narrowed(months, words)
        paragraph = self._text.rfind("\n", 0, position) + 1
        around = self._between(paragraph, sentence) or self._of_title(sentence)
        found = {self._months(moment) for moment in around}
        if len(found) != 1 or (months := found.pop()) is None:
            return None
        spoken = _narrowed(months, words)
        return None if months == spoken and 1 < months.first == months.last else spoken

    def _between(self, start: int, end: int) -> list[Moment]:
        found = self._moments[bisect_left(self._starts, start) : bisect_right(self._starts, end)]
        return [moment for moment in found if moment.end <= end]

    def _of_title(self, sentence: int) -> list[Moment]:
        """The periods of the title; the year of a work report is that of its plan as often as that of its record."""
        title = self._text[: self._title_end]
        found = self._between(0, min(self._title_end, sentence))
        return [m for m in found if m.kind != "year" or _TITLE_OF_RECORD.search(title)]

    def _sets_a_period(self, moment: Moment) -> bool:
        """Not what a number is compared with (比上年, 2014年同期, 全年目标), nor 今年, 今年以来 and the day of a deadline;
        the periods of a title (上半年目标完成情况) all do.
        """
        before = self._text[max(0, moment.start - 1) : moment.start]
        if moment.end <= self._title_end and "，" not in self._text[: self._title_end]:
            return True
        if _BASE_BEFORE.fullmatch(before) or _BASE_BEHIND.match(self._text, moment.end):
            return False
        so_far = _SO_FAR.fullmatch(self._text, moment.start, moment.end)
        return moment.kind not in ("year", "deadline") or so_far is None

    def _months(self, moment: Moment) -> Months | None:
        year = moment.year if moment.year is not None else self._year
        if year is None:
            return None
        if moment.kind == "year" or (moment.kind == "deadline" and moment.code == str(year)):
            return Months(year, 1, 12)
        last = end_month(moment)
        until = _UNTIL.search(self._text, max(0, moment.start - 2), moment.start) is not None
        several_years = moment.first is not None and moment.first.year != year
        if last is None or several_years or (moment.kind == "day" and not until):
            return None
        if until or moment.kind in ("deadline", "day"):
            return Months(year, 1, last)
        first = last - _SIZES[moment.kind] + 1 if moment.kind in _SIZES else _first_month(moment)
        return Months(year, first, last) if first else None


def _first_month(moment: Moment) -> int | None:
    """The month in which a span of one year begins."""
    begin, _, end = moment.code.partition("..")
    return int(begin[-2:]) if "-" in end or len(end) == 2 else None


def _narrowed(months: Months, words: str) -> Months:
    """The months that 当月 or 累计, printed behind a period, make of it."""
    if _THIS_MONTH.search(words):
        return Months(months.year, months.last, months.last)
    if _SINCE_JANUARY.search(words) and months.first == months.last:
        return Months(months.year, 1, months.last)
    return months
