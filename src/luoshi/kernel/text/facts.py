"""The numbers of a bulletin, each with its role and the words around it (数字事实)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from luoshi.kernel.text.dates import Moment, find_moments
from luoshi.kernel.text.grids import find_grids
from luoshi.kernel.text.intervals import Interval, printed_interval, scale
from luoshi.kernel.text.marks import starts_with_mark
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.numbers import Quantity, find_quantities
from luoshi.kernel.text.roles import (
    Reading,
    Role,
    Versus,
    Words,
    read_amount,
    read_percent,
    read_points,
    read_times,
    speaks_comparable,
    versus_of,
)
from luoshi.kernel.text.sentences import Breaks, Sentence, split_sentences
from luoshi.kernel.text.unitless import with_indices, with_people

_BOUNDARY = re.compile("[，；：。！？（）\n]")
_REMARK = re.compile(r"（[^（）\n]{0,20}）|\[\d{1,2}\]|^[^（）]{0,4}）")
_SIZED = re.compile(r"(?:及?以[上下内]|左右|之内|级|大关)")
_CAPPED = re.compile(r"(?:限额|额度|上限)[为是]?\Z")
"""A limit that a level is kept within: 控制在债务限额95.96亿元以内."""
_UNFIT_BEFORE = re.compile(r"(?:第|\d )\Z")
_UNTIL = re.compile(r"(?:截[至止]|至|到)\Z")
_OPENS_PARTS = re.compile(
    r"其中|(?<!不)包括|分产业看|按[^，。；]{1,8}分|(?:从|分)[^，。；：\d]{1,8}看(?=[，：]|$)"
)
_LIST_JOIN = re.compile(r"[、和与及]|以及|，?(?:和|及|以及)")
_NOUN = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:中(?=，|有|已|\w)|(?=，|。|；|、|\n|\Z))")
_NEGATIVE = re.compile(r"[\u4e00-\u9fff]-\Z")
_OF = re.compile(
    r"）?(?:目标|任务|计划|预算)?数?的(?:比例|比重)?(?:为|达|是|约)?|(?:比例|比重)[为达是]|的(?:序时|时序|时间|均衡|计划|目标)(?:进度|节点|要求)"
)
_BEHIND = 12
_MARK = 8
_MONTH_ASIDE = re.compile(
    r"[^（，。；]{0,2}（(?:(?:上月|\d{1,2}月份?)(?:[为是]|受理|完成|实现|销售|成交|接待)?|(?:19|20)\d{2}年[为是]?)"
)
"""The month or year before in brackets: 环比增长7.2%（8月份17385个）, 同比增长18.4%（2022年4105.3万元）."""
_SUPERLATIVE = re.compile("[为达是]|达到")
_MOST = re.compile("(?:数量|件数|量)?(?:最[高低大小多少]|居首|第一)")
_AVERAGE = re.compile("均|单产|单位面积")
_UNTOLD = ("‰", "位", "分", "度")
_ABOUT = 10
"""翻一番 is said of growth by about 100 %."""
_PER_TIME = 100
"""Growth by one 倍 is growth by 100 %."""
_FAR_YEARS = ("去年", "上年", "前年", "上一年")
_BASES = {"公顷": ("亩", 15), "吨": ("斤", 2000), "公斤": ("斤", 2), "千克": ("斤", 2), "公里": ("米", 1000),
          "千米": ("米", 1000), "度": ("千瓦时", 1), "㎡": ("平方米", 1), "件次": ("件", 1), "户次": ("户", 1), "家次": ("家", 1), "批次": ("件", 1), "批": ("件", 1)}  # fmt: skip
_YEARS = re.compile(r"(?:19|20)\d{2}-(?=\d{2})")
_DEALT = re.compile("分别|依次")
_BETWEEN = re.compile("[、和及与，]?")
_MOST_DEALT = 12
_PERIOD_KINDS = ("span", "half", "quarter", "month", "day", "deadline")


@dataclass(frozen=True, eq=False)
class Fact:
    """One printed number with its role; positions are in the normalised text.

    `interval` is signed and in the bare measure (`measure`: 元, 件, %, 百分点). `opened` is the position of
    the 其中 that opened its list, -1 for none. `listed` says that only 、 or 和 stands before it, `parted` that a ； does, `inside` that the number before it belongs to its own words
    (占总投资110亿元的79.6%). `aside` marks
    numbers in brackets, `noun` what is printed behind a count (项目 of 30个项目).
    """

    index: int
    quantity: Quantity
    role: Role
    name: str
    stem: str
    sign: int
    versus: Versus
    comparable: bool
    interval: Interval
    measure: str
    lead: str
    noun: str
    sentence: int
    paragraph: int
    opened: int
    listed: bool
    parted: bool
    inside: bool
    aside: bool
    period: Moment | None

    @property
    def start(self) -> int:
        return self.quantity.start

    @property
    def step(self) -> int:
        """What one of its unit is in the measure of `interval`: 10^8 for 亿元, 100 per cent for growth by 倍."""
        return _PER_TIME if self.quantity.unit == "倍" and self.role == "growth" else scale(self.quantity)

    @property
    def names(self) -> str:
        """The words that say what is counted: the name, or the noun behind a count that has none."""
        return self.name or self.noun

    @property
    def is_level(self) -> bool:
        return self.role == "level"

    @property
    def sets_scope(self) -> bool:
        """Whether the words behind a count open what follows: 30项指标中."""
        return self.noun.endswith("中")


class FactReader:
    """Reads the facts of a normalised text in order; `sentences`, `moments` and `grids` (tables) are those it met."""

    def __init__(self, doc: Normalised) -> None:
        self.text = doc.text
        self.sentences = _run_on(split_sentences(doc), doc.text)
        self.clauses, self.lines = Breaks(doc.text, "；"), Breaks(doc.text, "\n")
        self.moments = [_at_end(moment, doc.text) for moment in find_moments(doc.text)]
        self.moment_starts = [moment.start for moment in self.moments]
        self.periods = [
            moment for moment in self.moments if moment.kind in _PERIOD_KINDS and not self._is_past(moment)
        ]
        self.period_starts = [moment.start for moment in self.periods]
        self.grids = find_grids(doc)
        closed = [(moment.start, moment.end) for moment in self.moments]
        closed += [(grid.start, grid.end) for grid in self.grids]
        quantities = with_people(find_quantities(doc.text, closed), doc.text)
        self.quantities = with_indices(_in_one_unit(quantities, doc.text), doc.text)

    def facts(self) -> Iterator[Fact]:
        index = position = 0
        brackets = _Brackets(self.text)
        for number, sentence in enumerate(self.sentences):
            place = _Place(number, sentence, floor=sentence.start)
            while position < len(self.quantities) and self.quantities[position].start < sentence.end:
                quantity = self.quantities[position]
                position += 1
                if not quantity.unit:
                    continue
                aside = brackets.depth_at(quantity.start) > 0
                place.move_to(quantity, self.text, aside)
                if self._usable(quantity):
                    yield self._fact(index, quantity, place, aside)
                    index += 1
                place.leave(quantity)

    def _fact(self, index: int, quantity: Quantity, place: "_Place", aside: bool) -> Fact:
        lead = self._without_dates(_last_piece(place.words), quantity.start)
        if _SUPERLATIVE.fullmatch(lead):
            lead = "".join(_BOUNDARY.split(_REMARK.sub("", place.words))[-2:])
            lead = _MOST.sub("", lead)
        negative = _NEGATIVE.search(lead) is not None
        if negative:
            lead = lead[:-1]
        if aside and place.between.endswith("（"):
            lead = _last_piece(place.between[:-1])
        reading = self._reading(quantity, place.whole + lead, place)
        if aside and reading.role in ("level", "other", "rate") and _MONTH_ASIDE.fullmatch(place.between):
            reading = Reading("previous", versus="month" if "月" in place.between else "year")
        sign = -reading.sign if negative else reading.sign
        quantity = _in_base(quantity)
        interval = _rounded(quantity) if reading.role == "mean" else printed_interval(quantity)
        if quantity.unit == "倍" and reading.role == "growth":
            interval = interval.scaled(_PER_TIME)
        if quantity.grows:
            interval = Interval(interval.middle - _ABOUT, interval.middle + _ABOUT)
        return Fact(
            index=index,
            quantity=quantity,
            role=reading.role,
            name=reading.name,
            stem=reading.stem,
            sign=sign,
            versus=reading.versus or versus_of(place.between),
            comparable=reading.comparable or speaks_comparable(self._around(quantity, place.sentence)),
            interval=interval if sign > 0 else interval.scaled(-1),
            measure=measure_of(quantity.unit),
            lead=lead,
            noun=self._noun(quantity),
            sentence=place.number,
            paragraph=place.sentence.paragraph,
            opened=place.opener if not aside else -1,
            listed=_LIST_JOIN.fullmatch(place.between) is not None,
            parted="；" in place.between,
            inside=place.whole != "",
            aside=aside,
            period=self._dealt(quantity, place) or self._period(quantity.start, place.number),
        )

    def _dealt(self, quantity: Quantity, place: "_Place") -> Moment | None:
        """The month or year that 分别 deals to a number: 7月、8月、9月分别为989件、1335件、1120件."""
        found = _DEALT.search(place.between)
        if found is not None:
            until = quantity.start - len(place.between) + found.start()
            last = bisect_right(self.moment_starts, until)
            run = [
                moment for moment in self.moments[max(0, last - _MOST_DEALT) : last] if moment.end <= until
            ]
            place.dealt = _joined_at_end(run, self.text, until)
        elif _LIST_JOIN.fullmatch(place.between) is None:
            place.dealt = []
        return place.dealt.pop(0) if place.dealt else None

    def _usable(self, quantity: Quantity) -> bool:
        """Not a range, a vague or worded number, a size class (亿元以上), a rank, a bare number, or the rest of one (1 500)."""
        if (
            quantity.vague
            or quantity.high is not None
            or not quantity.unit
            or not (quantity.digits or quantity.grows)
        ):
            return False
        if quantity.value == 0:
            return False
        sized = _SIZED.match(self.text, quantity.stop)
        capped = _CAPPED.search(self.text, max(0, quantity.start - 8), quantity.start)
        if sized and not (capped and sized[0] == "以内"):
            return False
        return _UNFIT_BEFORE.search(self.text, max(0, quantity.start - 2), quantity.start) is None

    def _noun(self, quantity: Quantity) -> str:
        """What a count counts, printed behind it: 重点项目 of 303个重点项目中."""
        match = _NOUN.match(self.text, quantity.stop)
        return match[0] if match else ""

    def _reading(self, quantity: Quantity, lead: str, place: "_Place") -> Reading:
        unit, between = quantity.unit, place.between
        behind = self.text[quantity.stop : quantity.stop + _BEHIND]
        dated = lead if between.endswith("（") else _last_piece(between)
        words = Words(lead, dated, behind, joined=place.follows)
        if "/" in unit:
            return _per_unit(words)
        if quantity.grows:
            return Reading("growth", versus=versus_of(words.dated))
        if unit.endswith("百分点"):
            return read_points(lead if len(lead) > 2 else between.lstrip("，"))
        if unit in _UNTOLD:
            return Reading("other")
        readers = {"%": read_percent, "倍": read_times}
        return readers.get(unit, read_amount)(words)

    def _without_dates(self, lead: str, end: int) -> str:
        """The lead behind the last date printed in it."""
        first = bisect_right(self.moment_starts, end - len(lead) - 1)
        for moment in self.moments[first:]:
            if moment.start >= end:
                break
            if moment.kind in _PERIOD_KINDS and moment.end <= end:
                lead = _REMARK.sub("", self.text[moment.end : end])
        return lead

    def _around(self, quantity: Quantity, sentence: Sentence) -> str:
        """The words between the marks ；。 around a number that can set its basis."""
        start = max(self.clauses.behind_last(quantity.start, sentence.start), quantity.start - 24)
        close = self.text.find("）", quantity.stop, quantity.stop + 12)
        opens = self.text.startswith("（", quantity.stop)
        return self.text[start : quantity.start] + (
            self.text[quantity.stop : close] if opens and close > 0 else ""
        )

    def _period(self, position: int, number: int) -> Moment | None:
        """The period a number speaks of: the last in its sentence before it, else the first of its paragraph,
        else the first of the text."""
        sentence = self.sentences[number]
        index = bisect_right(self.period_starts, position) - 1
        if index >= 0 and self.periods[index].start >= sentence.start:
            return self.periods[index]
        index = bisect_left(self.period_starts, self.lines.behind_last(position))
        if index < len(self.periods) and self.periods[index].start < position:
            return self.periods[index]
        return self.periods[0] if self.periods and self.periods[0].start < position else None

    def _is_past(self, moment: Moment) -> bool:
        words = self.text[max(0, moment.start - 3) : moment.end]
        return any(word in words for word in _FAR_YEARS) or words[:3].endswith(("比", "较"))


@dataclass
class _Place:
    """Where the reader stands in a sentence.

    `between` are the words since the number before, `whole` those before that number where a bare 的 refers
    back to it (为年初预算368000万元的77.8%), `opener` is the last 其中, `words` are `between`
    with the ones before a bracket in place of what stands in it.
    """

    number: int
    sentence: Sentence
    floor: int
    between: str = ""
    words: str = ""
    bracket: str = ""
    whole: str = ""
    opener: int = -1
    follows: bool = False
    dealt: list[Moment] = field(default_factory=list)

    def move_to(self, quantity: Quantity, text: str, aside: bool) -> None:
        words = text[self.floor : quantity.start]
        self.whole = _last_piece(self.between.removesuffix("（")) if _OF.fullmatch(words) else ""
        self.between = words
        self._read_around_bracket(words, aside)
        if not aside:
            for match in _OPENS_PARTS.finditer(words):
                self.opener = self.floor + match.start()

    def _read_around_bracket(self, words: str, aside: bool) -> None:
        """Keeps the words before a bracket for the number behind it: 改善型（90平方米及以上）占83.9%."""
        _, closed, tail = words.rpartition("）")
        self.words = self.bracket + tail if closed and not aside and self.bracket else words
        if not aside:
            self.bracket = ""
        elif "（" in words:
            self.bracket = words.rpartition("（")[0]

    def leave(self, quantity: Quantity) -> None:
        self.floor = quantity.stop
        self.follows = True


def _joined_at_end(moments: list[Moment], text: str, until: int) -> list[Moment]:
    """The months or years that only 、 and 和 part, up to a position; none where there is but one."""
    joined: list[Moment] = []
    for moment in reversed(moments):
        if moment.kind not in ("month", "year", "quarter") or not _BETWEEN.fullmatch(text, moment.end, until):
            break
        joined.insert(0, moment)
        until = moment.start
    return joined if len(joined) > 1 else []


def _last_piece(words: str) -> str:
    """The words behind the last mark; a remark in brackets, such as （GDP） or [2], parts nothing."""
    return _BOUNDARY.split(_REMARK.sub("", words))[-1]


class _Brackets:
    """How many brackets are open at a position; positions must be asked in order."""

    def __init__(self, text: str) -> None:
        self.marks = [(m.start(), m[0]) for m in re.finditer("[（）\n]", text)]
        self.next = self.depth = 0

    def depth_at(self, position: int) -> int:
        while self.next < len(self.marks) and self.marks[self.next][0] < position:
            mark = self.marks[self.next][1]
            self.depth = 0 if mark == "\n" else max(0, self.depth + (1 if mark == "（" else -1))
            self.next += 1
        return self.depth


def _per_unit(words: Words) -> Reading:
    """Role of 元/平方米, 公斤/亩 and 微克/立方米: an average, or a concentration that is a level of its own."""
    if words.starts_change:
        return Reading("previous", versus=versus_of(words.dated))
    if words.ends_change:
        return Reading("level", versus=versus_of(words.dated))
    if "浓度" in words.lead:
        return Reading("level", words.lead)
    return Reading("mean" if _AVERAGE.search(words.lead) else "other", versus=versus_of(words.lead))


def other_period(fact: Fact, before: Fact) -> bool:
    """Whether another period is printed between an earlier number and a later one."""
    period = fact.period
    return (
        period is not None
        and period.start > before.start
        and (before.period is None or not _end_alike(period, before.period))
    )


def _end_alike(one: Moment, other: Moment) -> bool:
    """Whether two periods are one, or both run up to one day: 1—10月 and 截至10月底."""
    if one.code == other.code or (
        None in (one.year, other.year) and _YEARS.sub("", one.code) == _YEARS.sub("", other.code)
    ):
        return True
    spans = one.kind in ("span", "deadline") and other.kind in ("span", "deadline")
    return spans and one.last is not None and one.last == other.last


def measure_of(unit: str) -> str:
    """What is counted, without the multiplier, in the smaller of like measures: 元 of 亿元 and 元/平方米, 亩 of 公顷."""
    unit = unit.partition("/")[0]
    measure = "百分点" if unit.endswith("百分点") else unit.lstrip("万亿千百十") or unit
    return _BASES[measure][0] if measure in _BASES else measure


def _in_one_unit(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Numbers joined by 、 with the unit printed behind the last: 43.18、5.06、24.91亿元, 11.36亿、2.74亿立方米, 0.6个和0.9个百分点."""
    shared = list(quantities)
    for place in range(len(shared) - 2, -1, -1):
        one, after = shared[place], shared[place + 1]
        if not after.unit or text[one.stop : after.start] not in ("、", "和") or one.high is not None:
            continue
        if not one.unit and one.digits and "." in one.printed + after.printed:
            factor = after.magnitude / after.value if after.value else 1
            shared[place] = replace(one, unit=after.unit, magnitude=one.value * factor)
        elif (one.unit, after.unit) == ("个", "个百分点") or (
            one.unit in ("亿", "万") and after.unit.startswith(one.unit)
        ):
            shared[place] = replace(one, unit=after.unit)
    return shared


