"""Rates of a count: 开工率, 办结率, 满意率, 增长面 (X率)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import percentage
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_REACH = 24
_PAIR = 2
_PARAGRAPHS = 6
_BEHIND = 1
_TWO_WORDS = 4
_FAR = 40
_DEMOGRAPHIC = (
    "出生",
    "死亡",
    "自然增长",
    "增长",
    "汇",
    "利",
    "失业",
    "税",
    "负债",
    "城镇化",
    "贡献",
    "覆盖",
)
_FACE = re.compile(r"(?P<stem>(?!方面|全面|平面|书面|层面)[\u4e00-\u9fff]{2})面(?:为|达到?|是)?\Z")
_SCOPE = re.compile(r"(?:全[省市县区]|其中|上述|这些)?(?P<name>[^，。；、\d]{3,}?)(?:当)?中，?")
_OWN_SCOPE = re.compile(
    r"(?:其中，?)?(?P<name>[^，。；、\d]{3,}?)(?=[已完整办验审到销开竣建]{1,2}[\u4e00-\u9fff])"
)
_FOUND = re.compile(r"\A(?:全[省市县区])?(?:共|累计)?(?:发现|排查出?|查出|梳理|交办)")
_DONE_SCOPE = re.compile(
    r"(?:其中|目前|现)?，?(?:已经?)?(?:完成)?(?:整改|办结|化解|解决|处置|销号|修复|治理)了?(?P<name>[^，。；、\d]{3,})"
)
_NOT_YET = re.compile("[未没不]")
_QUALIFIED = re.compile("按期|按时|及时|限时|超期|一次|综合|平均|群众|当期|首次|同比|环比|公开|实际")
_SAVED = ("节约", "节支", "审减", "核减", "下浮")
_DUE = re.compile(r"应[一-鿿]")
_DONE = re.compile(r"实[一-鿿]|已[一-鿿]")


@dataclass(frozen=True)
class _Ratio:
    """A ratio whose name tells both its numbers."""

    claim: re.Pattern[str]
    part: re.Pattern[str]
    whole: re.Pattern[str]
    other: re.Pattern[str]
    """Names that sound like the whole but are its parts."""
    type: str = "share"
    mixed: bool = False
    """Whether one counts people and the other what they take."""


_RATIOS = (
    _Ratio(
        re.compile("城镇化率"),
        re.compile("城镇"),
        re.compile("常住人口|总人口"),
        re.compile("城镇|乡村|农村"),
    ),
    _Ratio(
        re.compile("自给率"),
        re.compile("公共预算收入|财政收入"),
        re.compile("公共预算支出|财政支出"),
        re.compile("收入"),
    ),
    _Ratio(re.compile("存贷比"), re.compile("贷款余额"), re.compile("存款余额"), re.compile("贷款余额")),
    _Ratio(
        re.compile("资产负债率"), re.compile("负债"), re.compile("资产(?!负债)"), re.compile("负债|净资产")
    ),
    _Ratio(
        re.compile("利润率"), re.compile("利润"), re.compile("(?:营业|业务|销售)收入"), re.compile("利润")
    ),
    _Ratio(
        re.compile("床位(?:利用|使用)率|入住率"),
        re.compile("入住|在住"),
        re.compile("床位"),
        re.compile("护理型|入住"),
        mixed=True,
    ),
    _Ratio(re.compile("结余率"), re.compile("结余"), re.compile("总收入"), re.compile("结余")),
    _Ratio(re.compile("产销率"), re.compile("销售产值"), re.compile("总产值"), re.compile("销售产值")),
    _Ratio(
        re.compile("森林覆盖率"),
        re.compile("森林面积"),
        re.compile("国土面积|土地(?:总)?面积|总面积"),
        re.compile("森林"),
    ),
    _Ratio(re.compile("不良(?:贷款)?率"), re.compile("不良"), re.compile("贷款余额"), re.compile("不良")),
)


def rates(bulletin: Bulletin) -> Iterator[Slot]:
    """开工160个，开工率86.5%: the count that the rate is named after, over a larger count before it."""
    for claim in bulletin.facts:
        if claim.aside or claim.measure != "%" or claim in bulletin.scattered:
            continue
        candidates = list(_of_name(bulletin, claim)) or list(_of_face(bulletin, claim))
        if not candidates and _is_rate(claim) and claim.stem not in _DEMOGRAPHIC:
            candidates = list(_candidates(bulletin, claim, claim.stem, "completion"))
            candidates += _side_by_side(bulletin, claim)
            candidates += _of_scope(bulletin, claim)
            candidates += _in_brackets_behind(bulletin, claim)
            candidates += _of_saved(bulletin, claim)
            refused = list(_of_the_refused(bulletin, claim))
            explained = refused or list(_explained_behind(bulletin, claim))
            if explained and not any(candidate.holds() for candidate in candidates):
                candidates = refused or [*candidates, *explained]
        if candidates:
            candidates.sort(key=lambda candidate: -candidate.binding)
            yield Slot(candidates)


def _side_by_side(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """审结1843件，结案率77.2% of 2386: the number directly before a rate and a larger one before it, which may be
    one of last year (上年度查出的143个问题). Only explains.
    """
    before = [fact for fact in _around(bulletin, claim) if fact.sentence == claim.sentence]
    before = [fact for fact in before if fact.start < claim.start]
    if not before or before[-1].index != claim.index - 1 or not before[-1].is_level:
        return
    part = before[-1]
    for whole in reversed(before[:-1]):
        if whole.measure == part.measure and whole.quantity.magnitude >= part.quantity.magnitude:
            yield Candidate("completion", claim, (part, whole), percentage, Binding.WEAK)
    found = bulletin.facts[part.index - 1] if part.index else part
    if (
        found.role == "previous"
        and found.lead.endswith("的")
        and found.noun
        and found.sentence == claim.sentence
        and found.measure == part.measure
    ):
        yield Candidate("completion", claim, (part, found), percentage, Binding.WEAK)


def _of_the_refused(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """批捕305人，不捕147人，不捕率32.5%: those refused among all decided upon, refused or not."""
    if not _NOT_YET.match(claim.stem) or "满意" in claim.stem:
        return
    before = [fact for fact in _around(bulletin, claim) if fact.start < claim.start and fact.is_level]
    for other, part in pairwise(before):
        told = (
            part.index == claim.index - 1 and other.index == part.index - 1 and other.measure == part.measure
        )
        if told and _NOT_YET.match(part.name) and other.name.endswith(part.name[1:]):
            sketch = "{0} ÷ ({0} + {1}) × 100"
            yield Candidate("completion", claim, (part, other), _of_both, Binding.STRONG, sketch=sketch)


def _of_both(values: Sequence[Fraction]) -> Fraction:
    return values[0] * 100 / (values[0] + values[1])


def _of_saved(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """预算1.86亿元，成交1.78亿元，节约率4.3%: what was saved is not printed. Only explains."""
    if claim.stem not in _SAVED or claim.index < _PAIR:
        return
    whole, part = bulletin.facts[claim.index - 2 : claim.index]
    told = whole.role in ("level", "target") and part.is_level and whole.measure == part.measure
    if told and whole.sentence == claim.sentence and part.quantity.magnitude < whole.quantity.magnitude:
        sketch = "({0} - {1}) ÷ {0} × 100"
        yield Candidate("share", claim, (whole, part), _saved, Binding.WEAK, sketch=sketch)


def _saved(values: Sequence[Fraction]) -> Fraction:
    return (values[0] - values[1]) * 100 / values[0]


def _of_scope(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """新签约项目中已开工24个，开工率45.3%; 重大隐患整改59处，整改率92.2%: the whole has exactly the name in front, further up
    in the text.
    """
    part = bulletin.facts[claim.index - 1] if claim.index else claim
    names = _scopes(bulletin, part)
    if (
        not names
        or not part.is_level
        or part.sentence != claim.sentence
        or not _named_after(claim.stem, part)
    ):
        return
    wholes = [
        fact
        for fact in bulletin.facts[max(0, part.index - _FAR) : part.index]
        if fact.is_level and not fact.aside and fact.measure == part.measure
        if fact.names in names or _FOUND.sub("", fact.names) in names
    ]
    if len(wholes) == 1 and wholes[0].quantity.magnitude >= part.quantity.magnitude:
        binding = Binding.MEDIUM if _QUALIFIED.search(claim.lead + part.lead) else Binding.STRONG
        yield Candidate("completion", claim, (part, wholes[0]), percentage, binding)


def _scopes(bulletin: Bulletin, part: Fact) -> set[str]:
    """What the words of a part, or those that its sentence begins with, say it is a part of."""
    start = bulletin.sentences[part.sentence].start
    opening = _SCOPE.match(bulletin.doc.text, start, part.start)
    found = [_SCOPE.match(part.lead), _OWN_SCOPE.match(part.lead), _DONE_SCOPE.fullmatch(part.lead), opening]
    return {scope["name"] for scope in found if scope}


def _in_brackets_behind(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """投保率84.6%（全县种植面积31.2万亩）: what the number before the rate is a part of stands in brackets behind it."""
    part = bulletin.facts[claim.index - 1] if claim.index else claim
    for whole in bulletin.facts[claim.index + 1 : claim.index + 2]:
        beside = part.is_level and part.sentence == claim.sentence == whole.sentence
        larger = whole.measure == part.measure and whole.quantity.magnitude >= part.quantity.magnitude
        if beside and larger and whole.aside and whole.role in ("level", "target"):
            yield Candidate("completion", claim, (part, whole), percentage, Binding.MEDIUM)


def _explained_behind(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """供水人口287.4万人，自来水普及率95.0%，其中已通272.9万人; 年报率93.0%，应报8735户、已报8124户: the part, or both
    numbers, behind the rate. Only explains.
    """
    before = bulletin.facts[claim.index - 1] if claim.index else claim
    behind = [
        fact for fact in bulletin.facts[claim.index + 1 : claim.index + 3] if fact.sentence == claim.sentence
    ]
    pairs = [(behind[0], before)] if behind and "已" in behind[0].lead else []
    pairs += [(behind[1], behind[0]), (behind[0], behind[1])] if len(behind) > 1 else []
    for part, whole in pairs:
        told = part.role in ("level", "target") and whole.role in ("level", "target")
        told = told and part.measure == whole.measure and whole.sentence == claim.sentence
        candidate = Candidate("completion", claim, (part, whole), percentage, Binding.WEAK)
        if told and (part is not behind[-1] or _DONE.search(part.lead)) and candidate.holds():
            yield candidate


def _is_rate(claim: Fact) -> bool:
    """A rate, or a 完成率 or 支出进度 that can be of things printed instead of a plan."""
    return claim.role == "rate" or (claim.role == "completion" and (claim.stem != "" or "进度" in claim.lead))


def _of_face(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """增长面64.6% of the firms that grew."""
    face = _FACE.search(claim.lead)
    return _candidates(bulletin, claim, face["stem"], "share") if face else iter(())


def _of_name(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """城镇化率 of the town's people and all people: the last of each before it in the paragraph."""
    for ratio in _RATIOS:
        if claim.role not in ("rate", "other") or ratio.claim.search(claim.lead) is None:
            continue
        near = [fact for fact in _near(bulletin, claim) if fact.is_level and not fact.aside]
        if not any(ratio.whole.search(fact.name) for fact in near):
            far = bulletin.facts[max(0, claim.index - _REACH) : claim.index]
            near = [fact for fact in far if fact.is_level and not fact.aside]
        wholes = [
            fact for fact in near if ratio.whole.search(fact.name) and not ratio.other.search(fact.name)
        ]
        meant = [fact for fact in wholes if ("户籍" in claim.lead) == ("户籍" in fact.name)]
        if len(meant) < len(wholes):
            wholes, near = meant, [fact for fact in near if meant and fact.start > meant[0].start]
        parts = [fact for fact in near if ratio.part.search(fact.name)]
        if len(wholes) == len(parts) == 1 and (ratio.mixed or wholes[0].measure == parts[0].measure):
            binding = Binding.STRONG if claim.sentence == wholes[0].sentence else Binding.MEDIUM
            if ratio.mixed or wholes[0].paragraph != claim.paragraph:
                binding = Binding.WEAK
            yield Candidate(ratio.type, claim, (parts[0], wholes[0]), percentage, binding)


