"""Wholes rebuilt from their parts: plans from completion, last year's levels from growth (推算)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.completion import plan_of
from luoshi.kernel.text.relations.growth import is_real

_REACH = 12
_COMPLETED = re.compile("完成|执行|率")


def implied_totals(bulletin: Bulletin, sums: Iterable[Candidate]) -> Iterator[Slot]:
    """rate of a whole = its level over the sum of level / rate of its parts.

    The level is the claim where it is set against its plan (34096万元，为年预算的32.3%), the rate where it is reached
    (完成年初预算的85.7%).
    Left out where the plans themselves are printed: they are summed then (`completions_of_sums`).
    """
    for found in sums:
        levels = (found.claim, *found.operands)
        if any(not part.is_level or plan_of(bulletin, part) for part in found.operands):
            continue
        rates = [bulletin.frame_of[level].only("completion") for level in levels]
        known = [rate for rate in rates if rate is not None]
        if len(known) == len(levels) == len({id(rate) for rate in known}) and _small(known):
            pairs = [fact for pair in zip(found.operands, known[1:], strict=True) for fact in pair]
            told = _COMPLETED.search(known[0].lead) is not None
            claim, first = (known[0], found.claim) if told else (found.claim, known[0])
            formula = _rate_of_plans if told else _level_of_plans
            yield Slot([Candidate("implied_total", claim, (first, *pairs), formula, Binding.WEAK)])


def sums_of_plans(bulletin: Bulletin, sums: Iterable[Candidate]) -> Iterator[Slot]:
    """年度计划投资412.6亿元 of the plans of the parts, each printed directly before the level of its own."""
    for found in sums:
        plans = [plan_of(bulletin, part) for part in found.operands]
        parts = tuple(plan for plan in plans if plan is not None)
        if len(set(parts)) < len(plans):
            continue
        first = min(part.index for part in parts)
        wholes = [
            fact
            for fact in bulletin.facts[max(0, first - _REACH) : first]
            if fact.role == "target" and fact.measure == parts[0].measure and not fact.aside
        ]
        for whole in wholes[-1:]:
            yield Slot([Candidate("sum", whole, parts, total, Binding.MEDIUM)])


def mixed_growths(bulletin: Bulletin, sums: Iterable[Candidate], binding: Binding) -> Iterator[Slot]:
    """Growth of a whole from last year's levels of its parts, each rebuilt from its own growth."""
    for found in sums:
        claim = bulletin.frame_of[found.claim].only("growth")
        pairs = _grown(bulletin, found.operands)
        if claim is None or pairs is None or claim.aside or claim.comparable or is_real(found.claim):
            continue
        signs = [1] * len(found.operands)
        yield _mixed(found.claim, claim, pairs, signs, binding)


def balance_growths(bulletin: Bulletin, balances: Iterable[Candidate]) -> Iterator[Slot]:
    """Growth of a trade balance from last year's exports and imports. Only explains."""
    for found in balances:
        claim = bulletin.frame_of[found.claim].only("growth")
        pairs = _grown(bulletin, found.operands)
        if claim is not None and pairs is not None and not claim.comparable:
            yield _mixed(found.claim, claim, pairs, [1, -1], Binding.WEAK)


def _grown(bulletin: Bulletin, levels: Sequence[Fact]) -> list[Fact] | None:
    """Each level followed by its growth; None where one has none, or one of a basis of its own."""
    pairs: list[Fact] = []
    for level in levels:
        growth = bulletin.frame_of[level].only("growth")
        if growth is None or growth.comparable or growth.versus == "annual":
            return None
        pairs += [level, growth]
    return pairs


def _mixed(level: Fact, claim: Fact, pairs: list[Fact], signs: list[int], binding: Binding) -> Slot:
    return Slot([Candidate("mixed_growth", claim, (level, *pairs), _growth_from_parts(signs), binding)])


def _growth_from_parts(signs: list[int]) -> Formula:
    def growth(values: Sequence[Fraction]) -> Fraction:
        before = Fraction(0)
        for place, sign in enumerate(signs):
            level, rate = values[1 + 2 * place], values[2 + 2 * place]
            before += sign * level / (1 + rate / 100)
        return (values[0] / before - 1) * 100

    return growth


def _rate_of_plans(values: Sequence[Fraction]) -> Fraction:
    plans = sum((values[i] / values[i + 1] for i in range(1, len(values), 2)), Fraction(0))
    return values[0] / plans


def _level_of_plans(values: Sequence[Fraction]) -> Fraction:
    plans = sum((values[i] / values[i + 1] for i in range(1, len(values), 2)), Fraction(0))
    return values[0] * plans


def _small(rates: list[Fact]) -> bool:
    return all(rate.interval.low > 0 for rate in rates)


def sums_of_increments(bulletin: Bulletin, sums: Iterable[Candidate]) -> Iterator[Slot]:
    """The increment of a whole is the sum of its parts' increments."""
    for found in sums:
        changes = [bulletin.frame_of[level].only("increment") for level in (found.claim, *found.operands)]
        known = [change for change in changes if change is not None]
        same = len({change.versus for change in known} - {""}) <= 1
        apart = len(set(known)) == len(changes)
        if apart and same and not any(change.comparable for change in known):
            yield Slot([Candidate("sum_of_increments", known[0], tuple(known[1:]), total, Binding.MEDIUM)])
