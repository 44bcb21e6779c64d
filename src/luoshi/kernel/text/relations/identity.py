"""Counts that go over into one another: planned - missed + early = started, opening + in - out = closing (数量平衡)."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_OPENING = re.compile(r"应|计划|任务|年初|上年|期初|结转|旧存|原有|上期|月初|底")
_CLOSING = re.compile(
    r"实际|在库|在册|在管|现存|现有|实有|期末|年末|月末|结存|未结|结余|库存|存栏|余额|剩余|总数|达到?"
)
_LESS = re.compile(
    r"(?<!期)未|退出|核减|清退|退库|出库|延期|推迟|滞后|减|注销|退出|退休|死亡|迁出|办结|审结|执结|结案|销号|支出|调出|淘汰|[偿归]还|还本|核销|报废|转出|拨付|使用|化解|消除|处置|出栏|出库|消耗|离职|脱困|关停|降级|销售|售出|耗用|调拨"
)
_MORE = re.compile(
    r"提前|新|增|出生|迁入|补|收入|调入|追加|转入|入库|受理|登记|纳入|发行|净增|购进|购入|收购|接收|补栏"
)
_TOTALLED = re.compile("总数|累计|总量|达到?|实有")
_REACH, _BEHIND = 6, 3
_FEWEST, _MOST = 2, 4


def count_identities(bulletin: Bulletin) -> Iterator[Slot]:
    """A closing number of an opening one, one that adds and one that takes off: asks where they stand side by side."""
    for claim in bulletin.facts:
        if not claim.is_level or claim.aside or _CLOSING.search(claim.lead) is None:
            continue
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index + 1 + _BEHIND]
            if fact is not claim
            and (fact.start < claim.start or fact.sentence == claim.sentence)
            and fact.role in ("level", "target", "increment", "previous")
            and fact.measure == claim.measure
            and fact.paragraph == claim.paragraph
        ]
        for three in zip(near, near[1:], near[2:], strict=False):
            opening = next((fact for fact in three[:2] if _opens(fact)), None)
            if opening is None:
                continue
            second, third = (fact for fact in three if fact is not opening)
            if {_sign(second), _sign(third)} == {1, -1}:
                beside = three[0].index == claim.index - len(three) and three[0].sentence == claim.sentence
                yield Slot(
                    [_identity(claim, (opening, second, third), Binding.MEDIUM if beside else Binding.WEAK)]
                )
        yield from _of_further(claim, near)
        yield from _of_new(bulletin, claim)


def _of_new(bulletin: Bulletin, claim: Fact) -> Iterator[Slot]:
    """新增规上企业23家，总数达到181家（上年末158家）: the number before and what came new make the total between them. Only explains."""
    beside = bulletin.facts[max(0, claim.index - 1) : claim.index + 2]
    if len(beside) < _FEWEST + 1 or claim.index == 0 or not _TOTALLED.search(claim.lead):
        return
    new, opening = beside[0], beside[2]
    alike = (
        new.measure == opening.measure == claim.measure and new.sentence == opening.sentence == claim.sentence
    )
    if alike and new.is_level and opening.role == "previous" and new.lead.startswith(("新", "净")):
        candidate = Candidate("sum", claim, (new, opening), total, Binding.WEAK)
        if candidate.holds():
            yield Slot([candidate])


def _of_further(claim: Fact, near: Sequence[Fact]) -> Iterator[Slot]:
    """Two to four numbers that add or take off between an opening number, which may stand behind, and the closing one.
    Only explains.
    """
    for opening in (fact for fact in near if _opens(fact) and not fact.aside):
        rest = [fact for fact in near if fact is not opening and _sign(fact) and not fact.aside]
        for size in range(_FEWEST, min(len(rest), _MOST) + 1):
            for first in range(len(rest) - size + 1):
                moved = rest[first : first + size]
                candidate = _identity(claim, (opening, *moved), Binding.WEAK)
                if len({_sign(fact) for fact in moved}) > 1 and candidate.holds():
                    yield Slot([candidate])


def _identity(claim: Fact, operands: tuple[Fact, ...], binding: Binding) -> Candidate:
    signs = [_sign(fact) for fact in operands[1:]]
    sketch = "{0}" + "".join(f" {_MARKS[sign]} {{{place}}}" for place, sign in enumerate(signs, 1))
    return Candidate("count_identity", claim, operands, _of(signs), binding, sketch=sketch)


def _opens(fact: Fact) -> bool:
    return fact.versus == "start" or _OPENING.search(fact.lead) is not None


_MARKS = {1: "+", -1: "-"}


def _sign(fact: Fact) -> int:
    """1 for what adds, -1 for what takes off, 0 where the words do not say."""
    if _LESS.search(fact.lead):
        return -1
    return 1 if _MORE.search(fact.lead) else 0


def _of(signs: Sequence[int]) -> Formula:
    def closing(values: Sequence[Fraction]) -> Fraction:
        moved = (sign * value for sign, value in zip(signs, values[1:], strict=True))
        return values[0] + sum(moved, Fraction(0))

    return closing
