"""Two totals parted in the same way: 1862户6214人，其中甲类412户1357人、乙类1450户4857人 (并列的分项)."""

from collections.abc import Iterable, Iterator

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.lists import is_close
from luoshi.kernel.text.verdict import Judged

_REACH = 16


def parallel_sums(bulletin: Bulletin, sums: Iterable[Judged]) -> Iterator[Slot]:
    """The numbers side by side with those of a list that makes its total, and the number side by side with the total.

    A list of counts that is complete is complete in any other measure told of the same parts.
    """
    for entry in sums:
        listed = entry.candidate
        if entry.verdict != "pass":
            continue
        opens = listed.claim.index < listed.operands[0].index
        for found in (_beside(bulletin, listed), _named_again(bulletin, listed) if opens else None):
            if found is not None and is_close(found[0], found[1]):
                yield Slot([Candidate("sum", found[0], found[1], total, Binding.STRONG)])


def _beside(bulletin: Bulletin, listed: Candidate) -> tuple[Fact, tuple[Fact, ...]] | None:
    """Directly behind the total and each of its parts a nameless number of one other measure."""
    behind = [_next(bulletin, fact) for fact in (listed.claim, *listed.operands)]
    known = [fact for fact in behind if fact is not None and fact.is_level]
    named = [fact for fact in known[1:] if fact.name]
    if len(known) != len(behind) or named or len({fact.measure for fact in known}) > 1:
        return None
    if known[0].measure == listed.claim.measure or any(fact.sentence != known[0].sentence for fact in known):
        return None
    return known[0], tuple(known[1:])


def _next(bulletin: Bulletin, fact: Fact) -> Fact | None:
    behind = bulletin.facts[fact.index + 1 : fact.index + 2]
    return behind[0] if behind else None


def _named_again(bulletin: Bulletin, listed: Candidate) -> tuple[Fact, tuple[Fact, ...]] | None:
    """All names of the parts again, in their order, behind the next total: 完成产值64.8亿元，其中甲类企业51.3亿元，乙类企业13.5亿元."""
    last = listed.operands[-1]
    names = [part.name for part in listed.operands]
    if any(len(name) < len("甲类") for name in names) or len(set(names)) < len(names):
        return None
    later = bulletin.facts[last.index + 1 : last.index + 1 + _REACH]
    levels = [fact for fact in later if fact.is_level and not fact.aside and fact.paragraph == last.paragraph]
    if not levels or levels[0].index != last.index + 1 or levels[0].measure == last.measure:
        return None
    whole = levels[0]
    alike = [fact for fact in levels[1:] if fact.measure == whole.measure]
    parts = [fact for fact in alike if fact.opened > whole.start][: len(names)]
    if alike[: len(names)] != parts or len(parts) != len(names):
        return None
    called = all(part.name.startswith(name) for part, name in zip(parts, names, strict=True))
    return (whole, tuple(parts)) if called and parts[-1].sentence == whole.sentence else None
