"""Dates, periods and deadlines as Chinese documents print them (时间)."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.kernel.text.marks import CHINESE_DIGITS, chinese_count

DateKind = Literal["day", "month", "quarter", "half", "year", "span", "deadline"]

_YEAR = (
    r"(?:(?P<year>(?:19|20)\d{2})年|(?P<relative>今年|本年|当年|去年|上年|上一年|前年|明年|来年|后年)|"
    r"(?P<han>[一二][〇零九一二三四五六七八]{3})年)"
)
_YEAR_MONTH = r"(?:(?P<year>(?:19|20)\d{2})年|(?P<relative>今年|本年|去年|上年|明年|同年|次年))?"
_BEFORE = r"(?P<before>底?之?以?前)?"
_RELATIVE = {
    "今": 0,
    "明": 1,
    "去": -1,
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "去年": -1,
    "上年": -1,
    "上一年": -1,
    "前年": -2,
    "明年": 1,
    "来年": 1,
    "次年": 1,
    "后年": 2,
}
_LEAP_YEAR = 2000
_TENTH_PLAN = 2001
"""First year of 十五; each five-year plan (五年规划) begins five years after the one before."""
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[-.](?P<month>\d{1,2})[-.](?P<day>\d{1,2})(?!\d)")),
    (
        "years",
        re.compile(
            r"(?<!\d)(?P<year>(?:19|20)\d{2})年?[-~—至到]{1,2}(?P<until>(?:19|20)\d{2})(?:学?年(?!\d)|(?=）))"
        ),
    ),
    (
        "months",
        re.compile(
            _YEAR_MONTH
            + r"(?<!\d)(?P<month>\d{1,2})月?[-~—至到]{1,2}(?P<until>\d{1,2})月(?!\d)(?!份?\d{1,2}日)"
        ),
    ),
    ("first", re.compile(_YEAR_MONTH + r"前(?P<until>\d{1,2}|十[一二]?|[二三四五六七八九])个月")),
    (
        "day",
        re.compile(_YEAR_MONTH + r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})(?:日|号)" + _BEFORE),
    ),
    (
        "month",
        re.compile(
            _YEAR_MONTH
            + r"(?<!\d)(?<!\d[-~—至])(?P<month>\d{1,2})月份?(?!\d{1,2}[日号])(?P<end>底|末)?"
            + _BEFORE
        ),
    ),
    (
        "month",
        re.compile(
            _YEAR_MONTH
            + r"(?P<month>十[一二]?|(?<!十)[一二三四五六七八九])月(?:份?(?P<end>底|末)|份|(?=底?之?以?前|工作|重点))"
            + _BEFORE
        ),
    ),
    ("plan", re.compile(r"十(?P<plan>[一二三四五六])五[”’]?(?:规划)?(?:时期|期间|期?(?P<end>末))" + _BEFORE)),
    ("coming", re.compile(r"(?:(?:今后|未来)的?|分)(?P<count>[一二三四五1-5])年")),
    (
        "rest",
        re.compile(
            r"(?P<end>(?<!今)(?<!最)(?<!往)后(?:\d{1,2}|[一二两三四五六七八九十])个?月|[余剩]下的?(?:\d{1,2}|[一二两三四五六七八九十])个?月)"
        ),
    ),
    ("half", re.compile(_YEAR_MONTH + r"(?P<half>上|下)半年(?P<end>底|末)?" + _BEFORE)),
    (
        "quarter",
        re.compile(
            _YEAR_MONTH + r"(?P<first>前)?第?(?P<quarter>[一二三四1-4])个?季度(?P<end>底|末)?" + _BEFORE
        ),
    ),
    (
        "turn",
        re.compile(
            r"(?:(?P<year>(?:19|20)\d{2})|(?P<relative>今|明|去))?(?P<end>年底|年末|年内|年终)" + _BEFORE
        ),
    ),
    ("year", re.compile(_YEAR + r"(?P<end>底|末)?" + _BEFORE)),
    ("lost", re.compile(r"(?:(?<=[。\n])|\A)(?P<year>(?:19|20)\d{2})(?=，)")),
    ("whole", re.compile(r"(?P<relative>全年|年度)")),
)


@dataclass(frozen=True)
class Moment:
    """A printed date or period; positions are in the normalised text.

    `first`/`last` bound it, None when the year is unknown. `code` is 2015, 2015H1, 2015Q1, 2015-06,
    2015-06-30, 2015-01..2015-06 or 2021..2025, with the year left out ("06-30") when it is unknown. A
    deadline has only `last`, its day.
    """

    start: int
    end: int
    kind: DateKind
    code: str
    first: date | None
    last: date | None
    year: int | None


def find_moments(text: str, year: int | None = None) -> list[Moment]:
    """Dates of a normalised text in order; `year` is the document's, for 今年, 去年 and bare months.

    Impossible ones (13月, 31 June) are left out; `numbers.find_unreadable` reports digits run together.
    """
    found: list[Moment] = []
    taken: set[int] = set()
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not match[0] or match.start() in taken or match.end() - 1 in taken:
                continue
            moment = _moment(name, match, year)
            if moment is not None:
                found.append(moment)
                taken.update(range(match.start(), match.end()))
    return sorted(found, key=lambda moment: moment.start)


def _moment(name: str, match: re.Match[str], document_year: int | None) -> Moment | None:
    groups = match.groupdict()
    year = _year(groups, document_year)
    if year is None and name == "coming":
        return None
    bounds = _BOUNDS[name](groups, year or _LEAP_YEAR)
    if bounds is None:
        return None
    kind, first, last, code = bounds
    if groups.get("before") or groups.get("end"):
        kind, first = "deadline", None
    if year is None:
        undated = code.replace(f"..{_LEAP_YEAR}-", "..").strip("-")
        return Moment(match.start(), match.end(), kind, undated, None, None, None)
    return Moment(match.start(), match.end(), kind, f"{year}{code}", first, last, year)


def _year(groups: dict[str, str | None], document_year: int | None) -> int | None:
    printed, han, relative = groups.get("year"), groups.get("han"), groups.get("relative")
    if printed:
        return int(printed)
    if han:
        return int("".join(str(CHINESE_DIGITS[char]) for char in han))
    if groups.get("plan"):
        first = _TENTH_PLAN + 5 * chinese_count(groups["plan"] or "")
        return first + 4 if groups["end"] else first
    if document_year is None:
        return None
    return document_year + _RELATIVE.get(relative or "", 0)


_Groups = dict[str, str | None]
_Bounds = tuple[DateKind, date | None, date, str]


def _number(groups: _Groups, name: str) -> int:
    return chinese_count(groups[name] or "0")


def _day(groups: _Groups, year: int) -> _Bounds | None:
    month, day = _number(groups, "month"), _number(groups, "day")
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    when = date(year, month, day)
    return "day", when, when, f"-{month:02}-{day:02}"


def _month(groups: _Groups, year: int) -> _Bounds | None:
    month = _number(groups, "month")
    if not 1 <= month <= 12:
        return None
    return "month", date(year, month, 1), _month_end(year, month), f"-{month:02}"


def _months(groups: _Groups, year: int) -> _Bounds | None:
    month, until = _number(groups, "month"), _number(groups, "until")
    if not 1 <= month < until <= 12:
        return None
    return "span", date(year, month, 1), _month_end(year, until), f"-{month:02}..{year}-{until:02}"


def _first_months(groups: _Groups, year: int) -> _Bounds | None:
    return _months({**groups, "month": "1"}, year)


def _half(groups: _Groups, year: int) -> _Bounds:
    upper = groups["half"] == "上"
    first = date(year, 1 if upper else 7, 1)
    return "half", first, _month_end(year, 6 if upper else 12), "H1" if upper else "H2"


def _quarter(groups: _Groups, year: int) -> _Bounds:
    quarter = _QUARTERS[groups["quarter"] or "1"]
    last = _month_end(year, quarter * 3)
    if groups["first"]:
        return "span", date(year, 1, 1), last, f"-01..{year}-{quarter * 3:02}"
    return "quarter", date(year, quarter * 3 - 2, 1), last, f"Q{quarter}"


def _whole_year(_groups: _Groups, year: int) -> _Bounds:
    return "year", date(year, 1, 1), date(year, 12, 31), ""


def _years(groups: _Groups, year: int) -> _Bounds | None:
    until = _number(groups, "until")
    return ("span", date(year, 1, 1), date(until, 12, 31), f"..{until}") if year < until else None


def _plan(groups: _Groups, year: int) -> _Bounds:
    """The five years of a plan; its end (末) is its last year."""
    if groups["end"]:
        return _whole_year(groups, year)
    return "span", date(year, 1, 1), date(year + 4, 12, 31), f"..{year + 4}"


def _coming(groups: _Groups, year: int) -> _Bounds:
    """今后三年: the year the document plans for and the two behind it."""
    last = year + _number(groups, "count") - 1
    return "span", date(year, 1, 1), date(last, 12, 31), f"..{last}"


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


_BOUNDS: dict[str, Callable[[_Groups, int], _Bounds | None]] = {
    "iso": _day,
    "years": _years,
    "months": _months,
    "first": _first_months,
    "day": _day,
    "month": _month,
    "plan": _plan,
    "coming": _coming,
    "half": _half,
    "quarter": _quarter,
    "rest": _whole_year,
    "turn": _whole_year,
    "year": _whole_year,
    "lost": _whole_year,
    "whole": _whole_year,
}
