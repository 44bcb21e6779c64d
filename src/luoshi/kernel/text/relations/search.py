"""The search for claims that no pattern has bound (通用检索): any two numbers of fitting kinds, nearest in words first.

Every claim left over is set against all pairs of numbers that its kind allows, in its sentence, its paragraph and at
the head of the text. Pairs are ranked by what ties them to the claim: words in common, roles, period and distance. The
first that fits is taken where so few pairs stand before it that the fit is hardly an accident: the chance that one
unrelated pair fits is how wide the printed claim is against its size. What is found only explains.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import nsmallest
from itertools import chain, product

from luoshi.kernel.text.facts import Fact, other_period
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, is_count, percentage, total
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, quotient, rest
from luoshi.kernel.text.relations.pace import spellings
from luoshi.kernel.text.relations.ratios import annual_growth
from luoshi.kernel.text.repair import swaps

_BEFORE, _BEHIND = 14, 6
_MOST_AT_HEAD = 10
_PAIR, _MOST_PARTS, _NEXT = 2, 10, 3
_NEAREST = 6
_LIKELIEST, _LIKELIEST_HERE = 0.08, 0.25
"""The chance of an accident up to which a fit is believed, and that for two numbers of the claim's own sentence."""
_SPREADS = {"share": 100, "completion": 100, "growth": 40, "growth_from_increment": 40, "annual_growth": 20}
"""The room in which unrelated pairs put a percentage."""
_SPREAD = 4
"""Other unrelated quotients lie anywhere within some e^4 of each other."""
_SLACK = 0.02
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
_EMPTY = frozenset(
    [
        "占比",
        "比重",
        "完成",
        "实现",
        "达到",
        "累计",
        "全年",
        "全市",
        "全县",
        "全区",
        "全镇",
        "同比",
        "增长",
        "下降",
        "其中",
        "上年",
        "去年",
        "同期",
        "总量",
        "总数",
        "比例",
        "分别",
        "平均",
        "人均",
        "户均",
        "每千",
        "每万",
        "每个",
        "今年",
        "我市",
        "我县",
        "我区",
        "相当",
        "当于",
    ]
)
_REST = re.compile(
    r"剩余|其余|余下|还有|尚有|仍有|[未没]|不(?!含|变)|缺口|结[转余]|待[^遇]|净增|自然(?:增加|减少)|低于|高于|[高低]出|超出|相差|差额|[多少]出|[比较].*[多少增减高低]|[多少]\Z|净(?!资|值)"
)
_BY_TIME = re.compile("[日月年](?:平?均)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_YEARS = re.compile("([二两三四五六七八九十]{1,2})年")
_LONGEST_SPAN = 20
_TOTALLED = re.compile(r"(?:累计|合计|总计|共计|共|一共|总[共数量额]?)[^，。；、\d]{0,6}\Z")
_BOUNDED = re.compile(r"(?:[不未]?[高低大小多少]于|不足|不到|不?超过|超|逾|突破|力争|确保|[到至])\Z")
_OTHER_TIME = re.compile(r"[上去前]年|同期|上[月季周期]|(?:19|20)\d{2}年")
_TIME_REACH = 16
_ALL = 100
_EXPLAINED = re.compile("[，（](?:即|也就是)")
_WORDS_BEHIND = re.compile(r"[\u4e00-\u9fff]{2}")
_MEAN_OF = re.compile(
    r"每(?P<many>[百千万]|十万)?(?:名|个|家|位)?(?P<what>[\u4e00-\u9fff]{1,8})|(?P<heads>人次|[人户亩件篇个家台场生次村起案宗部班镇校笔单批辆])均|平均每?(?P<each>[\u4e00-\u9fff]{0,6})"
)
_MANY = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5}
_PEOPLE = frozenset({"人", "名", "户"})
_ALIKE = ({"人", "名"}, {"次", "人次"}, {"次", "家次"}, {"人", "人次"})
_UNCOUNTED = frozenset({"元", "亩", "米", "斤", "吨", "%", "倍", "年", "平方米", "千瓦时", "立方米"})
_GENERIC = ("差异", "偏差", "误差", "的比", "比")
_HEADS = {"人": _PEOPLE - {"户"}, "户": {"户"}, "生": _PEOPLE - {"户"}, "名": _PEOPLE - {"户"}, "亩": {"亩"}}
_SETTLED = re.compile(r"\A(?:户籍|常住)(?:人口)?")
_DAYS = {"日": (365, 366), "天": (365, 366), "月": (12,), "年": (5,)}
_BASE_ROLES = {"growth": "previous", "completion": "target", "share": "whole"}
_RATED = frozenset({"completion", "share", "rate", "other", "growth", "previous", "pace", "points"})


