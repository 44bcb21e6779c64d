"""Rates of a count: 开工率, 办结率, 满意率 (X率)."""

from collections.abc import Iterator

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
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
        if not _is_rate(claim) or claim.aside or claim in bulletin.scattered or claim.stem in _DEMOGRAPHIC:
            continue
        slot = Slot(list(_candidates(bulletin, claim)))
        if slot.candidates:
            slot.candidates.sort(key=lambda candidate: -candidate.binding)
            yield slot


def _is_rate(claim: Fact) -> bool:
    """A rate, or a 完成率 that can be of things counted instead of a plan."""
    return claim.role == "rate" or (claim.role == "completion" and claim.stem != "")


def _candidates(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
        if fact.role in ("level", "target") and fact.paragraph >= claim.paragraph - 1
    ]
    clause = _clause_start(bulletin, claim)
    parts = [
        fact
        for fact in near
        if fact.is_level and fact.paragraph == claim.paragraph and _named_after(claim, fact)
    ]
    parts = [fact for fact in parts if fact.start >= clause] or parts
    for part in reversed(parts):
        wholes = [
            fact
            for fact in near
            if fact is not part
            and fact.measure == part.measure
            and fact.quantity.magnitude >= part.quantity.magnitude
        ]
        same = [fact for fact in wholes if fact.start >= clause]
        for whole in reversed(wholes):
            sure = len(parts) == 1 and ((len(same) == 1 and whole is same[0]) or whole.sets_scope)
            binding = Binding.MEDIUM if sure and part.sentence == claim.sentence else Binding.WEAK
            yield Candidate("completion", claim, (part, whole), percentage, binding)


def _clause_start(bulletin: Bulletin, claim: Fact) -> int:
    """Where the part of the sentence begins, behind the last ；, that a rate stands in."""
    start = bulletin.sentences[claim.sentence].start
    return max(start, bulletin.doc.text.rfind("；", start, claim.start))


def _named_after(claim: Fact, part: Fact) -> bool:
    words = part.name or part.lead
    return len(claim.stem) >= 2 and (claim.stem in words or claim.stem.endswith(words[-2:] or "-"))
