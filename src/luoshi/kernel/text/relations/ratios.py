"""Ratios, doubling and annual growth: 是上年的1.5倍, 翻一番, 年均增长 (倍数、年均)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, is_count, percentage
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, quotient
from luoshi.kernel.text.relations.growth import BASIS, is_nominal, is_real

_YEAR = re.compile(r"((?:19|20)\d{2})年")
_CENSUS = re.compile(r"第([四五六七八])次(?:全国)?人口普查")
_CENSUS_YEAR = {"四": 1990, "五": 2000, "六": 2010, "七": 2020, "八": 2030}
_SPAN = re.compile(r"(?<!\d)(\d{1,2}|[两二三四五六七八九十]{1,2})年(?:间|来|年均|年平均|平均)")
_TIMES_NAMED = re.compile(r"[是为](?P<base>[^，。；]{2,16})的\Z")
_TO_ONE = re.compile(r"(?P<base>[^，。；：\n]{2,20})之比[为是]?(?P<value>\d{1,3}\.\d{1,2})：1(?![\d.：])")
_TWO_INDUSTRIES = re.compile(r"第?([一二三])(?:产业)?[、和与]第?([一二三])(?:次)?产")
_SENTENCE = 120
_REACH = 14
_FAR = 30
_DIGITS = 30
_LONGEST_SPAN = 30
_NEAR = 4
_PAIR = 2
_YEAR_REACH = 24
_TITLE = 80


def multiples(bulletin: Bulletin) -> Iterator[Slot]:
    """A level that is N times its previous one."""
    for frame in bulletin.frames:
        claim, previous, level = frame.only("times"), frame.only("previous"), frame.level
        if claim is None or previous is None or level is None or level.measure != previous.measure:
            continue
        near = claim.index - previous.index <= 1
        binding = Binding.STRONG if near else Binding.MEDIUM
        yield Slot([Candidate("ratio", claim, (level, previous), quotient, binding, sketch="{0} ÷ {1}")])


def indices(bulletin: Bulletin) -> Iterator[Slot]:
    """为上年同期（108.5万人次）的116.5%: a level as a percentage of the one before."""
    for claim in bulletin.facts:
        before = bulletin.facts[claim.index - 1] if claim.index else claim
        if claim.measure != "%" or not claim.inside or before.role != "previous":
            continue
        level = bulletin.frame_of[before].level
        if level is not None and level.measure == before.measure and level.start < before.start:
            sketch = "{0} ÷ {1} × 100"
            yield Slot(
                [Candidate("ratio", claim, (level, before), percentage, Binding.MEDIUM, sketch=sketch)]
            )


_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")


def compounds(bulletin: Bulletin) -> Iterator[Slot]:
    """由2015年的80亿元增加到2020年的120亿元，年均增长8.4%; a second pair of the sentence has the same years."""
    spans: dict[int, int] = {}
    for claim in bulletin.facts:
        if claim.role != "growth" or claim.versus != "annual" or claim.comparable or claim.name:
            continue
        levels = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _NEAR) : claim.index]
            if fact.role in ("level", "previous") and fact.sentence == claim.sentence
        ][-_PAIR:]
        if len(levels) < _PAIR or levels[0].measure != levels[1].measure:
            continue
        ordered = _by_year(bulletin, levels) or _of_two_years(bulletin, claim, levels)
        if ordered is not None:
            start, end, span = ordered
            spans[claim.sentence] = span
            yield _compound(bulletin, claim, (start, end), span, Binding.STRONG)
        elif claim.sentence in spans and levels[0].role == "previous":
            yield _compound(bulletin, claim, (levels[0], levels[1]), spans[claim.sentence], Binding.MEDIUM)
        elif levels[0].role == "previous" and levels[1].index == claim.index - 1:
            yield from _since_told(bulletin, claim, (levels[0], levels[1]))


def _since_told(bulletin: Bulletin, claim: Fact, levels: tuple[Fact, Fact]) -> Iterator[Slot]:
    """由2020年的12480元提高到18465元 up to the year of the title, or of the paragraph. Only explains."""
    text, sentence = bulletin.doc.text, bulletin.sentences[claim.sentence]
    here = {int(year) for year in _ANY_YEAR.findall(text[sentence.start : claim.start])}
    around = {
        int(year)
        for year in _ANY_YEAR.findall(text[:_TITLE] + text[bulletin.line_start(claim) : claim.start])
    }
    if len(here) != 1:
        return
    slots = [
        _compound(bulletin, claim, levels, year - min(here), Binding.WEAK)
        for year in sorted(around)
        if 1 < year - min(here) <= _LONGEST_SPAN
    ]
    if slots:
        yield Slot([candidate for slot in slots for candidate in slot.candidates])


def compounds_of_spans(bulletin: Bulletin) -> Iterator[Slot]:
    """增加3174个，五年年均增长8.7%: the span is printed in words, the level stands further up. Only explains."""
    for claim in bulletin.facts:
        if claim.role != "growth" or claim.versus != "annual" or claim.comparable:
            continue
        start = max(bulletin.sentences[claim.sentence].start, claim.start - _SENTENCE)
        spans = [_years_in(found[1]) for found in _SPAN.finditer(bulletin.doc.text, start, claim.start)]
        near = bulletin.facts[max(0, claim.index - _REACH) : claim.index]
        bases = [
            fact
            for fact in near
            if fact.role in ("previous", "increment")
            and fact.sentence == claim.sentence
            and not fact.comparable
        ]
        if not spans or not bases or not 1 < spans[-1] <= _LONGEST_SPAN:
            continue
        base = bases[-1]
        for level in near:
            if level.is_level and level.measure == base.measure and not is_real(level) and not level.aside:
                yield _since(claim, level, base, spans[-1])


def _since(claim: Fact, level: Fact, base: Fact, span: int) -> Slot:
    """Annual growth to a level from the one before, or by an increment."""
    before = base.role == "previous"
    first = "{0}" if before else "({1} - {0})"
    sketch = f"({{1}} ÷ {first})^(1/{span}) - 1) × 100"
    formula = annual_growth(span) if before else _annual_by(span)
    return Slot(
        [Candidate("annual_growth", claim, (base, level), formula, Binding.WEAK, sketch="(" + sketch)]
    )


def _annual_by(span: int) -> Formula:
    annual = annual_growth(span)

    def growth(values: Sequence[Fraction]) -> Fraction:
        return annual([values[1] - values[0], values[1]])

    return growth


def _years_in(words: str) -> int:
    return int(words) if words.isdecimal() else chinese_count(words.replace("两", "二"))


def named_multiples(bulletin: Bulletin) -> Iterator[Slot]:
    """过户2037套，是新房网签量的1.10倍; 与新房成交套数之比为1.10：1: the base is named, further up. Only explains."""
    for claim in bulletin.facts:
        if claim.role == "times" and not claim.aside and (named := _TIMES_NAMED.search(claim.lead)):
            yield from _against(bulletin, claim, named["base"])
    for match in _TO_ONE.finditer(bulletin.doc.text):
        value = Fraction(match["value"])
        quantity = Quantity(
            match.start("value"), match.end("value"), match.end(), match["value"], value, "", value
        )
        yield from _against(bulletin, bulletin.bare_fact(quantity, "times"), match["base"])


def _against(bulletin: Bulletin, claim: Fact, base: str) -> Iterator[Slot]:
    """The last level before a claim over those named alike."""
    before = bulletin.facts[max(0, claim.index - _FAR) : claim.index]
    levels = [fact for fact in before if fact.is_level and not fact.aside]
    pairs = _of_industries(levels, base)
    if not pairs and levels and levels[-1].sentence == claim.sentence:
        top = levels[-1]
        pairs = [
            (top, fact)
            for fact in reversed(levels[:-1])
            if fact.measure == top.measure and _overlap(fact.name, base)
        ]
    candidates = [
        Candidate("ratio", claim, pair, quotient, Binding.WEAK, sketch="{0} ÷ {1}") for pair in pairs
    ]
    if candidates:
        yield Slot(candidates)


def _of_industries(levels: Sequence[Fact], base: str) -> list[tuple[Fact, Fact]]:
    """二、三产业之比: the last numbers of these two."""
    found = _TWO_INDUSTRIES.search(base)
    if found is None:
        return []
    tops = [fact for fact in levels if re.search(f"第?{found[1]}(?:次)?产", fact.lead)]
    bottoms = [fact for fact in levels if re.search(f"第?{found[2]}(?:次)?产", fact.lead)]
    return [(tops[-1], bottoms[-1])] if tops and bottoms else []


def _overlap(name: str, words: str) -> bool:
    """Whether two names share two characters in a row."""
    return any(name[place : place + 2] in words for place in range(len(name) - 1))


def _by_year(bulletin: Bulletin, levels: list[Fact]) -> tuple[Fact, Fact, int] | None:
    """The earlier level, the later one and the years between them; None where the years are not printed."""
    years = [_year_of(bulletin, fact) for fact in levels]
    first, second = years
    if first is None or second is None or not 1 < abs(second - first) <= _LONGEST_SPAN:
        return None
    early, late = levels if first < second else levels[::-1]
    return early, late, abs(second - first)


def _of_two_years(bulletin: Bulletin, claim: Fact, levels: list[Fact]) -> tuple[Fact, Fact, int] | None:
    """由18940元增加到27653元，年均增长: the two years that the sentence prints, where it prints no other."""
    sentence = bulletin.sentences[claim.sentence]
    years = {int(year) for year in _ANY_YEAR.findall(bulletin.doc.text[sentence.start : claim.start])}
    if len(years) != _PAIR or levels[0].role != "previous" or levels[1].index != claim.index - 1:
        return None
    span = max(years) - min(years)
    return (levels[0], levels[1], span) if 1 < span <= _LONGEST_SPAN else None


def _compound(
    bulletin: Bulletin, claim: Fact, levels: tuple[Fact, Fact], span: int, binding: Binding
) -> Slot:
    frame = bulletin.frame_of[levels[0]]
    real = is_real(frame) or any(is_real(level) for level in levels)
    barred = BASIS if real and not is_nominal(claim) else ""
    sketch = f"(({{1}} ÷ {{0}})^(1/{span}) - 1) × 100"
    return Slot(
        [
            Candidate(
                "annual_growth", claim, levels, annual_growth(span), binding, sketch=sketch, barred=barred
            )
        ]
    )


def samples(bulletin: Bulletin) -> Iterator[Slot]:
    """抽查120户，合格率97.3%: no number of households makes that rate."""
    for claim in bulletin.facts:
        if claim.role != "rate" or claim.aside or claim.index == 0:
            continue
        sample = bulletin.facts[claim.index - 1]
        if sample.sentence != claim.sentence or not is_count(sample.quantity) or not sample.is_level:
            continue
        if _SAMPLED.search(sample.lead) and sample.quantity.value < 50 * 10**claim.quantity.decimals:
            binding = Binding.MEDIUM if _SCORED.search(claim.lead) else Binding.STRONG
            yield Slot([Candidate("grim", claim, (sample,), _nearest(claim), binding, sketch=_GRIM)])


_SAMPLED = re.compile(r"抽查|抽检|抽样|测评|回访|随机|检测|抽取")
_SCORED = re.compile("满意|平均|综合|知晓|认可")
"""Rates that may be means of several answers of each one asked."""
_GRIM = "nearest k of k ÷ {0} × 100"


def _year_of(bulletin: Bulletin, fact: Fact) -> int | None:
    """The year printed shortly in front of a number (2015年的80亿元), else that of the census a text is about."""
    text = bulletin.doc.text
    start = bulletin.facts[fact.index - 1].quantity.stop if fact.index else 0
    words = text[max(start, fact.start - _YEAR_REACH) : fact.start]
    years = _YEAR.findall(words)
    if years:
        return int(years[-1])
    census = _CENSUS.search(words) or _CENSUS.search(text, 0, _TITLE)
    return _CENSUS_YEAR[census[1]] if census else None


def _nearest(claim: Fact) -> Formula:
    def rate(values: Sequence[Fraction]) -> Fraction:
        return Fraction(round(claim.quantity.value * values[0] / 100) * 100) / values[0]

    return rate


def annual_growth(span: int) -> Formula:
    """Growth a year, in %, from the first operand to the second over so many years."""

    def growth(values: Sequence[Fraction]) -> Fraction:
        ratio = values[1] / values[0]
        if ratio <= 0:
            raise ZeroDivisionError
        with localcontext() as context:
            context.prec = _DIGITS
            root = (Decimal(ratio.numerator) / Decimal(ratio.denominator)) ** (Decimal(1) / span)
        return (Fraction(root) - 1) * 100

    return growth