def _near(bulletin: Bulletin, claim: Fact) -> list[Fact]:
    """Numbers of the paragraph before a rate, and the two behind it in its sentence."""
    near = bulletin.facts[max(0, claim.index - _REACH) : claim.index + 1 + _PAIR]
    return [
        fact
        for fact in near
        if fact.paragraph == claim.paragraph and (fact.start < claim.start or fact.sentence == claim.sentence)
    ]


def _candidates(bulletin: Bulletin, claim: Fact, stem: str, kind: str) -> Iterator[Candidate]:
    near = _around(bulletin, claim)
    clause = bulletin.clause_start(claim)
    parts = [
        fact
        for fact in near
        if fact.is_level and fact.paragraph == claim.paragraph and _named_after(stem, fact)
    ]
    parts = [fact for fact in parts if not _NOT_YET.search(fact.lead) or _NOT_YET.search(claim.lead)]
    parts = [fact for fact in parts if fact.start < claim.start] or parts
    parts = [fact for fact in parts if fact.start >= clause] or parts
    for part in reversed(parts):
        wholes = [
            fact
            for fact in near
            if fact is not part
            and (fact.start < claim.start or fact.role == "target")
            and (fact.measure == part.measure or (part.measure, fact.measure) == ("人次", "人"))
            and (fact.quantity.magnitude >= part.quantity.magnitude or fact.index == part.index - 1)
        ]
        before = [fact for fact in near if fact.measure == part.measure and fact.start < claim.start]
        same = [fact for fact in before if fact.start >= clause]
        outer = [
            fact
            for fact in before
            if fact.opened < 0 and fact.paragraph == claim.paragraph and not fact.aside
        ]
        for whole in reversed(wholes):
            binding = Binding.WEAK
            if len(parts) == 1 and ((len(same) == _PAIR and whole in same) or whole.sets_scope):
                binding = _binding(claim, stem, part, whole)
            elif _is_alone(part, whole, parts, outer) and not _has_own_rate(bulletin, claim, whole):
                binding = Binding.MEDIUM
            bracketed = any(whole.start < fact.start < part.start and fact.aside for fact in before)
            yield Candidate(kind, claim, (part, whole), percentage, binding, slip_only=bracketed)
    yield from _due(claim, [fact for fact in near if clause <= fact.start < claim.start], kind)


