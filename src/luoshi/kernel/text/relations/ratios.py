"""Ratios, doubling and averages: 是上年的1.5倍, 翻一番, 户均, 年均增长 (倍数、均值、年均)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

from luoshi.kernel.text.facts import Fact, measure_of
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, is_count, percentage
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, quotient
from luoshi.kernel.text.relations.growth import BASIS, is_real

_YEAR = re.compile(r"((?:19|20)\d{2})年")
_CENSUS = re.compile(r"第([四五六七八])次(?:全国)?人口普查")
_CENSUS_YEAR = {"四": 1990, "五": 2000, "六": 2010, "七": 2020, "八": 2030}
_PER = re.compile(
    r"(?P<heads>人次|[人户亩件篇个家台天日场套])均|(?P<yield>亩产|单产)"
    r"|(?:平均每?|每)(?:个|名|家)?(?:家庭|农|贫困|企业)?(?P<each>人次|平方米|[人户亩件个家项吨公里])"
)
_WHOM = {"人": ("人", "名", "人次"), "日": ("天",), "亩产": ("亩",), "单产": ("亩",)}
_OTHER_HEADS = re.compile(r"生产总值|GDP|可支配|纯收入|消费支出|工资")
_HEADS_VARY = re.compile("人均")
_REACH = 8
_BEHIND = 3
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


def means(bulletin: Bulletin) -> Iterator[Slot]:
    """户均5.2万元 of the only amount and the only count of households before it in the sentence."""
    for claim in bulletin.facts:
        word = _head_word(claim)
        if claim.role != "mean" or claim.aside or not word:
            continue
        whom = _WHOM.get(word, (word,))
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index + 1 + _BEHIND]
            if fact.is_level and fact.paragraph == claim.paragraph and not fact.aside
        ]
        totals = [fact for fact in near if fact.measure == claim.measure]
        heads = [fact for fact in near if fact.measure in whom]
        pairs = sorted(product(totals, heads), key=lambda pair: -sum(fact.index for fact in pair))
        here = [pair for pair in pairs if all(fact.sentence == claim.sentence for fact in pair)]
        slot = Slot(
            [
                Candidate(
                    "mean", claim, pair, quotient, _binding_of_mean(claim, pair, here), sketch="{0} ÷ {1}"
                )
                for pair in pairs
                if pair[0] is not pair[1]
            ]
        )
        slot.candidates.sort(key=lambda candidate: -candidate.binding)
        if slot.candidates:
            yield slot


def _head_word(claim: Fact) -> str:
    """What an average is taken over: 户 of 户均5.2万元, 平方米 of 均价7500元/平方米; "" when it is not told."""
    match = _PER.search(claim.lead)
    if "/" in claim.quantity.unit:
        return measure_of(claim.quantity.unit.partition("/")[2])
    return next(found for found in match.groups() if found) if match else ""


def _binding_of_mean(claim: Fact, pair: tuple[Fact, Fact], here: list[tuple[Fact, Fact]]) -> Binding:
    """Strong for 户均 and 亩均 directly behind amount and count; 人均生产总值 has another population below it."""
    if here != [pair] or _OTHER_HEADS.search(claim.lead + pair[0].name):
        return Binding.WEAK
    next_ones = {fact.index for fact in pair} == {claim.index - 1, claim.index - 2}
    return Binding.STRONG if next_ones and not _HEADS_VARY.search(claim.lead) else Binding.MEDIUM


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
        ordered = _by_year(bulletin, levels)
        if ordered is not None:
            start, end, span = ordered
            spans[claim.sentence] = span
            yield _compound(bulletin, claim, (start, end), span, Binding.STRONG)
        elif claim.sentence in spans and levels[0].role == "previous":
            yield _compound(bulletin, claim, (levels[0], levels[1]), spans[claim.sentence], Binding.MEDIUM)


def _by_year(bulletin: Bulletin, levels: list[Fact]) -> tuple[Fact, Fact, int] | None:
    """The earlier level, the later one and the years between them; None where the years are not printed."""
    years = [_year_of(bulletin, fact) for fact in levels]
    first, second = years
    if first is None or second is None or not 1 < abs(second - first) <= _LONGEST_SPAN:
        return None
    early, late = levels if first < second else levels[::-1]
    return early, late, abs(second - first)


def _compound(
    bulletin: Bulletin, claim: Fact, levels: tuple[Fact, Fact], span: int, binding: Binding
) -> Slot:
    frame = bulletin.frame_of[levels[0]]
    barred = BASIS if is_real(frame) or any(is_real(level) for level in levels) else ""
    sketch = f"(({{1}} ÷ {{0}})^(1/{span}) - 1) × 100"
    return Slot(
        [Candidate("annual_growth", claim, levels, _annual(span), binding, sketch=sketch, barred=barred)]
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


def _annual(span: int) -> Formula:
    def growth(values: Sequence[Fraction]) -> Fraction:
        ratio = values[1] / values[0]
        if ratio <= 0:
            raise ZeroDivisionError
        with localcontext() as context:
            context.prec = _DIGITS
            root = (Decimal(ratio.numerator) / Decimal(ratio.denominator)) ** (Decimal(1) / span)
        return (Fraction(root) - 1) * 100

    return growth
