"""Classes of a count, each with how many of it are done: 甲类24项完成21项 (分类办理情况)."""

import re
from collections.abc import Iterator
from itertools import groupby

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import is_count, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_DONE = re.compile(
    r"\A(?:其中|目前|现|已|均|全部|累计|按期|按时)*(?:完成|办结|整改|销号|化解|解决|落实|开工|复工|竣工|完工|投产|建成|交付|审结|结案|处置|到位)"
    r"(?:整改|整治|销号|办理|化解|到位|落实|治理|改造|处置|验收|建设)*了?\Z"
)
_ALL = re.compile(r"\A[\u4e00-\u9fff]{0,6}，?[已均]*(?:全部|均已|全面)[\u4e00-\u9fff]")
_REACH = 8
_FEWEST = 2


def sums_of_classes(bulletin: Bulletin) -> Iterator[Slot]:
    """立行立改类61项全部整改到位，分阶段类24项完成21项: the counts make what was due, the done make what is done.

    Only explains; where the counts make their whole, a slip among the done is asked about.
    """
    for _, found in groupby(bulletin.levels(), key=lambda fact: (fact.sentence, fact.opened)):
        listed = list(found)
        if listed[0].opened < 0 or not is_count(listed[0].quantity):
            continue
        classes = _classes(bulletin, [fact for fact in listed if fact.measure == listed[0].measure])
        if len(classes) >= _FEWEST and any(count is not done for count, done in classes):
            yield from _sums(bulletin, classes)


def _classes(bulletin: Bulletin, listed: list[Fact]) -> list[tuple[Fact, Fact]]:
    """Each class with how many of it are done; none where the words of one do not say it."""
    classes: list[tuple[Fact, Fact]] = []
    waiting: Fact | None = None
    for fact in listed:
        if _DONE.match(fact.lead):
            if waiting is None:
                return []
            classes.append((waiting, fact))
            waiting = None
        elif waiting is not None:
            return []
        elif _all_done(bulletin, fact):
            classes.append((fact, fact))
        else:
            waiting = fact
    return classes if waiting is None else []


def _all_done(bulletin: Bulletin, fact: Fact) -> bool:
    """Whether the words behind a count, up to the next number, say that all of it is done."""
    behind = bulletin.facts[fact.index + 1 : fact.index + 2]
    end = behind[0].start if behind else len(bulletin.doc.text)
    return _ALL.match(bulletin.doc.text[fact.quantity.stop : end]) is not None


def _sums(bulletin: Bulletin, classes: list[tuple[Fact, Fact]]) -> Iterator[Slot]:
    """The sum of the counts and the sum of the done, with the wholes printed before the list."""
    first = classes[0][0]
    wholes = [
        fact
        for fact in bulletin.facts[max(0, first.index - _REACH) : first.index]
        if fact.role in ("level", "target") and fact.measure == first.measure and not fact.aside
        if fact.paragraph == first.paragraph
    ]
    counts, done = tuple(count for count, _ in classes), tuple(part for _, part in classes)
    due = next((fact for fact in wholes if _sum(fact, counts, Binding.WEAK).holds()), None)
    if due is not None:
        yield Slot([_sum(due, counts, Binding.WEAK)])
    for whole in wholes:
        if whole is not due and _DONE.match(whole.lead):
            yield Slot([_sum(whole, done, Binding.WEAK if due is None else Binding.MEDIUM)])


def _sum(whole: Fact, parts: tuple[Fact, ...], binding: Binding) -> Candidate:
    return Candidate("sum", whole, parts, total, binding, slip_only=binding is Binding.MEDIUM)