def _is_alone(part: Fact, whole: Fact, parts: list[Fact], outer: list[Fact]) -> bool:
    """Whether a rate can be of no other part, and of no other whole outside lists."""
    return len(parts) == 1 and _is_outer(whole, part, outer)


def _has_own_rate(bulletin: Bulletin, claim: Fact, whole: Fact) -> bool:
    """Whether a rate is qualified, or a number before has one of the same name and so is its sibling's part."""
    behind = bulletin.facts[whole.index + 1]
    own = behind.stem == claim.stem or (behind.stem and _named_after(behind.stem, whole))
    sibling = behind is not claim and behind.measure == "%" and own
    return sibling or _QUALIFIED.search(claim.lead) is not None


def _is_outer(whole: Fact, part: Fact, outer: list[Fact]) -> bool:
    """Whether whole and part are the only two outside lists, or the only one and a part of its own list."""
    return outer == [whole, part] or (outer == [whole] and part.opened > whole.start)


def _around(bulletin: Bulletin, claim: Fact) -> list[Fact]:
    """Levels and plans of this paragraph and the one before, and the number behind the rate in its sentence."""
    around = bulletin.facts[max(0, claim.index - _REACH) : claim.index + 1 + _BEHIND]
    return [
        fact
        for fact in around
        if fact.role in ("level", "target")
        and claim.paragraph - _PARAGRAPHS <= fact.paragraph <= claim.paragraph
        and (fact.start < claim.start or fact.sentence == claim.sentence)
    ]


