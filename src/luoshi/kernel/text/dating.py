"""When a paper was issued and the year it plans for (成文日期、年度)."""

import re
from datetime import date

from luoshi.kernel.text.dates import find_moments
from luoshi.kernel.text.marks import CHINESE_DIGITS, chinese_count
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.stance import PLAN_TITLE, title_of

_MET = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?:度)?第[\d一二三四五六七八九十]{1,3}次[^，。；\n]{0,16}会")
"""A meeting numbered within its year, whose decisions are due in it: 2022年第5次县政府常务会议."""
_SPAN_OF_YEARS = re.compile(r"(?<![\d从自])(20\d{2})年?[-~—至到]{1,2}20\d{2}年?")
_MONTH = re.compile(
    r"(?:\A|\n)（?(20\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[度第][^，。；\n）]{0,8})?）?(?=\n)"
)
_FILE_NUMBER = re.compile(r"[〔\[【（](20\d{2})[〕\]】）]\d{0,4}号?")
_YEAR_IS = re.compile(r"(?<!\d)(20\d{2})年(?=是|将|就|要)")
"""2026年是“十五五”规划的开局之年."""
_DUE_YEAR = re.compile(r"(?<!\d)(20\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日|底|末)?(?:以|之)?前")
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d{2})年(?:，|度)?[^，。；\n]{0,12}?(?:工作|目标|任务|计划|要点|重点|安排|部署)"
    r"(?![^，。；\n]{0,4}(?:回顾|总结|完成情况))"
)
_DATED = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:[-.年]\d{1,2}[-.月]\d{1,2}|〕\d{1,3}号)")
_OPENING = re.compile(r"(?<!\d)(?<![到至])((?:19|20)\d{2})年[，：]")
_DUE_SOON = re.compile(r"(?<!\d)((?:19|20)\d{2})年[^，。；\d]{0,4}前(?=[，：]|\w)")
_NOW = re.compile(r"今年(?!以来|前|上半年|[一二三]季度)|新的一年|新一年")
_AIMED = re.compile(r"(?<!\d)(20\d{2})年度?[^，。；\n\d]{0,6}(?:[拟将要]|力争|确保|打算)")
_PLANNED = re.compile(r"[要将]|力争|确保|目标|任务|计划|安排|以上|以内|不低于|年内")
_FACT = re.compile(
    r"了|已|共|(?<!前)完成|实现|同比|[比较](?:上年|去年)|增长\d[^，。；]*和\d|分别|累计|入选|荣获|获评"
)
_BARE_YEAR = re.compile(r"(?<![\d.])(20[12]\d)(?![\d.%万亿多余]|[个项家户人名亩吨])")
_PRINTED_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_UNTIL = re.compile(r"[到至](20\d{2})年")
_OPENED = re.compile("[底末]?，")
_COMPARED = re.compile(r"[比较与同]\Z")
_OF_FIVE = re.compile(
    r"十(?P<plan>[一二三四五六])五”?(?:规划)?的?(?:(?:开局|起步|第一)|(?P<last>收官|决胜|最后一))"
)
_TENTH_PLAN = 2001
_BASE_ASIDE = re.compile(r"（20\d{2}年(?:为|是|实绩|同期)")
"""同比提高2.7个百分点（2023年为54.3%）: what the year told of is compared with, so that one is the next."""
_AS_OF = re.compile(r"截[至止]到?|[由从]")
_DONE = re.compile(
    r"，?(?!下半年|第?[三四]季度)[^，。；\n\d]{0,16}(?:(?<!同期)(?<!水平)(?<![上去]年)的|为|已|了|共|累计|以来|至今)"
)
_WRITTEN = re.compile(
    r"(?<!\d)(?P<year>20\d{2}|二[〇零○O0][〇零○O0一二三四五六七八九]{2})[年./-]"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})(?:[月./-]|\Z)"
    r"(?:(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日?)?"
)
"""A date in figures or in characters: 2023年3月, 二〇二一年一月十八日."""
_CLOSES_LINE = re.compile(r"(?:[印制签修]发|发布|通过|签[订署]|起?草|在[^，。；]*)?[）。]?\s*\Z")
_OF_MEETING = re.compile(r"[）在，]?[^，。；]{0,40}(?:会|仪式|讲话|主持|召开|[）上])")
_HEAD, _LONG_HEAD = 300, 2000
_HEAD_LINES, _CLOSING_LINES, _LONGEST_LINE = 6, 5, 60
_LATE, _TWO = 10, 2
"""A paper of the last quarter may plan for the next year."""


def planned_year(doc: Normalised) -> int | None:
    """The year a document plans for: the one it prints, else what the years in its sentences suggest."""
    return (
        document_year(doc)
        or _year_of_body(doc.text)
        or _year_of_first_line(doc.text)
        or _year_of_five(doc.text)
    )


def document_year(doc: Normalised) -> int | None:
    """The year a document prints as its own, from the first of these that tells one.

    Its title (of 2025年工作总结和2026年工作打算 the last before a word of planning), the year beside 工作 or 目标 in its
    head, the day of issue, a date or a meeting in its head, years that open clauses, a span, the file number, the
    years of its deadlines.
    """
    title = title_of(doc)
    years = [m for m in find_moments(title) if m.year is not None]
    if years:
        planned = [m for m in years if PLAN_TITLE.search(title, m.end)]
        return (planned or years)[-1 if len(years) > 1 and planned else 0].year
    bare = _BARE_YEAR.search(title)
    if bare is not None:
        return int(bare[1])
    head = doc.text[:_LONG_HEAD]
    day = issued(doc)
    named = _years(_NAMED, head)
    if named and (day is None or max(named) >= day.year):
        return max(named)
    if day is not None:
        return _of_issue(day, head)
    return _year_of_head(head) or _year_of_number(doc.text)


