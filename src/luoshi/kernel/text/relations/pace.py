"""Completion against the elapsed share of the year (序时进度)."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.frames import Bulletin, Fact
from luoshi.kernel.text.intervals import Interval, exact
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_NEAR = 4


def paces(bulletin: Bulletin) -> Iterator[Slot]:
    """高于序时进度8.3个百分点 behind a rate, and 序时进度75% itself."""
    for fact in bulletin.facts:
        if fact.aside:
            continue
        if fact.role == "pace_gap":
            slot = Slot(list(_gaps(bulletin, fact)))
        elif fact.role == "pace":
            slot = Slot(list(_elapsed(bulletin, fact)))
        else:
            continue
        if slot.candidates:
            yield slot


def _gaps(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    rate = _rate_before(bulletin, claim)
    if rate is None:
        return
    printed = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _NEAR) : claim.index + 2]
        if fact.role == "pace" and fact.sentence == claim.sentence
    ]
    for pace in printed:
        yield Candidate("pace", claim, (rate, pace), _less, Binding.STRONG, sketch="{0} - {1}")
    for share in bulletin.paces(claim):
        for step, elapsed in enumerate(_spellings(share)):
            binding = Binding.WEAK if step or printed else _binding(claim)
            yield Candidate("pace", claim, (rate,), _less, binding, constants=(elapsed,), sketch="{0} - {1}")


def _elapsed(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    for share in bulletin.paces(claim):
        yield Candidate(
            "elapsed_share", claim, (), _first, Binding.MEDIUM, constants=(exact(share),), sketch="{0}"
        )


def _rate_before(bulletin: Bulletin, claim: Fact) -> Fact | None:
    """The completion directly in front of a gap, with nothing but its growth between."""
    for fact in reversed(bulletin.facts[max(0, claim.index - _NEAR) : claim.index]):
        if fact.sentence != claim.sentence or fact.is_level:
            return None
        if fact.role in ("completion", "rate"):
            return fact
    return None


def _binding(claim: Fact) -> Binding:
    """Strong where the period is printed in the claim's own sentence as a span from January or a date."""
    period = claim.period
    return Binding.STRONG if period is not None and period.start < claim.start else Binding.MEDIUM


def _spellings(share: Fraction) -> list[Interval]:
    """The elapsed share exactly, then as rounded to two, one and no decimals before subtracting."""
    spelled = [exact(share)]
    for places in (2, 1, 0):
        unit = Fraction(1, 10**places)
        spelled.append(exact(round(share / unit) * unit))
    return spelled


def _less(values: Sequence[Fraction]) -> Fraction:
    return values[0] - values[1]


def _first(values: Sequence[Fraction]) -> Fraction:
    return values[0]
