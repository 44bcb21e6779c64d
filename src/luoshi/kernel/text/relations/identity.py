"""Counts that go over into one another: planned - missed + early = started, opening + in - out = closing (数量平衡)."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_OPENING = re.compile(r"应|计划|任务|年初|上年|期初|结转|旧存|原有|上期|月初|底")
_CLOSING = re.compile(
    r"实际|在库|在册|在管|现存|现有|实有|期末|年末|月末|结存|未结|结余|余额|剩余|总数|达到?"
)
_LESS = re.compile(
    r"(?<!期)未|退出|核减|清退|退库|出库|延期|推迟|滞后|减|注销|退出|退休|死亡|迁出|办结|审结|执结|结案|销号|支出|调出|淘汰"
)
_MORE = re.compile(r"提前|新|增|出生|迁入|补|收入|调入|追加")
_REACH, _BEHIND = 6, 3


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
            signs = [_sign(second), _sign(third)]
            if sum(signs) == 0 and all(signs):
                sketch = f"{{0}} {_MARKS[signs[0]]} {{1}} {_MARKS[signs[1]]} {{2}}"
                beside = three[0].index == claim.index - len(three) and three[0].sentence == claim.sentence
                binding = Binding.MEDIUM if beside else Binding.WEAK
                operands = (opening, second, third)
                yield Slot([Candidate("count_identity", claim, operands, _of(signs), binding, sketch=sketch)])


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
        return values[0] + signs[0] * values[1] + signs[1] * values[2]

    return closing
