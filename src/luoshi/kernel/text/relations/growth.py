"""Growth against the levels, increments and bases printed with it (增长与基数)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin, Frame
from luoshi.kernel.text.intervals import image
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest

_REAL = re.compile(r"(?:生产总值|GDP|增加值)(?!\w{0,4}(?:能耗|电耗|水耗|用水|排放))")
_NOMINAL = re.compile("现价|当年价|名义")
_FAR = 30
_FASTER = re.compile("[多少][增减收支降]")
"""A change of a change: 同比多增4.6亿元."""
_COMPARES = re.compile("[比较与]")
_SCOPE = re.compile(r"\A[全我本][省市区县旗镇乡]")
_AIMS = re.compile("(?:目标|任务)(?:建议)?(?:是|为|：)+")
_PLANNED = re.compile("安排|计划|预期|预算数|执行数|完成数")
_OUTRIGHT = re.compile("，?(?:同比|[比较]上年(?:同期)?)?(?:实现|已经?|整整|正好)?")
"""All that stands before 翻一番 where it is said of the level itself, and as done."""
BASIS = "growth on a basis of its own (comparable prices, adjusted) is not tested against nominal levels"


def growths(bulletin: Bulletin) -> Iterator[Slot]:
    """增收1200万元，增长3.6% and 上年同期32896万元，增长3.6%: one subject, one level, one base."""
    for frame in bulletin.frames:
        level = _mean_before_its_base(frame) or bulletin.level_of(frame) or frame.only("mean")
        if level is None or level.aside:
            continue
        yield from _increments(frame, level)
        rates = [fact for fact in frame.all("growth") if fact.start > level.start and fact.versus != "annual"]
        main = bulletin.main_of(level)
        slots = [_slot(frame, level, rate, main) for rate in rates]
        whole = _opener(bulletin, level)
        if whole is not None:
            slots = [Slot([*slot.candidates, *_of_whole(frame, whole, slot)]) for slot in slots]
        if len(rates) == 1 or len({_increment(frame, rate) for rate in rates} - {None}) == len(rates):
            yield from (slot for slot in slots if slot.candidates)
        elif any(slot.candidates for slot in slots):
            # Two rates for one level (natural and comparable basis): one of them has to fit.
            merged = [candidate for slot in slots for candidate in slot.candidates]
            yield Slot([replace(candidate, binding=Binding.WEAK) for candidate in merged])


def growths_afar(bulletin: Bulletin) -> Iterator[Slot]:
    """Growth of a subject whose level is printed elsewhere: 上年同期税收38955万元，下降1.9%. Only explains.

    The base or the increment stands beside the rate, the level has its name or is the total of the paragraph.
    """
    for rate in bulletin.facts:
        frame = bulletin.frame_of[rate]
        beside = bulletin.facts[rate.index - 1] if rate.index else rate
        if rate.role != "growth" or rate.comparable or rate.versus == "annual" or rate.aside:
            continue
        if bulletin.level_of(frame) is not None:
            continue
        beside = _aside_behind(bulletin, rate) or beside
        if beside.role not in ("previous", "increment") or beside.paragraph != rate.paragraph:
            continue
        yield from _from_afar(bulletin, rate, beside)


def _aside_behind(bulletin: Bulletin, rate: Fact) -> Fact | None:
    """The base in brackets behind a rate: 上升6.50%（去年同期7912件）."""
    behind = bulletin.facts[rate.index + 1 : rate.index + 2]
    return behind[0] if behind and behind[0].aside and behind[0].role == "previous" else None


def _from_afar(bulletin: Bulletin, rate: Fact, beside: Fact) -> Iterator[Slot]:
    name = beside.name or rate.name
    before = bulletin.facts[max(0, rate.index - _FAR) : rate.index]
    levels = [
        fact
        for fact in before
        if fact.is_level and fact.measure == beside.measure and not is_real(fact) and fact is not beside
    ]
    named = [fact for fact in levels if name and _alike(fact.name or fact.lead, name)]
    levels = named or [fact for fact in levels if not name and fact.paragraph == rate.paragraph][:1]
    kind, formula = (
        ("growth", growth_of_levels)
        if beside.role == "previous"
        else ("growth_from_increment", _of_increment)
    )
    candidates = [Candidate(kind, rate, (level, beside), formula, Binding.WEAK) for level in reversed(levels)]
    fitting = [candidate for candidate in candidates if candidate.holds()]
    if len(fitting) == 1:
        yield Slot(fitting)


def growths_of_runs(bulletin: Bulletin) -> Iterator[Slot]:
    """上年同期分别为1142.5万人次和75.62亿元 behind two levels with their growth: the base of its measure. Only explains."""
    for base in bulletin.facts:
        if base.role != "previous" or base not in bulletin.scattered or base.aside:
            continue
        for rate in bulletin.facts[max(0, base.index - _FAR) : base.index]:
            level = bulletin.frame_of[rate].level
            near = rate.role == "growth" and base.sentence - 1 <= rate.sentence and not rate.comparable
            if near and level is not None and level.measure == base.measure and not is_real(level):
                candidate = Candidate("growth", rate, (level, base), growth_of_levels, Binding.WEAK)
                if candidate.holds():
                    yield Slot([candidate])


def changes_afar(bulletin: Bulletin) -> Iterator[Slot]:
    """受理投诉11起，成立3起；与上年16起相比，减少5起: the only level of the sentence that fits. Only explains."""
    for claim in bulletin.facts:
        base = bulletin.facts[claim.index - 1] if claim.index else claim
        if claim.role != "increment" or base.role != "previous" or base.measure != claim.measure:
            continue
        if base.sentence != claim.sentence or bulletin.frame_of[claim].level is not None:
            continue
        levels = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _FAR) : base.index]
            if fact.is_level and fact.sentence == claim.sentence and fact.measure == claim.measure
        ]
        candidates = [Candidate("difference", claim, (level, base), rest, Binding.WEAK) for level in levels]
        fitting = [candidate for candidate in candidates if candidate.holds()]
        if len(fitting) == 1:
            yield Slot(fitting)


def changes_of_named(bulletin: Bulletin) -> Iterator[Slot]:
    """油菜面积比上年的20.4万亩增加1.6万亩: the only earlier level that its words begin with and that fits. Only explains."""
    for claim in bulletin.facts:
        base = bulletin.facts[claim.index - 1] if claim.index else claim
        if claim.role != "increment" or base.role != "previous" or base.sentence != claim.sentence:
            continue
        called = _COMPARES.split(base.lead)[0]
        levels = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _FAR) : base.index]
            if fact.is_level and fact.measure == claim.measure == base.measure and not fact.aside
            if len(fact.name) >= len("油菜") and called.startswith(fact.name)
        ]
        candidates = [Candidate("difference", claim, (level, base), rest, Binding.WEAK) for level in levels]
        fitting = [candidate for candidate in candidates if candidate.holds()]
        if len(fitting) == 1 and bulletin.frame_of[claim].level is None:
            yield Slot(fitting)


def planned_growths(bulletin: Bulletin) -> Iterator[Slot]:
    """收入安排19.2亿元，比上年执行数增长4.2%: a plan over the result of its name, printed before. Only explains."""
    for rate in bulletin.facts:
        level = bulletin.frame_of[rate].level
        if (
            rate.role != "growth"
            or rate.comparable
            or level is None
            or not (_PLANNED.search(level.lead + rate.lead) or _is_aimed_at(bulletin, level))
        ):
            continue
        name = _SCOPE.sub("", _PLANNED.sub("", level.name))
        for fact in reversed(bulletin.facts[max(0, level.index - _FAR) : level.index]):
            if (
                fact.is_level
                and fact.measure == level.measure
                and len(name) > 1
                and _SCOPE.sub("", fact.name) == name
            ):
                yield Slot([Candidate("growth", rate, (level, fact), growth_of_levels, Binding.WEAK)])
                break


def _is_aimed_at(bulletin: Bulletin, level: Fact) -> bool:
    """Whether the sentence before a level's words opens a list of aims (预期目标为：财政总收入…)."""
    start = bulletin.sentences[level.sentence].start
    return _AIMS.search(bulletin.doc.text, start, level.start) is not None


