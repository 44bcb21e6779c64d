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
_RANKED = re.compile(
    r"(?<![\d.])(?P<value>\d{1,9}(?:\.\d{1,4})?)(?:%|分|个|件|万元|亿元)?[，、（ \t]*[^\d，。；：、（）\n]{0,10}第(?P<rank>\d{1,2})[位名]"
)
_NEXT_RANKED, _FEWEST_RANKED = 80, 3


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


def ranks_told(bulletin: Bulletin) -> Iterator[Slot]:
    """整改率91.0%，列第2位；…整改率94.0%，列第1位; 清源县 25.4 第1位: three or more numbers with their ranks, one behind the
    other, from the first to the last. Only explains.
    """
    run: list[re.Match[str]] = []
    for match in _RANKED.finditer(bulletin.doc.text):
        if run and match.start() - run[-1].end() > _NEXT_RANKED:
            yield from _ranks_of(bulletin, run)
            run = []
        run.append(match)
    yield from _ranks_of(bulletin, run)


def _ranks_of(bulletin: Bulletin, run: list[re.Match[str]]) -> Iterator[Slot]:
    """The ranks of a run, where they are one to its length and its values stand in their order."""
    by_rank = sorted(run, key=lambda match: int(match["rank"]))
    values = [Fraction(match["value"]) for match in by_rank]
    whole = [int(match["rank"]) for match in by_rank] == list(range(1, len(run) + 1))
    if len(run) < _FEWEST_RANKED or not whole or values not in (sorted(values), sorted(values, reverse=True)):
        return
    told = [_printed(bulletin, match) for match in run]
    for match, value in zip(run, told, strict=True):
        others = [other for other in told if other is not value]
        yield Slot([_rank(_place(bulletin, match, "rank"), (value, *others), int(match["rank"]))])


def _rank(claim: Fact, values: tuple[Fact, ...], rank: int) -> Candidate:
    return Candidate("rank", claim, values, lambda _: Fraction(rank), Binding.WEAK, sketch=f"{{0}}: {rank}")


def _printed(bulletin: Bulletin, match: re.Match[str]) -> Fact:
    start, end = match.span("value")
    value = Fraction(match["value"])
    return bulletin.bare_fact(Quantity(start, end, end, match["value"], value, "%", value), "other")