def _binding(claim: Fact, stem: str, part: Fact, whole: Fact) -> Binding:
    """Strong when part and whole, the only two of their measure, stand side by side before a plain rate."""
    if part.sentence != claim.sentence or part.start > claim.start:
        return Binding.WEAK
    if part.quantity.magnitude > whole.quantity.magnitude:
        return Binding.MEDIUM
    direct = part.index == claim.index - 1 and whole.index < part.index
    words = (_QUALIFIED.findall(claim.lead), _QUALIFIED.findall(part.lead))
    qualified = words[0] != words[1] or "群众" in words[0] or "综合" in words[0] or "平均" in words[0]
    return Binding.STRONG if direct and not qualified and stem in part.lead else Binding.MEDIUM


def _due(claim: Fact, clause: list[Fact], kind: str) -> Iterator[Candidate]:
    """应缴3.6亿元，实缴2.7亿元，征缴率75%."""
    for whole, part in pairwise(clause):
        if whole.measure == part.measure and _DUE.search(whole.lead) and _DONE.search(part.lead):
            yield Candidate(kind, claim, (part, whole), percentage, Binding.MEDIUM)


def _named_after(stem: str, part: Fact) -> bool:
    words = part.name or part.noun or part.lead
    if len(stem) < 2:
        return False
    return (
        stem in words
        or (len(stem) == _TWO_WORDS and stem[2:] + stem[:2] in part.lead)
        or stem in part.lead
        or stem.endswith(words[-2:] or "-")
        or stem[:1] + "到" in words[-3:]
        or (words[-1:] == stem[:1] == "结" and len(words) > 1)
    )