def _alike(level: str, name: str) -> bool:
    """Whether a level is named like a change, from the start (税收 and 税收收入) or to the end (在校生)."""
    return len(level) > 1 and (
        level.startswith(name[:2]) or level.endswith(name[-2:]) or name.endswith(level)
    )


def _slot(frame: Frame, level: Fact, rate: Fact, main: Fact | None) -> Slot:
    """The level's growth; behind a bare list of parts it may be that of their total, `main`, as well."""
    candidates = list(_candidates(frame, level, rate))
    if main is not None:
        candidates = [replace(one, binding=min(one.binding, Binding.MEDIUM)) for one in candidates]
        candidates += [replace(one, binding=Binding.WEAK) for one in _candidates(frame, main, rate)]
    return Slot(candidates)


def _opener(bulletin: Bulletin, level: Fact) -> Fact | None:
    """The total directly in front of the 其中 that a level begins: 收储12.6万吨，其中甲类4.3万吨，比上年增加0.6万吨."""
    before = bulletin.facts[level.index - 1] if level.index else level
    opens = before.is_level and before.sentence == level.sentence and before.start < level.opened
    return before if opens and before.measure == level.measure and not before.aside else None


def _of_whole(frame: Frame, whole: Fact, slot: Slot) -> Iterator[Candidate]:
    """The same growths as told of the total, which only explains."""
    for rate in {candidate.claim for candidate in slot.candidates}:
        for candidate in _candidates(frame, whole, rate):
            yield replace(candidate, binding=Binding.WEAK)


