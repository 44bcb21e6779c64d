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
_SLACK = 0.01
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
        for place, whole in enumerate(facts):
            found = _nearest(whole, facts, place) if whole.quantity.magnitude >= _LEAST else None
            if found is not None and frozenset((whole, *found.operands)) not in told:
                yield Slot([found])


def _nearest(whole: Fact, facts: Sequence[Fact], place: int) -> Candidate | None:
    """The last ones before a total, else the first ones behind it, that make it."""
    tried = 0
    wanted = float(whole.quantity.magnitude)
    before = facts[max(0, place - _MOST_PARTS) : place][::-1]
    for side in (before, facts[place + 1 : place + 1 + _MOST_PARTS]):
        run: list[Fact] = []
        made = 0.0
        for fact in side:
            part = float(fact.quantity.magnitude)
            if part >= wanted or other_period(fact, whole) or (run and fact.name != run[0].name):
                break
            run.append(fact)
            made += part
            tried += 1
            if made > wanted * (1 + _SLACK):
                break
            if len(run) >= _FEWEST and made >= wanted * (1 - _SLACK):
                found = _believed(whole, sorted(run, key=lambda one: one.start), tried)
                if found is not None:
                    return found
    return None


def _believed(whole: Fact, run: Sequence[Fact], tried: int) -> Candidate | None:
    """A run of several sentences that makes its total, where so few were tried that the fit is no accident."""
    found = Candidate("sum", whole, tuple(run), total, Binding.WEAK)
    if run[0].sentence == run[-1].sentence or not found.holds():
        return None
    unit = Fraction(1) if is_count(whole.quantity) else whole.interval.width
    room = max(unit, sum((part.interval.width for part in run), whole.interval.width))
    return found if tried * room <= _LIKELIEST * whole.quantity.magnitude else None
