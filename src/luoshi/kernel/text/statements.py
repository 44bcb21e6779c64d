"""What a bulletin states as fact: an indicator, its value, when and where (事实陈述)."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from luoshi.kernel.text.dating import document_year
from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin, Frame, read_bulletin
from luoshi.kernel.text.intervals import Interval
from luoshi.kernel.text.months import MonthReader, Months
from luoshi.kernel.text.normalise import normalise
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.phrase import subject_of
from luoshi.kernel.text.places import Place, find_places
from luoshi.kernel.text.roles import Role
from luoshi.kernel.text.runs import runs_of
from luoshi.kernel.text.sentences import Sentence
from luoshi.kernel.text.stance import is_plan, is_report, stance_of, title_stance

StatementKind = Literal["level", "growth", "share", "completion"]

_KINDS: dict[Role, StatementKind] = {
    "level": "level",
    "rate": "level",
    "growth": "growth",
    "share": "share",
    "completion": "completion",
}
_CLAUSE = re.compile("[，；：。！？\n]")
_TIME_WORDS = re.compile(r"\A(?:当月|本月|单月|累计)+|(?:当月|本月|单月|累计)+\Z")
_FORETOLD = re.compile(r"(?:预计|预期|预测)[^，。；]{0,8}\Z")
_MARKS_ONLY = re.compile(r"[^\u4e00-\u9fff]*[一二三四五六七八九十]{0,3}[^\u4e00-\u9fff]*")
_HEADING = re.compile(
    r"（?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）、.](?P<name>[\u4e00-\u9fffA-Z、（）]{2,24})[。：]"
)
_LONGEST_LEAD = 80
_LONGEST_TELLING = 240
_WHOLE = re.compile(
    r"占(?!比)(?P<whole>[^占]{2,24}?)的?(?:比重|比例|份额|百分比)?(?:已|约)?(?:为|达到|达|是)?(?:了|约)?\Z"
)
_SCOPE_REMARK = re.compile(r"（((?:不含|含|剔除|扣除|不包括|包括)[^（）\n]{1,20})）")
# 生产总值 and 增加值 are published at comparable prices whether a text says so or not.
_REAL = re.compile(r"生产总值|GDP|增加值")


@dataclass(frozen=True)
class Statement:
    """What one number says was so. Positions are original offsets; `start`/`end` span the digits.

    `subject` is the name in front of the number, without the place and without verbs. `value` is in the printed
    `unit`, negative for a fall; `interval` holds all values that print so, in the bare `measure` (元 for 亿元, %).
    `place` is as printed: "" when none is, 全区 and the like for a whole. `whole` is what a share is taken of.
    `comparable` says that a growth has its own basis (可比价, 同口径), so that levels do not test it.
    """

    subject: str
    kind: StatementKind
    printed: str
    value: Fraction
    unit: str
    measure: str
    interval: Interval
    period: Months
    place: str
    whole: str
    comparable: bool
    start: int
    end: int
    sentence_start: int
    sentence_end: int


def find_statements(text: str, year: int | None = None, places: Collection[str] = ()) -> list[Statement]:
    """Statements of fact in the order of the text.

    `year` is the year the text speaks in, for 去年 and months without one; read from the text when left out.
    `places` are the names of known units. Left out is whatever is not certain: numbers without a subject or
    with more than one period or place to choose from, plans, ranges, vague numbers and numbers in brackets.
    """
    return list(_Reader(text, year, places).statements())


class _Reader:
    def __init__(self, text: str, year: int | None, places: Collection[str]) -> None:
        doc = normalise(text)
        self.bulletin: Bulletin = read_bulletin(doc)
        self.text = self.bulletin.doc.text
        self.title = self.text.partition("\n")[0]
        self.plan, self.report = is_plan(doc), is_report(doc)
        self.year = self._year(document_year(doc), year)
        self.clauses = outline(text)
        self.months = MonthReader(self.text, self.year)
        self.places = find_places(self.text, places)
        self.place_names = {*places, *(place.name for place in self.places)}
        self.place_starts = [place.start for place in self.places]
        # Subject and place of the numbers read so far.
        self.told = self._dealt_by_place()

    def _year(self, read: int | None, given: int | None) -> int | None:
        """The year a report prints in its title, else the one given, else the one read from the text."""
        titled = self.report and read is not None and f"{read}年" in self.title
        return read if titled or given is None else given

    def statements(self) -> Iterator[Statement]:
        carried: Fact | None = None
        for fact in self.bulletin.facts:
            kind = _KINDS.get(fact.role)
            if kind is None or fact.aside:
                continue
            known = self.told.get(fact) or self._named(fact, carried)
            if known is None or not known[0]:
                continue
            self.told[fact] = name, place = known
            carried = fact if fact.is_level else carried
            if self._is_fact(fact) and self._is_plain(kind, fact):
                sentence = self.bulletin.sentences[fact.sentence]
                period = self.months.at(sentence.start, fact.start)
                if period is not None and (self.year is None or period.year <= self.year):
                    yield self._statement(fact, kind, name, place, period)

    def _named(self, fact: Fact, carried: Fact | None) -> tuple[str, str] | None:
        """Subject and place of a number, "" where none is printed; None where the place is not certain.

        `carried` is the last total that has a subject.
        """
        bearer = self._bearer(fact)
        if not fact.name:
            for host in (self.bulletin.frame_of[fact].level, bearer):
                if host in self.told:
                    return self.told[host]
        place = self._place(bearer or fact)
        if place is None:
            return None
        name = self._subject(bearer) if bearer else self._heading(fact)
        if not name and carried and _continues(carried, fact) and self._names_only_a_place(fact):
            name = self.told[carried][0]
        return name, place

    def _heading(self, fact: Fact) -> str:
        """The heading run into the paragraph before the sentence that a nameless number opens: 1.财政收入。累计完成5亿元."""
        frame, before = self.bulletin.frame_of[fact], self.bulletin.sentences[fact.sentence - 1]
        first = frame.facts[0].index
        opens = first == 0 or self.bulletin.facts[first - 1].sentence != fact.sentence
        if frame.name or not opens or fact.sentence == 0:
            return ""
        if before.paragraph != fact.paragraph or self.text[before.start - 1 : before.start] not in ("", "\n"):
            return ""
        match = _HEADING.fullmatch(self.text, before.start, before.end)
        return match["name"] if match else ""

    @staticmethod
    def _is_plain(kind: StatementKind, fact: Fact) -> bool:
        """A growth over the same period of the year before, and anything else as it stands."""
        return kind != "growth" or fact.versus in ("", "year")

    def _statement(self, fact: Fact, kind: StatementKind, name: str, place: str, period: Months) -> Statement:
        doc, sentence = self.bulletin.doc, self.bulletin.sentences[fact.sentence]
        start, end = doc.span(fact.quantity.start, fact.quantity.end)
        sentence_start, sentence_end = doc.span(sentence.start, sentence.end)
        return Statement(
            subject=name,
            kind=kind,
            printed=fact.quantity.printed,
            value=fact.quantity.value * fact.sign,
            unit=fact.quantity.unit,
            measure=fact.measure,
            interval=fact.interval,
            period=period,
            place=place,
            whole=self._whole(fact, place) if kind == "share" else "",
            comparable=kind == "growth" and (fact.comparable or _REAL.search(name) is not None),
            start=start,
            end=end,
            sentence_start=sentence_start,
            sentence_end=sentence_end,
        )

    def _whole(self, fact: Fact, place: str) -> str:
        """What a share is taken of; "" where nothing, or that of another place, is printed (占全区的)."""
        match = _WHOLE.search(fact.lead)
        if match is None:
            return ""
        size = self._place_size(match["whole"])
        other = size > 0 and place and match["whole"][:size] != place
        return "" if other else subject_of(match["whole"][size:].lstrip("的"))

    def _bearer(self, fact: Fact) -> Fact | None:
        """The number whose words name what this one speaks of: itself, or the one that opened its frame."""
        if fact.name:
            return fact
        frame: Frame = self.bulletin.frame_of[fact]
        if fact.is_level or not frame.name:
            return None
        return next((other for other in frame.facts if other.name == frame.name), None)

    def _subject(self, fact: Fact) -> str:
        """The name a number bears, without places and verbs; a remark that sets its scope stays with it.

        The whole of a share (占全区收入100万元的10%) is not told of by itself.
        """
        name = "" if fact.name.startswith("占") else fact.name
        while size := self._place_size(name):
            name = subject_of(name[size:].lstrip("、和与及的"))
        name = _TIME_WORDS.sub("", name)
        remark = _SCOPE_REMARK.search(self._clause(fact.start))
        return name + remark[1] if name and remark else name

    @cached_property
    def _sizes(self) -> list[int]:
        return sorted({len(name) for name in self.place_names if name}, reverse=True)

    def _place_size(self, name: str) -> int:
        """How many characters of a name are the place it begins with."""
        return next((size for size in self._sizes if name[:size] in self.place_names), 0)

    def _names_only_a_place(self, fact: Fact) -> bool:
        return fact.is_level and self._place_size(fact.name) > 0 and not self._subject(fact)

    def _clause(self, position: int) -> str:
        """The words from the last mark up to a position."""
        start = max(0, position - _LONGEST_LEAD)
        return _CLAUSE.split(self.text[start:position])[-1]

    def _dealt_by_place(self) -> dict[Fact, tuple[str, str]]:
        """Subject and place of numbers that 分别 deals out to places: 石桥镇、柳林镇财政总收入分别完成80万元、70万元."""
        dealt: dict[Fact, tuple[str, str]] = {}
        for run in runs_of(self.bulletin.facts):
            clause = self._clause(run[0].start)
            first = bisect_left(self.place_starts, run[0].start - len(clause))
            last = bisect_left(self.place_starts, run[0].start)
            named = self.places[first:last]
            if "分别" not in clause or len(named) != len(run):
                continue
            name = subject_of(self.text[named[-1].end : run[0].start].partition("分别")[0].lstrip("的"))
            dealt.update({fact: (name, place.name) for fact, place in zip(run, named, strict=True) if name})
        return dealt

    def _place(self, fact: Fact) -> str | None:
        """The place a number speaks of: the last of its clause, the only one of its sentence before it, or the one
        its paragraph opens with, or its title names; "" where none is printed, None where there is more than one
        to choose from.
        """
        sentence = self.bulletin.sentences[fact.sentence]
        whole = _WHOLE.search(fact.lead) if fact.role == "share" else None
        mentioned = self._places_between(sentence.start, fact.start - (len(whole[0]) if whole else 0))
        clause = fact.start - len(self._clause(fact.start))
        if mentioned and mentioned[-1].start >= clause:
            return mentioned[-1].name
        names = {place.name for place in mentioned}
        if names:
            return names.pop() if len(names) == 1 else None
        return self._opening_place(sentence)

    def _opening_place(self, sentence: Sentence) -> str:
        start = self.text.rfind("\n", 0, sentence.start) + 1
        opening = self._places_between(start, start + 12)
        if opening and _MARKS_ONLY.fullmatch(self.text, start, opening[0].start):
            return opening[0].name
        titled = {place.name for place in self._places_between(0, len(self.title))}
        return titled.pop() if len(titled) == 1 else ""

    def _places_between(self, start: int, end: int) -> list[Place]:
        return self.places[bisect_left(self.place_starts, start) : bisect_left(self.place_starts, end)]

    def _is_fact(self, fact: Fact) -> bool:
        """Whether the words before a number, or the titles around it, do not speak of a plan."""
        path = self.clauses.path(self.clauses.clause_at(self.bulletin.doc.offsets[fact.start]))
        around = title_stance([node.title for node in path])
        planned = (
            around == "wish" or (around == "aim" and not self.report) or (around == "open" and self.plan)
        )
        sentence = self.bulletin.sentences[fact.sentence]
        # A report tells sentence by sentence; elsewhere 要 and 力争 hold on to the end of the paragraph.
        opens = sentence.start if self.report else self.text.rfind("\n", 0, sentence.start) + 1
        told = self.text[max(opens, fact.start - _LONGEST_TELLING) : fact.start]
        stance = stance_of(told, "wish" if planned else "open", self.year)
        return stance in ("past", "open") and not _FORETOLD.search(told)


def _continues(before: Fact, fact: Fact) -> bool:
    """Whether a number may take over the subject of the total before it: one sentence, one measure."""
    return before.sentence == fact.sentence and before.measure == fact.measure