def _candidates(frame: Frame, level: Fact, rate: Fact) -> Iterator[Candidate]:
    real = (is_real(level) or is_real(frame)) and not is_nominal(rate)
    barred = BASIS if rate.comparable or real else ""
    increment, previous = _increment(frame, rate), _previous(frame)
    binding = Binding.STRONG
    elsewhere = level is not frame.level and level.role != "mean"
    if (
        rate.aside
        or elsewhere
        or (previous is not None and previous.aside and not _in_a_row(level, previous, rate))
    ):
        binding = Binding.MEDIUM
    if rate.quantity.grows:
        binding = (
            Binding.MEDIUM if previous is not None and _falls_short(level, previous, rate) else Binding.WEAK
        )
    beside = previous is not None and previous.aside and previous.index == rate.index - 1
    if previous is not None and previous.measure == level.measure and (beside or _same_base(previous, rate)):
        yield Candidate("growth", rate, (level, previous), growth_of_levels, binding, barred=barred)
    if increment is not None and _same_base(increment, rate) and increment.measure == level.measure:
        operands = (level, increment)
        yield Candidate("growth_from_increment", rate, operands, _of_increment, binding, barred=barred)


def _falls_short(level: Fact, previous: Fact, rate: Fact) -> bool:
    """Whether levels of one subject have grown by clearly less than 翻一番 says; more than that is often called so too."""
    if level.measure != previous.measure or not _OUTRIGHT.fullmatch(rate.lead):
        return False
    grown = image(growth_of_levels, (level.interval, previous.interval))
    return grown is not None and grown.high < rate.interval.low


def _in_a_row(level: Fact, previous: Fact, rate: Fact) -> bool:
    """Whether level, base in brackets and rate stand side by side: 12.46亿元（上年同期10.93亿元），增长14.0%."""
    return previous.versus == "year" and {previous.index, rate.index} == {level.index + 1, level.index + 2}


def _increment(frame: Frame, rate: Fact) -> Fact | None:
    """The only increment of a subject, or the one directly before a rate where it has several."""
    told = [
        fact
        for fact in frame.all("increment")
        if fact.index == rate.index - 1 and not fact.aside and not _FASTER.search(fact.lead)
    ]
    return frame.only("increment") or (told[0] if told else None)


def _previous(frame: Frame) -> Fact | None:
    """The value before, also where it is told in brackets: 增长15.9%（去年同期10.7亿元）."""
    told = frame.all("previous")
    return frame.only("previous") or (told[0] if len(told) == 1 else None)


def is_real(subject: Fact | Frame) -> bool:
    """Whether growth of a level, or of a frame's subject, is at constant prices by convention, printed or not."""
    return _REAL.search(subject.name) is not None


def is_nominal(rate: Fact) -> bool:
    """Whether a growth is told at current prices: 按现价计算增长."""
    return _NOMINAL.search(rate.lead) is not None


def _mean_before_its_base(frame: Frame) -> Fact | None:
    """次均费用7481元，较上年7780元下降3.8%: an average directly before its base, and not the total told with it."""
    mean, previous = frame.only("mean"), frame.only("previous")
    if mean is None or previous is None or mean.index != previous.index - 1:
        return None
    return mean if mean.quantity.unit == previous.quantity.unit else None


def _increments(frame: Frame, level: Fact) -> Iterator[Slot]:
    increment, previous = frame.only("increment"), frame.only("previous")
    if increment is None or previous is None or increment.comparable:
        return
    level = _mean_before_its_base(frame) or level
    beside = increment.index == previous.index + 1
    if increment.measure == level.measure == previous.measure and (beside or _same_base(increment, previous)):
        near = increment.index - previous.index == 1 or previous.index < level.index
        binding = Binding.STRONG if near and not increment.aside else Binding.MEDIUM
        yield Slot([Candidate("difference", increment, (level, previous), rest, binding)])


def _same_base(one: Fact, other: Fact) -> bool:
    """Whether both are measured against the same past; the later one follows the earlier when it prints none."""
    first, second = sorted((one, other), key=lambda fact: fact.start)
    if "annual" in (first.versus, second.versus) or first.versus == second.versus == "other":
        return False
    return second.versus in ("", first.versus) or (not first.versus and second.versus == "year")


def _of_increment(values: Sequence[Fraction]) -> Fraction:
    level, increment = values
    return increment * 100 / (level - increment)


def growth_of_levels(values: Sequence[Fraction]) -> Fraction:
    """How many per cent the first level is above the second."""
    level, previous = values
    return (level / previous - 1) * 100


def confirmed_growths(bulletin: Bulletin, differences: Iterable[Candidate]) -> Iterator[Slot]:
    """The growth directly behind an increase that fits its level and its base: all three numbers of it are certain.

    与上年末的91.36亿元相比，资产总额96.83亿元 has grown by 5.47亿元, so that 增长5.7% is wrong.
    """
    for found in differences:
        level, base = found.operands[:2]
        behind = bulletin.facts[found.claim.index + 1 : found.claim.index + 2]
        for rate in behind:
            bound = rate.role == "growth" and not rate.comparable and rate.versus != "annual"
            if (
                bound
                and rate.sentence == found.claim.sentence
                and base.role == "previous"
                and level.is_level
                and not is_real(level)
            ):
                yield Slot([Candidate("growth", rate, (level, base), growth_of_levels, Binding.STRONG)])
