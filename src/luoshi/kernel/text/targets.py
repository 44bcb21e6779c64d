"""Numeric targets of a plan document, each tied to its number (数值目标)."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.kernel.text.assignment import find_assignments
from luoshi.kernel.text.dates import Moment, find_moments
from luoshi.kernel.text.marks import starts_with_mark
from luoshi.kernel.text.normalise import Normalised, normalise
from luoshi.kernel.text.numbers import Quantity, as_decimal, find_quantities
from luoshi.kernel.text.outline import Node, Outline
from luoshi.kernel.text.phrase import (
    COUNT_UNITS,
    Op,
    Phrase,
    TargetKind,
    acts,
    bound_after,
    bound_of_run,
    completed_by,
    is_owner,
    read_phrase,
    split_names,
    with_shared_verb,
)
from luoshi.kernel.text.sentences import Sentence, split_sentences
from luoshi.kernel.text.stance import (
    IMPERATIVE,
    Stance,
    document_year,
    is_plan,
    is_report,
    stance_of,
    title_stance,
)
from luoshi.kernel.text.standings import find_standings

_PIECE = re.compile(r"[^，；：]+[，；：]?")
_BOUNDARY = "，；：。！？、（）\n”"
_NOUN = re.compile(r"[\u4e00-\u9fff“”A-Za-z]{2,24}?(?=[，；。、！？）\n]|\Z|等)")
_GOES_ON = re.compile(r"的?(?:目标|任务|水平|规模|增长|增速|速度|大关|台阶|关口|要求)|[和与及且并或至到]")
_COMPLETION = re.compile(r"(?:占|为|达到?|完成)[^，；。]{0,12}(?:目标|计划|任务|预算|总量|总数|进度)数?的?\Z")
_OPENS_LIST = re.compile(r"：\Z|以下|如下|下列")
_AIMS = re.compile(r"目标|指标|任务|实事|力争|计划|(?<![主重需])要")
_EACH = re.compile(r"每[家户人个亩村名套所年月周季日][^，；。]{0,6}\Z")
_GAP = re.compile(r"高于|低于|快于|慢于|超|领先|落后|跑赢")
_SCORES = re.compile(r"(?:计|加|扣|得|记|占|减|赋)\Z")
_IMPERATIVE_BOUNDS: tuple[Op, ...] = (">=", "<=", "~", ">")
_LENGTHS = frozenset({"亩", "公里", "千米", "平方米", "吨", "米"})


@dataclass(frozen=True)
class TargetDraft:
    """A numeric target, ready for a person to confirm. All positions are original offsets.

    `value` is the number as printed (a leading minus for a decline), `number` the same as Decimal in the
    printed `unit`; `value_high`/`high` close a range. `period` is a code of `dates.Moment` or None.
    `clause` is the id of the innermost clause, None outside all. `ambition` is 力争, 确保 ... as printed.
    """

    indicator: str
    kind: TargetKind
    op: Op
    value: str
    number: Decimal
    unit: str
    period: str | None
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    clause: str | None
    value_high: str | None = None
    high: Decimal | None = None
    ambition: str | None = None


@dataclass
class _Reading:
    """What the sentence has told so far."""

    stance: Stance
    subject: str = ""
    owner: str = ""
    period: str | None = None
    phrase: Phrase | None = None
    names: tuple[str, ...] = ()
    turn: int = 0


class _Reader:
    def __init__(self, doc: Normalised, clauses: Outline, year: int | None) -> None:
        self.doc, self.text, self.clauses, self.year = doc, doc.text, clauses, year
        self.moments = find_moments(doc.text, year)
        dated = [(moment.start, moment.end) for moment in self.moments]
        self.quantities = find_quantities(doc.text, dated)
        self.is_plan, self.is_report = is_plan(doc), is_report(doc)
        self.assigned = [entry.start for entry in find_assignments(doc.text)]

    def run(self) -> Iterator[TargetDraft]:
        paragraph, carried, announced = -1, "open", False
        stance: Stance = "open"
        for sentence in split_sentences(self.doc):
            context = self._context(sentence, announced)
            if sentence.paragraph != paragraph or carried == "wish":
                stance = context
            paragraph = sentence.paragraph
            reading = _Reading(stance)
            yield from self._sentence(sentence, reading)
            stance = carried = reading.stance
            announced = self._announces(sentence, announced)

    def _context(self, sentence: Sentence, announced: bool) -> Stance:
        if announced:
            return "aim"
        path = self._path(sentence.start)
        around = title_stance([node.title for node in path])
        if around == "open" and self._is_assigned(path, sentence):
            return "aim"
        return "wish" if around == "open" and self.is_plan else around

    def _path(self, position: int) -> list[Node]:
        return self.clauses.path(self.clauses.clause_at(self.doc.offsets[position]))

    def _is_assigned(self, path: list[Node], sentence: Sentence) -> bool:
        """Whether the innermost numbered clause, or the sentence itself, names who does it."""
        start, end = sentence.start, sentence.end
        if path:
            start, end = self.doc.position(path[0].start), self.doc.position(path[0].end)
        index = bisect_left(self.assigned, start)
        return index < len(self.assigned) and self.assigned[index] <= end

    def _announces(self, sentence: Sentence, before: bool) -> bool:
        """A sentence that opens a list of aims (主要目标是：), which lasts while lines carry marks or ；."""
        words = self.text[sentence.start : sentence.end]
        if _OPENS_LIST.search(words):
            return _AIMS.search(words) is not None
        return before and (words.endswith("；") or starts_with_mark(words))

    def _sentence(self, sentence: Sentence, reading: _Reading) -> Iterator[TargetDraft]:
        first = bisect_left(self.quantities, sentence.start, key=lambda quantity: quantity.start)
        for piece in _PIECE.finditer(self.text, self._behind_mark(sentence), sentence.end):
            if reading.stance == "wish" and self.text[piece.start() - 1 : piece.start()] == "；":
                reading.stance = self._context(sentence, False)
            reading.stance = stance_of(piece[0], reading.stance, self.year)
            self._note_period(piece.start(), piece.end(), reading)
            if reading.stance in ("aim", "wish"):
                yield from self._standings(piece, sentence, reading)
            lead_start = piece.start()
            while first < len(self.quantities) and self.quantities[first].start < piece.end():
                quantity = self.quantities[first]
                first += 1
                draft = self._target(quantity, lead_start, sentence, reading)
                lead_start = self._lead_behind(quantity, lead_start)
                if draft is not None:
                    yield draft

    def _behind_mark(self, sentence: Sentence) -> int:
        node = self.clauses.clause_at(self.doc.offsets[sentence.start])
        if node is None or node.start != self.doc.offsets[sentence.start]:
            return sentence.start
        return sentence.start + len(node.mark)

    def _note_period(self, start: int, end: int, reading: _Reading) -> None:
        for moment in self._moments_in(start, end):
            if moment.year is not None and (self.year is None or moment.year >= self.year):
                reading.period = moment.code

    def _moments_in(self, start: int, end: int) -> list[Moment]:
        first = bisect_left(self.moments, start, key=lambda moment: moment.start)
        last = bisect_left(self.moments, end, key=lambda moment: moment.start)
        return self.moments[first:last]

    def _target(
        self, quantity: Quantity, lead_start: int, sentence: Sentence, reading: _Reading
    ) -> TargetDraft | None:
        words = self.text[min(lead_start, quantity.start) : quantity.start]
        lead = words.lstrip("，；：、。和与及")
        after, stop = bound_after(self.text, quantity.stop)
        if after is None and "分别" in lead:
            after = bound_of_run(self.text, quantity.stop)
        noun = self._noun_behind(quantity, stop)
        if self._unfit(quantity, lead, stop, noun, after):
            return None
        phrase, indicator = self._phrase(quantity, lead, after, noun, reading, words.startswith(("、", "和")))
        reading.phrase, reading.subject = phrase, indicator
        if is_owner(indicator):
            reading.owner = indicator
        if not indicator or not self._planned(reading.stance, phrase, indicator, sentence):
            return None
        return self._draft(quantity, indicator, phrase, sentence, self._period(reading))

    def _unfit(self, quantity: Quantity, lead: str, stop: int, noun: str, after: Op | None) -> bool:
        """Vague and bare numbers, sizes (5000万元以上项目), completion, gaps, scores and rates per head."""
        if quantity.vague or not quantity.unit or not (quantity.digits or quantity.unit == "%"):
            return True
        if quantity.unit.endswith("百分点") and _GAP.search(lead):
            return True
        if _COMPLETION.search(lead) or _EACH.search(lead) or lead.endswith("第"):
            return True
        if quantity.unit == "分" and _SCORES.search(lead):
            return True
        follows = self.text[stop : stop + 1]
        if not follows or follows in _BOUNDARY or _GOES_ON.match(self.text, stop):
            return False
        return not (noun and _measure(quantity) in COUNT_UNITS | _LENGTHS and after is None)

    def _lead_behind(self, quantity: Quantity, lead_start: int) -> int:
        """Where the words of the next number begin; a size (亿元以上项目) belongs to the name behind it."""
        stop = bound_after(self.text, quantity.stop)[1]
        follows = self.text[stop : stop + 1]
        return stop if not follows or follows in _BOUNDARY or _GOES_ON.match(self.text, stop) else lead_start

    def _noun_behind(self, quantity: Quantity, stop: int) -> str:
        match = _NOUN.match(self.text, stop)
        return match[0] if match and _measure(quantity) in COUNT_UNITS | _LENGTHS else ""

    def _phrase(
        self, quantity: Quantity, lead: str, after: Op | None, noun: str, reading: _Reading, joined: bool
    ) -> tuple[Phrase, str]:
        """Phrase and indicator of a number; what its words leave out comes from the number before."""
        previous = reading.phrase
        if previous is not None and previous.parallel and not lead and reading.turn + 1 < len(reading.names):
            reading.turn += 1
            return previous, reading.names[reading.turn]
        phrase = read_phrase(lead, quantity, after)
        reading.names, reading.turn = (), 0
        indicator = phrase.indicator
        if phrase.parallel:
            reading.names = tuple(split_names(indicator))
            return phrase, reading.names[0] if reading.names else indicator
        if noun and not indicator.endswith(noun):
            indicator += noun
        if not indicator:
            return _like_before(phrase, previous, quantity), reading.subject
        indicator = completed_by(indicator, reading.owner or reading.subject, phrase.completes)
        if joined and previous is not None and phrase.kind == "count" and previous.kind in ("count", "level"):
            indicator = with_shared_verb(indicator, reading.subject)
        return phrase, indicator

    def _planned(self, stance: Stance, phrase: Phrase, indicator: str, sentence: Sentence) -> bool:
        """A target is an aim or a wish; in an imperative clause a bound (以上) or an act (新建) is enough."""
        if stance != "open":
            return stance != "past"
        path = self._path(sentence.start)
        if self.is_report or not (phrase.op in _IMPERATIVE_BOUNDS or acts(indicator)):
            return False
        return bool(path) and (path[0].mark.endswith("要") or IMPERATIVE.match(path[0].title) is not None)

    def _draft(
        self, quantity: Quantity, indicator: str, phrase: Phrase, sentence: Sentence, period: str | None
    ) -> TargetDraft:
        sign, factor = ("-", -1) if phrase.falls else ("", 1)
        start, end = self.doc.span(quantity.start, quantity.end)
        sentence_start, sentence_end = self.doc.span(sentence.start, sentence.end)
        clause = self.clauses.clause_at(start)
        return TargetDraft(
            indicator=indicator,
            kind=phrase.kind,
            op=phrase.op,
            value=sign + quantity.printed.replace(",", ""),
            number=as_decimal(quantity.value * factor),
            unit=quantity.unit,
            period=period,
            start=start,
            end=end,
            sentence_start=sentence_start,
            sentence_end=sentence_end,
            clause=clause.id if clause else None,
            value_high=sign + quantity.printed_high.replace(",", "") if quantity.printed_high else None,
            high=as_decimal(quantity.high * factor) if quantity.high is not None else None,
            ambition=phrase.ambition,
        )

    def _standings(
        self, piece: re.Match[str], sentence: Sentence, reading: _Reading
    ) -> Iterator[TargetDraft]:
        for quantity, phrase in find_standings(self.text, piece.start(), piece.end()):
            indicator = phrase.indicator or reading.subject
            if indicator:
                yield self._draft(quantity, indicator, phrase, sentence, self._period(reading))

    def _period(self, reading: _Reading) -> str | None:
        return reading.period or (None if self.year is None else str(self.year))


def _like_before(phrase: Phrase, before: Phrase | None, quantity: Quantity) -> Phrase:
    """增长7%，力争达到9%: a second percentage of one subject is of the same kind as the first."""
    if before is not None and before.percent and quantity.unit == "%" and phrase.kind == "share":
        return replace(phrase, kind=before.kind)
    return phrase


def _measure(quantity: Quantity) -> str:
    return quantity.unit.lstrip("万亿千百十")


def extract_targets(text: str, clauses: Outline, year: int | None = None) -> list[TargetDraft]:
    """Targets the text sets, in order; facts, sizes, vague and unreadable numbers are not targets.

    `clauses` is the outline of the same text; `year` the plan's year, read from the text when left out. A
    target without a printed period is due in that year, or has period None when no year is known.
    """
    doc = normalise(text)
    return list(_Reader(doc, clauses, year if year is not None else document_year(doc)).run())
