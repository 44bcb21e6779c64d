"""Totals whose parts stand far away, one under each heading: 年度计划80.06亿元 of the three 年度计划 before it (远处的分项).

Numbers of one measure and role that are named alike all over the text are tried, the nearest first, and believed
where so few runs stand nearer that the fit is hardly an accident. Only explains.
"""

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.facts import Fact, other_period
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import is_count, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_LIKELIEST = 0.05
"""The chance of an accident up to which a fit is believed."""
_FEWEST, _MOST_PARTS = 2, 12
_LEAST = 20
_ENDING = 2


def gathered_sums(bulletin: Bulletin, told: Collection[frozenset[Fact]]) -> Iterator[Slot]:
    """Totals of parts named alike; `told` are the numbers of the relations already known."""
    alike: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in bulletin.facts:
        if fact.role in ("level", "target") and not fact.aside and fact.measure != "%":
            ending = fact.name[-_ENDING:]
            if len(ending) == _ENDING:
                alike.setdefault((fact.measure, fact.role, ending), []).append(fact)
    for facts in alike.values():
        for whole in facts:
            found = _nearest(whole, facts) if whole.quantity.magnitude >= _LEAST else None
            if found is not None and frozenset((whole, *found.operands)) not in told:
                yield Slot([found])


def _nearest(whole: Fact, facts: Sequence[Fact]) -> Candidate | None:
    for tried, run in enumerate(_runs(whole, facts), 1):
        low = sum((part.interval.low for part in run), Fraction(0))
        high = sum((part.interval.high for part in run), Fraction(0))
        if low > whole.interval.high or high < whole.interval.low:
            continue
        unit = Fraction(1) if is_count(whole.quantity) else whole.interval.width
        room = max(unit, high - low + whole.interval.width)
        likely = tried * room <= _LIKELIEST * whole.quantity.magnitude
        return Candidate("sum", whole, tuple(run), total, Binding.WEAK) if likely else None
    return None


def _runs(whole: Fact, facts: Sequence[Fact]) -> Iterator[list[Fact]]:
    """The last ones before a total, then the first ones behind it, of several sentences."""
    parts = [
        fact
        for fact in facts
        if fact.quantity.magnitude < whole.quantity.magnitude and not other_period(fact, whole)
    ]
    before = [fact for fact in parts if fact.start < whole.start][::-1]
    behind = [fact for fact in parts if fact.start > whole.start]
    for side in (before, behind):
        for size in range(_FEWEST, min(len(side), _MOST_PARTS) + 1):
            run = sorted(side[:size], key=lambda fact: fact.start)
            if run[0].sentence != run[-1].sentence and len({fact.name for fact in run}) == 1:
                yield run
