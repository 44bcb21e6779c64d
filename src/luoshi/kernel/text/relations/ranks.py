"""Moves between printed ranks: 居全市第4位，较上年同期的第9位前移5位 (位次变化)."""

import re
from collections.abc import Iterator
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest

_RANK = re.compile(r"第(?P<rank>\d{1,3}|[一二三四五六七八九十]{1,3})(?:位|名)?(?![季产批次轮条项届期号\d])")
_MOVE = re.compile(
    r"(?P<way>前移|上升|提升|前进|进位|提高|升|进|后移|下降|后退|下滑|退步|退|降)了?"
    r"(?P<move>\d{1,3}|[一二三四五六七八九十]{1,3})(?:个?(?:位次|名次)|位|名)(?![^，。；、）]{0,2}[员工居者])"
)
_DOWN = ("后", "下", "退", "降")
_BEFORE = re.compile(
    r"(?:上年|去年|上月|上季度?|上期|上次|同期|年初|前一年|原来|[由从比较])[^，。；]{0,10}\Z"
)
_REACHED = re.compile("[至到]\\Z")
_BOUNDARY = re.compile("[，。；（）]")


def moves(bulletin: Bulletin) -> Iterator[Slot]:
    """A move in a sentence with one rank of before and one of now; told strongly, as the words name both."""
    text = bulletin.doc.text
    for sentence in bulletin.sentences:
        found = list(_MOVE.finditer(text, sentence.start, sentence.end))
        if len(found) != 1:
            continue
        before: list[re.Match[str]] = []
        now: list[re.Match[str]] = []
        for match in _RANK.finditer(text, sentence.start, sentence.end):
            words = _BOUNDARY.split(text[max(sentence.start, match.start() - 16) : match.start()])[-1]
            (before if _BEFORE.search(words) and not _REACHED.search(words) else now).append(match)
        if len(before) == 1 and now:
            at = before[0].start()
            behind = [rank for rank in now if at < rank.start() < found[0].start()]
            rank = behind[0] if behind else min(now, key=lambda rank: abs(rank.start() - at))
            claim = _place(bulletin, found[0], "move")
            operands = (_place(bulletin, before[0], "rank"), _place(bulletin, rank, "rank"))
            ordered = operands[::-1] if found[0]["way"].startswith(_DOWN) else operands
            binding = Binding.STRONG if len(now) == 1 or behind else Binding.WEAK
            yield Slot([Candidate("difference", claim, ordered, rest, binding)])


def _place(bulletin: Bulletin, match: re.Match[str], group: str) -> Fact:
    value = Fraction(chinese_count(match[group]))
    start, end = match.span(group)
    return bulletin.bare_fact(Quantity(start, end, match.end(), match[group], value, "个", value), "other")
