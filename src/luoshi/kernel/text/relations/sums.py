"""Parts and their whole (分项与合计)."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise, product

from luoshi.kernel.text.facts import Fact, other_period
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import is_count, total
from luoshi.kernel.text.marks import chinese_count, starts_with_mark
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.closed import Partition
from luoshi.kernel.text.relations.lists import binding_of_list, covers, declared_count, is_close

_NESTED = re.compile("其中|包括")
_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_PARTS = 10
_PAIR = 2
_LOOSEST = 50
"""A sum explains a total only if rounding leaves it open by less than one part in so many."""
_OTHER_KIND = re.compile(r"顺差|逆差|结余|建筑面积|余额|累计|总额|总量|总投资")
"""A floor area can exceed its plot, a balance the flow it is told with."""
_LOOSEST_LISTED = 10
_LOOSEST_AFAR = 500
_FAR = 12
_LONG_SUM = 100
"""A total that chance hardly makes, so that it needs no period."""
_MOST_COMBINATIONS = 200
_TOTAL_NAMES = re.compile(r"总[量额数值]|总收入|总支出")
"""Names of totals, which need not be those of the numbers before them."""
_FIRST_OF_LIST = re.compile("前[两二三四五六七八九十]")
"""A total of the first of a list, not of the last numbers before it: 前三类合计."""
_BARE_TOTAL = re.compile(r"(?:合计|共计|总计)(?:完成|实现|达到?|为|投资|安排)*")
_COUNTED_TOTAL = re.compile(
    "(?:以上|这|上述)?(?P<count>[两二三四五六七八九])(?:[项类者种个家地]|大类)(?:税种|税|收入|产业)?(?:合计|共计|总计)"
)
_OPENING_TOTAL = re.compile(
    "(?:以上|上述|这|前)?(?:[两二三四五六七八九十](?:[项类者种个家地]|大类)?)?[\u4e00-\u9fff]{0,4}(?:合计|共计|总计|小计)"
)
_NAMED_TOTAL = re.compile(r"[\u4e00-\u9fff”]{4,}合计\Z")
"""A total with a subject of its own: 对共建国家进出口合计."""
_ADDED = re.compile("合计|共计|总计|累计|共\\Z")
_BESIDES = ("加上", "再加", "加")
_THIRDS = ("上旬", "中旬", "下旬")
_TOTAL_WORDS = re.compile(r"合计|共计|总计|总共|共(?:[\u4e00-\u9fff]{2,6})?\Z")


def sums_of_sets(partitions: Iterable[Partition]) -> Iterator[Slot]:
    """Closed sets: these parts make the whole by definition. Far from it, only a slip of the pen is told."""
    slots: dict[tuple[Fact, ...], Slot] = {}
    for entry in partitions:
        binding = Binding.STRONG if entry.near else Binding.MEDIUM
        candidate = Candidate("sum", entry.whole, entry.parts, total, binding, slip_only=not entry.near)
        slots.setdefault(entry.parts, Slot()).candidates.append(candidate)
    for slot in slots.values():
        slot.candidates.sort(key=lambda candidate: -candidate.binding)
        yield slot


def sums_of_lists(bulletin: Bulletin) -> Iterator[Slot]:
    """A total with the numbers that follow it (or its 其中), or that lead up to a 合计."""
    by_paragraph: dict[int, list[Fact]] = {}
    for level in bulletin.levels():
        by_paragraph.setdefault(level.paragraph, []).append(level)
    for levels in by_paragraph.values():
        for position, first in enumerate(levels):
            yield from _following(levels, position, first)
            yield from _of_so_many(levels, position, first)
            yield from _leading(levels, position, first)


def _following(levels: list[Fact], position: int, whole: Fact) -> Iterator[Slot]:
    """Runs of one measure that start directly behind the whole, or at a 其中 further on."""
    starts = [position + 1]
    starts += [
        index
        for index in range(position + 2, min(position + 2 + _MOST_PARTS, len(levels)))
        if _begins_list(levels[index], levels[index - 1])
    ]
    for start in starts:
        run = _run(levels, start, whole)
        complete = _own_length(levels, position, start, run)
        ends = complete == len(run) or run[complete].parted
        alone = ends and _is_first(levels, position)
        slot = Slot()
        for size in range(2, _tight_until(whole, run) + 1):
            parts = tuple(run[:size])
            binding, slip_only = Binding.WEAK, False
            if size == complete:
                binding, slip_only = binding_of_list(whole, parts, alone=alone)
            swap_only = binding is Binding.WEAK and size == complete > 1
            slot.candidates.append(
                Candidate("sum", whole, parts, total, binding, slip_only=slip_only, swap_only=swap_only)
            )
        if slot.candidates:
            slot.candidates.sort(key=lambda candidate: -candidate.binding)
            yield slot


def _own_length(levels: list[Fact], position: int, start: int, run: list[Fact]) -> int:
    """How many numbers of a run are the list of its whole: up to a closing ； or one that opens a list itself.

    0 if others stand between whole and run.
    """
    if any(fact.measure == levels[position].measure for fact in levels[position + 1 : start]):
        return 0
    for size, fact in enumerate(run):
        place = levels.index(fact, start)
        if size > 1 and (_adds_up(fact) or (fact.parted and not run[1].parted)):
            return size
        if size > 1 and fact.quantity.magnitude >= levels[position].quantity.magnitude:
            return size
        if size and place + 1 < len(levels) and levels[place + 1].opened > fact.start:
            return size
    return len(run)


def _adds_up(fact: Fact) -> bool:
    """Whether a number adds up those before it (三项合计109846万元) and so is no part beside them."""
    return _OPENING_TOTAL.match(fact.lead) is not None


def _is_first(levels: list[Fact], position: int) -> bool:
    """Whether no other total of its measure stands before one in its sentence."""
    whole = levels[position]
    before = levels[max(0, position - _FAR) : position]
    return not any(fact.sentence == whole.sentence and fact.measure == whole.measure for fact in before)


def _begins_list(fact: Fact, before: Fact) -> bool:
    """Whether a level is the first of its sentence, or of its 其中."""
    return fact.sentence != before.sentence or fact.opened > before.start


def sums_of_thirds(bulletin: Bulletin) -> Iterator[Slot]:
    """上旬28.5毫米，中旬63.2毫米，下旬95.9毫米: the thirds of a month make its total, the last level of their measure before them."""
    for parts in zip(bulletin.facts, bulletin.facts[1:], bulletin.facts[2:], strict=False):
        first = parts[0]
        named = all(part.lead.endswith(third) for part, third in zip(parts, _THIRDS, strict=True))
        if not named or any(part.measure != first.measure or part.measure == "%" for part in parts):
            continue
        before = [
            fact
            for fact in bulletin.facts[max(0, first.index - _FAR) : first.index]
            if fact.role in ("level", "mean") and fact.measure == first.measure and not fact.aside
            if fact.paragraph == first.paragraph and fact.sentence >= first.sentence - 1
        ]
        if before and all(part.quantity.magnitude < before[-1].quantity.magnitude for part in parts):
            binding = Binding.STRONG if covers(before[-1], parts) else Binding.MEDIUM
            yield Slot(
                [Candidate("sum", before[-1], parts, total, binding, slip_only=binding < Binding.STRONG)]
            )


def sums_across_paragraphs(bulletin: Bulletin) -> Iterator[Slot]:
    """A total of an earlier paragraph, made of the levels of one measure that a later one begins with. Only explains."""
    levels = bulletin.levels()
    for start in range(1, len(levels)):
        if levels[start].paragraph != levels[start - 1].paragraph:
            for run in _stretches(levels, start):
                yield from _before(levels, start, run)


def _before(levels: list[Fact], start: int, run: list[Fact]) -> Iterator[Slot]:
    for place in range(max(0, start - _FAR), start):
        whole = levels[place]
        if len(run) <= _PAIR and place and not _begins_list(whole, levels[place - 1]):
            continue
        undated = whole.period is None and whole.quantity.magnitude >= _LONG_SUM
        if whole.measure != run[0].measure or (other_period(run[0], whole) and not undated):
            continue
        size = _size_that_fits(whole, run)
        if size:
            yield Slot([Candidate("sum", whole, tuple(run[:size]), total, Binding.WEAK)])


def _size_that_fits(whole: Fact, run: list[Fact]) -> int:
    """How many numbers of a run make the whole, closely enough to mean something; 0 for none."""
    low = high = Fraction(0)
    for size, fact in enumerate(run, 1):
        low, high = low + fact.interval.low, high + fact.interval.high
        if low > whole.interval.high:
            return 0
        if size > 1 and high >= whole.interval.low:
            close = (high - low + whole.interval.width) * _LOOSEST_AFAR <= whole.quantity.magnitude
            return size if close else 0
    return 0


def _stretches(levels: list[Fact], start: int) -> list[list[Fact]]:
    """Levels from `start` on by their measure, over the ends of sentences and lines; two or more each."""
    runs: dict[str, list[Fact]] = {}
    for fact in levels[start : start + _MOST_PARTS]:
        runs.setdefault(fact.measure, []).append(fact)
    return [run for run in runs.values() if len(run) > 1 and run[0].paragraph == levels[start].paragraph]


def _run(levels: list[Fact], start: int, whole: Fact) -> list[Fact]:
    """Levels from `start` on, in one sentence and list, with the measure and period of the whole."""
    run: list[Fact] = []
    for fact in levels[start : start + _MOST_PARTS]:
        if (whole.period and other_period(fact, whole)) or fact.sentence != levels[start].sentence:
            break
        if fact.opened != levels[start].opened:
            break
        if fact.measure == whole.measure:
            run.append(fact)
    return run


def _of_so_many(levels: list[Fact], position: int, whole: Fact) -> Iterator[Slot]:
    """以上三类合计2384件: as many numbers of its measure next before it in the paragraph."""
    count = declared_count(whole)
    if count is None or _ADDED.search(whole.lead) is None:
        return
    before = [fact for fact in levels[max(0, position - _FAR) : position] if fact.measure == whole.measure]
    if _FIRST_OF_LIST.search(whole.lead):
        runs = [tuple(before[place : place + count]) for place in range(len(before) - count + 1)]
        yield Slot([Candidate("sum", whole, run, total, Binding.WEAK) for run in runs if _tight(whole, run)])
        return
    parts = tuple(before[-count:])
    if len(parts) == count > 1 and all(part.quantity.magnitude < whole.quantity.magnitude for part in parts):
        binding = Binding.STRONG if is_close(whole, parts) else Binding.MEDIUM
        yield Slot([Candidate("sum", whole, parts, total, binding, slip_only=binding is Binding.MEDIUM)])


def _leading(levels: list[Fact], position: int, whole: Fact) -> Iterator[Slot]:
    """A、B、C，合计X: the numbers of the sentence before its total."""
    if not (_TOTAL_WORDS.search(whole.lead) or _TOTAL_NAMES.search(whole.lead)):
        return
    if _FIRST_OF_LIST.search(whole.lead):
        return
    run: list[Fact] = []
    for fact in reversed(levels[max(0, position - _MOST_PARTS) : position]):
        beside = fact.measure != whole.measure and not fact.lead
        if fact.sentence != whole.sentence or (fact.measure != whole.measure and not beside):
            break
        if not beside:
            run.insert(0, fact)
    slot = Slot()
    if run and run[0].lead.startswith(_BESIDES):
        main = [fact for fact in levels[: levels.index(run[0])] if fact.measure == whole.measure]
        yield from (Slot([Candidate("sum", whole, (fact, *run), total, Binding.WEAK)]) for fact in main[:1])
        return
    for start in range(len(run) - 1):
        binding, slip_only = Binding.WEAK, False
        if start == 0 and not _TOTAL_NAMES.search(whole.lead) and not _NAMED_TOTAL.search(whole.lead):
            binding, slip_only = Binding.MEDIUM, not covers(whole, run)
            if _closes_list(levels, position, whole, run):
                binding = Binding.STRONG
        if _counts_run(whole, run[start:]):
            binding, slip_only = Binding.STRONG, False
        slot.candidates.append(
            Candidate("sum", whole, tuple(run[start:]), total, binding, slip_only=slip_only)
        )
    if slot.candidates:
        yield slot


def _counts_run(whole: Fact, run: list[Fact]) -> bool:
    """Whether a total says how many it adds up and so many stand before it, joined by 、: 三项合计46318万元."""
    found = _COUNTED_TOTAL.match(whole.lead)
    joined = all(part.lead.startswith(("、", "和", "及")) for part in run[1:])
    return (
        found is not None
        and joined
        and not run[0].lead.startswith("、")
        and len(run) == chinese_count(found["count"].replace("两", "二"))
        and is_close(whole, run)
    )


def _closes_list(levels: list[Fact], position: int, whole: Fact, run: list[Fact]) -> bool:
    """Whether a bare 合计 stands behind a list joined by 、 that its sentence begins with."""
    before = levels[position - len(run) - 1] if position > len(run) else None
    alone = before is None or before.sentence != whole.sentence
    joined = all(part.lead.startswith(("、", "和", "及")) for part in run[1:])
    bare = _BARE_TOTAL.fullmatch(whole.lead) is not None
    return bare and alone and joined and len(run) > _PAIR and is_close(whole, run)


def _tight_until(whole: Fact, run: list[Fact]) -> int:
    """How many parts of a run leave little enough room that a fit means something."""
    loosest = _LOOSEST_LISTED if run and run[0].opened > whole.start else _LOOSEST
    slack = whole.interval.width
    for size, part in enumerate(run):
        slack += part.interval.width
        if slack * loosest > whole.quantity.magnitude:
            return size
    return len(run)


def _tight(whole: Fact, parts: tuple[Fact, ...]) -> bool:
    """Whether rounding leaves little enough room that a fit means something."""
    slack = whole.interval.width + sum(part.interval.width for part in parts)
    return slack * _LOOSEST <= whole.quantity.magnitude


def sums_of_items(bulletin: Bulletin) -> Iterator[Slot]:
    """A total printed outside a numbered list, made of one number from each of its items."""
    for items, outside in _lists_of_items(bulletin):
        for whole in outside:
            yield from _from_each(whole, [_fitting(item, whole) for item in items])


def sums_of_clauses(bulletin: Bulletin) -> Iterator[Slot]:
    """A total shortly before a sentence whose clauses, parted by ；, have one number of it each."""
    for sentence, clauses in _clauses(bulletin):
        first = clauses[0][0]
        before = [*bulletin.facts[max(0, first.index - _FAR) : first.index], *bulletin.opening_levels]
        for whole in dict.fromkeys(before):
            if whole.aside or whole.role not in ("level", "target"):
                continue
            if whole.paragraph < first.paragraph - 1 and (
                len(clauses) <= _PAIR or not is_count(whole.quantity)
            ):
                continue
            if whole.sentence < sentence and (whole.period is None or not other_period(first, whole)):
                yield from _from_each(whole, [_fitting(clause, whole) for clause in clauses])


def _clauses(bulletin: Bulletin) -> Iterator[tuple[int, list[list[Fact]]]]:
    """Levels and plans of each sentence by its clauses, where every clause has two or more, or of three clauses two."""
    by_clause: dict[int, dict[int, list[Fact]]] = {}
    for fact in bulletin.facts:
        if fact.role in ("level", "target") and not fact.aside:
            clauses = by_clause.setdefault(fact.sentence, {})
            clauses.setdefault(bulletin.clause_start(fact), []).append(fact)
    for sentence, clauses in by_clause.items():
        several = [clause for clause in clauses.values() if len(clause) > 1]
        if len(clauses) > 1 and (len(several) == len(clauses) or len(clauses) > _PAIR <= len(several) + 1):
            yield sentence, list(clauses.values())


def _shape(words: str) -> str:
    """The kind of mark that a line opens with: 1 for a figure, 一 for a numeral, （ for one in brackets; "" for none."""
    if not starts_with_mark(words):
        return ""
    return "1" if words[0].isdecimal() else words[0] if words[0] in "（第" else "一"


def _lists_of_items(bulletin: Bulletin) -> Iterator[tuple[list[list[Fact]], list[Fact]]]:
    """Numbers of each item of a list, and those of the paragraphs directly around it; a page number parts nothing."""
    text = bulletin.doc.text
    inside: dict[int, list[Fact]] = {}
    for fact in bulletin.facts:
        if fact.role in ("level", "target") and not fact.aside:
            inside.setdefault(fact.paragraph, []).append(fact)
    paragraphs: dict[int, tuple[str, list[Fact]]] = {}
    for sentence in bulletin.sentences:
        if sentence.paragraph not in paragraphs and _HAN.search(text, sentence.start, sentence.end):
            marked = _shape(text[sentence.start : sentence.start + 8])
            paragraphs[sentence.paragraph] = (marked, inside.get(sentence.paragraph, []))
    items: list[list[Fact]] = []
    before: list[Fact] = []
    shape = ""
    for marked, facts in [*paragraphs.values(), ("", [])]:
        if marked and (marked == shape or not items):
            items, shape = [*items, facts], marked
            continue
        if len(items) > 1:
            yield items, before + (facts if not marked else [])
        # A heading in front of a list of another shape parts it not from the total before.
        before = facts if not marked else before if len(items) == 1 and not items[0] else []
        items, shape = ([facts], marked) if marked else ([], "")


def _fitting(item: list[Fact], whole: Fact) -> list[Fact]:
    return [
        fact
        for fact in item
        if fact.measure == whole.measure
        and fact.role == whole.role
        and is_count(fact.quantity) == is_count(whole.quantity)
    ]


def _from_each(whole: Fact, choices: list[list[Fact]]) -> Iterator[Slot]:
    size = 1
    for options in choices:
        size *= len(options)
    if not 0 < size <= _MOST_COMBINATIONS:
        return
    slot = Slot(
        [
            Candidate("sum", whole, parts, total, binding, slip_only=slip_only)
            for parts in product(*choices)
            if _tight(whole, parts)
            for binding, slip_only in [_binding_of_items(whole, parts)]
        ]
    )
    if slot.candidates:
        slot.candidates.sort(key=lambda candidate: -candidate.binding)
        yield slot


def _binding_of_items(whole: Fact, parts: tuple[Fact, ...]) -> tuple[Binding, bool]:
    """As sure as a list when the items are printed in the same words and are smaller than their whole."""
    words = {fact.lead for fact in parts}
    if len(words) > 1 or any(fact.quantity.magnitude >= whole.quantity.magnitude for fact in parts):
        return Binding.WEAK, False
    if covers(whole, parts) and declared_count(whole) == len(parts):
        return Binding.STRONG, False
    same = parts[0].name and whole.name.endswith(parts[0].name)
    return Binding.MEDIUM, not (same and len(parts) > _PAIR and is_close(whole, parts))


def parts_within_wholes(bulletin: Bulletin) -> Iterator[Slot]:
    """The parts behind 其中 are no larger than the total directly before it; only the first, and those that 、 joins, accuse."""
    levels = bulletin.levels()
    for place, (whole, part) in enumerate(pairwise(levels)):
        if not _is_part(part, whole, part) or _is_one_of_two(levels, place):
            continue
        following = levels[place + 2] if place + 2 < len(levels) else None
        alone = following is None or following.opened != part.opened or following.measure != part.measure
        listed = _bare_list(levels[place + 1 : place + 1 + _MOST_PARTS], whole)
        if alone or listed or not _fits_in(part, whole):
            yield _within(part, whole)
        for further in listed:
            if _fits_in(further, whole) or further.lead.startswith(("、", "和")):
                yield _within(further, whole)


def _is_one_of_two(levels: list[Fact], place: int) -> bool:
    """Whether a total is joined to another one of its measure, so that 其中 opens both: 建议143件、提案96件，其中A类98件."""
    whole, before = levels[place], levels[place - 1] if place else levels[place]
    joined = whole.lead.startswith(("、", "和", "及")) and before.sentence == whole.sentence
    return joined and before.measure == whole.measure


def _bare_list(levels: list[Fact], whole: Fact) -> list[Fact]:
    """The parts behind the first one, where nothing but names stands between them."""
    found: list[Fact] = []
    for before, further in pairwise(levels):
        near = further.opened == before.opened and further.index == before.index + 1 and not further.parted
        if not near or not _is_part(further, whole, levels[0]):
            break
        found.append(further)
    return found


def _fits_in(part: Fact, whole: Fact) -> bool:
    return part.quantity.magnitude <= whole.quantity.magnitude


def _within(part: Fact, whole: Fact) -> Slot:
    return Slot([Candidate("part_whole", part, (whole,), total, Binding.STRONG, bound="<=")])


def _is_part(part: Fact, whole: Fact, first: Fact) -> bool:
    """Whether a level stands in the list that a total directly before it opens; a second way of parting opens none."""
    return (
        part.opened > whole.start
        and (whole.opened < 0 or part.opened == whole.opened or _NESTED.search(first.lead) is not None)
        and (part.quantity.printed, part.noun[:1]) != (whole.quantity.printed, whole.noun[:1])
        and not _OTHER_KIND.search(part.name)
        and part.measure == whole.measure
        and part.sentence == whole.sentence
        and not other_period(part, whole)
        and not (part is first and part.parted)
    )
