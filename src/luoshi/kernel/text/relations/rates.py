"""Rates of a count: 开工率, 办结率, 满意率 (X率)."""

from collections.abc import Iterator

from luoshi.kernel.text.frames import Bulletin, Fact
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, percentage

_REACH = 16
_DEMOGRAPHIC = (
    "出生",
    "死亡",
    "自然增长",
    "增长",
    "汇",
    "利",
    "失业",
    "税",
    "负债",
    "城镇化",
    "贡献",
    "覆盖",
)


def rates(bulletin: Bulletin) -> Iterator[Slot]:
    """开工160个，开工率86.5%: the count that the rate is named after, over a larger count before it."""
    for claim in bulletin.facts:
        if claim.role != "rate" or claim.aside or claim.stem in _DEMOGRAPHIC:
            continue
        slot = Slot(list(_candidates(bulletin, claim)))
        if slot.candidates:
            yield slot


def _candidates(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
        if fact.is_level and fact.paragraph == claim.paragraph
    ]
    for part in reversed(near):
        if not _named_after(claim, part):
            continue
        wholes = [
            fact
            for fact in near
            if fact is not part
            and fact.measure == part.measure
            and fact.quantity.magnitude >= part.quantity.magnitude
        ]
        same = [fact for fact in wholes if fact.sentence == claim.sentence]
        for whole in reversed(wholes):
            sure = len(same) == 1 and whole is same[0] and part.sentence == claim.sentence
            binding = Binding.MEDIUM if sure else Binding.WEAK
            yield Candidate("completion", claim, (part, whole), percentage, binding)


def _named_after(claim: Fact, part: Fact) -> bool:
    stem = claim.stem
    return len(stem) >= 2 and (
        part.name.endswith(stem) or (stem.endswith(part.name[-2:]) and len(part.name) >= 2)
    )
