"""Numbers side by side whose words leave no doubt what they are to one another (并列即定).

覆盖率39.20%，比上年38.37%提高0.83个百分点; 为预算的97.3%（预算16.08亿元）; 占支出（37.23亿元）的61.0%. The patterns explain such
claims in one of several readings. Where none of them fits, the numbers directly beside the claim are the ones meant.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import percentage, total
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest
from luoshi.kernel.text.relations.growth import is_real
from luoshi.kernel.text.relations.kinds import is_mean_of_others, mean_kind
from luoshi.kernel.text.relations.ratios import annual_growth
from luoshi.kernel.text.relations.shares import speaks_of
from luoshi.kernel.text.runs import runs_of

_LEVELS = ("level", "rate", "share", "completion", "growth", "other", "mean")
_AMOUNTS = ("level", "mean")
_LESS = re.compile(r"(?:\A|[^最])(?:[低慢少短]了?|低于|慢于)\Z|[低慢少]于")
_LAST_YEAR = re.compile(r"(?:上年|去年)(?:同期|同月|末|底)?(?:占比|比重|增速|增幅)?[为是]?\Z")
_SINCE = re.compile(
    r"[比较](?:上[年月周]|上季度?|去年|年初|\d{1,2}月|(?:19|20)\d{2}年)(?:同期|同月|月?末|月?底|份)?的?\Z"
)
_SET_AGAINST = re.compile(
    r"[比较](?P<what>(?:上半年|[一二三]季度|去年|上年|年初|上月|(?:19|20)\d{2}年|全[国省市县区]|1[-—至]\d{1,2}月)[^，。；\d]{0,4}?)的?"
    r"(?:净?增|提高|提升|加快|回落|下降|上升|降低|减少|增加|[高低快慢多少])"
)
_COMPARED = re.compile(r"[比较][^，。；（）]{1,12}（\Z")
_REACH = 16
_FROM = re.compile(r"[，；](?P<name>[\u4e00-\u9fff]{3,10})[由从]\Z")
_MOVED = re.compile("(?:上升|增长|增加|下降|减少|降低)了?")
_REACHED = re.compile("[到至为]\\Z")
_YEARS = re.compile(r"(?P<count>[两二三四五六七八九十])年(?:间|来)?(?:年均|年平均|平均)")
_LEFT = re.compile(
    r"(?:审减|核减|节约(?:资金)?|节省|净流[入出]|[尚还仍]差|剩余|尚余|余下|自然增[加长]|自然减少|净增|短收|(?:限额)?空间)(?:额|了|人口)?\Z"
)
_OWED = re.compile("限额|计划|任务|目标|应|预算|送审|申报|户籍|出生|死亡|新设|新增|新登记|新办")
_PLANNED = re.compile("预算|计划|任务|目标")
_OF_A_STAGE = re.compile("调整|阶段|序时|时序|进度|月|季|上半年|五年|十[一二三四五]五|[省市国]")
_OF_IT = re.compile("）的(?:比[重例])?(?:[为达到是])*")
_SURVEYED = re.compile("可支配|纯收入|消费支出|工资|生产总值|GDP|单产|亩产|班额|[日月年]")
_ADDED = re.compile(
    "(?:，|；)?(?:再)?(?:加上|连同)(?!等)(?P<kept>[^，。；\\d]{0,8}?(?:结余|结转|结存|余额|存量))?[^，。；\\d]{0,10}"
)
_TOTALLED = re.compile(
    "(?:，|；)?[^，。；\\d]{0,6}?(?P<kept>累计|滚存|年末|期末)?(?:合计|共计|总计|总共|共有|共|累计|结余|结存|余额|总额|总量)+[^，。；\\d]{0,4}"
)
_ALL, _PAIR, _FAR = 100, 2, 10


def told_side_by_side(
    bulletin: Bulletin, holding: Sequence[Candidate], explained: Collection[Fact]
) -> Iterator[Slot]:
    """The relations of claims that are not among `explained` to the numbers beside them; `holding` are those that hold."""
    for claim in bulletin.facts:
        if claim in explained or claim.comparable or claim.aside:
            continue
        found = next(_readings(bulletin, claim), None)
        if found is not None:
            yield Slot([replace(found, certain=found.type != "mean")])
    yield from _shares_of_parts(bulletin, holding, explained)
    yield from _shares_of_named_parts(bulletin, holding, explained)


def _readings(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    if claim.role == "growth" and claim.versus == "annual":
        yield from _of_years(bulletin, claim)
    elif claim.role in ("points", "increment", "growth"):
        yield from _of_change(bulletin, claim)
        yield from _of_named_base(bulletin, claim)
    elif claim.role == "completion":
        yield from _of_plan(bulletin, claim)
    elif claim.role == "mean":
        yield from _of_mean(bulletin, claim)
    elif claim.is_level and _LEFT.search(claim.lead):
        yield from _of_rest(bulletin, claim)
    elif claim.is_level and _TOTALLED.fullmatch(claim.lead):
        yield from _of_added(bulletin, claim)
    if claim.role in ("share", "completion", "other"):
        yield from _of_bracket(bulletin, claim)
    if claim.role in ("rate", "completion", "share"):
        yield from _of_both_in_bracket(bulletin, claim)
    if claim.role == "share" and claim.stem:
        yield from _of_named_behind(bulletin, claim)


def _of_added(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """当期结余2.4亿元，加上上年结余13.3亿元，累计结余15.7亿元: two numbers in a row that are added in words, and their total."""
    before, first, added = (_beside(bulletin, claim, place) for place in (-3, -2, -1))
    if first is None or added is None or not first.measure == added.measure == claim.measure:
        return
    joined = _ADDED.fullmatch(bulletin.doc.text, first.quantity.stop, added.start)
    gap = bulletin.doc.text[added.quantity.stop : claim.start]
    if joined is None or "等" in gap or not (first.is_level and added.is_level) or first.opened >= 0:
        return
    total_of = _TOTALLED.fullmatch(gap)
    kept = joined["kept"] is not None and "余" in first.lead and "余" in gap
    alone = before is None or before.measure != first.measure
    if total_of is not None and not first.listed and not first.aside and (kept or alone):
        yield Candidate("sum", claim, (first, added), total, Binding.STRONG)


def _beside(bulletin: Bulletin, claim: Fact, place: int) -> Fact | None:
    """The number so many places behind a claim, or before it, in its sentence."""
    index = claim.index + place
    if not 0 <= index < len(bulletin.facts):
        return None
    fact = bulletin.facts[index]
    return fact if fact.sentence == claim.sentence else None


def _of_change(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """A value and what it changed from, both beside the change."""
    before, first, behind = (_beside(bulletin, claim, place) for place in (-1, -2, 1))
    for level, base in ((first, before), (before, first), (before, behind)):
        if level is None or base is None or level.measure != base.measure or base.comparable:
            continue
        if level.aside or level.lead.startswith(("、", "和", "及")):
            continue
        named = base is behind and _is_compared(bulletin, claim, base)
        told = sorted((claim, level, base), key=lambda fact: fact.index)
        if level.role not in _LEVELS or not (named or _is_past(bulletin, base)):
            continue
        if any(fact.parted for fact in told[1:]) and not (named and not claim.parted):
            continue
        moved = level.index < base.index or _REACHED.search(level.lead)
        same = not (base.versus and claim.versus) or base.versus == claim.versus
        if moved and same and not claim.quantity.grows and not _is_past(bulletin, level):
            yield from _changed(claim, level, base)


def _of_named_base(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """直接财产损失由1068.9万元上升11.0%: the base inside its own words and the level of that name in the sentence before."""
    base = _beside(bulletin, claim, -1)
    if base is None or claim.role != "growth" or base.aside:
        return
    moved = _MOVED.fullmatch(bulletin.doc.text, base.quantity.stop, claim.start)
    named = _FROM.search(bulletin.doc.text, max(0, base.start - _REACH), base.start)
    if moved is None or named is None:
        return
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _FAR) : base.index]
        if fact.is_level
        and not fact.aside
        and fact.measure == base.measure
        and fact.paragraph == claim.paragraph
        and fact.sentence == claim.sentence - 1
        and fact.lead.endswith(named["name"])
    ]
    if len(near) == 1:
        yield Candidate("growth", claim, (near[0], base), _growth, Binding.STRONG)


def _is_compared(bulletin: Bulletin, claim: Fact, base: Fact) -> bool:
    """Whether the number behind a change bears the name of what it is set against: 比上半年提高1.2个百分点，上半年增速为8.7%."""
    words = _SET_AGAINST.search(bulletin.doc.text, max(0, claim.start - _REACH), claim.start)
    return words is not None and words["what"] in bulletin.doc.text[claim.quantity.stop : base.start]


def _is_past(bulletin: Bulletin, fact: Fact) -> bool:
    """Whether a value is that of another time: 上年同期占比69.6%, 比1—9月（6.5%）."""
    if fact.role == "previous":
        return True
    before = bulletin.doc.text[max(0, fact.start - _REACH) : fact.start]
    if fact.aside:
        return _COMPARED.search(before) is not None
    return _LAST_YEAR.search(before) is not None or _SINCE.search(before) is not None


def _changed(claim: Fact, level: Fact, base: Fact) -> Iterator[Candidate]:
    falls = claim.sign > 0 and _LESS.search(claim.lead) is not None
    pair = (base, level) if falls else (level, base)
    if claim.measure == "百分点" and base.measure == "%":
        yield Candidate("share_shift", claim, pair, rest, Binding.STRONG)
    elif claim.role == "increment" and claim.measure == base.measure:
        yield Candidate("difference", claim, pair, rest, Binding.STRONG)
    elif claim.role == "growth" and base.measure != "%" and level.role in _AMOUNTS and not is_real(level):
        yield Candidate("growth", claim, (level, base), _growth, Binding.STRONG)


def _growth(values: Sequence[Fraction]) -> Fraction:
    return (values[0] / values[1] - 1) * 100


def _of_years(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """总产值58.7亿元，2020年为42.9亿元，五年年均增长6.5%: level and base beside it, and the years in its own words."""
    span = _YEARS.search(bulletin.doc.text, max(0, claim.start - _REACH), claim.start)
    level, base = _beside(bulletin, claim, -2), _beside(bulletin, claim, -1)
    if span is None or level is None or base is None or level.measure != base.measure or level.aside:
        return
    if level.role == "previous":
        level, base = base, level
    told = level.role in _AMOUNTS and base.role == "previous" and not is_real(level)
    if told and not (level.parted and base.parted) and claim.index - 1 in (level.index, base.index):
        formula = annual_growth(chinese_count(span["count"].replace("两", "二")))
        yield Candidate("annual_growth", claim, (base, level), formula, Binding.STRONG)


def _of_plan(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """收入15.65亿元，为预算的97.3%，预算16.08亿元: the plan directly behind the rate that names it."""
    level, plan = _beside(bulletin, claim, -1), _beside(bulletin, claim, 1)
    if plan is not None and plan.aside:
        level = bulletin.frame_of[claim].level
    if (
        level is None
        or level.start > claim.start
        or plan is None
        or not level.is_level
        or level.aside
        or plan.role != "target"
    ):
        return
    named = _PLANNED.search(claim.lead) and not _OF_A_STAGE.search(claim.lead + plan.lead)
    if named and level.measure == plan.measure and bulletin.main_of(level) is None:
        yield Candidate("completion", claim, (level, plan), percentage, Binding.STRONG)


def _of_bracket(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """占一般公共预算支出（37.23亿元）的61.0%: the whole in brackets inside the words of the share, and the subject's level."""
    whole = _beside(bulletin, claim, -1)
    if whole is None or not whole.aside:
        return
    inside = _OF_IT.fullmatch(bulletin.doc.text, whole.quantity.stop, claim.start)
    level = bulletin.frame_of[claim].level
    if inside is None or level is None or level.start > whole.start or level.sentence != claim.sentence:
        return
    if level.measure == whole.measure and level.quantity.magnitude < whole.quantity.magnitude:
        kind = "completion" if claim.role == "completion" else "share"
        yield Candidate(kind, claim, (level, whole), percentage, Binding.STRONG)


