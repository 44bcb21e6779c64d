"""Rates and averages over several numbers: what failed instead of what passed, opening and new matters, parts that an
average is taken of or over (多数求率、多数求均). Only explained.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations, product

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.relations.candidate import Binding, Candidate
from luoshi.kernel.text.relations.kinds import Kind, chance_of, is_total_told, mean_kind

_BEFORE, _NEXT = 14, 4
_BESIDE = 2
_PAIR, _MOST_PARTS = 2, 4
_LIKELIEST = 0.05
_NEAR = 0.02
_OPENING = re.compile("存|旧|上年|去年|年初|期初|结转")
_NEW = re.compile("新|本[期年月]|当年|今年")


def rates_of_several(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """A rate of what failed, or over what stood open and came in."""
    yield from _of_the_failed(bulletin, claim)
    yield from _over_opening_and_new(bulletin, claim)
    if claim.role == "share" and claim.quantity.decimals:
        yield from _of_its_run(bulletin, claim)


def means_of_several(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """An average of an amount over a count, one of which is made of two to four parts side by side."""
    kind = mean_kind(claim)
    if kind is None:
        return
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _BEFORE) : claim.index + _BESIDE]
        if fact is not claim and fact.paragraph == claim.paragraph and not fact.aside
    ]
    amounts, heads = [fact for fact in near if kind.first(fact)], [fact for fact in near if kind.second(fact)]
    tried = 0
    for parts, head in product(_runs(amounts), heads):
        if head in parts or not kind.fits(parts[0], head):
            continue
        tried += 1
        yield from _believed(claim, kind, parts, (head,), tried)
    for amount, parts in product(amounts, _runs(heads)):
        if amount in parts or not kind.fits(amount, parts[0]):
            continue
        tried += 1
        yield from _believed(claim, kind, (amount,), parts, tried)


def _runs(facts: Sequence[Fact]) -> Iterator[tuple[Fact, ...]]:
    """Numbers of one measure that stand side by side in a sentence, two to four."""
    for place, first in enumerate(facts):
        for size in range(_PAIR, _MOST_PARTS + 1):
            run = tuple(facts[place : place + size])
            alike = len({fact.measure for fact in run}) == 1 and run[-1].sentence == first.sentence
            if len(run) == size and alike and all(is_total_told(fact) for fact in run):
                yield run


def _believed(
    claim: Fact, kind: Kind, above: tuple[Fact, ...], below: tuple[Fact, ...], tried: int
) -> Iterator[Candidate]:
    """A mean that fits, where so few were tried that the fit is no accident."""
    over, under = (sum(float(fact.interval.middle) for fact in side) for side in (above, below))
    wanted = float(claim.interval.middle)
    room = _NEAR * abs(wanted) + float(claim.interval.width)
    if not under or abs(kind.guess(over, under) - wanted) > room:
        return
    count = len(above)

    def mean(values: Sequence[Fraction]) -> Fraction:
        return kind.formula((sum(values[:count], Fraction(0)), sum(values[count:], Fraction(0))))

    found = Candidate(
        "mean", claim, (*above, *below), mean, Binding.WEAK, sketch=_sketch(len(above), len(below))
    )
    if found.holds() and tried * chance_of(found, kind) <= _LIKELIEST:
        yield found


def _sketch(above: int, below: int) -> str:
    """({0} + {1}) ÷ {2}, without the factor that units differ by."""
    sides = [
        " + ".join(f"{{{place}}}" for place in span) for span in (range(above), range(above, above + below))
    ]
    return " ÷ ".join(f"({side})" if "+" in side else side for side in sides)


def _of_the_failed(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """抽检2114批次，不合格36批次，合格率98.30%: 100 less the share of those that did not."""
    stem = claim.stem[-2:]
    if len(stem) < _PAIR:
        return
    before = bulletin.facts[max(0, claim.index - _NEXT) : claim.index]
    failed = [fact for fact in before if re.search(f"[不未]{stem}", fact.lead) and is_total_told(fact)]
    for part, whole in product(failed, before):
        told = whole.start < part.start and whole.measure == part.measure and is_total_told(whole)
        if told and whole.sentence == part.sentence == claim.sentence:
            found = Candidate(
                "completion", claim, (part, whole), _others, Binding.WEAK, sketch="100 - {0} ÷ {1} × 100"
            )
            if found.holds():
                yield found


def _over_opening_and_new(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """年初结存230件，新收969件，办结1079件，结案率90.0%: the part over the two that it is taken from."""
    before = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _NEXT - 1) : claim.index]
        if is_total_told(fact) and fact.paragraph == claim.paragraph and not fact.aside
    ]
    for opening, new, part in product(before, before, before):
        told = opening.start < new.start < part.start and opening.measure == new.measure == part.measure
        if told and _OPENING.search(opening.lead) and _NEW.search(new.lead):
            found = Candidate("completion", claim, (part, opening, new), over_both, Binding.WEAK)
            if found.holds():
                yield found


def _of_its_run(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """公办园在园幼儿5234人，民办园在园幼儿4479人，公办园在园幼儿占比53.9%: one of two numbers over both."""
    before = bulletin.facts[max(0, claim.index - _NEXT) : claim.index]
    levels = [fact for fact in before if is_total_told(fact) and fact.sentence == claim.sentence]
    for one, other in permutations(levels, _PAIR):
        named = len(one.name) >= _PAIR and claim.name.startswith(one.name[:_PAIR])
        if named and one.measure == other.measure and one.name[-_PAIR:] == other.name[-_PAIR:]:
            found = Candidate(
                "share", claim, (one, other), _of_both, Binding.WEAK, sketch="{0} ÷ ({0} + {1}) × 100"
            )
            if found.holds():
                yield found


def _of_both(values: Sequence[Fraction]) -> Fraction:
    return values[0] * 100 / (values[0] + values[1])


def _others(values: Sequence[Fraction]) -> Fraction:
    return 100 - values[0] * 100 / values[1]


def over_both(values: Sequence[Fraction]) -> Fraction:
    """The first as a percentage of the next two together."""
    return values[0] * 100 / (values[1] + values[2])
