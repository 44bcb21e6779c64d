"""Shares that name their total with the same words are of the same total (同一总量的占比).

商品类1805件，占投诉总量的56.6%；服务类1384件，占投诉总量的31.7%: the first is computed on the complaints, and the second,
which fits all matters only, was computed on the wrong total.
"""

from collections.abc import Sequence
from dataclasses import replace

from luoshi.kernel.text.relations.candidate import Binding, Candidate
from luoshi.kernel.text.verdict import Judged, grade_of

_PAIR = 2
_FARTHEST = 3
_Named = tuple[str, int]


def with_one_whole(told: Sequence[Judged]) -> list[Judged]:
    """`told` with the shares as errors that fit another total than the one that their words name in a sibling.

    The sibling stands in the same sentence, has decimals and holds on a total that bears exactly the words; the other
    total does not bear them.
    """
    wholes: dict[_Named, set[Candidate]] = {}
    for entry in told:
        candidate = entry.candidate
        if entry.verdict == "pass" and _is_share(candidate) and candidate.named:
            wholes.setdefault(_place(candidate), set()).add(candidate)
    return [_judged(entry, wholes.get(_place(entry.candidate), set())) for entry in told]


def _judged(entry: Judged, siblings: set[Candidate]) -> Judged:
    candidate = entry.candidate
    named = {sibling.operands[1] for sibling in siblings}
    if entry.verdict != "pass" or not _is_share(candidate) or candidate.named or len(named) != 1:
        return entry
    (whole,) = named
    part, other = candidate.operands
    stem = candidate.claim.stem
    if whole is other or whole.name != stem or stem in other.names or whole.measure != other.measure:
        return entry
    meant = replace(candidate, operands=(part, whole), binding=Binding.STRONG, named=True)
    if meant.holds() or grade_of(meant) != "gross" or not _comparable(meant):
        return entry
    return Judged(meant, "fail", "error", "scope", candidate)


def _is_share(candidate: Candidate) -> bool:
    claim = candidate.claim
    plain = candidate.type == "share" and len(candidate.operands) == _PAIR and candidate.bound == "="
    return plain and bool(claim.stem) and claim.quantity.decimals > 0 and not claim.aside


def _place(candidate: Candidate) -> _Named:
    return candidate.claim.stem, candidate.claim.sentence


def _comparable(candidate: Candidate) -> bool:
    """Whether the printed and the meant share are of one size, so that one word can stand for both."""
    result = candidate.result
    if result is None:
        return False
    low, high = sorted((result.middle, candidate.claim.interval.middle))
    return high <= low * _FARTHEST
