"""Two lists of the same things, before and now, and the changes between them: 分别由74起、36人下降到44起、29人，下降40.5%和19.4% (两列对比)."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import percentage
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest
from luoshi.kernel.text.relations.growth import is_real
from luoshi.kernel.text.relations.structure import Structure, structures_of
from luoshi.kernel.text.runs import runs_of

_LED_TO = re.compile(
    r"(?:下降|减少|压减|回落|降低|增加|增长|提高|上升|提升|扩大|调整|变化|变|[升降增减])+[到至为]\Z|[到至]\Z"
)
_EARLIER = re.compile("上年|去年|同期|年初|上月|上季")
_LESS = re.compile("降|减|回落|缩|少|低")
_INDUSTRIES = tuple(re.compile(f"第?{number}(?:产业|产)") for number in "一二三")
_MOST = 6
_REACH = 8


def paired_changes(bulletin: Bulletin) -> Iterator[Slot]:
    """The changes behind two lists of one length, one by one: growth, increases or percentage points."""
    for one, other in pairwise(runs_of(bulletin.facts)):
        lists = _before_and_now(one, other)
        if lists is None:
            continue
        before, now = lists
        last = max(one[-1].index, other[-1].index)
        claims = bulletin.facts[last + 1 : last + 1 + len(one)]
        for claim, base, level in zip(claims, before, now, strict=False):
            if claim.sentence == one[0].sentence and not claim.aside:
                yield from _change(claim, base, level)


def _before_and_now(
    one: Sequence[Fact], other: Sequence[Fact]
) -> tuple[Sequence[Fact], Sequence[Fact]] | None:
    """Which of two lists side by side was before the other; None where they are not two lists of the same things."""
    alike = [fact.measure for fact in one] == [fact.measure for fact in other]
    beside = other[0].index == one[-1].index + 1 and one[0].sentence == other[0].sentence
    if not alike or not beside or len(one) > _MOST:
        return None
    if _LED_TO.search(other[0].lead) or one[0].role == "previous" or _EARLIER.search(one[0].lead):
        return one, other
    return (other, one) if other[0].role == "previous" or _EARLIER.search(other[0].lead) else None


def _change(claim: Fact, base: Fact, level: Fact) -> Iterator[Slot]:
    falls = claim.sign > 0 and _LESS.search(claim.lead) is not None
    pair = (base, level) if falls else (level, base)
    if claim.measure == "百分点" and base.measure == "%":
        yield Slot([Candidate("share_shift", claim, pair, rest, Binding.STRONG)])
    elif claim.measure == base.measure and claim.role in ("increment", "other"):
        yield Slot([Candidate("difference", claim, pair, rest, Binding.STRONG)])
    elif claim.measure == "%" != base.measure and claim.role in ("growth", "other") and not claim.comparable:
        formula = _decline if falls else _growth
        if not is_real(level):
            yield Slot([Candidate("growth", claim, (level, base), formula, Binding.STRONG)])


def paired_rates(bulletin: Bulletin) -> Iterator[Slot]:
    """A、B分别完成目标的110.0%、104.7%（目标分别为0.90万人、0.43万人）: the levels before, over the plans in brackets behind, one by one.

    Only explains.
    """
    for one, other in pairwise(runs_of(bulletin.facts)):
        first = one[0]
        levels = [
            fact
            for fact in bulletin.facts[max(0, first.index - _REACH) : first.index]
            if fact.is_level and not fact.aside and fact.sentence == first.sentence
        ][-len(one) :]
        whole = [fact.measure for fact in other] == [fact.measure for fact in levels]
        told = first.role in ("completion", "share", "rate") and other[0].aside and whole
        if not told or other[0].index != one[-1].index + 1 or len(one) > _MOST:
            continue
        for claim, level, plan in zip(one, levels, other, strict=True):
            candidate = Candidate("completion", claim, (level, plan), percentage, Binding.WEAK)
            if candidate.holds():
                yield Slot([candidate])


def _growth(values: Sequence[Fraction]) -> Fraction:
    return (values[0] / values[1] - 1) * 100


def _decline(values: Sequence[Fraction]) -> Fraction:
    return (1 - values[0] / values[1]) * 100


def changes_of_structures(bulletin: Bulletin) -> Iterator[Slot]:
    """三次产业结构由5.9:46.2:47.9调整为5.7:46.9:47.4，第二产业比重提高0.7个百分点: the two shares of the industry named."""
    for before, now in pairwise(structures_of(bulletin)):
        pair = _in_order(bulletin, before, now)
        if pair is None:
            continue
        behind = bulletin.facts[now.shares[0].index : now.shares[0].index + _REACH]
        for claim in behind:
            named = [place for place, name in enumerate(_INDUSTRIES) if name.search(claim.lead)]
            if claim.measure == "百分点" and len(named) == 1 and claim.paragraph == now.shares[0].paragraph:
                level, base = pair[1].shares[named[0]], pair[0].shares[named[0]]
                operands = (base, level) if claim.sign > 0 and _LESS.search(claim.lead) else (level, base)
                yield Slot([Candidate("share_shift", claim, operands, rest, Binding.MEDIUM)])


def _in_order(bulletin: Bulletin, one: Structure, other: Structure) -> tuple[Structure, Structure] | None:
    """Two structures of a sentence, the earlier one first."""
    if one.shares[0].sentence != other.shares[0].sentence:
        return None
    between = bulletin.doc.text[one.shares[-1].quantity.stop : other.shares[0].start]
    if _LED_TO.search(between) and one.is_past:
        return one, other
    return (other, one) if other.is_past else None
