"""What a claim may be computed from, by its unit and role, and which numbers may stand in it (可能的算法)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from luoshi.kernel.text.facts import Fact, measure_of
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, is_count, percentage
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.relations.affinity import Affinity
from luoshi.kernel.text.relations.candidate import Candidate, quotient, rest
from luoshi.kernel.text.relations.growth import is_real
from luoshi.kernel.text.relations.ratios import annual_growth

_SPREADS = {"share": 100, "completion": 100, "growth": 40, "growth_from_increment": 40, "annual_growth": 20}
"""The room in which unrelated pairs put a percentage."""
_SPREAD = 4
"""Other unrelated quotients lie anywhere within some e^4 of each other."""
_REST = re.compile(
    r"剩余|其余|余下|还有|尚有|仍有|未(?!成年|来)|没|不(?!含|变)|缺口|结[转余]|[顺逆]差|待[^遇]|空间|[仍还尚]差|净增|自然(?:增加|减少)|低于|高于|[高低]出|超出|相差|差额|[多少]出|[比较].*[多少增减高低]|[多少]\Z|净(?!资|值)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_FIRST_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=[-—~至到]+(?:19|20)\d{2}年)")
_YEARS = re.compile("([二两三四五六七八九十]{1,2})年")
_LONGEST_SPAN, _TITLE = 20, 60
_BOUNDED = re.compile(r"(?:[不未]?[高低大小多少]于|不足|不到|不?超过|超|逾|突破|力争|确保|[到至])\Z")
_ALL = 100
_EXPLAINED = re.compile("[，（](?:即|也就是)")
_WORDS_BEHIND = re.compile(r"[\u4e00-\u9fff]{2}")
_MEAN_OF = re.compile(
    r"每(?P<many>[百千万]|十万)?(?:名|个|家|位)?(?P<what>[\u4e00-\u9fff]{1,8})|(?P<heads>人次|[人户亩件篇个家台场生次村起案宗部班镇校笔单批辆企处])均|平均每?(?P<each>[\u4e00-\u9fff]{0,6})"
)
_WHOSE = re.compile(r"(?:其中|全[省市县区]|我[省市县区])*，?(?P<who>[\u4e00-\u9fff]{2,8}?)(?:[人次]次?均)")
_MANY = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5}
_PEOPLE = frozenset({"人", "名", "户"})
_ALIKE = ({"人", "名"}, {"次", "人次"}, {"次", "家次"}, {"人", "人次"})
_UNCOUNTED = frozenset({"元", "亩", "米", "斤", "吨", "%", "倍", "年", "平方米", "千瓦时", "立方米"})
_GENERIC = ("差异", "偏差", "误差", "的比", "比")
_LARGER = {"公里": 1000, "千米": 1000, "公顷": 15, "平方公里": 1, "平方米": 1, "立方米": 1, "吨": 2000}
"""Units that an average may be told for one of, and how many of the smaller measure each holds."""
_HEADS = {
    "人": _PEOPLE - {"户"},
    "户": {"户", "家"},
    "生": _PEOPLE - {"户"},
    "名": _PEOPLE - {"户"},
    "亩": {"亩"},
}
_SETTLED = re.compile(r"\A(?:户籍|常住)(?:人口)?")
_RATED = frozenset({"completion", "share", "rate", "other", "growth", "previous", "pace", "points"})
_FAR_BACK = 160
_BESIDE = 2
_UNRELATED = re.compile("城镇化|死亡|出生|增长|不良|失业|利率|税率|汇率|覆盖|普及|满意|入住|使用|利用")
_PLANNED = re.compile("预算|计划|任务|目标|指标")
_SURVEYED = re.compile("[增减]|可支配|纯收入|消费支出|工资|班额|单产|亩产|温|降水|价格指数")
_LEFT = re.compile(
    "剩余|其余|余下|尚余|还剩|未(?!成年|来)|没|缺口|[仍还尚]差|结余|净增|净盘|净减|自然[增减]|[顺逆]差|核减|节约"
)


@dataclass(frozen=True)
class Kind:
    """How a kind of claim is computed, and which numbers may stand first and second."""

    type: str
    formula: Formula
    first: Callable[[Fact], bool]
    second: Callable[[Fact], bool]
    fits: Callable[[Fact, Fact], bool]
    guess: Callable[[float, float], float]
    binds: Callable[[Affinity, Candidate], bool] = lambda affinity, candidate: True
    sketch: str = ""
    is_sure: Callable[[Bulletin, Candidate], bool] = lambda bulletin, candidate: False
    """Whether a pair can be the only one meant, whether it fits or not."""
    accuses: bool = False
    """Whether the only pair meant accuses by itself; else a slip of the claim has to mend it."""


def kinds_of(bulletin: Bulletin, claim: Fact) -> Iterator[Kind]:
    """What a claim may be, by its unit and its role."""
    if claim.comparable or _BOUNDED.search(claim.lead) or claim.interval.middle == _ALL:
        return
    if claim.measure == "%" or claim.quantity.unit == "倍":
        yield from _of_percentages(bulletin, claim)
    elif claim.role in ("points", "pace_gap"):
        yield _POINTS
    elif claim.role == "mean":
        mean = mean_kind(claim)
        if mean is not None:
            yield mean
    elif claim.role in ("increment", "level", "other"):
        carried = _carried_mean(bulletin, claim)
        if carried is not None:
            yield carried
        elif _left_over(bulletin, claim):
            yield _difference(claim)


def _of_percentages(bulletin: Bulletin, claim: Fact) -> Iterator[Kind]:
    if claim.role == "growth" and claim.versus == "annual":
        yield from _annual(bulletin, claim)
    elif claim.role == "growth":
        yield _GROWTH
        yield _BY_INCREMENT
    elif claim.role in ("completion", "rate"):
        yield _COMPLETION
    elif claim.role in ("share", "other"):
        yield SHARE
    elif claim.role == "times":
        yield _RATIO


def chance_of(candidate: Candidate, kind: Kind) -> float:
    """How likely an unrelated pair fits."""
    result, claim = candidate.result, candidate.claim.interval
    if result is None:
        return 1.0
    width = float(claim.width + result.width)
    if kind.formula is rest:
        size = max(abs(float(operand.interval.middle)) for operand in candidate.operands)
        unit = 1.0 if is_count(candidate.claim.quantity) else width
        return max(unit, width) / size if size else 1.0
    return width / _SPREADS.get(kind.type, abs(float(claim.middle)) * _SPREAD)


def _annual(bulletin: Bulletin, claim: Fact) -> Iterator[Kind]:
    """年均增长 over the years printed in its sentence, or in words (五年)."""
    sentence = bulletin.sentences[claim.sentence]
    words = bulletin.doc.text[max(sentence.start, claim.start - _FAR_BACK) : claim.start]
    years = [int(year) for year in _YEAR.findall(words)] + [int(year) for year in _FIRST_YEAR.findall(words)]
    spans = {chinese_count(found.replace("两", "二")) for found in _YEARS.findall(words)}
    titled = _YEAR.search(bulletin.doc.text, 0, _TITLE)
    if len(set(years)) == 1 and titled:
        years.append(int(titled[1]))
    if years:
        spans.add(max(max(years) - min(years), 0))
    for span in sorted(span for span in spans if 1 < span <= _LONGEST_SPAN):
        root = 1 / span
        formula = annual_growth(span)

        def grown(values: Sequence[Fraction], formula: Formula = formula) -> Fraction:
            return formula(values[::-1])

        yield Kind(
            "annual_growth",
            grown,
            _is_nominal,
            _is_base,
            _same,
            lambda one, other, root=root: ((one / other) ** root - 1) * 100 if one > 0 < other else 0.0,  # type: ignore[misc]
            _of_two_years,
            sketch=f"(({{0}} ÷ {{1}})^(1/{span}) - 1) × 100",
        )


def _carried_mean(bulletin: Bulletin, claim: Fact) -> Kind | None:
    """每千人拥有床位6.87张、医师3.00人: the next one of a list that an average begins."""
    first = claim
    while first.listed and first.index and first.role != "mean":
        first = bulletin.facts[first.index - 1]
    if first is claim or first.role != "mean" or not claim.quantity.decimals:
        return None
    found = _MEAN_OF.search(first.lead)
    return mean_kind(claim, found[0]) if found and found[0].startswith("每") else None


def _left_over(bulletin: Bulletin, claim: Fact) -> bool:
    behind = _WORDS_BEHIND.match(bulletin.doc.text, claim.quantity.stop)
    words = claim.lead + (behind[0] if behind else "")
    before = bulletin.facts[claim.index - 1] if claim.index else claim
    if before.role == "previous" and before.quantity.stop == claim.start:
        return True
    return claim.role == "increment" or _REST.search(words) is not None


def _is_amount(fact: Fact) -> bool:
    return fact.role in (
        "level",
        "target",
        "whole",
        "previous",
        "increment",
        "mean",
        "other",
    ) and fact.measure not in (
        "%",
        "倍",
        "百分点",
        "年",
    )


def _is_base(fact: Fact) -> bool:
    per_unit = fact.role == "other" and "/" in fact.quantity.unit
    return (fact.role in ("level", "previous", "target", "mean") or per_unit) and _is_amount(fact)


def is_total_told(fact: Fact) -> bool:
    return fact.role in ("level", "whole", "mean") and _is_amount(fact)


def _is_nominal(fact: Fact) -> bool:
    """A level whose growth is told at current prices."""
    return is_total_told(fact) and not is_real(fact)


def _is_total(fact: Fact) -> bool:
    return fact.role in ("level", "target", "whole", "previous", "mean") and _is_amount(fact)


def _is_rate(fact: Fact) -> bool:
    return fact.measure == "%" and fact.role in _RATED


def _alike(one: Fact, other: Fact) -> bool:
    return one.measure == other.measure or (other.measure in _PEOPLE and one.measure not in _UNCOUNTED)


def _same(one: Fact, other: Fact) -> bool:
    return one.measure == other.measure


def _of_two_times(affinity: Affinity, candidate: Candidate) -> bool:
    """Whether the base of a growth is told of another time than its level."""
    now, before = candidate.operands
    if candidate.claim.versus == "month" and _follow(before, now):
        told = candidate.claim.period
        return now.period is not None and told is not None and now.period.code == told.code
    return before.role == "previous" or affinity.is_past(before)


def _follow(before: Fact, now: Fact) -> bool:
    """Whether two numbers are told of one month and the next: 8月、9月分别为1335件、1120件."""
    periods = before.period, now.period
    months = [int(period.code[-2:]) for period in periods if period is not None and period.kind == "month"]
    return len(months) == len(periods) and months[1] == months[0] + 1


def _of_two_years(affinity: Affinity, candidate: Candidate) -> bool:
    """Whether the base of a growth a year is told of another time, or of a year in front of its clause."""
    return _of_two_times(affinity, candidate) or affinity.is_dated(candidate.operands[1])


def _of_this_time(affinity: Affinity, candidate: Candidate) -> bool:
    """Whether the level that an increase led to is not told of another time."""
    return not affinity.is_past(candidate.operands[0])


def _named_after(affinity: Affinity, candidate: Candidate) -> bool:
    """Whether a number is named after its rate: 化解了341件 of 化解率."""
    stem = candidate.claim.stem[-2:]
    first, second = candidate.operands
    if not stem or stem in _GENERIC:
        return first.measure == second.measure
    beside = first.index == candidate.claim.index - 1 and first.sentence == candidate.claim.sentence
    explained = _EXPLAINED.match(affinity.bulletin.doc.text, candidate.claim.quantity.stop) is not None
    explained = explained or _stand_in_its_bracket(candidate)
    named = beside or explained or any(stem in affinity.words_of(operand) for operand in candidate.operands)
    return named and (first.measure == second.measure or stem in affinity.words_of(first))


def _stand_in_its_bracket(candidate: Candidate) -> bool:
    """产销率98.1%（工业销售产值216.0亿元，工业总产值220.2亿元）."""
    places = {operand.index - candidate.claim.index for operand in candidate.operands if operand.aside}
    return places == {1, 2}


def _in_its_sentence(bulletin: Bulletin, candidate: Candidate) -> bool:
    """Whether level and base stand in the sentence of a growth, in front of it."""
    claim = candidate.claim
    here = all(fact.sentence == claim.sentence and fact.start < claim.start for fact in candidate.operands)
    return here and not claim.name


def _of_its_plan(bulletin: Bulletin, candidate: Candidate) -> bool:
    """Whether the part is the smaller one, and a plan that a completion names is one."""
    claim, (part, whole) = candidate.claim, candidate.operands
    if part.quantity.magnitude > whole.quantity.magnitude and claim.interval.middle <= _ALL:
        return False
    told = part.is_level and claim.index - _BESIDE <= part.index < claim.index and whole.start < claim.start
    if not told or _UNRELATED.search(claim.lead):
        return False
    return whole.role == "target" or _PLANNED.search(claim.lead) is None


def _is_mean_told(bulletin: Bulletin, candidate: Candidate) -> bool:
    """Whether an average is of the amounts around it, and no statistic of its own."""
    before = all(fact.start < candidate.claim.start for fact in candidate.operands)
    if is_mean_of_others(candidate.claim, *candidate.operands):
        return False
    return before and _SURVEYED.search(candidate.claim.lead) is None


def is_mean_of_others(claim: Fact, amount: Fact, heads: Fact) -> bool:
    """Whether an average is told of other people than those counted: 过夜游客人均花费, 其中残疾人人均补贴."""
    found = _WHOSE.match(claim.lead)
    if found is None:
        return False
    words = amount.lead + heads.lead + heads.noun
    return found["who"] not in words and not any(
        found["who"].endswith(name) for name in (heads.noun, heads.name) if name
    )


def _is_left_over(bulletin: Bulletin, candidate: Candidate) -> bool:
    """Whether the words tell a remainder, or the base of a change stands in front of it in its sentence."""
    claim, (one, other) = candidate.claim, candidate.operands
    if one.start > claim.start or other.start > claim.start:
        return False
    if "previous" in (one.role, other.role):
        before = claim.sign > 0
        return (
            other if before else one
        ).role == "previous" and one.sentence == other.sentence == claim.sentence
    return _LEFT.search(claim.lead) is not None and one.quantity.magnitude > other.quantity.magnitude


def _growth_of(values: Sequence[Fraction]) -> Fraction:
    return (values[0] / values[1] - 1) * 100


def _growth_by(values: Sequence[Fraction]) -> Fraction:
    return values[1] * 100 / (values[0] - values[1])


_GROWTH = Kind(
    "growth",
    _growth_of,
    _is_nominal,
    _is_base,
    _same,
    lambda one, other: (one / other - 1) * 100,
    _of_two_times,
    is_sure=_in_its_sentence,
)
_BY_INCREMENT = Kind(
    "growth_from_increment",
    _growth_by,
    _is_nominal,
    lambda fact: fact.role == "increment",
    _same,
    lambda one, other: other * 100 / (one - other) if one != other else 0.0,
    _of_this_time,
    is_sure=_in_its_sentence,
)
_COMPLETION = Kind(
    "completion",
    percentage,
    _is_amount,
    _is_total,
    _alike,
    lambda one, other: one * 100 / other,
    _named_after,
    is_sure=_of_its_plan,
)
SHARE = Kind("share", percentage, _is_amount, _is_total, _same, lambda one, other: one * 100 / other)
_RATIO = Kind(
    "ratio", quotient, is_total_told, _is_base, _same, lambda one, other: one / other, sketch="{0} ÷ {1}"
)


def _of_two_dates(affinity: Affinity, candidate: Candidate) -> bool:
    """Whether one of two percentages is told of the time that a change of a year or a month is set against."""
    if candidate.claim.versus not in ("month", "year"):
        return True
    return any(fact.role == "previous" or affinity.is_past(fact) for fact in candidate.operands)


_POINTS = Kind("share_shift", rest, _is_rate, _is_rate, _same, lambda one, other: one - other, _of_two_dates)


def _difference(claim: Fact) -> Kind:
    def fits(one: Fact, other: Fact) -> bool:
        return one.measure == other.measure == claim.measure

    def stands(fact: Fact) -> bool:
        return _is_total(fact) or fact.role == "mean"

    return Kind(
        "difference", rest, stands, stands, fits, lambda one, other: one - other, is_sure=_is_left_over
    )


def mean_kind(claim: Fact, lead: str = "", *, visits: bool = False) -> Kind | None:
    """户均, 平均每镇, 每千人: an amount over a count of what is named; with `visits` 人均 over 人次."""
    found = _MEAN_OF.search(lead or claim.lead)
    if found is None or claim.quantity.unit == "%":
        return None
    what = _SETTLED.sub("人", found["what"] or found["heads"] or found["each"] or "")
    base = next((unit for unit in _LARGER if what.startswith(unit)), "")
    many = _MANY.get(found["many"] or "", 1) * _LARGER.get(base, 1)
    heads = {measure_of(base)} if base else _HEADS.get(what[:1])
    heads = {"人次"} if visits and what[:1] == "人" else heads

    def per(values: Sequence[Fraction]) -> Fraction:
        return values[0] * many / values[1]

    def counted(fact: Fact) -> bool:
        return (
            _is_total(fact)
            and (fact.measure in heads if heads else fact.measure not in ("元", "亩"))
            and fact.quantity.magnitude > 1
        )

    def fits(one: Fact, other: Fact) -> bool:
        alike = one.measure == claim.measure or {one.measure, claim.measure} in _ALIKE
        return alike and (one.measure != other.measure or many > 1)

    return Kind(
        "mean",
        per,
        lambda fact: is_total_told(fact) or fact.role == "mean",
        counted,
        fits,
        lambda one, other: one * many / other,
        is_sure=_is_mean_told,
        accuses=True,
        sketch="{0} ÷ {1}" if many == 1 else f"{{0}} × {many} ÷ {{1}}",
    )