def _of_issue(day: date, head: str) -> int:
    """The year of issue; a paper of the last quarter that speaks of the next year only plans for that."""
    opening = _years(_OPENING, head)
    late = day.month >= _LATE and day.year + 1 in opening and day.year not in opening
    return day.year + 1 if late else day.year


def _year_of_head(head: str) -> int | None:
    """A date printed in the head, the first deadline, the last year that opens a clause, or a numbered meeting."""
    dated = _DATED.search(head)
    if dated is not None:
        return int(dated[1])
    told, due = _years(_OPENING, head), _years(_DUE_SOON, head)
    met = _MET.search(head)
    if met is not None and not due and not told:
        return int(met[1])
    return min(due) if due else _spoken(head, max(told)) if told else None


def _spoken(head: str, year: int) -> int:
    """The last year that opens a clause; the next one where only facts are told of it and 今年 is spoken of too.

    A year that opens clause after clause without a word of what was done is planned for.
    """
    clauses = [match[0] for match in re.finditer(rf"(?<!\d){year}年[，：][^。；\n]*", head)]
    aimed = [int(match[1]) for match in _AIMED.finditer(head)]
    now = _NOW.search(head)
    if year + 1 in aimed and not any(map(_PLANNED.search, clauses)):
        return year + 1
    opens_each = len(clauses) >= _TWO and not any(map(_FACT.search, clauses))
    return year if now is None or opens_each or any(map(_PLANNED.search, clauses)) else year + 1


def _year_of_number(text: str) -> int | None:
    """A span of years in the head, a month on a line of its own, what a year is said to be, the file number, a deadline."""
    stated = _SPAN_OF_YEARS.search(text, 0, _HEAD) or _MONTH.search(text, 0, _HEAD)
    stated = stated or _YEAR_IS.search(text, 0, _HEAD)
    stated = stated or _FILE_NUMBER.search(text, 0, _HEAD) or _DUE_YEAR.search(text)
    return int(stated[1]) if stated else None


def _year_of_body(text: str) -> int | None:
    """The first of the years that lead up to 到2025年, of two in a row the second; else the year after the last told of.

    Before the years that lead up a year that opens a clause (2021年底，共有7家) is told of.
    """
    ahead: set[int] = set()
    within: set[int] = set()
    done: list[int] = []
    for match in _PRINTED_YEAR.finditer(text):
        before, year = text[max(0, match.start() - 4) : match.start()], int(match[1])
        if _COMPARED.search(before):
            continue
        if _BASE_ASIDE.match(text, max(0, match.start() - 1)):
            done.append(year + 1)
        elif text.startswith("以来", match.end()):
            done.append(year - 1)
        elif _DONE.match(text, match.end()) or _AS_OF.search(before):
            done.append(year)
        else:
            ahead.add(year)
            within |= set() if _OPENED.match(text, match.end()) else {year}
    until = min(_years(_UNTIL, text), default=None)
    if until is not None and until in ahead:
        first = next(year for year in range(until, 0, -1) if year - 1 not in ahead)
        return min({first, *within})
    years = sorted(ahead)
    if len(years) == _TWO and years[0] + 1 == years[1]:
        return years[1]
    return years[0] if years else max(done) + 1 if done else None


def _year_of_first_line(text: str) -> int | None:
    """A year without 年 in the first line: 2024，我们这样干."""
    bare = _BARE_YEAR.search(text.partition("\n")[0])
    return int(bare[1]) if bare else None


def _year_of_five(text: str) -> int | None:
    """“十四五”开局之年 is its first year, 收官之年 its last."""
    found = _OF_FIVE.search(text, 0, _LONG_HEAD)
    if found is None:
        return None
    first = _TENTH_PLAN + 5 * chinese_count(found["plan"])
    return first + 4 if found["last"] else first


def _years(pattern: re.Pattern[str], words: str) -> list[int]:
    return [int(match[1]) for match in pattern.finditer(words)]


def issued(doc: Normalised) -> date | None:
    """The day a paper was issued, the first of its month where no day is printed; None where no line tells.

    It stands alone in one of the first or last lines, closes one of them (区扶贫办 2020年6月30日), or opens the line
    that tells of the meeting (（2022年1月12日在全区大会上）).
    """
    lines = [line.strip() for line in doc.text.split("\n") if line.strip()]
    for line in [*reversed(lines[-_CLOSING_LINES:]), *lines[:_HEAD_LINES]]:
        for match in _WRITTEN.finditer(line[-_LONGEST_LINE:] if len(line) > _LONGEST_LINE else line):
            told = match.string
            closes = _CLOSES_LINE.match(told, match.end()) and (
                "，" not in told[: match.start()] or line[0] == "（"
            )
            opens = match.start() <= 1 and _OF_MEETING.match(told, match.end()) and len(line) <= _LONGEST_LINE
            when = _day(match) if closes or opens else None
            if when is not None:
                return when
    return None


def _day(match: re.Match[str]) -> date | None:
    printed = match["year"]
    year = "".join(
        char if char.isdigit() and char.isascii() else str(CHINESE_DIGITS.get(char, 0)) for char in printed
    )
    try:
        return date(int(year), _count(match["month"]), _count(match["day"] or "1"))
    except ValueError:
        return None


def _count(printed: str) -> int:
    return int(printed) if printed.isascii() else chinese_count(printed)
