"""Claims that nothing explains, and that one of their readings would with a slip of the pen undone (疑似笔误的数).

Weak readings only explain, so that a slip leaves its claim without a word. Few texts print a claim that nothing of theirs
explains, and two digits exchanged hardly ever make one fit numbers that it was not computed from: where this mends one
reading and no other, the claim is wrong. So it is where a growth fits the increase over the new level instead of the base.
"""

from collections.abc import Collection, Iterable, Iterator

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.growth import growth_of_levels, is_real
from luoshi.kernel.text.repair import repairs_of, swapped_values
from luoshi.kernel.text.verdict import Judged

_LEAST_DIGITS = 3
_FEW = 12
_ROOM = 0.02


def slips_of_claims(slots: Iterable[Slot], explained: Collection[Fact]) -> Iterator[Judged]:
    """What fails of the readings of claims that are not among `explained`: an error among few readings, else a question."""
    readings: dict[Fact, list[Candidate]] = {}
    for slot in slots:
        for candidate in slot.candidates:
            open_one = candidate.bound == "=" and not candidate.barred and candidate.type != "sum"
            if open_one and candidate.claim not in explained:
                readings.setdefault(candidate.claim, []).append(candidate)
    for claim, candidates in readings.items():
        if sum(map(str.isdecimal, claim.quantity.printed)) < _LEAST_DIGITS:
            continue
        mended = {frozenset(one.operands): one for one in candidates if _is_exchanged(one)}
        if len(mended) == 1:
            few = len({frozenset(one.operands) for one in candidates}) <= _FEW
            yield Judged(next(iter(mended.values())), "fail", "error" if few else "question", "gross")


def _is_exchanged(candidate: Candidate) -> bool:
    """Whether a reading holds with two digits of the claim exchanged; the guess spares the exact trial of most."""
    result = candidate.result
    if result is None:
        return False
    guess = float(result.middle)
    room = _ROOM * abs(guess) + float(result.width + candidate.claim.interval.width)
    if not any(abs(float(value) - guess) <= room for value in swapped_values(candidate.claim)):
        return False
    return any(repair.kind == "swap" for repair in repairs_of(candidate, candidate.claim))


def growths_on_the_new(bulletin: Bulletin, explained: Collection[Fact]) -> Iterator[Judged]:
    """查处142辆。上月查处118辆，环比上升16.9%: 24 over 142 instead of 118. Told where one level of the paragraph fits so."""
    for rate in bulletin.facts[1:]:
        base = bulletin.facts[rate.index - 1]
        if rate.role != "growth" or rate in explained or rate.comparable or not rate.quantity.decimals:
            continue
        if base.role != "previous" or base.sentence != rate.sentence or base.aside:
            continue
        levels = [
            fact
            for fact in bulletin.facts[max(0, base.index - _FEW) : base.index]
            if fact.is_level and fact.measure == base.measure and fact.paragraph == rate.paragraph
        ]
        read = [
            Candidate("growth", rate, (level, base), growth_of_levels, Binding.MEDIUM) for level in levels
        ]
        if any(one.holds() for one in read):
            continue
        found = [one for one in read if _is_on_the_new(one) and not is_real(one.operands[0])]
        if len(found) == 1:
            yield Judged(found[0], "fail", "error", "gross")


def _is_on_the_new(growth: Candidate) -> bool:
    """Whether the increase was divided by the level it led to."""
    level, base = (fact.quantity.magnitude for fact in growth.operands)
    share = (level - base) * 100 / level
    return growth.claim.interval.low <= share <= growth.claim.interval.high