def _of_both_in_bracket(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """覆盖率91.2%（普惠园155所，总数170所）: the only two numbers of the bracket directly behind a rate."""
    one, other, further = (_beside(bulletin, claim, place) for place in (1, 2, 3))
    opened = bulletin.doc.text.startswith("（", claim.quantity.stop)
    if (
        not opened
        or one is None
        or other is None
        or not (one.aside and other.aside)
        or (further and further.aside)
    ):
        return
    told = all(fact.role in ("level", "target") for fact in (one, other)) and one.measure == other.measure
    if told and claim.interval.middle <= _ALL and "）" not in bulletin.doc.text[one.start : other.start]:
        pair = sorted((one, other), key=lambda fact: fact.quantity.magnitude)
        yield Candidate("completion", claim, tuple(pair), percentage, Binding.STRONG)


def _of_named_behind(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """三项合计50112万元，占税收收入的71.0%，税收收入总额为70580万元: the whole directly behind the share that names it."""
    level, whole = _beside(bulletin, claim, -1), _beside(bulletin, claim, 1)
    if (
        level is None
        or whole is None
        or not (level.is_level and whole.is_level)
        or level.aside
        or whole.parted
    ):
        return
    smaller = level.measure == whole.measure and level.quantity.magnitude < whole.quantity.magnitude
    if smaller and speaks_of(claim, whole, exactly=True) and bulletin.frame_of[claim].level is level:
        yield Candidate("share", claim, (level, whole), percentage, Binding.STRONG)


def _of_rest(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """送审21.42亿元，审定19.49亿元，审减1.93亿元: the larger of the only two numbers of the clause less the other."""
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _FAR) : claim.index]
        if fact.sentence == claim.sentence and fact.measure == claim.measure
    ]
    if len(near) != _PAIR or claim.parted or near[1].parted or any(fact.aside for fact in near):
        return
    smaller, larger = sorted(near, key=lambda fact: fact.quantity.magnitude)
    beside = claim.index - near[1].index <= _PAIR and all(fact.role in ("level", "target") for fact in near)
    if beside and (_OWED.search(larger.lead) or larger.role == "target"):
        yield Candidate("difference", claim, (larger, smaller), rest, Binding.STRONG)