def _in_base(quantity: Quantity) -> Quantity:
    """A quantity whose magnitude counts the smaller of like measures."""
    _, factor = _BASES.get(quantity.unit.partition("/")[0].lstrip("万亿千百十"), ("", 1))
    return quantity if factor == 1 else replace(quantity, magnitude=quantity.magnitude * factor)


def _rounded(quantity: Quantity) -> Interval:
    """An average is rounded even where it counts things: 日均144件."""
    half = Fraction(scale(quantity), 2 * 10**quantity.decimals)
    return Interval(quantity.magnitude - half, quantity.magnitude + half)


def _run_on(sentences: list[Sentence], text: str) -> list[Sentence]:
    """Sentences, those that a ； or ， at the end of a line leaves open joined with a line that has no mark of its own."""
    joined: list[Sentence] = []
    for sentence in sentences:
        before = joined[-1] if joined else None
        opens = starts_with_mark(text[sentence.start : sentence.start + _MARK])
        if before is not None and text[before.end - 1] in "；，" and not opens:
            joined[-1] = Sentence(before.start, sentence.end, before.paragraph)
        elif before is not None and text.find("\n", before.end, sentence.start) < 0:
            joined.append(Sentence(sentence.start, sentence.end, before.paragraph))
        else:
            joined.append(sentence)
    return joined


def _at_end(moment: Moment, text: str) -> Moment:
    """截至10月 ends with the month."""
    if moment.kind == "month" and _UNTIL.search(text, max(0, moment.start - 2), moment.start):
        return Moment(moment.start, moment.end, "deadline", moment.code, None, moment.last, moment.year)
    return moment