@dataclass(frozen=True)
class _Kind:
    """How a kind of claim is computed, and which numbers may stand first and second."""

    type: str
    formula: Formula
    first: Callable[[Fact], bool]
    second: Callable[[Fact], bool]
    fits: Callable[[Fact, Fact], bool]
    guess: Callable[[float, float], float]
    binds: Callable[["_Finder", Candidate], bool] = lambda finder, candidate: True
    sketch: str = ""


def searched(bulletin: Bulletin, bound: Collection[Fact]) -> Iterator[Slot]:
    """The best explanation of each claim that is not among `bound`."""
    finder = _Finder(bulletin)
    for claim in bulletin.facts:
        if claim in bound:
            continue
        tries = chain(
            (finder.find(claim, kind) for kind in _kinds(bulletin, claim)), _others(bulletin, claim)
        )
        found = next(filter(None, tries), None)
        if found is not None:
            yield Slot([found])


def confirmed_growths(bulletin: Bulletin, differences: Iterable[Candidate]) -> Iterator[Slot]:
    """The growth directly behind an increase that fits its level and its base: all three numbers of it are certain.

    与上年末的91.36亿元相比，资产总额96.83亿元 has grown by 5.47亿元, so that 增长5.7% is wrong.
    """
    for found in differences:
        level, base = found.operands[:_PAIR]
        behind = bulletin.facts[found.claim.index + 1 : found.claim.index + _PAIR]
        for rate in behind:
            bound = rate.role == "growth" and not rate.comparable and rate.versus != "annual"
            if bound and rate.sentence == found.claim.sentence and base.role == "previous" and level.is_level:
                yield Slot([Candidate("growth", rate, (level, base), _growth_of, Binding.STRONG)])


