"""Sums whose numbers stand apart: in brackets, over several sentences, under a 合计 of their own (分散的合计).

All of them only explain a number, but for a classification (从类别看) whose names are all of one kind, or those of an
earlier list, and the three states of a plan (已完成, 正在推进, 尚未启动).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from luoshi.kernel.text.facts import Fact, other_period
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import is_count, total
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.lists import is_close

_LOOSEST = 50
_ABOUT = 0.1
_LOOSEST_LISTED = 20
_FAR = 14
_MOST_PARTS = 12
_LEAST_WHOLE = 20
_BESIDE = 4
_FAR_BACK = 40
_PAIR = 2
_FEWEST = 3
_LONG_SUM = 100
_TOGETHER = re.compile(
    r"(?:以上|上述)?(?:排[名在位]|位居|居)?前?(?P<count>[两二三四五六七八九十])?(?:种|类|项|个|家|条|地|市|县|镇|位|名)?[\u4e00-\u9fff]{0,6}(?:合计|共计|总计)|(?:以上|上述)(?P<above>[两二三四五六七八九十])[类项种个家地]共"
)
_ALONE = re.compile(r"(?:\d{4}-)?(?P<month>\d\d)")
_FROM_JANUARY = re.compile(r"(?:\d{4}-)?01\.\.(?:\d{4}-)?(?P<month>\d\d)")
_CLASSES = "类级型性"
_SUMMED = re.compile("共|总|合计")
_KNOWN_STAGES = (
    (re.compile("义务教育"), (re.compile("小学"), re.compile("初中"))),
    (re.compile("高中阶段"), (re.compile("普通高中"), re.compile("中等?职"))),
)
_OTHERS = re.compile("其[他它]")
_STATES = tuple(
    re.compile(rf"\A(?:其中|目前|现)?，?(?:{state})")
    for state in (
        "已经?(?:全部)?(?:完成|完工|竣工|办结|整改|建成|销号)",
        "正在?(?:推进|施工|整改|办理|实施|建设)",
        "尚?未(?:启动|开工|整改|办理|实施|开展)",
    )
)
"""What is done, what runs and what has not begun leave nothing between them; 进度滞后 may be running."""


def sums_apart(bulletin: Bulletin) -> Iterator[Slot]:
    """Every total with parts that stand apart from it."""
    yield from _in_brackets(bulletin)
    yield from _of_headings(bulletin)
    yield from _over_sentences(bulletin)
    yield from _called_together(bulletin)
    yield from _of_other_counts(bulletin)
    yield from _by_class(bulletin)
    yield from _by_months(bulletin)
    yield from _month_and_before(bulletin)
    yield from _by_state(bulletin)
    yield from _of_plans(bulletin)
    yield from _of_known_stages(bulletin)


def _of_known_stages(bulletin: Bulletin) -> Iterator[Slot]:
    """义务教育阶段在校生合计21.11万人 of 小学14.20万人、初中6.91万人, each named once before it in the paragraph."""
    for whole in bulletin.levels():
        for name, parts in _KNOWN_STAGES:
            if not name.search(whole.name) or any(part.search(whole.name) for part in parts):
                continue
            near = [
                fact
                for fact in bulletin.facts[max(0, whole.index - _FAR) : whole.index]
                if fact.is_level
                and fact.measure == whole.measure
                and fact.paragraph == whole.paragraph
                and fact.sentence == whole.sentence
            ]
            hits = [[fact for fact in near if part.search(fact.lead)] for part in parts]
            found = [facts[0] for facts in hits if len(facts) == 1]
            if len(found) == len(parts) and _holds(whole, found):
                yield _sum(whole, found)


def _sum(whole: Fact, parts: Sequence[Fact], binding: Binding = Binding.WEAK) -> Slot:
    return Slot([Candidate("sum", whole, tuple(parts), total, binding)])


def _holds(whole: Fact, parts: Sequence[Fact], loosest: int = _LOOSEST) -> bool:
    """Whether parts make a whole, with little enough room that it means something."""
    slack = whole.interval.width + sum(part.interval.width for part in parts)
    if slack * loosest > whole.quantity.magnitude or whole.quantity.magnitude < _LEAST_WHOLE:
        return False
    low = sum(part.interval.low for part in parts)
    high = sum(part.interval.high for part in parts)
    return low <= whole.interval.high and whole.interval.low <= high


def _in_brackets(bulletin: Bulletin) -> Iterator[Slot]:
    """空港区（38.6亿元，87.7%）、枫溪县（52.9亿元，79.4%）; 9569件（含旧存1143件、新收8426件）."""
    groups: dict[tuple[int, str], list[Fact]] = {}
    for fact in bulletin.facts:
        if fact.aside and fact.is_level:
            groups.setdefault((fact.sentence, fact.measure), []).append(fact)
    for parts in groups.values():
        before = bulletin.facts[max(0, parts[0].index - _FAR) : parts[0].index]
        if _PAIR <= len(parts) <= _MOST_PARTS:
            for whole in reversed(before):
                if whole.is_level and whole.measure == parts[0].measure and _holds(whole, parts):
                    yield _sum(whole, parts)
                    break


def _of_headings(bulletin: Bulletin) -> Iterator[Slot]:
    """一、着力稳增长（4项）, 二、着力惠民生（3项）, …, 以上任务共9项: counts in brackets, one a paragraph, and the number they make."""
    by_measure: dict[str, list[Fact]] = {}
    for fact in bulletin.facts:
        if fact.aside and fact.is_level and is_count(fact.quantity):
            by_measure.setdefault(fact.measure, []).append(fact)
    for measure, parts in by_measure.items():
        if not _PAIR <= len({part.paragraph for part in parts}) == len(parts) <= _MOST_PARTS:
            continue
        made = sum(part.quantity.magnitude for part in parts)
        for whole in bulletin.facts:
            alike = whole.is_level and not whole.aside and whole.measure == measure
            if alike and whole.quantity.magnitude == made and _SUMMED.search(whole.lead):
                yield _sum(whole, parts)
                break


def _over_sentences(bulletin: Bulletin) -> Iterator[Slot]:
    """A count, planned or reached, and all counts of its measure that follow it in its paragraph until they make it."""
    counts = [fact for fact in bulletin.facts if fact.role in ("level", "target") and not fact.aside]
    for place, whole in enumerate(counts):
        if not is_count(whole.quantity):
            continue
        alike = [
            fact
            for fact in counts[place + 1 : place + 1 + 2 * _MOST_PARTS]
            if fact.is_level and fact.paragraph == whole.paragraph and fact.measure == whole.measure
        ]
        outer = [fact for fact in alike if fact.opened < 0]
        parts = _until(whole, alike) or _until(whole, outer)
        if parts and parts[-1].sentence != whole.sentence and _enough(whole, parts):
            yield _sum(whole, parts)


def _until(whole: Fact, run: Sequence[Fact]) -> list[Fact]:
    """The numbers from the first of a run on that make a whole; none where they do not."""
    reached = 0
    for size, fact in enumerate(run, 1):
        reached += int(fact.quantity.magnitude)
        if reached >= whole.quantity.magnitude:
            parts = list(run[:size])
            return parts if size > 1 and _holds(whole, parts) else []
    return []


def _enough(whole: Fact, parts: Sequence[Fact]) -> bool:
    return len(parts) >= _FEWEST or whole.quantity.value >= _LONG_SUM


def _called_together(bulletin: Bulletin) -> Iterator[Slot]:
    """三种方式合计1132.1万人次 as a sentence of its own: as many numbers before it as it says, or all of a sentence."""
    for claim in bulletin.facts:
        found = _TOGETHER.match(claim.lead)
        if found is None or not claim.is_level or claim.aside:
            continue
        near = bulletin.facts[max(0, claim.index - 2 * _MOST_PARTS) : claim.index]
        before = [
            fact
            for fact in near
            if fact.is_level
            and fact.measure == claim.measure
            and not fact.aside
            and fact.paragraph >= claim.paragraph - 1
        ]
        called = claim.name.removesuffix("合计").removesuffix("共计")[-2:]
        alike = [fact for fact in before if len(called) > 1 and fact.name.endswith(called)]
        if _PAIR <= len(alike) < len(before) and _holds(claim, alike):
            yield _sum(claim, alike)
        if not before or before[-1].sentence == claim.sentence:
            continue
        count = found["count"] or found["above"]
        sizes = [chinese_count(count.replace("两", "二"))] if count else [len(before)]
        for size in sizes:
            parts = before[-size:]
            if _PAIR <= size == len(parts) and (count or _holds(claim, parts)):
                yield Slot([Candidate("sum", claim, tuple(parts), total, Binding.WEAK, swap_only=True)])


def _of_other_counts(bulletin: Bulletin) -> Iterator[Slot]:
    """来电20368个 of 直办13208个, 工单6117件 and 无效1043个: counts of one sentence in other words for one."""
    levels = bulletin.levels()
    for place, whole in enumerate(levels):
        if not is_count(whole.quantity) or whole.quantity.value < _LONG_SUM:
            continue
        parts: list[Fact] = []
        wanted, reached = float(whole.quantity.magnitude), 0.0
        for fact in levels[place + 1 : place + 1 + _MOST_PARTS]:
            near = fact.paragraph == whole.paragraph and fact.sentence <= whole.sentence + 1
            if not near or not is_count(fact.quantity):
                break
            parts.append(fact)
            reached += float(fact.quantity.magnitude)
            if reached > wanted * (1 + _ABOUT):
                break
            if len(parts) >= _FEWEST and reached >= wanted * (1 - _ABOUT) and _holds(whole, parts):
                if len({part.measure for part in (whole, *parts)}) == _PAIR:
                    yield _sum(whole, parts)
                break


def _by_class(bulletin: Bulletin) -> Iterator[Slot]:
    """从类别看，道路畅通类26个，…: the list that begins a sentence, and a total before it, in brackets or not."""
    for run in _first_runs(bulletin):
        first = run[0]
        before = [
            fact
            for fact in bulletin.facts[max(0, first.index - _FAR) : first.index]
            if fact.role in ("level", "mean")
            and fact.measure == first.measure
            and fact.paragraph >= first.paragraph - 2
        ]
        classified = first.opened >= bulletin.sentences[first.sentence].start
        binding = _binding(bulletin, before, run) if classified else Binding.WEAK
        if binding is Binding.STRONG:
            yield _sum(before[0], run, binding)
            continue
        known = _of_known_classes(bulletin, run) if classified else None
        if known is not None:
            yield _sum(known, run, Binding.STRONG)
            continue
        if len(run) > _FEWEST and all(fact.name.endswith("类") for fact in run):
            opening = [fact for fact in bulletin.opening_levels if fact.measure == first.measure]
            before = [fact for fact in opening if fact.index < first.index and fact not in before] + before
        for whole in reversed(before):
            named = is_count(whole.quantity) and _are_called(run, whole)
            if (classified or named or len(run) > _FEWEST) and _holds(whole, run):
                said = [fact for fact in before if fact.quantity.magnitude == whole.quantity.magnitude]
                yield _sum(said[0], run)
                break


def _are_called(run: Sequence[Fact], whole: Fact) -> bool:
    """Whether all names of a run end in one word that the total counts: 约束性指标9项、预期性指标17项 of 26项主要指标."""
    endings = {fact.name[-_PAIR:] for fact in run}
    ending = endings.pop()
    return not endings and len(ending) == _PAIR and ending in whole.names + whole.noun


def _of_known_classes(bulletin: Bulletin, run: list[Fact]) -> Fact | None:
    """The total of the measure that a run tells of all classes of an earlier 其中 list, which make their own total.

    其中产业类项目96个，民生类项目37个 of 133; 完成投资318.9亿元; 从类别看，产业类项目完成投资203.4亿元，民生类项目完成投资115.5亿元.
    """
    before = bulletin.facts[max(0, run[0].index - _FAR) : run[0].index]
    levels = [
        fact for fact in before if fact.is_level and not fact.aside and fact.paragraph >= run[0].paragraph - 2
    ]
    classes = [
        fact
        for fact in levels
        if fact.name and fact.opened >= 0 and any(part.name.startswith(fact.name) for part in run)
    ]
    if not classes or len(classes) != len(run) or len({fact.opened for fact in classes}) > 1:
        return None
    pairs = list(zip(run, classes, strict=True))
    called = {part.name.removeprefix(listed.name) for part, listed in pairs}
    told = called.pop()
    wholes = [fact for fact in levels if fact.measure == run[0].measure and fact.opened < 0]
    complete = any(
        fact.measure == classes[0].measure and fact.start < classes[0].opened and _holds(fact, classes)
        for fact in levels
    )
    if called or len(told) < _PAIR or not complete or len(wholes) != 1 or other_period(run[0], wholes[0]):
        return None
    return wholes[0] if wholes[0].lead.endswith(told) and is_close(wholes[0], run) else None


def _by_months(bulletin: Bulletin) -> Iterator[Slot]:
    """其中1月7.2亿元、2月5.1亿元、3月6.3亿元: numbers of a sentence that are told of one month each."""
    by_sentence: dict[tuple[int, str], list[Fact]] = {}
    for fact in bulletin.levels():
        if fact.period is not None and fact.period.kind == "month":
            by_sentence.setdefault((fact.sentence, fact.measure), []).append(fact)
    for parts in by_sentence.values():
        months = {fact.period.code for fact in parts if fact.period}
        before = bulletin.facts[max(0, parts[0].index - _FAR) : parts[0].index]
        if _PAIR <= len(parts) == len(months):
            for whole in reversed(before):
                if (
                    whole.is_level
                    and whole.measure == parts[0].measure
                    and _holds(whole, parts, _LOOSEST_LISTED)
                ):
                    yield _sum(whole, parts)
                    break


def _month_and_before(bulletin: Bulletin) -> Iterator[Slot]:
    """11月当月销售3.91万平方米，1—10月累计销售32.93万平方米: with what a total further up tells of January to November."""
    levels = bulletin.levels()
    for place, first in enumerate(levels):
        for second in levels[place + 1 : place + 1 + _BESIDE]:
            alike = second.paragraph == first.paragraph and second.measure == first.measure
            month = _month_made(first, second) if alike else None
            if month is None:
                continue
            before = [
                fact
                for fact in levels[max(0, place - _FAR_BACK) : place]
                if fact.measure == first.measure and _last_month(fact) == month
            ]
            whole = next((fact for fact in before if _holds(fact, (first, second))), None)
            if whole is not None:
                yield _sum(whole, (first, second))
                break


def _month_made(one: Fact, other: Fact) -> str | None:
    """The month that one number tells of alone where the other tells of all before it; None where they do not join."""
    for alone, earlier in ((one, other), (other, one)):
        found = _ALONE.fullmatch(alone.period.code) if alone.period else None
        last = _last_month(earlier)
        if found and last and int(found["month"]) == int(last) + 1:
            return found["month"]
    return None


def _last_month(fact: Fact) -> str | None:
    """The last month of a period that begins with the year."""
    found = _FROM_JANUARY.fullmatch(fact.period.code) if fact.period else None
    return found["month"] if found else None


def _by_state(bulletin: Bulletin) -> Iterator[Slot]:
    """安排项目128项。已完成38项，正在推进79项，尚未启动11项: three counts side by side of what is done, running and not begun,
    and the only count of their measure in the sentence before, or directly before them.
    """
    levels = [fact for fact in bulletin.facts if fact.role in ("level", "target") and not fact.aside]
    for place in range(1, len(levels) - 2):
        whole, run = levels[place - 1], levels[place : place + 3]
        bare = all(after.index == fact.index + 1 for fact, after in pairwise(run))
        in_turn = all(state.match(fact.lead) for state, fact in zip(_STATES, run, strict=True))
        if (
            not bare
            or not in_turn
            or len({fact.sentence for fact in run}) > 1
            or not is_count(whole.quantity)
        ):
            continue
        near = [
            fact
            for fact in levels
            if fact.paragraph == whole.paragraph
            and fact.measure == whole.measure
            and run[0].sentence - 1 <= fact.sentence <= run[0].sentence
        ]
        if near == [whole, *run] and is_close(whole, run):
            yield _sum(whole, run, Binding.STRONG)


def _of_plans(bulletin: Bulletin) -> Iterator[Slot]:
    """计划完成投资26.5亿元，其中临江镇8.2亿元、…: the list that a plan opens."""
    for whole in bulletin.facts:
        if whole.role != "target" or whole.aside:
            continue
        behind = bulletin.facts[whole.index + 1 : whole.index + 1 + _MOST_PARTS]
        parts = [
            fact
            for fact in behind
            if fact.sentence == whole.sentence
            and fact.opened > whole.start
            and fact.role in ("level", "target")
            and fact.measure == whole.measure
        ]
        loosest = _LOOSEST_LISTED if parts and parts[-1].index == whole.index + len(parts) else _LOOSEST
        if len(parts) >= _PAIR and parts[0].index == whole.index + 1 and _holds(whole, parts, loosest):
            yield _sum(whole, parts)


def _first_runs(bulletin: Bulletin) -> Iterator[list[Fact]]:
    """The levels of each sentence that share the measure of its first, two or more, outside brackets."""
    by_sentence: dict[int, list[Fact]] = {}
    for fact in bulletin.levels():
        by_sentence.setdefault(fact.sentence, []).append(fact)
    for levels in by_sentence.values():
        run = [
            fact for fact in levels if fact.measure == levels[0].measure and fact.opened == levels[0].opened
        ]
        if _PAIR <= len(run) <= _MOST_PARTS:
            yield run


def _binding(bulletin: Bulletin, before: list[Fact], run: list[Fact]) -> Binding:
    """Strong for three or more names of one kind right behind the sentence with the only total of the measure."""
    if (
        len(before) != 1
        or not before[0].is_level
        or len(run) < _FEWEST
        or before[0].sentence != run[0].sentence - 1
    ):
        return Binding.WEAK
    of_a_kind = any(all(fact.name.endswith(mark) for fact in run) for mark in _CLASSES)
    bare = all(after.index == fact.index + 1 for fact, after in pairwise(run))
    closed = _OTHERS.search(run[-1].lead) is not None
    return Binding.STRONG if (of_a_kind or closed) and bare and is_close(before[0], run) else Binding.WEAK
