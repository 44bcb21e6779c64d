"""Levels a text states for a past year, to stand as the base of a target (基数). Nothing is ever invented."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from luoshi.kernel.text.dates import Moment, find_moments
from luoshi.kernel.text.dating import document_year
from luoshi.kernel.text.normalise import Normalised, normalise
from luoshi.kernel.text.numbers import Quantity, as_decimal, find_quantities
from luoshi.kernel.text.phrase import bound_after, read_phrase, subject_of
from luoshi.kernel.text.sentences import Sentence, split_sentences
from luoshi.kernel.text.stance import stance_of

_STOP = re.compile("[，；：、。]")
_SCOPED = re.compile(r"\A(?P<scope>.{0,24}?)(?:累计|共)*(?:实现|完成|达到)(?P<name>.{2,})\Z")
_WHOLE = re.compile(r"(?:全[省市区县旗镇乡]|[我本][省市区县旗镇乡])?(?:累计|共)?")
_WHOLE_PREFIX = re.compile(r"\A(?:全[省市区县旗镇乡]|[我本][省市区县旗镇乡])")
_DONE_SUFFIX = re.compile(r"(?:累计|共)?(?:完成|实现)\Z")
_METRIC = re.compile(
    r"增加值|总产值|产值|主营业务收入|营业收入|销售收入|利润总额|利润|利税|税收|投资额?|销售额|面积|产量"
)
_METRIC_END = re.compile(rf"(?:{_METRIC.pattern})\Z")


@dataclass(frozen=True)
class LevelStatement:
    """A level or count stated for a year. Positions are original offsets; `start`/`end` span the number.

    `scope` is the part of the place it holds for, "" for the whole. `inherited` tells that the head of the
    name came from the statement before it (规模以上工业增加值 …, 主营业务收入 …).
    """

    name: str
    scope: str
    year: int
    printed: str
    value: Decimal
    unit: str
    magnitude: Fraction
    precision: Fraction
    inherited: bool
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    def agrees_with(self, other: "LevelStatement") -> bool:
        """Whether both can print one true value, each rounded at its last place."""
        return abs(self.magnitude - other.magnitude) <= (self.precision + other.precision) / 2


@dataclass(frozen=True)
class StatedBase:
    """The base found: `match` says by which name, `rivals` are statements that contradict it."""

    statement: LevelStatement
    match: Literal["name", "synonym"]
    rivals: tuple[LevelStatement, ...] = ()


class _Reader:
    def __init__(self, doc: Normalised, year: int | None) -> None:
        self.doc, self.text, self.year = doc, doc.text, year
        self.moments = find_moments(doc.text, year)
        dated = [(moment.start, moment.end) for moment in self.moments]
        self.quantities = find_quantities(doc.text, dated)

    def run(self) -> list[LevelStatement]:
        found: list[LevelStatement] = []
        index = 0
        for sentence in split_sentences(self.doc):
            inside: list[Quantity] = []
            while index < len(self.quantities) and self.quantities[index].start < sentence.end:
                inside.append(self.quantities[index])
                index += 1
            found += self._sentence(sentence, inside, self._moments_in(sentence))
        return found

    def _moments_in(self, sentence: Sentence) -> list[Moment]:
        first = bisect_left(self.moments, sentence.start, key=lambda moment: moment.start)
        last = bisect_left(self.moments, sentence.end, key=lambda moment: moment.start)
        return self.moments[first:last]

    def _sentence(
        self, sentence: Sentence, quantities: list[Quantity], moments: list[Moment]
    ) -> list[LevelStatement]:
        found: list[LevelStatement] = []
        scope = name = ""
        position = sentence.start
        for quantity in quantities:
            year = next((moment.year for moment in reversed(moments) if moment.end <= quantity.start), None)
            lead = self._lead(position, quantity, moments)
            position = quantity.stop
            kind = read_phrase(lead, quantity, bound_after(self.text, quantity.stop)[0])
            attribute = self.text[quantity.stop : quantity.stop + 1].isalnum()
            if (
                attribute
                or quantity.vague
                or not quantity.unit
                or kind.kind not in ("level", "count")
                or kind.op != "="
            ):
                continue
            own, scope = _scoped(_DONE_SUFFIX.sub("", subject_of(lead)), scope)
            full = _completed(own, name)
            name = full or name
            if full and year is not None and self._is_fact(sentence, quantity):
                found.append(self._statement(sentence, quantity, full, scope, year, full != own))
        return found

    def _lead(self, position: int, quantity: Quantity, moments: list[Moment]) -> str:
        """Words between the last boundary, number or date and a number."""
        behind_date = max((m.end for m in moments if m.end <= quantity.start), default=position)
        start = max(position, behind_date)
        return _STOP.split(self.text[start : quantity.start])[-1]

    def _is_fact(self, sentence: Sentence, quantity: Quantity) -> bool:
        told = self.text[sentence.start : quantity.start]
        return stance_of(told, "open", self.year) in ("past", "open")

    def _statement(
        self, sentence: Sentence, quantity: Quantity, name: str, scope: str, year: int, inherited: bool
    ) -> LevelStatement:
        start, end = self.doc.span(quantity.start, quantity.end)
        sentence_start, sentence_end = self.doc.span(sentence.start, sentence.end)
        scale = quantity.magnitude / quantity.value if quantity.value else Fraction(1)
        return LevelStatement(
            name=name,
            scope=scope,
            year=year,
            printed=quantity.printed,
            value=as_decimal(quantity.value),
            unit=quantity.unit,
            magnitude=quantity.magnitude,
            precision=scale / 10**quantity.decimals,
            inherited=inherited,
            start=start,
            end=end,
            sentence_start=sentence_start,
            sentence_end=sentence_end,
        )


def _scoped(words: str, scope: str) -> tuple[str, str]:
    """Name and scope of 两个园区实现产值; a clause without a scope keeps the one before it."""
    match = _SCOPED.match(words)
    if match is None:
        return _WHOLE_PREFIX.sub("", words), "" if _WHOLE_PREFIX.match(words) else scope
    if not match["scope"]:
        return match["name"], scope
    return match["name"], "" if _WHOLE.fullmatch(match["scope"]) else match["scope"]


def _completed(name: str, before: str) -> str:
    """A bare metric takes the subject of the metric before it: 规模以上工业增加值, 主营业务收入."""
    tail = _METRIC_END.search(before)
    return before[: tail.start()] + name if tail and _METRIC.fullmatch(name) else name


def plain_name(name: str) -> str:
    """An indicator's name without the place it is said of (全区, 我市) and without marks."""
    return re.sub(r"\W", "", _WHOLE_PREFIX.sub("", name))


def find_levels(text: str, year: int | None = None) -> list[LevelStatement]:
    """Levels and counts the text states as facts with a year, in order.

    `year` is the document's (for 去年), read from the text when left out. Vague numbers, growth, shares and
    targets are not levels.
    """
    doc = normalise(text)
    return _Reader(doc, year if year is not None else document_year(doc)).run()


def find_base(text: str, names: Sequence[str], year: int, document: int | None = None) -> StatedBase | None:
    """The level of an indicator that the text states for `year` and the whole place, or None.

    `names` are its name first, then its synonyms; `document` is the year the text speaks in. The name wins
    over a synonym, then the most precise print; statements that cannot both be true are returned as rivals.
    """
    wanted = [plain_name(name) for name in names]
    levels = [
        level
        for level in find_levels(text, document)
        if level.year == year and not level.scope and plain_name(level.name) in wanted
    ]
    if not levels:
        return None
    best = min(levels, key=lambda level: (plain_name(level.name) != wanted[0], level.precision, level.start))
    name = plain_name(best.name)
    rivals = tuple(
        level for level in levels if plain_name(level.name) == name and not level.agrees_with(best)
    )
    return StatedBase(best, "name" if name == wanted[0] else "synonym", rivals)