def _others(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """Claims of more or fewer than two numbers: a gap to the pace, a total of a run."""
    if claim.role == "pace_gap":
        yield from _gap(bulletin, claim)
    elif claim.is_level and not claim.aside:
        yield from _total_of_run(bulletin, claim)
    elif claim.measure == "%" and claim.role in ("share", "rate", "completion"):
        yield from _of_days(bulletin, claim)
        yield from _of_two_parts(bulletin, claim)
    elif claim.role == "mean":
        yield from _over_time(bulletin, claim)


def _gap(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """超序时进度2.3个百分点 as a sentence of its own: the nearest completion of the paragraph."""
    before = bulletin.facts[max(0, claim.index - _BEFORE) : claim.index]
    rates = [
        fact
        for fact in before
        if fact.role in ("completion", "rate", "other", "share")
        and fact.measure == "%"
        and fact.paragraph == claim.paragraph
    ]
    for rate in rates[::-1][:_PAIR]:
        for share in [*bulletin.paces(claim), *_month_before(claim)]:
            for elapsed in spellings(share):
                found = Candidate(
                    "pace", claim, (rate,), rest, Binding.WEAK, constants=(elapsed,), sketch="{0} - {1}"
                )
                if found.holds():
                    yield found


def _month_before(claim: Fact) -> list[Fraction]:
    """A bulletin of early July tells of the half-year."""
    month = claim.period.code[-2:] if claim.period and claim.period.kind == "month" else ""
    return [Fraction(100 * (int(month) - 1), 12)] if month.isdecimal() else []


def _total_of_run(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """两年累计717亿元, 共20项: the numbers of its measure next before it, two or more, nearest first."""
    behind = bulletin.doc.text[max(0, claim.start - _TIME_REACH) : claim.start]
    if _TOTALLED.search(behind) is None:
        return
    before = bulletin.facts[max(0, claim.index - _BEFORE) : claim.index]
    run = [
        fact
        for fact in reversed(before)
        if fact.role in ("level", "target", "mean")
        and fact.measure == claim.measure
        and fact.paragraph == claim.paragraph
    ]
    sides = ([fact for fact in run if fact.aside], [fact for fact in run if not fact.aside], run)
    for side in sides:
        for size in range(_PAIR, min(len(side), _MOST_PARTS) + 1):
            parts = tuple(reversed(side[:size]))
            found = Candidate("sum", claim, parts, total, Binding.WEAK)
            slack = float(claim.interval.width + sum(part.interval.width for part in parts))
            if found.holds() and slack <= _LIKELIEST * float(claim.interval.middle):
                yield found


def _of_days(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """优良天数331天，优良率90.7%: of the days of a year."""
    for fact in bulletin.facts[max(0, claim.index - _NEXT) : claim.index]:
        if fact.measure == "天" and fact.is_level and fact.sentence == claim.sentence:
            for days in _DAYS["天"]:
                yield from _with_constant("share", claim, fact, Fraction(days, 100), f"{{0}} ÷ {days} × 100")


def _over_time(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """日均159户 of a year's total, 年均437.2亿元 of that of a plan of five years."""
    found = _BY_TIME.search(claim.lead)
    if found is None:
        return
    for fact in reversed(bulletin.facts[max(0, claim.index - _NEXT - 1) : claim.index]):
        if fact.is_level and fact.measure == claim.measure and fact.sentence == claim.sentence:
            for span in _DAYS[found[0][0]]:
                yield from _with_constant("mean", claim, fact, Fraction(span), f"{{0}} ÷ {span}")


def _with_constant(kind: str, claim: Fact, fact: Fact, by: Fraction, sketch: str) -> Iterator[Candidate]:
    found = Candidate(kind, claim, (fact,), lambda values: values[0] / by, Binding.WEAK, sketch=sketch)
    if found.holds():
        yield found


def _of_two_parts(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """Ⅱ类5个、Ⅲ类3个 of 9个，优良比例88.9%: two or three numbers side by side, over one before or behind them."""
    levels = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _BEFORE) : claim.index + _PAIR]
        if _is_level(fact) and fact.paragraph == claim.paragraph
    ]
    tried = 0
    for size, place in product((_PAIR, _PAIR + 1), range(len(levels))):
        parts = levels[place : place + size]
        if (
            len(parts) < size
            or len({fact.measure for fact in parts}) > 1
            or parts[0].sentence != parts[-1].sentence
        ):
            continue
        for whole in levels:
            if whole in parts or whole.measure != parts[0].measure:
                continue
            tried += 1
            found = Candidate("share", claim, (*parts, whole), _share_of_parts, Binding.WEAK)
            if found.holds() and tried * _chance(found, _SHARE) <= _LIKELIEST_HERE:
                yield found


def _share_of_parts(values: Sequence[Fraction]) -> Fraction:
    return sum(values[:-1], Fraction(0)) * 100 / values[-1]


class _Finder:
    """Ranks pairs of numbers for a claim; what is read of a number is kept."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin
        self.values = [float(fact.interval.middle) for fact in bulletin.facts]
        self.pairs: dict[Fact, frozenset[str]] = {}

    def find(self, claim: Fact, kind: _Kind) -> Candidate | None:
        """The nearest pair that fits, None where too many stand before it to tell it from an accident."""
        near = self._near(claim)
        first = [(self._cost(claim, fact, 0), fact) for fact in near if kind.first(fact)]
        second = [(self._cost(claim, fact, 1), fact) for fact in near if kind.second(fact)]
        wanted = float(claim.interval.middle)
        room = _SLACK * abs(wanted) + float(claim.interval.width)
        costs: list[tuple[float, int, int]] = []
        close: list[tuple[float, int, int]] = []
        for (cost, one), (other_cost, other) in product(first, second):
            if one is other or not kind.fits(one, other):
                continue
            if claim.role == "growth" and not _touches(claim, one, other):
                continue
            both = cost + other_cost + self._apart(one, other)
            costs.append((both, one.index, other.index))
            below = self.values[other.index]
            if below and abs(kind.guess(self.values[one.index], below) - wanted) <= room:
                close.append((both, one.index, other.index))
        for both, one_index, other_index in sorted(close):
            candidate = self._pair(claim, kind, one_index, other_index)
            if candidate.holds() and kind.binds(self, candidate):
                tried = sum(cost <= both for cost, _, _ in costs)
                here = all(operand.sentence == claim.sentence for operand in candidate.operands)
                likeliest = _LIKELIEST_HERE if here else _LIKELIEST
                return candidate if tried * _chance(candidate, kind) <= likeliest else None
        return None if close else self._exchanged(claim, kind, costs)

    def _exchanged(self, claim: Fact, kind: _Kind, costs: list[tuple[float, int, int]]) -> Candidate | None:
        """One of the nearest pairs that the claim fits when two of its digits are exchanged, which lets the program ask."""
        for _, one_index, other_index in nsmallest(_NEAREST, costs):
            candidate = replace(self._pair(claim, kind, one_index, other_index), swap_only=True)
            mended = swaps(candidate)
            if len(mended) == 1 and mended[0].fact is claim and kind.binds(self, candidate):
                return candidate
        return None

    def _pair(self, claim: Fact, kind: _Kind, one_index: int, other_index: int) -> Candidate:
        pair = (self.bulletin.facts[one_index], self.bulletin.facts[other_index])
        return Candidate(kind.type, claim, pair, kind.formula, Binding.WEAK, sketch=kind.sketch)

    def _near(self, claim: Fact) -> list[Fact]:
        facts = self.bulletin.facts
        start = max(0, claim.index - _BEFORE)
        around = [fact for fact in facts[start : claim.index + 1 + _BEHIND] if fact is not claim]
        return list(facts[: min(start, _MOST_AT_HEAD)]) + around

    def _cost(self, claim: Fact, fact: Fact, place: int) -> float:
        """How far a number stands from a claim: in facts, sentences and paragraphs, less the words in common."""
        cost = 0.15 * abs(claim.index - fact.index)
        if fact.sentence != claim.sentence:
            cost += 1.0 if fact.paragraph == claim.paragraph else 2.0
        if fact.start > claim.start:
            cost += 0.5
        if other_period(claim, fact):
            cost += 1.0
        if place and fact.role == _BASE_ROLES.get(claim.role):
            cost -= 1.0
        common = len(self.pairs_of(claim) & self.pairs_of(fact))
        return cost - min(common, 3)

    def _apart(self, one: Fact, other: Fact) -> float:
        """Numbers of one sentence belong together, and so do those that share words."""
        common = len(self.pairs_of(one) & self.pairs_of(other))
        return (0.0 if one.sentence == other.sentence else 0.5) - 0.5 * min(common, 2)

    def is_past(self, fact: Fact) -> bool:
        """Whether the words in front of a number name another time: 上年同期, 2019年."""
        words = self.bulletin.doc.text[max(0, fact.start - _TIME_REACH) : fact.start]
        return _OTHER_TIME.search(re.split("[，；。\n（）、]", words)[-1]) is not None

    def pairs_of(self, fact: Fact) -> frozenset[str]:
        """All two characters in a row of the words before a number and behind it."""
        if fact not in self.pairs:
            text = self.bulletin.doc.text
            behind = re.match(
                r"[^，。；：、（）\n\d]{0,8}", text[fact.quantity.stop : fact.quantity.stop + 8]
            )
            words = _WORDS.findall(f"{fact.lead} {fact.name} {fact.stem} {behind[0] if behind else ''}")
            found = {word[place : place + 2] for word in words for place in range(len(word) - 1)}
            self.pairs[fact] = frozenset(found - _EMPTY)
        return self.pairs[fact]


def _touches(claim: Fact, one: Fact, other: Fact) -> bool:
    """Whether one of two numbers stands in the sentence of a claim, or in the one before it."""
    return any(
        fact.paragraph == claim.paragraph and claim.sentence - 1 <= fact.sentence <= claim.sentence
        for fact in (one, other)
    )


def _chance(candidate: Candidate, kind: _Kind) -> float:
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


def _kinds(bulletin: Bulletin, claim: Fact) -> Iterator[_Kind]:
    """What a claim may be, by its unit and its role."""
    if claim.comparable or _BOUNDED.search(claim.lead) or claim.interval.middle == _ALL:
        return
    if claim.measure == "%" or claim.quantity.unit == "倍":
        if claim.role == "growth" and claim.versus == "annual":
            yield from _annual(bulletin, claim)
        elif claim.role == "growth" and claim.versus != "annual":
            yield _GROWTH
            yield _BY_INCREMENT
        elif claim.role in ("completion", "rate"):
            yield _COMPLETION
        elif claim.role in ("share", "other"):
            yield _SHARE
        elif claim.role == "times":
            yield _RATIO
    elif claim.role in ("points", "pace_gap"):
        yield _POINTS
    elif claim.role == "mean":
        mean = _mean(claim)
        if mean is not None:
            yield mean
    elif claim.role in ("increment", "level", "other") and _left_over(bulletin, claim):
        yield _difference(claim)


def _annual(bulletin: Bulletin, claim: Fact) -> Iterator[_Kind]:
    """年均增长 over the years printed in its sentence, or in words (五年)."""
    sentence = bulletin.sentences[claim.sentence]
    words = bulletin.doc.text[sentence.start : claim.start]
    years = [int(year) for year in _YEAR.findall(words)]
    spans = {chinese_count(found.replace("两", "二")) for found in _YEARS.findall(words)}
    if years:
        spans.add(max(max(years) - min(years), 0))
    for span in sorted(span for span in spans if 1 < span <= _LONGEST_SPAN):
        root = 1 / span
        formula = annual_growth(span)

        def grown(values: Sequence[Fraction], formula: Formula = formula) -> Fraction:
            return formula(values[::-1])

        yield _Kind(
            "annual_growth",
            grown,
            _is_level,
            _is_base,
            _same,
            lambda one, other, root=root: ((one / other) ** root - 1) * 100 if one > 0 < other else 0.0,  # type: ignore[misc]
            _of_two_times,
            sketch=f"(({{0}} ÷ {{1}})^(1/{span}) - 1) × 100",
        )


def _left_over(bulletin: Bulletin, claim: Fact) -> bool:
    behind = _WORDS_BEHIND.match(bulletin.doc.text, claim.quantity.stop)
    words = claim.lead + (behind[0] if behind else "")
    return claim.role == "increment" or _REST.search(words) is not None


def _is_amount(fact: Fact) -> bool:
    return fact.role in (
        "level",
        "target",
        "whole",
        "previous",
        "increment",
        "other",
    ) and fact.measure not in (
        "%",
        "倍",
        "百分点",
        "年",
    )


def _is_base(fact: Fact) -> bool:
    per_unit = fact.role == "other" and "/" in fact.quantity.unit
    return (fact.role in ("level", "previous", "target") or per_unit) and _is_amount(fact)


def _is_level(fact: Fact) -> bool:
    return fact.role in ("level", "whole") and _is_amount(fact)


def _is_total(fact: Fact) -> bool:
    return fact.role in ("level", "target", "whole", "previous") and _is_amount(fact)


def _is_rate(fact: Fact) -> bool:
    return fact.measure == "%" and fact.role in _RATED


def _alike(one: Fact, other: Fact) -> bool:
    return one.measure == other.measure or (other.measure in _PEOPLE and one.measure not in _UNCOUNTED)


def _same(one: Fact, other: Fact) -> bool:
    return one.measure == other.measure


def _of_two_times(finder: "_Finder", candidate: Candidate) -> bool:
    """Whether the base of a growth is told of another time than its level."""
    before = candidate.operands[1]
    return before.role == "previous" or finder.is_past(before)


def _of_this_time(finder: "_Finder", candidate: Candidate) -> bool:
    """Whether the level that an increase led to is not told of another time."""
    return not finder.is_past(candidate.operands[0])


def _named_after(finder: "_Finder", candidate: Candidate) -> bool:
    """Whether a number is named after its rate: 化解了341件 of 化解率."""
    stem = candidate.claim.stem[-2:]
    first, second = candidate.operands
    if not stem or stem in _GENERIC:
        return first.measure == second.measure
    beside = first.index == candidate.claim.index - 1 and first.sentence == candidate.claim.sentence
    explained = _EXPLAINED.match(finder.bulletin.doc.text, candidate.claim.quantity.stop) is not None
    named = beside or explained or any(stem in finder.pairs_of(operand) for operand in candidate.operands)
    return named and (first.measure == second.measure or stem in finder.pairs_of(first))


def _growth_of(values: Sequence[Fraction]) -> Fraction:
    return (values[0] / values[1] - 1) * 100


def _growth_by(values: Sequence[Fraction]) -> Fraction:
    return values[1] * 100 / (values[0] - values[1])


_GROWTH = _Kind(
    "growth",
    _growth_of,
    _is_level,
    _is_base,
    _same,
    lambda one, other: (one / other - 1) * 100,
    _of_two_times,
)
_BY_INCREMENT = _Kind(
    "growth_from_increment",
    _growth_by,
    _is_level,
    lambda fact: fact.role == "increment",
    _same,
    lambda one, other: other * 100 / (one - other) if one != other else 0.0,
    _of_this_time,
)
_COMPLETION = _Kind(
    "completion",
    percentage,
    _is_amount,
    _is_total,
    _alike,
    lambda one, other: one * 100 / other,
    _named_after,
)
_SHARE = _Kind("share", percentage, _is_amount, _is_total, _same, lambda one, other: one * 100 / other)
_RATIO = _Kind(
    "ratio", quotient, _is_level, _is_base, _same, lambda one, other: one / other, sketch="{0} ÷ {1}"
)
_POINTS = _Kind("share_shift", rest, _is_rate, _is_rate, _same, lambda one, other: one - other)


def _difference(claim: Fact) -> _Kind:
    def fits(one: Fact, other: Fact) -> bool:
        return one.measure == other.measure == claim.measure

    def stands(fact: Fact) -> bool:
        return _is_total(fact) or fact.role == "mean"

    return _Kind("difference", rest, stands, stands, fits, lambda one, other: one - other)


def _mean(claim: Fact) -> _Kind | None:
    """户均, 平均每镇, 每千人: an amount over a count of what is named."""
    found = _MEAN_OF.search(claim.lead)
    if found is None or claim.quantity.unit == "%":
        return None
    many = _MANY.get(found["many"] or "", 1)
    heads = _HEADS.get(_SETTLED.sub("人", found["what"] or found["heads"] or found["each"] or "")[:1])

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

    return _Kind(
        "mean",
        per,
        lambda fact: _is_level(fact) or fact.role == "mean",
        counted,
        fits,
        lambda one, other: one * many / other,
        sketch="{0} ÷ {1}" if many == 1 else f"{{0}} × {many} ÷ {{1}}",
    )
