"""Structures a:b:c and shares that make a whole (结构与占比合计)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import percentage
from luoshi.kernel.text.numbers import Quantity, find_unreadable
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.closed import Partition
from luoshi.kernel.text.runs import runs_of

_STRUCTURE = re.compile(
    r"(?<![\d.：])(\d{1,2}(?:\.\d{1,3})?)：(\d{1,2}(?:\.\d{1,3})?)：(\d{1,2}(?:\.\d{1,3})?)(?![\d.：])"
)
_PAIR, _ALL = 2, 100
_OF_INDUSTRIES = re.compile(r"产业[^。；\n]{0,36}\Z")
_BEFORE_CHANGE = re.compile(r"(?:由|从|上年同期|上年|去年)[^，。；\d]{0,8}\Z")
_OTHERS = re.compile(r"就业|从业|人员|税收|用电|贷款")
_SKETCH = "{0} ÷ {1} × 100"
_REACH = 16
_THREE = 3
_LONGEST_HEAD = 200
_HEAD = 40
_INDUSTRIES = tuple(re.compile(f"第?{number}(?:次)?产") for number in "一二三")
_SHARES_MAKE = re.compile(r"(?P<three>三次产业|[一二]、(?:第?二、)?第?三产业)|城乡|城镇、(?:农村|乡村)")


@dataclass(frozen=True)
class Structure:
    """A printed structure of three, as shares in %; `is_past` tells that it is that of another time."""

    shares: list[Fact]
    is_past: bool


def structures_of(bulletin: Bulletin) -> list[Structure]:
    """All structures of the three industries, in order."""
    found = []
    for match in _STRUCTURE.finditer(bulletin.doc.text):
        before = bulletin.doc.text[max(0, match.start() - _HEAD) : match.start()]
        if _OF_INDUSTRIES.search(before):
            shares = [_component(bulletin, match, group) for group in (1, 2, 3)]
            found.append(Structure(shares, _BEFORE_CHANGE.search(before) is not None))
    return found


def structures(bulletin: Bulletin, partitions: Iterable[Partition]) -> Iterator[Slot]:
    """三次产业结构为9.6:48.2:42.2 against the three levels and their whole, and against 100."""
    industries = [entry for entry in partitions if entry.of.name == "industries"]
    damaged = {entry.start for entry in find_unreadable(bulletin.doc.text)}
    for match in _STRUCTURE.finditer(bulletin.doc.text):
        before = bulletin.doc.text[max(0, match.start() - _HEAD) : match.start()]
        shares = [_component(bulletin, match, group) for group in (1, 2, 3)]
        if not _OF_INDUSTRIES.search(before) or any(share.start in damaged for share in shares[:1]):
            continue
        told = [entry for entry in industries if ("投资" in entry.whole.name) == ("投资" in before[-12:])]
        if _BEFORE_CHANGE.search(before) is None and not _OTHERS.search(before[-12:]) and len(told) == 1:
            yield from _of_levels(shares, told[0])
        elif _BEFORE_CHANGE.search(before) is None:
            yield _to_hundred(shares)


def structures_of_sums(bulletin: Bulletin, sums: Iterable[Candidate]) -> Iterator[Slot]:
    """货物、工程、服务之比为23.1:56.8:20.1 of three parts before it that make a whole; `sums` are those that hold."""
    of_three = {found.operands[-1]: found for found in sums if len(found.operands) == _THREE}
    for match in _STRUCTURE.finditer(bulletin.doc.text):
        shares = [_component(bulletin, match, group) for group in (1, 2, 3)]
        before = bulletin.doc.text[max(0, match.start() - _HEAD) : match.start()]
        last = bulletin.facts[shares[0].index - 1] if shares[0].index else None
        found = of_three.get(last) if last else None
        if (
            found is None
            or _OF_INDUSTRIES.search(before)
            or found.operands[-1].sentence != shares[0].sentence
        ):
            continue
        for share, part in zip(shares, found.operands, strict=True):
            yield Slot(
                [
                    Candidate(
                        "structure", share, (part, found.claim), percentage, Binding.MEDIUM, sketch=_SKETCH
                    )
                ]
            )


def _of_levels(shares: Sequence[Fact], entry: Partition) -> Iterator[Slot]:
    for share, part in zip(shares, entry.parts, strict=True):
        operands = (part, entry.whole)
        yield Slot([Candidate("structure", share, operands, percentage, Binding.STRONG, sketch=_SKETCH)])


def _component(bulletin: Bulletin, match: re.Match[str], group: int) -> Fact:
    """One number of a structure as a share in %."""
    value = Fraction(match[group])
    quantity = Quantity(
        match.start(group), match.end(group), match.end(group), match[group], value, "%", value
    )
    return bulletin.bare_fact(quantity, "share")


def shares_to_hundred(bulletin: Bulletin) -> Iterator[Slot]:
    """占比分别为9.6%、48.2%、42.2% of the three industries, or of town and country, make 100; so do 占比 one by one."""
    yield from _one_by_one(bulletin)
    yield from _rest_of_shares(bulletin)
    for run in runs_of(bulletin.facts):
        head = run[0]
        start = max(bulletin.sentences[head.sentence].start, head.start - _LONGEST_HEAD)
        words = bulletin.doc.text[start : head.start]
        named = _SHARES_MAKE.search(words)
        if head.aside or head.role not in ("share", "contribution"):
            continue
        told = named is not None and len(run) == (_THREE if named["three"] else _PAIR)
        if told or (head.role == "share" and len(run) > _PAIR and _make_all(run)):
            yield _to_hundred(run)


def _make_all(shares: Sequence[Fact]) -> bool:
    """Whether shares dealt out by 分别 make 100 as printed."""
    return sum((share.quantity.value for share in shares), Fraction(0)) == _ALL


def _rest_of_shares(bulletin: Bulletin) -> Iterator[Slot]:
    """其他税种合计占41.2%: what the shares before it in the sentence leave. Only explains."""
    for claim in bulletin.facts:
        if claim.role != "share" or claim.aside or "其他" not in claim.lead:
            continue
        before = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
            if fact.role == "share" and fact.sentence == claim.sentence and not fact.aside
        ]
        inside = [fact for fact in before if fact.start >= bulletin.clause_start(claim)]
        slots = [_to_hundred([*some, claim]) for some in (inside, before) if some]
        if slots:
            yield Slot(
                [replace(candidate, binding=Binding.WEAK) for slot in slots for candidate in slot.candidates]
            )


def _one_by_one(bulletin: Bulletin) -> Iterator[Slot]:
    """第一产业占比9.8%，第二产业占比45.2%，第三产业占比45.0%, without levels beside them."""
    for first in range(len(bulletin.facts) - 2):
        shares = bulletin.facts[first : first + 3]
        in_turn = zip(shares, _INDUSTRIES, strict=True)
        if all(fact.role == "share" and name.search(fact.name) for fact, name in in_turn):
            yield _to_hundred(shares)


def _to_hundred(shares: Sequence[Fact]) -> Slot:
    *others, last = shares
    sketch = "100 - " + " - ".join(f"{{{place}}}" for place in range(len(others)))
    return Slot([Candidate("shares_to_100", last, tuple(others), _rest, Binding.STRONG, sketch=sketch)])


def _rest(values: Sequence[Fraction]) -> Fraction:
    return 100 - sum(values, Fraction(0))
