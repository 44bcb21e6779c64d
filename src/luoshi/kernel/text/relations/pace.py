"""Completion against the elapsed share of the year (序时进度)."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.elapsed import elapsed_shares
from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Interval, exact
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest

_NEAR = 4
_PLANNED = re.compile(r"(?:计划|目标|应达|应完成)(?:进度|节点)")


def paces(bulletin: Bulletin) -> Iterator[Slot]:
    """高于序时进度8.3个百分点 behind a rate, and 序时进度75% itself."""
    for fact in bulletin.facts:
        if fact.aside or fact in bulletin.scattered:
            continue
        if fact.role == "pace_gap":
            slot = Slot(list(_gaps(bulletin, fact)))
        elif fact.role == "pace" and _PLANNED.search(fact.lead) is None:
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
        yield Candidate("pace", claim, (rate, pace), rest, Binding.STRONG, sketch="{0} - {1}")
    clear = bulletin.paces(claim)
    for share in clear or sorted(bulletin.elapsed):
        for step, elapsed in enumerate(spellings(share)):
            binding = Binding.WEAK if step or printed or not clear else _binding(bulletin, claim)
            yield Candidate("pace", claim, (rate,), rest, binding, constants=(elapsed,), sketch="{0} - {1}")


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


def _binding(bulletin: Bulletin, claim: Fact) -> Binding:
    """Strong for the calendar's pace (序时) of a period printed in the claim's paragraph, or of the text's only one.

    计划进度 may be another pace.
    """
    text = bulletin.doc.text
    period = claim.period
    here = period is not None and period.start >= bulletin.line_start(claim)
    printed = here or (period is not None and _is_told_alone(bulletin, claim))
    planned = _PLANNED.search(text, claim.start - min(claim.start, 12), claim.start)
    return Binding.STRONG if printed and planned is None else Binding.MEDIUM


def _is_told_alone(bulletin: Bulletin, claim: Fact) -> bool:
    """Whether the text has one elapsed share, or no other one before a claim."""
    if len(bulletin.elapsed) == 1:
        return True
    before = [moment for moment in bulletin.moments if moment.start < claim.start]
    return len({share for moment in before for share in elapsed_shares(moment)}) == 1


def spellings(share: Fraction) -> list[Interval]:
    """The elapsed share exactly, then as rounded to two, one and no decimals before subtracting."""
    spelled = [exact(share)]
    for places in (2, 1, 0):
        unit = Fraction(1, 10**places)
        spelled.append(exact(round(share / unit) * unit))
    return spelled


def _first(values: Sequence[Fraction]) -> Fraction:
    return values[0]
