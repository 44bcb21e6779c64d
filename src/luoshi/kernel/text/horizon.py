"""The years and the period a document, or a section of it, plans for (规划期)."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from luoshi.kernel.text.dates import Moment, find_moments
from luoshi.kernel.text.dating import issued, planned_year
from luoshi.kernel.text.marks import chinese_count, starts_with_mark
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.numbers import find_quantities
from luoshi.kernel.text.outline import Outline
from luoshi.kernel.text.stance import Stance, is_bulletin, is_plan, title_of, title_stance

YEARS = re.compile(r"\d{4}\.\.\d{4}")
"""The code of several years together."""

_PLANS = re.compile(
    r"工作|任务|目标|预算|阶段|安排|打算|计划|规划|思路|重点|举措|措施|指标|部署|要点|方案|行动"
)
_REVIEWED = re.compile(r"[”、]|[^，。；\d]{0,8}(?:运行|分析|形势|情况|调度)")
"""A title that goes on so names the time looked at, not the time planned for: 一季度经济运行分析会."""
_HEADING = re.compile(r"[^。；，！？\n]{2,30}")
_TURNS = re.compile(
    r"(?:(?<=[\n。；：、])|\A)(?:(?:下面，?)?(?:我?就|关于)?[明来]年[^，。；：\d]{0,14}?(?:目标|工作|任务|打算|思路)[^，。；：\n\d]{0,10}?(?:[是为：要。\n])"
    r"|(?P<back>(?:要?(?:抓好|做好|抓紧))?(?:当前|岁末|年末|今年(?:最?后|余下|剩余|四季度|收官))))"
)
"""明年工作的主要目标是 turns to the next year, 当前 and 岁末年初 turn back."""
_SEVERAL = re.compile(
    r"(?<![〇零一二三四五六七八九十])(?P<count>[两二三四五六])年[^，。；]{0,6}(?:行动|攻坚|计划|规划|倍增|提升|方案|工程)"
)
_UNTIL = re.compile(r"[到至](20\d{2})年?(?:底|末)?）?(?:\Z|的)")
"""科技强县行动（至2025年）, issued some years before."""
_TERM = re.compile(
    r"(?:建设|实施|规划|计划|行动|有效)(?:期|周期|期限|时间)[：为是](?P<first>20\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?[-—~至到]{1,2}(?P<last>20\d{2})年"
)
"""建设期：2023年7月至2025年6月."""
_LISTED = re.compile(r"\n(?:——?|[●·])?(20\d{2})年：|\n(?:——?|[●·])(20\d{2})年，")
"""Years that open the lines of a list, one each."""
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_SHORT_LINE = 40
_NTH_PLAN = re.compile(r"第(十[一二三四五六])个五年(?=规划|计划)")
_FIVE_YEARS = re.compile(
    r"十[二三四五六]五[”’]?(?![^\n]{0,4}(?:时期|期间|期?末|以来|收官|开局|中期|期?满|[”’]))"
)


@dataclass(frozen=True)
class Heading:
    """A title around a sentence, at its normalised position; `marked` tells one with 一、 or （一）."""

    start: int
    title: str
    marked: bool


@dataclass(frozen=True)
class Horizon:
    """`base` is the year the text speaks in (今年), `year` the first it plans for, `period` what a bare target means.

    `coming` tells that it speaks of the next year as 明年, so that 今年 lies behind it.
    """

    base: int | None
    year: int | None
    period: str | None
    coming: bool = False

    @property
    def span(self) -> str | None:
        """The code of several years planned for together; None for one."""
        return self.period if self.period and YEARS.fullmatch(self.period) else None

    @property
    def last(self) -> str | None:
        """The period by whose end a bare target is due: of several years the last."""
        return self.period.rpartition("..")[2] if self.period and self.span else self.period


def moments_of(text: str, horizon: Horizon) -> list[Moment]:
    """Dates of a text: bare months belong to the year planned for, 明年 follows the year the text speaks in."""
    found = find_moments(text, horizon.year)
    if horizon.base in (None, horizon.year):
        return found
    words = ("去年", "今年", "明年", "来年", "后年") if horizon.coming else ("明年", "来年", "后年")
    spoken = {moment.start: moment for moment in find_moments(text, horizon.base)}
    return [
        spoken.get(moment.start, moment) if text.startswith(words, moment.start) else moment
        for moment in found
    ]


def document_horizon(doc: Normalised, year: int | None = None) -> Horizon:
    """The horizon that the title tells (2026—2028年, 十五五规划, 下半年工作安排); `year` overrules the year read."""
    title = title_of(doc) or _opening(doc)
    base = planned_year(doc) if year is None else year
    moments = [m for m in find_moments(_with_plan(title), base) if m.year is not None]
    if year is None and moments:
        base = moments[0].year
    span = next((m for m in reversed(moments) if m.kind == "span"), None)
    narrowed = any(m.kind == "year" and span is not None and m.start >= span.end for m in moments)
    if span is not None and not narrowed and span.year is not None and year in (None, span.year):
        return Horizon(span.year, span.year, span.code)
    planned = planned_year(doc) if year is None else year
    planned = base if planned is None else planned
    several = _several_years(doc, title, planned) if year is None and len(moments) <= 1 else None
    if several is not None:
        return Horizon(several[0], several[0], f"{several[0]}..{several[1]}")
    within = [
        m
        for m in moments
        if m.kind in ("half", "quarter", "month", "span")
        and m.year == planned
        and not _REVIEWED.match(title, m.end)
    ]
    period = within[-1].code if within else None if planned is None else str(planned)
    return Horizon(base, planned, period)


def _several_years(doc: Normalised, title: str, planned: int | None) -> tuple[int, int] | None:
    """First and last year of a plan whose title counts its years (三年行动) or ends them (至2025年); None for others.

    Years that are only counted are counted back from the last one printed, where the day of issue allows.
    """
    term = _TERM.search(doc.text)
    if term is not None and int(term["first"]) < int(term["last"]):
        return int(term["first"]), int(term["last"])
    until, counted, day = _UNTIL.search(title), _SEVERAL.search(title), issued(doc)
    if until is not None:
        last = int(until[1])
        return (day.year, last) if day is not None and day.year < last else None
    if counted is None or any(char.isdigit() for char in title):
        return None
    count = chinese_count(counted["count"])
    printed = [int(found[1]) for found in _YEAR.finditer(doc.text)]
    first = max(printed, default=0) - count + 1
    listed = {int(found[1] or found[2]) for found in _LISTED.finditer(doc.text)}
    if len(listed) > 1:
        return min(listed), min(listed) + count - 1
    fits = first in (day.year, day.year + 1) if day is not None else first >= min(printed, default=0)
    begins = first if printed and fits else planned
    return None if begins is None else (begins, begins + count - 1)


def _opening(doc: Normalised) -> str:
    """The first line of a text that begins at once, where it is short: “十四五”末，把我县建成——."""
    line = doc.text.partition("\n")[0]
    return line if len(line) <= _SHORT_LINE and line.endswith(("：", "—")) else ""


def _with_plan(title: str) -> str:
    """“十五五”发展规划 names its five years as “十五五”时期 does."""
    return _FIVE_YEARS.sub(lambda match: match[0] + "时期", _NTH_PLAN.sub(r"\1五时期", title))


class Sections:
    """The titles around each sentence and what they say of time and stance."""

    def __init__(self, doc: Normalised, clauses: Outline, year: int | None = None) -> None:
        self.doc, self.clauses = doc, clauses
        self.document = document_horizon(doc, year)
        self._lines = self._unmarked()
        self._turns = [] if is_plan(doc) else list(_TURNS.finditer(doc.text))
        self._behind_aims = set() if is_bulletin(doc) else self._siblings_of_aims()
        self._known: dict[str, Horizon | None] = {}

    def _siblings_of_aims(self) -> set[str]:
        """Headings that stand behind one of aims or plans, under the same parent (一、回顾 二、目标 三、夯实基础)."""
        aimed: set[str | None] = set()
        behind: set[str] = set()
        for node in self.clauses.nodes:
            if node.kind != "heading":
                continue
            if node.parent in aimed:
                behind.add(node.id)
            elif title_stance([node.title]) in ("aim", "wish"):
                aimed.add(node.parent)
        return behind

    def _unmarked(self) -> list[Heading]:
        """Short lines without a mark that name a section: 2026年工作打算."""
        found: list[Heading] = []
        title = title_of(self.doc)
        start = 0
        for line in self.doc.text.split("\n"):
            words = line.rstrip("：")
            cell = "\t" in (self._between(start - 1), self._between(start + len(line)))
            named = line not in title and not cell and _HEADING.fullmatch(words) and words[0] not in "—-·●（"
            if (
                named
                and not starts_with_mark(words)
                and not find_quantities(words, [(m.start, m.end) for m in find_moments(words)])
            ):
                found.append(Heading(start, words, marked=False))
            start += len(line) + 1
        return [
            entry for entry in found if title_stance([entry.title]) != "open" or _PLANS.search(entry.title)
        ]

    def _between(self, position: int) -> str:
        """The original character that parts two paragraphs; a tab parts the cells of a table."""
        inside = 0 <= position < len(self.doc.offsets)
        return self.doc.original[self.doc.offsets[position]] if inside else ""

    def around(self, position: int) -> list[Heading]:
        """Titles that hold for a normalised position, nearest first."""
        path = self.clauses.path(self.clauses.clause_at(self.doc.offsets[position]))
        found = [Heading(self.doc.position(node.start), node.title, node.kind == "heading") for node in path]
        line = next((entry for entry in reversed(self._lines) if entry.start < position), None)
        if line is not None:
            found.append(line)
        return sorted(found, key=lambda entry: -entry.start)

    def stance(self, position: int) -> Stance:
        """What the titles around suggest; what follows a section of aims is planned as well, whatever its title."""
        told = title_stance([entry.title for entry in self.around(position)])
        if told != "open" or not self._behind_aims:
            return told
        path = self.clauses.path(self.clauses.clause_at(self.doc.offsets[position]))
        return "wish" if any(node.id in self._behind_aims for node in path) else told

    def horizon(self, position: int) -> Horizon:
        """The horizon of the nearest title that names one, else the document's."""
        for entry in self.around(position):
            own = self._of_title(entry.title)
            if own is not None:
                return own
        return self._spoken(position)

    def _spoken(self, position: int) -> Horizon:
        """The document's horizon, or the next year behind words that set its aims (明年工作的主要目标是) until 当前."""
        index = bisect_right(self._turns, position, key=lambda turn: turn.start())
        base = self.document.year
        if (
            not index
            or self._turns[index - 1]["back"]
            or base is None
            or self.document != Horizon(base, base, str(base))
        ):
            return self.document
        return Horizon(base, base + 1, str(base + 1), coming=True)

    def _of_title(self, title: str) -> Horizon | None:
        if title not in self._known:
            self._known[title] = self._read(title)
        return self._known[title]

    def _read(self, title: str) -> Horizon | None:
        if not _PLANS.search(title) or title_stance([title]) == "past":
            return None
        moments = [m for m in moments_of(title, self.document) if m.year is not None and m.kind != "deadline"]
        if not moments or find_quantities(title, [(m.start, m.end) for m in moments]):
            return None
        coming = title.startswith("明年", moments[-1].start)
        return Horizon(self.document.base, moments[-1].year, moments[-1].code, coming)