def _of_mean(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """立案处罚18家、罚款101.3万元，平均每家罚款5.6万元: amount and count directly before it, or the only ones of the sentence."""
    yield from _of_mean_over(bulletin, claim, visits=False)
    yield from (found for found in _of_mean_over(bulletin, claim, visits=True) if found.is_off_by_ten())


def _of_mean_over(bulletin: Bulletin, claim: Fact, *, visits: bool) -> Iterator[Candidate]:
    """An average over people, or over visits (人次), which need not be as many: only a point in the wrong place is told."""
    kind = mean_kind(claim, visits=visits)
    if kind is None or _SURVEYED.search(claim.lead):
        return
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _FAR) : claim.index]
        if fact.sentence == claim.sentence and fact.is_level and not fact.aside
    ]
    pairs = [
        (amount, heads)
        for amount, heads in permutations(near, _PAIR)
        if kind.first(amount) and kind.second(heads) and kind.fits(amount, heads)
    ]
    bracket, amount = _beside(bulletin, claim, 1), _beside(bulletin, claim, -1)
    if bracket is not None and bracket.aside and amount is not None and amount.is_level and not amount.aside:
        per_head = kind.first(amount) and kind.second(bracket) and kind.fits(amount, bracket)
        pairs = [(amount, bracket)] if per_head and bracket.is_level else pairs
    beside = [pair for pair in pairs if {fact.index for fact in pair} == {claim.index - 1, claim.index - 2}]
    meant = pairs if len(pairs) == 1 else beside
    if len(meant) == 1 and is_mean_of_others(claim, *meant[0]):
        return
    if len(meant) == 1 and not claim.parted and not meant[0][1].parted:
        yield Candidate("mean", claim, meant[0], kind.formula, Binding.STRONG, sketch=kind.sketch)


