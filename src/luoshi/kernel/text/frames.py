"""The numbers of a bulletin, each bound to its subject (数字归属): binding comes before arithmetic."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from luoshi.kernel.text.dates import Moment
from luoshi.kernel.text.elapsed import elapsed_shares
from luoshi.kernel.text.facts import Fact, FactReader, measure_of
from luoshi.kernel.text.grids import Grid
from luoshi.kernel.text.intervals import printed_interval
from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.roles import Role
from luoshi.kernel.text.runs import runs_of, with_shared_roles
from luoshi.kernel.text.sentences import Breaks, Sentence
from luoshi.kernel.text.simplified import simplified

_OPENING = 12
_DEALS = re.compile("分别|依次")
_COMPARED = re.compile("[比较与同]\\Z")
_BACK = 20
_ALL_OF_THEM = re.compile(
    "[两二三四五六七八九十]{1,2}(?:[项者类个种家地]|大(?:产业|行业|领域|板块|片区|类)?)"
)
"""三项分别占 speaks of the numbers before it."""
_LAST_YEAR = ("去年", "上年")


@dataclass(eq=False)
class Frame:
    """Numbers that speak of one subject; `level` is its total, None when only rates are printed."""

    name: str
    level: Fact | None
    facts: list[Fact] = field(default_factory=list)

    def only(self, role: Role) -> Fact | None:
        """The number with a role when there is exactly one outside brackets."""
        found = [fact for fact in self.facts if fact.role == role and not fact.aside]
        return found[0] if len(found) == 1 else None

    def all(self, role: Role) -> list[Fact]:
        return [fact for fact in self.facts if fact.role == role]


@dataclass(frozen=True)
class Bulletin:
    """A text as the relations see it: all facts in order, frames in order, and the frame of each fact."""

    doc: Normalised
    sentences: list[Sentence]
    facts: list[Fact]
    frames: list[Frame]
    frame_of: dict[Fact, Frame]
    moments: list[Moment]
    grids: list[Grid]

    @cached_property
    def _clauses(self) -> Breaks:
        return Breaks(self.doc.text, "；")

    def clause_start(self, fact: Fact) -> int:
        """Where the part of the sentence begins, behind the last ；, that a number stands in."""
        return self._clauses.behind_last(fact.start, self.sentences[fact.sentence].start)

    @cached_property
    def _lines(self) -> Breaks:
        return Breaks(self.doc.text, "\n")

    def line_start(self, fact: Fact) -> int:
        """Where the paragraph of a number begins."""
        return self._lines.behind_last(fact.start)

    def levels(self) -> list[Fact]:
        """Totals and counts outside brackets, in order."""
        return [fact for fact in self.facts if fact.is_level and not fact.aside]

    @cached_property
    def scattered(self) -> set[Fact]:
        """Rates that 分别, or a run, deals out to several subjects."""
        return _scattered(self.facts)

    @cached_property
    def opening_levels(self) -> list[Fact]:
        """The first totals of the text, which its later shares may be taken of."""
        return self.levels()[:_OPENING]

    def level_of(self, frame: Frame) -> Fact | None:
        """The level of a frame, or the only earlier one of the paragraph that has exactly its name."""
        if frame.level is not None or not frame.name or not frame.facts:
            return frame.level
        first = frame.facts[0]
        named = [
            fact
            for fact in self.facts[max(0, first.index - _BACK) : first.index]
            if fact.is_level and fact.name == frame.name and fact.paragraph == first.paragraph
        ]
        return named[0] if len(named) == 1 else None

    def main_of(self, level: Fact) -> Fact | None:
        """The total that a rate behind a list of parts joined by 、 may speak of instead of the last part.

        None where the parts before the level have rates of their own, or there is no list.
        """
        before = self.facts[level.index - 1] if level.index else level
        if level.opened < 0 or before.opened != level.opened or not level.lead.startswith(("、", "和", "及")):
            return None
        if not before.is_level:
            return None
        near = self.facts[max(0, level.index - _BACK) : level.index]
        mains = [fact for fact in near if fact.is_level and not fact.aside and fact.start < level.opened]
        return mains[-1] if mains and mains[-1].sentence == level.sentence else None

    def bare_fact(self, quantity: Quantity, role: Role) -> Fact:
        """A fact for a number that stands outside all frames (a part of a:b:c, 近六成)."""
        place = bisect_right(self.sentences, quantity.start, key=lambda sentence: sentence.start) - 1
        index = bisect_left(self.facts, quantity.start, key=lambda fact: fact.start)
        return Fact(
            index=index,
            quantity=quantity,
            role=role,
            name="",
            stem="",
            sign=1,
            versus="",
            comparable=False,
            interval=printed_interval(quantity),
            measure=measure_of(quantity.unit),
            lead="",
            noun="",
            sentence=place,
            paragraph=self.sentences[place].paragraph,
            opened=-1,
            listed=False,
            parted=False,
            inside=False,
            aside=False,
            period=None,
        )

    def cell_fact(self, quantity: Quantity, name: str, *, negative: bool) -> Fact:
        """A fact for a number of a table, named after its row."""
        fact = replace(self.bare_fact(quantity, "level"), name=name)
        if not negative:
            return fact
        return replace(fact, sign=-1, interval=fact.interval.scaled(-1))

    @cached_property
    def elapsed(self) -> set[Fraction]:
        """The elapsed shares, in %, of all periods of the text."""
        text = self.doc.text
        return {
            share
            for moment in self.moments
            if _COMPARED.search(text, max(0, moment.start - 1), moment.start) is None
            for share in elapsed_shares(moment)
        }

    def paces(self, fact: Fact) -> list[Fraction]:
        """Elapsed shares, in %, of the period a fact speaks of; empty when it is not clear."""
        return [] if fact.period is None else elapsed_shares(fact.period)


def read_bulletin(doc: Normalised) -> Bulletin:
    """Facts and frames of a normalised text, traditional characters read as simplified ones."""
    doc = Normalised(doc.original, simplified(doc.text), doc.offsets)
    reader = FactReader(doc)
    facts = with_shared_roles(list(reader.facts()))
    facts = _with_rates_told(_with_plans_told(_with_last_year_told(_with_bases_told(facts))))
    frames, frame_of = _frames(facts)
    return Bulletin(doc, reader.sentences, facts, frames, frame_of, reader.moments, reader.grids)


def _with_bases_told(facts: list[Fact]) -> list[Fact]:
    """立案744起，损失3629万元；去年同期立案1153起，损失4055万元: what follows a base under the name of a level is one too."""
    told = list(facts)
    for fact in facts[1:]:
        before = told[fact.index - 1]
        beside = before.sentence == fact.sentence and not fact.parted and not fact.aside and not before.aside
        if not (
            beside and before.role == "previous" and before.versus == "year" and fact.is_level and fact.name
        ):
            continue
        near = told[max(0, fact.index - _BACK) : fact.index]
        alike = [
            one
            for one in near
            if one.is_level and one.name.endswith(fact.name) and one.paragraph == fact.paragraph
        ]
        if alike and alike[-1].measure == fact.measure and alike[-1].start < before.start:
            told[fact.index] = replace(fact, role="previous", versus="year")
    return told


def _with_plans_told(facts: list[Fact]) -> list[Fact]:
    """预算安排8642万元，较上年预算7985万元增加657万元: a plan that is compared is the level of what is told."""
    told = list(facts)
    for value, base, change in zip(facts, facts[1:], facts[2:], strict=False):
        one = value.sentence == change.sentence and value.measure == base.measure == change.measure
        if value.role == "target" and base.role == "previous" and change.role == "increment" and one:
            told[value.index] = replace(value, role="level")
    return told


def _with_rates_told(facts: list[Fact]) -> list[Fact]:
    """较上年末增加1200头、6.4%: a percentage that 、 joins to an increase is its growth."""
    told = list(facts)
    for change, rate in pairwise(facts):
        joined = rate.listed and rate.sentence == change.sentence and not rate.name
        if change.role == "increment" and rate.role == "other" and rate.measure == "%" and joined:
            signed = rate.interval.scaled(change.sign * rate.sign)
            told[rate.index] = replace(
                rate, role="growth", sign=change.sign, versus=change.versus, interval=signed
            )
    return told


def _with_last_year_told(facts: list[Fact]) -> list[Fact]:
    """去年投入2.37亿元，同比增长24.1%（上年投入1.91亿元): told of last year, whose value is the level and no base.

    So is one that is divided at once: 去年原煤产量900万吨，其中….
    """
    told = list(facts)
    for value, rate, base in zip(facts, facts[1:], facts[2:], strict=False):
        opens = value.index == 0 or facts[value.index - 1].sentence != value.sentence
        based = base.role == "previous" and base.aside and base.measure == value.measure
        divided = rate.opened > value.start and base.opened == rate.opened and rate.measure == value.measure
        here = value.sentence == base.sentence and value.lead.startswith(_LAST_YEAR) and not value.aside
        if value.role == "previous" and here and opens and ((rate.role == "growth" and based) or divided):
            told[value.index] = replace(value, role="level", versus="")
    return told


def _frames(facts: list[Fact]) -> tuple[list[Frame], dict[Fact, Frame]]:
    frames: list[Frame] = []
    frame_of: dict[Fact, Frame] = {}
    hosts = _hosts(facts)
    scattered = _scattered(facts) - hosts.keys()
    current: Frame | None = None
    before: Fact | None = None
    told: list[Frame] = []
    for fact in facts:
        if before is None or before.sentence != fact.sentence:
            current, told = None, []
        elif fact.parted:
            current = _resumed(fact, told)
        host = hosts.get(fact)
        if host is not None:
            current = frame_of[host]
        elif fact in scattered:
            current = Frame("", None)
            frames.append(current)
        elif other := _of_its_measure(fact, current, told):
            current = other
        elif current is None or _opens(fact, current):
            current = Frame(fact.name or (current.name if current else ""), None)
            frames.append(current)
        if fact.is_level and current.level is None:
            current.level = fact
            told.append(current)
        current.facts.append(fact)
        frame_of[fact] = current
        before = fact
    return frames, frame_of


def _of_its_measure(fact: Fact, current: Frame | None, told: list[Frame]) -> Frame | None:
    """The frame of the clause's last level in the measure of a nameless change, where the nearest has another one:
    成交1094套、12.87万平方米，减少163套.
    """
    if fact.role not in ("increment", "previous") or current is None or current.level is None:
        return None
    if fact.aside or current.level.measure == fact.measure or (fact.name and not _named_alike(fact)):
        return None
    return next(
        (frame for frame in reversed(told) if frame.level and frame.level.measure == fact.measure), None
    )


def _named_alike(fact: Fact) -> bool:
    """Whether a change is named after its measure only: 套数环比减少163套."""
    return fact.name.rstrip("数量额") in (fact.measure, "面积", "金额")


def _resumed(fact: Fact, told: list[Frame]) -> Frame | None:
    """Behind ； a nameless rate goes on with the subject of the sentence where there is only one."""
    return told[0] if len(told) == 1 and not fact.name and not fact.is_level else None


def _hosts(facts: list[Fact]) -> dict[Fact, Fact]:
    """For each number of a nameless run the number of the level run before it that it speaks of."""
    hosts: dict[Fact, Fact] = {}
    levels: list[Fact] = []
    single: list[Fact] = []
    for run in runs_of(facts):
        if run[0].is_level:
            levels = run
            continue
        meant = next((some for some in (levels, single) if _match(some, run)), [])
        if not meant:
            meant = single = _levels_before(facts, run) or single
        if _match(meant, run) and (not run[0].name or _ALL_OF_THEM.fullmatch(run[0].name)):
            hosts.update(zip(run, meant, strict=True))
    return hosts


def _levels_before(facts: list[Fact], run: list[Fact]) -> list[Fact]:
    """The levels directly before a run: as many with 分别, or of the same measures one by one."""
    before = facts[max(0, run[0].index - len(run)) : run[0].index]
    if not before or not all(fact.is_level and fact.sentence == run[0].sentence for fact in before):
        return []
    alike = [fact.measure for fact in before] == [fact.measure for fact in run]
    return before if alike or _DEALS.search(run[0].lead) else []


def _match(levels: list[Fact], run: list[Fact]) -> bool:
    if len(levels) != len(run):
        return False
    reach = 1 if _ALL_OF_THEM.fullmatch(run[0].name) else 0
    return run[0].sentence - reach <= levels[0].sentence <= run[0].sentence


def _scattered(facts: list[Fact]) -> set[Fact]:
    """Numbers that 分别, or a run, deals out to several subjects."""
    runs = {fact for run in runs_of(facts) for fact in run}
    return {fact for fact in facts if not fact.is_level and (fact in runs or _DEALS.search(fact.lead))}


def _opens(fact: Fact, current: Frame) -> bool:
    """A number opens a frame when it names a subject of its own, or is a second level."""
    if fact.aside:
        return False
    if fact.is_level:
        return current.level is not None or bool(fact.name)
    if fact.role in ("completion", "share", "growth", "increment", "rate"):
        return bool(fact.name)
    return False
