"""Averages: 户均5.2万元, 每万人62张, 日均657件 over the days of a period, 去化周期12.9个月 (均值)."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from luoshi.kernel.text.dates import Moment
from luoshi.kernel.text.elapsed import end_month, months_elapsed
from luoshi.kernel.text.facts import Fact, measure_of
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, exact
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, quotient

_PER = re.compile(
    r"(?P<heads>人次|[人户亩件篇个家台天日场套生次村起案宗部栋社校班镇园厂店笔单批辆企处]|项目)均|(?P<yield>亩产|单产)"
    r"|(?:平均每?|每)(?:个|名|家|位|宗)?(?:家庭|农|贫困)?(?P<which>企业|法人单位|单位|项目|村|(?:人次|平方米|公里|米|公顷|[人户亩件吨起宗台辆床])(?![\u4e00-\u9fff]*教师))"
    r"|(?:平均每?|每)(?P<each>[个家项名])(?P<noun>[\u4e00-\u9fff]{2,6})?"
)
_WHOM = {
    "人": ("人", "名", "人次"),
    "生": ("人", "名"),
    "次": ("人次", "次", "场"),
    "日": ("天",),
    "亩产": ("亩",),
    "单产": ("亩",),
    "项目": ("个", "项"),
    "家": ("家", "户", "个"),
    "个": ("个", "家", "户"),
    "企": ("家", "户", "个"),
    "企业": ("家", "户", "个"),
    "法人单位": ("个", "家"),
    "单位": ("个", "家"),
    "村": ("个",),
    "社": ("个", "家"),
    "校": ("所",),
    "班": ("个",),
    "镇": ("个",),
    "园": ("个", "所"),
    "厂": ("家",),
    "店": ("家", "个"),
    "名": ("人", "名"),
    "户": ("户", "家"),
    "案": ("件", "起"),
    "起": ("起", "件"),
    "床": ("张",),
}
_CALLED = {"生": "学生|在校", "次": "人次|住院|接待|场"}
_OTHER_HEADS = re.compile(r"生产总值|GDP|年收入|可支配|纯收入|消费支出|工资")
_HEADS_VARY = re.compile("人均|次均|生均")
_SIZED = re.compile(
    r"每(?P<size>[千万])(?:名|个)?(?:常住|户籍)?(?P<whom>人|老年人|居民)(?:[^，。；\d]|\d[A-Za-z])*\Z|(?P<cars>万车)[^，。；\d]*\Z"
)
_SIZES = {"千": 10**3, "万": 10**4}
_BY_TIME = re.compile(r"(?P<unit>[日月年])均|平均每(?:个)?(?P<each>[天日月])")
_LASTS = re.compile(
    r"(?:去化周期|可(?:支付|支撑|使用|维持|保障)(?:月数)?)(?:约?为|约|达|是)?(?P<value>\d{1,3}(?:\.\d{1,2})?)个月"
)
_YIELD = re.compile("亩产|单产")
_TAKES = re.compile("支出|销售面积|成交面积|销售套数")
_SOLD = re.compile("额|款|收入|产值")
_BEARS = re.compile("负担|拥有|实现|承担|服务|办理|有|为")
_SPAN = re.compile(
    r"(?P<month>1[0-2]|[1-9])月(?P<first>\d{1,2})日?(?:至|到|[-—~]+)(?:(?P<until>\d{1,2})月)?(?P<last>\d{1,2})日"
)
_YEARS = re.compile(r"((?:19|20)\d{2})年?(?:至|到|[-—~]+)((?:19|20)\d{2})年")
_MONTHS_LEFT = re.compile("(?:后|剩余|余下|剩下)的?(?P<count>[一二两三四五六七八九十]|\\d{1,2})个月")
_MONTHS_REACH = 16
_WEEK, _QUARTER = 7, 3
_FAR_BACK = 160
_MONTHS = 12
_REACH = 8
_FAR = 40
_BEHIND = 3
_FINEST = 100
"""An average over other paragraphs explains only where it is printed to one part in so many."""


def means(bulletin: Bulletin) -> Iterator[Slot]:
    """户均5.2万元 of the amount and the count of households around it, else of those its words name further up."""
    for claim in bulletin.facts:
        if claim.role != "mean" or claim.aside:
            continue
        candidates = _of_heads(bulletin, claim) or _of_time(bulletin, claim) or _afar(bulletin, claim)
        if not any(candidate.holds() for candidate in candidates):
            afar = [candidate for candidate in _afar(bulletin, claim) if candidate.holds()]
            strong = any(candidate.binding is Binding.STRONG for candidate in candidates)
            candidates = candidates if strong else [*candidates, *afar]
        if candidates:
            yield Slot(sorted(candidates, key=lambda candidate: -candidate.binding))


def _of_heads(bulletin: Bulletin, claim: Fact) -> list[Candidate]:
    """Amounts of the paragraph over counts of what the average names."""
    word = _head_word(claim)
    if not word or _SIZED.search(claim.lead):
        return []
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
    here = [pair for pair in here if all(fact.start < claim.start for fact in pair)] or here
    return [
        Candidate("mean", claim, pair, quotient, _binding(claim, pair, here, word), sketch="{0} ÷ {1}")
        for pair in pairs
        if pair[0] is not pair[1]
    ]


def _head_word(claim: Fact) -> str:
    """What an average is taken over: 户 of 户均5.2万元, 平方米 of 均价7500元/平方米; "" when it is not told."""
    if "/" in claim.quantity.unit:
        return measure_of(claim.quantity.unit.partition("/")[2])
    match = _PER.search(claim.lead)
    if match is None:
        return ""
    return match["heads"] or match["yield"] or match["which"] or match["each"]


def _binding(claim: Fact, pair: tuple[Fact, Fact], here: list[tuple[Fact, Fact]], word: str) -> Binding:
    """Strong for 户均 and 亩均 directly behind amount and count, and for 亩产 of the only area and the only output of
    its sentence; 人均生产总值 has another population below it."""
    if here == [pair] and _YIELD.search(claim.lead) and "面积" in pair[1].lead and "产量" in pair[0].lead:
        return Binding.STRONG
    if (
        here != [pair]
        or (word in _WHOM and pair[1].measure != _WHOM[word][0])
        or _OTHER_HEADS.search(claim.lead + pair[0].name)
    ):
        return Binding.WEAK
    if pair[0].start > claim.start:
        return Binding.WEAK
    next_ones = {fact.index for fact in pair} == {claim.index - 1, claim.index - 2}
    return Binding.STRONG if next_ones and not _HEADS_VARY.search(claim.lead) else Binding.MEDIUM


def _of_time(bulletin: Bulletin, claim: Fact) -> list[Candidate]:
    """日均657件, 月均14.6万㎡: the last totals before it over the days or months of its period."""
    by = _BY_TIME.search(claim.lead)
    if by is None:
        return []
    months = "月" in (by["unit"], by["each"])
    spans = (
        _years_printed(bulletin, claim)
        if by["unit"] == "年"
        else _months_left(bulletin, claim) or _months_of(claim.period)
        if months
        else _days_printed(bulletin, claim) or _days_of(claim.period) or _days_of_year(bulletin, claim)
    )
    before = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index + 1 + _BEHIND]
        if fact.is_level
        and fact.measure == claim.measure
        and (
            fact.sentence == claim.sentence
            or (fact.start < claim.start and fact.paragraph == claim.paragraph)
        )
        and not fact.aside
    ]
    return [
        Candidate(
            "mean",
            claim,
            (fact,),
            quotient,
            Binding.WEAK,
            constants=(exact(span),),
            swap_only=fact.index == claim.index - 1,
            sketch="{0} ÷ {1}",
        )
        for fact in reversed(before)
        for span in (spans if not months else dict.fromkeys([*spans, *_months_of(fact.period)]))
    ]


def _months_left(bulletin: Bulletin, claim: Fact) -> list[int]:
    """后两个月月均需完成16.0亿元."""
    found = _MONTHS_LEFT.search(bulletin.doc.text, max(0, claim.start - _MONTHS_REACH), claim.start)
    if found is None:
        return []
    count = found["count"].replace("两", "二")
    return [int(count) if count.isdecimal() else chinese_count(count)]


def _months_of(period: Moment | None) -> list[int]:
    if period is not None and period.kind == "quarter":
        return [_QUARTER]
    months = None if period is None else months_elapsed(period)
    return [] if months is None else [months]


def _years_printed(bulletin: Bulletin, claim: Fact) -> list[int]:
    """Years of the span printed before it in its sentence: 2021年至2025年."""
    start = max(bulletin.sentences[claim.sentence].start, claim.start - _FAR_BACK)
    spans = _YEARS.findall(bulletin.doc.text[start : claim.start])
    return [int(last) - int(first) + 1 for first, last in spans[-1:] if int(last) > int(first)]


def _days_printed(bulletin: Bulletin, claim: Fact) -> list[int]:
    """Days of the last span of days printed before it (10月1日至8日), or of a week."""
    before = bulletin.doc.text[max(0, claim.start - _FAR_BACK) : claim.start]
    spans = list(_SPAN.finditer(before))
    if spans:
        first, last = int(spans[-1]["first"]), int(spans[-1]["last"])
        until = spans[-1]["until"]
        longer = monthrange(2023, int(spans[-1]["month"]))[1] if until and until != spans[-1]["month"] else 0
        return [last - first + 1 + longer] if last + longer >= first else []
    return [_WEEK] if "本周" in before or "上周" in before else []


def _days_of_year(bulletin: Bulletin, claim: Fact) -> list[int]:
    """Days of the year that the sentence speaks of, where no other period is known."""
    start = bulletin.sentences[claim.sentence].start
    words = bulletin.doc.text[max(start, claim.start - _FAR_BACK) : claim.start]
    return [365, 366] if claim.period is None and re.search("全年|年度|20\\d{2}年", words) else []


def _days_of(period: Moment | None) -> list[int]:
    """Days of a month, or of all months from January on, in a common year and in a leap year."""
    if period is None:
        return []
    last = end_month(period)
    if period.kind == "month" and last:
        first = last
    elif months_elapsed(period):
        first, last = 1, months_elapsed(period) or 1
    else:
        return []
    years = [2023, 2024] if period.year is None else [period.year]
    counts = [sum(monthrange(year, month)[1] for month in range(first, last + 1)) for year in years]
    return list(dict.fromkeys(counts))


def _afar(bulletin: Bulletin, claim: Fact) -> list[Candidate]:
    """人均支出1032元, 每万人62张: a total that its words name and heads of any earlier paragraph. Only explains."""
    if claim.interval.width * _FINEST > abs(claim.interval.middle):
        return []
    sized = _SIZED.search(claim.lead)
    factor = _SIZES[sized["size"] or "万"] if sized else 1
    word = "人" if sized else _head_word(claim)
    whom = ("辆",) if sized and sized["cars"] else _WHOM.get(word, (word,))
    around = bulletin.facts[max(0, claim.index - _FAR) : claim.index + 1 + _BEHIND]
    near = [fact for fact in around if fact.is_level and not fact.aside and fact is not claim]
    bracket = [fact for fact in around if fact.aside and fact.index in (claim.index + 1, claim.index + 2)]
    heads = [fact for fact in near + bracket if fact.measure in whom and fact.quantity.magnitude > 1]
    noun = _noun_of(claim)
    called = (noun and noun[-2:]) or _CALLED.get(word) or (sized and sized["whom"] == "老年人" and "老年")
    if called:
        named = [fact for fact in heads if any(part in fact.name + fact.lead for part in called.split("|"))]
        heads = named or heads
    totals = [fact for fact in near if fact.measure == claim.measure and _speaks_of(claim, fact)]
    return [
        Candidate("mean", claim, pair, _per(factor), Binding.WEAK, sketch=_SKETCHES[factor])
        for pair in sorted(product(totals, heads), key=lambda pair: -sum(fact.index for fact in pair))
        if pair[0] is not pair[1]
    ]


def _noun_of(claim: Fact) -> str:
    """Those an average is taken over where they are named: 专任教师 of 平均每名专任教师负担学生."""
    match = _PER.search(claim.lead)
    found = _BEARS.split((match["noun"] or "") if match else "")[0]
    return found if len(found) > 1 else ""


_SKETCHES = {1: "{0} ÷ {1}", 10**3: "{0} ÷ {1} × 1000", 10**4: "{0} ÷ {1} × 10000"}


def _speaks_of(claim: Fact, total: Fact) -> bool:
    """Whether the words of an average end like those of a total: 人均支出 and 基金总支出."""
    if "产" in claim.lead[-3:]:
        return True
    if "价" in claim.lead:
        return _SOLD.search(total.lead) is not None
    words = re.sub(r"(?:约|仅|只|达到?|为|是|有|，|：)+\Z", "", claim.lead)[-2:]
    plain = words not in ("每人", "户均", "人均", "次均") and len(words) == 2
    return not plain or words in total.lead or words in total.noun


def _per(factor: int) -> Formula:
    if factor == 1:
        return quotient

    def rate(values: Sequence[Fraction]) -> Fraction:
        return values[0] * factor / values[1]

    return rate


def durations(bulletin: Bulletin) -> Iterator[Slot]:
    """去化周期12.9个月 of a stock and what a month takes of it; 可支付9.6个月 of a balance and a year's outlay."""
    for match in _LASTS.finditer(bulletin.doc.text):
        value = Fraction(match["value"])
        quantity = Quantity(
            match.start("value"), match.end("value"), match.end(), match["value"], value, "个月", value
        )
        claim = bulletin.bare_fact(quantity, "times")
        before = bulletin.facts[max(0, claim.index - _FAR) : claim.index]
        stocks = [fact for fact in before if fact.is_level and fact.sentence == claim.sentence]
        monthly = [fact for fact in before if fact.role == "mean" and fact.sentence == claim.sentence]
        yearly = [fact for fact in before if fact.is_level and _TAKES.search(fact.name)]
        candidates = [
            Candidate("ratio", claim, pair, quotient, Binding.WEAK, sketch="{0} ÷ {1}")
            for pair in product(stocks, monthly)
            if pair[0].measure == pair[1].measure
        ]
        candidates += [
            Candidate("ratio", claim, pair, _in_months, Binding.WEAK, sketch="{0} ÷ ({1} ÷ 12)")
            for pair in product(stocks, yearly)
            if pair[0].measure == pair[1].measure and pair[0] is not pair[1]
        ]
        if candidates:
            yield Slot(candidates)


def _in_months(values: Sequence[Fraction]) -> Fraction:
    return values[0] * _MONTHS / values[1]