def _shares_of_parts(
    bulletin: Bulletin, holding: Sequence[Candidate], explained: Collection[Fact]
) -> Iterator[Slot]:
    """三类主体占比分别为19.2%、79.3%和1.5% directly behind three parts that make their total: one by one."""
    sums = {found.operands[-1].index: found for found in holding if found.type == "sum"}
    for run in runs_of(bulletin.facts):
        found = sums.get(run[0].index - 1)
        if found is None or run[0].role != "share" or len(run) != len(found.operands):
            continue
        for claim, part in zip(run, found.operands, strict=True):
            if claim not in explained and not claim.aside:
                yield Slot([Candidate("share", claim, (part, found.claim), percentage, Binding.STRONG)])


def _shares_of_named_parts(
    bulletin: Bulletin, holding: Sequence[Candidate], explained: Collection[Fact]
) -> Iterator[Slot]:
    """刑事882件、民商事5886件、执行2992件，共计9760件，民商事占比60.3%: a part of the total before it, called by its name."""
    sums = [found for found in holding if found.type == "sum" and found.binding > Binding.WEAK]
    for claim in bulletin.facts:
        if (
            claim.role != "share"
            or claim.stem
            or claim.aside
            or claim in explained
            or len(claim.name) < _PAIR
        ):
            continue
        near = [
            found
            for found in sums
            if found.claim.sentence == claim.sentence and found.claim.start < claim.start
        ]
        named = [
            (part, found.claim)
            for found in near
            for part in found.operands
            if part.name.startswith(claim.name) and part.start < claim.start
        ]
        if len(named) == 1 and bulletin.frame_of[claim].level is None:
            yield Slot([Candidate("share", claim, named[0], percentage, Binding.STRONG)])
