"""Completion: actual as a percentage of its plan (完成率)."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin, Frame
from luoshi.kernel.text.intervals import percentage
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_LISTS_TARGETS = re.compile(
    r"(?:任务|目标|计划)(?:指标)?(?:分别)?(?:如下|为|是)?：[^。：]*\Z|(?:计划|目标|任务)(?![^。]*(?:已|截[至止]|实际|率))[^。]*\Z"
)
_TARGETED = re.compile("目标|任务|计划")
_OF_A_STAGE = re.compile("阶段|序时|时序|进度|月|季|上半年|调整|奋斗|[省市国]")
_OF_YEARS = re.compile(r"[两二三四五]年|十[一二三四五]五|(?:到|至)20\d\d年")
"""Words of a plan for several years."""
_DONE = re.compile("实际|累计|已经?|共")
_LONGEST_LIST = 300
_REACH = 8
_FAR = 40
_BEHIND = 4
_PAIR = 2
_WHOLE = 100
"""A plan is looked for among so many numbers before its completion."""


def completions(bulletin: Bulletin) -> Iterator[Slot]:
    """完成投资153.7亿元，完成年度计划的62.4%, with the plan in the same words, sentence or paragraph."""
    for frame in bulletin.frames:
        for claim in frame.all("completion"):
            if claim.aside:
                continue
            found = sorted(_candidates(bulletin, frame, claim), key=lambda candidate: -candidate.binding)
            slot = Slot(found)
            if slot.candidates:
                yield slot


def _candidates(bulletin: Bulletin, frame: Frame, claim: Fact) -> Iterator[Candidate]:
    before = bulletin.facts[max(0, claim.index - _REACH) : claim.index]
    level = frame.level if frame.level is not None and frame.level.start < claim.start else None
    if level is None:
        yield from _of_sentence_before(bulletin, before, claim)
        yield from _of_plan_alone(bulletin, claim)
        return
    plans = [
        fact
        for fact in (*before, *bulletin.facts[claim.index + 1 : claim.index + _BEHIND])
        if fact.role == "target" and fact.measure == level.measure and fact.paragraph == claim.paragraph
    ]
    for plan in reversed(plans):
        if plan.start > claim.start and (plan.sentence != claim.sentence or plan.index > claim.index + 1):
            if plan.sentence == claim.sentence + 1 and _same_plan(bulletin, plan, claim):
                yield Candidate("completion", claim, (level, plan), percentage, Binding.WEAK)
            continue
        change = _change_before(bulletin, plan)
        if change is not None:
            yield Candidate("completion", claim, (change, plan), percentage, Binding.STRONG)
        binding = _binding(bulletin, frame, level, plan, claim, plans)
        main = bulletin.main_of(level)
        if change is not None or main is not None:
            binding = min(binding, Binding.MEDIUM if change is None else Binding.WEAK)
        yield from _either_way(claim, level, plan, binding)
        if main is not None and main.measure == plan.measure:
            yield Candidate("completion", claim, (main, plan), percentage, Binding.WEAK)
    if not plans:
        yield from _of_listed_target(bulletin, level, claim)


def _either_way(claim: Fact, level: Fact, plan: Fact, binding: Binding) -> Iterator[Candidate]:
    """A level and its plan, taken for each other where the plan may be what was reached: 56项计划完成53项，完成率94.6%.

    Words that allow both may not accuse where only the order of the two contradicts the print.
    """
    crossed = (level.quantity.magnitude > plan.quantity.magnitude) != (claim.quantity.value > _WHOLE)
    open_to_both = crossed and plan.lead.endswith("完成") and plan.start > level.start
    if open_to_both:
        binding = min(binding, Binding.MEDIUM)
    yield Candidate("completion", claim, (level, plan), percentage, binding)
    if open_to_both:
        yield Candidate("completion", claim, (plan, level), percentage, Binding.WEAK)


def _of_listed_target(bulletin: Bulletin, level: Fact, claim: Fact) -> Iterator[Candidate]:
    """完成目标任务的97.4%, with the target in a list headed 目标任务如下 further up, under the level's own name.

    Accuses where the name is exactly the same; else the target only explains.
    """
    targeted = _TARGETED.search(claim.lead) and not _OF_A_STAGE.search(claim.lead)
    if not level.name or not targeted or level.index != claim.index - 1:
        return
    text, name = bulletin.doc.text, _DONE.sub("", level.name)
    alike = [
        fact
        for fact in bulletin.facts[max(0, level.index - _FAR) : level.index]
        if fact.is_level and not fact.aside and fact.measure == level.measure
        if _DONE.sub("", fact.name) == name
        and fact.sentence < level.sentence
        and _LISTS_TARGETS.search(text, max(0, fact.start - _LONGEST_LIST), fact.start)
    ]
    if len(alike) == 1:
        start = bulletin.sentences[alike[0].sentence].start
        yearly = _OF_YEARS.search(text, start, alike[0].start) is None
        binding = Binding.STRONG if alike[0].name == level.name and yearly else Binding.WEAK
        yield Candidate("completion", claim, (level, alike[0]), percentage, binding)


def _change_before(bulletin: Bulletin, plan: Fact) -> Fact | None:
    """净增0.52万人 directly in front of 完成年度任务0.5万人的104%: the plan is one of the increase."""
    before = bulletin.facts[plan.index - 1] if plan.index else plan
    told = before.role == "increment" and before.measure == plan.measure and before.sentence == plan.sentence
    return before if told else None


def _of_plan_alone(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """全年税收计划为63000万元，已完成93.2%: the level has the plan's name, further up in the text. Only explains."""
    plan = bulletin.facts[claim.index - 1] if claim.index else claim
    if plan.role != "target" or plan.sentence != claim.sentence or plan.aside or len(plan.name) < _PAIR:
        return
    for fact in reversed(bulletin.facts[max(0, plan.index - _FAR) : plan.index]):
        alike = plan.name[:2] in fact.name or fact.name.endswith(plan.name[-2:])
        if fact.is_level and fact.measure == plan.measure and alike:
            yield Candidate("completion", claim, (fact, plan), percentage, Binding.WEAK)


