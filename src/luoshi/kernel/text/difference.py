"""Which words two versions of a sentence do not share, and which numbers became which (字句对照)."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

_WORD = re.compile(r"\d+(?:[,.]\d+)*[%‰]?|[A-Za-z]+|.", re.DOTALL)
_CHANCE = re.compile(r"[\u4e00-\u9fff]{1,2}")
_NUMBER = re.compile(r"\d")
_SENTENCE_END = frozenset("。；！？")
_MOST_COMPARED = 250_000
"""Pairs of words; of sentences that differ by more, all counts as changed."""

Span = tuple[int, int]
Changed = tuple[int, int, int, int]


@dataclass(frozen=True)
class Difference:
    """Spans [start, end) of `old` and of `new` that differ; `numbers` are pairs of old and new, "" for none."""

    old: tuple[Span, ...]
    new: tuple[Span, ...]
    numbers: tuple[tuple[str, str], ...]


def difference(old: str, new: str) -> Difference:
    """Words are whole numbers with their sign of per cent, words in letters, and single other characters."""
    before, after = list(_WORD.finditer(old)), list(_WORD.finditer(new))
    old_spans: list[Span] = []
    new_spans: list[Span] = []
    numbers: list[tuple[str, str]] = []
    for first, stop, begin, end in _joined(
        old, before, _changed([m[0] for m in before], [m[0] for m in after])
    ):
        if first < stop:
            old_spans.append((before[first].start(), before[stop - 1].end()))
        if begin < end:
            new_spans.append((after[begin].start(), after[end - 1].end()))
        numbers += _numbers([m[0] for m in before[first:stop]], [m[0] for m in after[begin:end]])
    return Difference(tuple(old_spans), tuple(new_spans), tuple(numbers))


def _changed(old: list[str], new: list[str]) -> Iterator[Changed]:
    """Changed words; whole sentences are compared first, so that a long clause costs no more than its edits."""
    before, after = _sentences(old), _sentences(new)
    old_at = [0, *accumulate(map(len, before))]
    new_at = [0, *accumulate(map(len, after))]
    for first, stop, begin, end in _unequal(before, after):
        one, other = old[old_at[first] : old_at[stop]], new[new_at[begin] : new_at[end]]
        left, right = old_at[first], new_at[begin]
        if len(one) * len(other) > _MOST_COMPARED:
            yield left, left + len(one), right, right + len(other)
            continue
        for inner in _unequal(one, other):
            yield left + inner[0], left + inner[1], right + inner[2], right + inner[3]


def _sentences(words: list[str]) -> list[tuple[str, ...]]:
    ends = [index for index, word in enumerate(words, start=1) if word in _SENTENCE_END]
    cuts = [0, *ends, len(words)]
    return [tuple(words[start:end]) for start, end in pairwise(cuts) if start < end]


def _unequal(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Changed]:
    for tag, first, stop, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield first, stop, begin, end


def _joined(old: str, before: Sequence[re.Match[str]], changes: Iterable[Changed]) -> Iterator[Changed]:
    """Changes with no more than two characters of Chinese between them as one: such a rest is chance, not text."""
    last: Changed | None = None
    for change in changes:
        if last is not None:
            gap = old[before[last[1]].start() : before[change[0] - 1].end()]
            if _CHANCE.fullmatch(gap):
                last = (last[0], change[1], last[2], change[3])
                continue
            yield last
        last = change
    if last is not None:
        yield last


def _numbers(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    before, after = ([word for word in words if _NUMBER.match(word)] for words in (old, new))
    if len(before) == len(after):
        return list(zip(before, after, strict=True))
    return [*((number, "") for number in before), *(("", number) for number in after)]
