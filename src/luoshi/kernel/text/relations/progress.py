"""Classes of a count, each with how many of it are done: 甲类24项完成21项 (分类办理情况)."""

import re
from collections.abc import Iterator
from itertools import groupby

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import is_count, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.lists import is_close

_DONE = re.compile(
    r"\A(?:其中|目前|现|已|均|全部|累计|按期|按时)*(?:完成|办结|整改|销号|化解|解决|落实|开工|复工|竣工|完工|投产|建成|交付|审结|结案|处置|到位)"
    r"(?:整改|整治|销号|办理|化解|到位|落实|治理|改造|处置|验收|建设)*了?\Z"
)
_ALL = re.compile(r"\A[\u4e00-\u9fff]{0,6}，?[已均]*(?:全部|均已|全面)[\u4e00-\u9fff]")
_STAGES = tuple(
    re.compile(stage)
    for stage in (
        r"\A(?:其中|已经?|全部|主体|累计|按期|实际)*(?:完[成工]|办结|建成|竣工|整改|销号|投产|交付|化解)",
        r"\A(?:正在?|尚)?(?:在[建办改]|推进|实施|办理|整改|施工)|\A正在",
        r"\A(?:其余|还有|仍有|尚有)?(?:尚?未|没有|滞后|进展(?:缓慢|滞后)|逾期|停工)",
    )
)
"""Every one of a count is done, under way or not begun."""
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


def sums_of_stages(bulletin: Bulletin) -> Iterator[Slot]:
    """计划实施143处，已完工118处，在建21处，未开工8处: an error where they exceed it by less than a tenth."""
    counts = [fact for fact in bulletin.facts if is_count(fact.quantity) and not fact.aside]
    for place, first in enumerate(counts):
        if not first.is_level or not _STAGES[0].match(first.lead):
            continue
        here = [fact for fact in counts[place:] if fact.sentence == first.sentence]
        parts = tuple(fact for fact in here if fact.measure == first.measure and fact.is_level)[:3]
        before = [fact for fact in counts[:place] if fact.sentence == first.sentence]
        wholes = [
            fact for fact in before if fact.measure == first.measure and fact.role in ("level", "target")
        ]
        staged = len(parts) == len(_STAGES) and all(
            stage.match(part.lead) for stage, part in zip(_STAGES, parts, strict=True)
        )
        for whole in wholes[-1:]:
            exceeds = sum(part.quantity.magnitude for part in parts) > whole.quantity.magnitude
            if staged and is_close(whole, parts):
                yield Slot([_sum(whole, parts, Binding.STRONG if exceeds else Binding.MEDIUM)])


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