def _of_sentence_before(bulletin: Bulletin, before: list[Fact], claim: Fact) -> Iterator[Candidate]:
    """完成年度目标4000人的80.4% as a sentence of its own: the subject is the one of the sentence before."""
    plan = before[-1] if before else claim
    if not claim.inside or plan.role != "target":
        return
    levels = [
        fact
        for fact in before
        if fact.is_level
        and not fact.aside
        and fact.opened < 0
        and fact.measure == plan.measure
        and fact.paragraph == claim.paragraph
        and fact.sentence >= claim.sentence - 1
    ]
    for level in reversed(levels):
        binding = Binding.STRONG if len(levels) == 1 else Binding.WEAK
        yield Candidate("completion", claim, (level, plan), percentage, binding)


def _binding(
    bulletin: Bulletin, frame: Frame, level: Fact, plan: Fact, claim: Fact, plans: list[Fact]
) -> Binding:
    """Strong when the plan is printed inside the claim's words, or is the only one and its level the next number."""
    if plan.index == claim.index - 1 and plan.index > level.index:
        return Binding.STRONG
    if not _same_plan(bulletin, plan, claim) or plan.start > claim.start:
        return Binding.WEAK
    if plan is not plans[-1] or level.opened >= 0 or not _next_level(bulletin, plan, level):
        return Binding.WEAK
    bare = plan.sentence == level.sentence and not level.name
    alike = bare or plan in frame.facts or ("投资" in plan.lead and "投资" in level.lead)
    return Binding.STRONG if alike and len(plans) == 1 else Binding.MEDIUM


def _same_plan(bulletin: Bulletin, plan: Fact, claim: Fact) -> bool:
    """Whether a plan can be the one the claim names: 年度 for a year's, 调整预算 for an adjusted one."""
    words = bulletin.doc.text[max(0, plan.start - 14) : plan.start]
    yearly = "年" not in claim.lead or "年" in words
    return yearly and ("调整" in claim.lead) == ("调整" in words)


def _next_level(bulletin: Bulletin, plan: Fact, level: Fact) -> bool:
    """Whether no other level of the measure stands between a plan and the level it is compared with."""
    between = bulletin.facts[plan.index + 1 : level.index]
    return plan.index < level.index and not any(
        fact.is_level and not fact.aside and fact.measure == level.measure for fact in between
    )


def completions_of_sums(bulletin: Bulletin, sums: Sequence[Candidate]) -> Iterator[Slot]:
    """The completion of a whole whose plan is the sum of its parts' plans; `sums` are those that hold."""
    for found in sums:
        frame = bulletin.frame_of[found.claim]
        claim = frame.only("completion") or _share_of_due(frame)
        plans = [plan_of(bulletin, part) for part in found.operands]
        if claim is None or frame.only("target") or any(plan is None for plan in plans):
            continue
        known = tuple(plan for plan in plans if plan is not None)
        if len(set(known)) == len(known):
            yield Slot([Candidate("completion", claim, (found.claim, *known), _of_total, Binding.MEDIUM)])


def _share_of_due(frame: Frame) -> Fact | None:
    """占应收面积的85.4%: a share of what was due is a completion."""
    share = frame.only("share")
    return share if share is not None and share.stem.startswith("应") else None


def plan_of(bulletin: Bulletin, part: Fact) -> Fact | None:
    """The only plan printed shortly before a part in its paragraph."""
    before = bulletin.facts[max(0, part.index - _REACH) : part.index]
    plans = [
        fact
        for fact in before
        if fact.role == "target" and fact.measure == part.measure and fact.paragraph == part.paragraph
    ]
    beside = bool(plans) and plans[-1].index == part.index - 1
    return plans[-1] if beside or len(plans) == 1 else None


def _of_total(values: Sequence[Fraction]) -> Fraction:
    return values[0] * 100 / sum(values[1:], Fraction(0))
