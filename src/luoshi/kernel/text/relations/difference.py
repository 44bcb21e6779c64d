"""Differences: surplus, balance, what is left (差额)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import is_count, percentage, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest
from luoshi.kernel.text.relations.closed import Partition
from luoshi.kernel.text.relations.lists import is_close

_SURPLUS = re.compile("顺差")
_DEFICIT = re.compile("逆差")
_LEFT = re.compile(
    r"差额|相差|结余|结转|净增|净流|核减|审减|自然减少|自然增加|自然增长(?!率)|剩余|余额|尚有|未办|未完|在办|正在|节约|节省|仍差|还差|尚差"
)
_NOT = re.compile(r"(?:尚?未|没有|不)(?P<verb>[\u4e00-\u9fff]{1,2})|其余|剩余")
_OF_THE_PERIOD = re.compile("(?:当期|本期|当年|收支)结余")
_LEAD = re.compile("）(?P<way>多出?|高出?|少|低)")
_OTHER = re.compile("[比较][^，。；（）\\d]{2,}\\Z")
_LONGEST_NAME, _REACH_OF_WORDS = 16, 12
_ABOVE = re.compile(r"超额(?:完成)?|超(?:计划|任务|目标)|超出|超\Z")
_SHORT_OF = re.compile("节约|节省|结余|[仍还尚]差|差额")
_REACH = 4
_FARTHEST = 10
_MOST_LEVELS = 2
_BARE_REST = re.compile(
    r"(?:(?:其余|剩余|余下|尚有|还有|仍有|目前|尚|仍)的?)+(?:[未没][\u4e00-\u9fff]{1,3})?|未(?!成年|来)[\u4e00-\u9fff]{1,3}"
)
_LEFT_OF_RATE = re.compile(r"未(?!成年|来)|剩|仍|尚|还|差|余|节约|节省|结转|继续|正在")
_NEAR_RATE = 6
REMAINS = re.compile("尚[有未余]|还有|仍|剩|其余|待")
"""Words that tell what is left, and not a part among others."""
_IN_HAND = re.compile(r"(?:正在办理?|在办)\Z")
"""Matters in hand are a part of all, like those settled late."""
_UNDER_WAY = re.compile("阶段性|部分(?:完成|办结|整改)|正在?[推施整办实建]|在[办建施]")
_NOT_BEGUN = re.compile("正在[办整]|在办|(?:因[^，。；\\d]{2,16})?(?:尚未|还未|未[启开完整办动])")
"""What is half done or under way, and what is in hand or not begun."""
_TOTAL_OF_ACCOUNT = re.compile("总收入|收入总计|总支出|支出总计")
_FAR_BACK = 24
_LATE = re.compile("逾期|超期|按(?:计划|序时|进度)[^，。；]{0,4}推进")


def balances(bulletin: Bulletin, partitions: Iterable[Partition]) -> Iterator[Slot]:
    """Trade balance of the exports and imports printed before it."""
    for entry in partitions:
        if entry.of.name != "trade":
            continue
        exports, imports = entry.parts
        last = max(exports.index, imports.index)
        for fact in bulletin.facts[last + 1 : last + 1 + _REACH]:
            if not fact.is_level or fact.measure != exports.measure or fact.paragraph != exports.paragraph:
                continue
            if _SURPLUS.search(fact.name):
                yield Slot([Candidate("difference", fact, (exports, imports), rest, Binding.STRONG)])
            elif _DEFICIT.search(fact.name):
                yield Slot([Candidate("difference", fact, (imports, exports), rest, Binding.STRONG)])
            break


def _in_sign(claim: Fact, larger: Fact, smaller: Fact) -> tuple[Fact, Fact]:
    """Larger less smaller, or the other way round for 减少362人."""
    return (larger, smaller) if claim.sign > 0 else (smaller, larger)


def _of_accounts(claim: Fact, larger: Fact, smaller: Fact) -> Binding:
    """收入5.83亿元，支出5.21亿元，当期结余0.62亿元 and 出生, 死亡, 自然增加 accuse, a bare 结余 asks; any other
    remainder is only explained."""
    beside = larger.index == claim.index - 2 and smaller.index == claim.index - 1
    born = (
        "出生" in larger.lead + smaller.lead and "死亡" in larger.lead + smaller.lead and "自然" in claim.lead
    )
    if beside and (born or (_OF_THE_PERIOD.search(claim.lead) and "支出" in smaller.lead)):
        return Binding.STRONG
    spent = "收入" in larger.lead and "支出" in smaller.lead and "结余" in claim.lead
    return Binding.MEDIUM if beside and spent and "累计" not in claim.lead else Binding.WEAK


def complements(bulletin: Bulletin) -> Iterator[Slot]:
    """已开工74个，未开工18个 of 92: what is left of a total when those that did are taken off.

    Accuses only when total and part are the only two of the measure in the paragraph's last lines before it.
    """
    for claim in bulletin.facts:
        verb = _NOT.search(claim.lead)
        if not claim.is_level or claim.aside or claim.opened >= 0 or verb is None:
            continue
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _FARTHEST) : claim.index]
            if fact.role in ("level", "target")
            and fact.measure == claim.measure
            and fact.paragraph == claim.paragraph
        ]
        done = verb["verb"] or "已"
        did = [
            fact for fact in near if fact.is_level and done in fact.lead and _NOT.search(fact.lead) is None
        ]
        if not did:
            continue
        part = did[-1]
        wholes = [
            fact
            for fact in near
            if fact.start < part.start
            and fact.quantity.magnitude >= part.quantity.magnitude
            and not fact.aside
        ]
        open_ones = [fact for fact in near if fact.opened < 0 and not fact.aside]
        slot = Slot(
            [
                _complement(claim, whole, part, _sure(whole, part, open_ones, claim))
                for whole in reversed(wholes)
            ]
        )
        if slot.candidates:
            slot.candidates.sort(key=lambda candidate: -candidate.binding)
            yield slot


def _complement(claim: Fact, whole: Fact, part: Fact, binding: Binding) -> Candidate:
    """What is not yet done is a difference; what fails (不合格), or the rest of a scope (13个镇街中), makes the whole."""
    if whole.sets_scope or re.search(r"(?<!尚)不", claim.lead) or _closes(claim, whole, part):
        return Candidate("sum", whole, (part, claim), total, binding)
    return Candidate("difference", claim, (whole, part), rest, binding)


def _sure(whole: Fact, part: Fact, near: Sequence[Fact], claim: Fact) -> Binding:
    both_done = whole.lead.startswith("已") and whole.index < part.index - 1
    if list(near) != [whole, part] or claim.sentence > part.sentence + 1 or both_done:
        return Binding.WEAK
    return Binding.STRONG if claim.sentence == part.sentence else Binding.MEDIUM


def remainders(bulletin: Bulletin) -> Iterator[Slot]:
    """What is left of two numbers before it in the paragraph. Only explains."""
    for claim in bulletin.facts:
        if claim.role not in ("level", "increment") or claim.aside or not _LEFT.search(claim.lead):
            continue
        before = [
            fact
            for fact in bulletin.facts[max(0, claim.index - 2 * _REACH) : claim.index]
            if (fact.is_level or (fact.role == "target" and _SHORT_OF.search(claim.lead)))
            and fact.measure == claim.measure
            and fact.paragraph >= claim.paragraph - _sets_off(bulletin, claim)
        ]
        if _sets_off(bulletin, claim):
            told = bulletin.facts[max(0, claim.index - _FAR_BACK) : claim.index - 2 * _REACH]
            before = [
                *(fact for fact in told if fact.is_level and _TOTAL_OF_ACCOUNT.search(fact.lead)),
                *before,
            ]
            before = [fact for fact in before if fact.measure == claim.measure]
        slot = Slot(
            [
                Candidate("sum", larger, (smaller, claim), total, Binding.WEAK)
                if _IN_HAND.search(claim.lead)
                or larger.sets_scope
                or _is_part_of(claim, smaller)
                or _closes(claim, larger, smaller)
                else Candidate(
                    "difference",
                    claim,
                    _in_sign(claim, larger, smaller),
                    rest,
                    _of_accounts(claim, larger, smaller),
                )
                for first, second in combinations(before, _MOST_LEVELS)
                for smaller, larger in [sorted((first, second), key=lambda fact: fact.quantity.magnitude)]
            ]
        )
        if slot.candidates:
            slot.candidates.sort(key=lambda candidate: -candidate.binding)
            yield slot


def _closes(claim: Fact, larger: Fact, smaller: Fact) -> bool:
    """排查29条，已整改24条，剩余5条: three counts in a row, the whole first, so that the last two make it."""
    bare = claim.lead in ("剩余", "其余", "余下", "尚余") and is_count(claim.quantity)
    in_row = (larger.index, smaller.index) == (claim.index - 2, claim.index - 1)
    return bare and in_row and larger.sentence == claim.sentence and larger.is_level and smaller.is_level


def _is_part_of(claim: Fact, done: Fact) -> bool:
    """Whether a 其中 tells what is done and what is in hand: 已开工75项，其中竣工19项，正在施工56项."""
    return claim.opened >= 0 and claim.opened == done.opened and claim.lead.startswith("正在")


def _sets_off(bulletin: Bulletin, claim: Fact) -> bool:
    """Whether a balance sets what came in off against what went out (收支相抵，当期结余), each in a paragraph of its own."""
    return "收支" in bulletin.doc.text[max(0, claim.start - _REACH_OF_WORDS) : claim.start]


def leads_over_another(bulletin: Bulletin) -> Iterator[Slot]:
    """完成61.38亿元，比第二的安平县（48.91亿元）多12.47亿元: a level less the one in brackets directly before the lead."""
    text = bulletin.doc.text
    for claim in bulletin.facts:
        other = bulletin.facts[claim.index - 1] if claim.index else claim
        if (
            not other.aside
            or other.measure != claim.measure
            or claim.role not in ("level", "increment", "other", "mean")
        ):
            continue
        ahead = _LEAD.fullmatch(text, other.quantity.stop, claim.start)
        opened = text.rfind("（", 0, other.start)
        compared = _OTHER.search(text, max(0, opened - _LONGEST_NAME), max(0, opened))
        levels = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : other.index]
            if fact.role in ("level", "mean")
            and fact.sentence == claim.sentence
            and fact.measure == claim.measure
        ]
        if ahead and compared and levels:
            pair = (
                (levels[-1], other) if ahead["way"] in ("多", "高", "高出", "多出") else (other, levels[-1])
            )
            yield Slot([Candidate("difference", claim, pair, rest, Binding.MEDIUM)])


def excesses(bulletin: Bulletin) -> Iterator[Slot]:
    """2.84万亩，是年度任务2.5万亩的113.6%，超额完成0.34万亩: what is above a plan. Only explains."""
    for claim in bulletin.facts:
        if not claim.is_level or claim.aside or not _ABOVE.search(claim.lead):
            continue
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
            if fact.sentence == claim.sentence and fact.measure == claim.measure
        ]
        plans = [fact for fact in near if fact.role == "target"]
        levels = [fact for fact in near if fact.is_level]
        if len(plans) == len(levels) == 1:
            yield Slot([Candidate("difference", claim, (levels[0], plans[0]), rest, Binding.WEAK)])


def remainders_of_rates(bulletin: Bulletin, rates: Iterable[Candidate]) -> Iterator[Slot]:
    """尚有13个未开工 near a rate that holds of 71 of 84; `rates` are those that hold. Only explains."""
    for rate in rates:
        if rate.formula is not percentage or len(rate.operands) != _MOST_LEVELS:
            continue
        part, whole = rate.operands
        last = max(rate.claim.index, part.index, whole.index)
        for claim in bulletin.facts[part.index + 1 : last + 1 + _NEAR_RATE]:
            words = claim.lead + claim.noun[:4]
            told = claim.measure == part.measure and claim.role in ("level", "other", "previous")
            if told and claim.sentence == part.sentence and _LATE.match(claim.lead) and not claim.aside:
                yield Slot([Candidate("sum", whole, (part, claim), total, Binding.WEAK)])
            elif told and claim is not whole and not claim.aside and _LEFT_OF_RATE.search(words):
                binding = _binding_behind(rate, claim, part)
                if whole.sets_scope and claim.paragraph == whole.paragraph:
                    yield Slot([Candidate("sum", whole, (part, claim), total, binding)])
                    continue
                yield Slot([Candidate("difference", claim, (whole, part), rest, binding)])


def _binding_behind(rate: Candidate, claim: Fact, part: Fact) -> Binding:
    """Sure for 其余28件 and 未办结28件 directly behind 办结率84.9%, the rate of the part directly before it."""
    beside = part.index == claim.index - 2 and rate.claim.index == claim.index - 1
    bare = _BARE_REST.fullmatch(claim.lead) is not None and claim.opened == part.opened
    same = claim.is_level and claim.sentence == part.sentence and not part.lead.startswith("其中")
    sure = rate.binding > Binding.WEAK or rate.claim.quantity.decimals > 0
    return Binding.STRONG if beside and bare and same and sure else Binding.WEAK


def states_of_rates(bulletin: Bulletin, rates: Iterable[Candidate]) -> Iterator[Slot]:
    """已办结362件，办结率82.8%；阶段性办结57件；正在办理28件 behind a rate that holds: all matters by the state they are in."""
    for rate in rates:
        if rate.formula is not percentage or len(rate.operands) != _MOST_LEVELS:
            continue
        part, whole = rate.operands
        levels = [
            fact
            for fact in bulletin.facts[rate.claim.index + 1 : rate.claim.index + 1 + _NEAR_RATE]
            if fact.sentence == rate.claim.sentence and fact.measure == part.measure
        ]
        if len(levels) != _MOST_LEVELS or part.index != rate.claim.index - 1 or whole.start > part.start:
            continue
        told = all(fact.is_level and not fact.aside and fact.opened == part.opened for fact in levels)
        in_turn = _UNDER_WAY.match(levels[0].lead) and _NOT_BEGUN.match(levels[1].lead)
        beside = [fact.index for fact in levels] == [rate.claim.index + 1, rate.claim.index + 2]
        if told and in_turn and beside and is_count(whole.quantity):
            binding = Binding.STRONG if is_close(whole, (part, *levels)) else Binding.WEAK
            yield Slot([Candidate("sum", whole, (part, *levels), total, binding)])
