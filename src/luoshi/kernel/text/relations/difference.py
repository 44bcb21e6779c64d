"""Differences: surplus, balance, what is left (差额)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.closed import Partition

_SURPLUS = re.compile("顺差")
_DEFICIT = re.compile("逆差")
_LEFT = re.compile(r"差额|相差|结余|结转|净增|净流|剩余|余额|尚有|未办|未完|在办|正在")
_FROM_TO = re.compile(r"[由从].*(?:到|至)\Z")
_REACH = 4


def balances(bulletin: Bulletin, partitions: Iterable[Partition]) -> Iterator[Slot]:
    """Trade balance of the exports and imports printed before it."""
    for entry in partitions:
        if entry.of.name != "trade":
            continue
        exports, imports = entry.parts
        last = max(exports.index, imports.index)
        for fact in bulletin.facts[last + 1 : last + 1 + _REACH]:
            if not fact.is_level or fact.measure != exports.measure or fact.paragraph != exports.paragraph:
                continue
            if _SURPLUS.search(fact.name):
                yield Slot([Candidate("difference", fact, (exports, imports), _less, Binding.STRONG)])
            elif _DEFICIT.search(fact.name):
                yield Slot([Candidate("difference", fact, (imports, exports), _less, Binding.STRONG)])
            break


def remainders(bulletin: Bulletin) -> Iterator[Slot]:
    """What is left of two numbers before it in the sentence. Only explains."""
    for claim in bulletin.facts:
        if claim.role not in ("level", "increment") or claim.aside or not _LEFT.search(claim.lead):
            continue
        before = [
            fact
            for fact in bulletin.facts[max(0, claim.index - 2 * _REACH) : claim.index]
            if fact.is_level and fact.sentence == claim.sentence and fact.measure == claim.measure
        ]
        change = len(before) == 2 and _FROM_TO.search(before[0].lead + before[1].lead) is not None
        binding = Binding.MEDIUM if change else Binding.WEAK
        slot = Slot(
            [
                Candidate("difference", claim, (larger, smaller), _less, binding)
                for first, second in combinations(before, 2)
                for smaller, larger in [sorted((first, second), key=lambda fact: fact.quantity.magnitude)]
            ]
        )
        if slot.candidates:
            yield slot


def _less(values: Sequence[Fraction]) -> Fraction:
    return values[0] - values[1]
