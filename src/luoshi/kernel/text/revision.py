"""What a new edition of a document changed, clause by clause (文稿对照). Pure, deterministic, near linear."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from luoshi.kernel.text.difference import Difference, difference
from luoshi.kernel.text.normalise import Normalised, normalise

State = Literal["unchanged", "moved", "edited", "added", "removed"]

ALIKE = 0.5
"""The share of common pairs of characters from which two clauses of one parent are one clause, edited."""
_NEIGHBOURS = 8


@dataclass(frozen=True)
class Section:
    """A clause as it was read, at original offsets of its text, the clauses inside it included."""

    key: str
    parent: str | None
    mark: str
    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """The words of a clause without those of the clauses inside it, or a paragraph outside all clauses (key None).

    `words` is the reading copy behind the mark, without line breaks; `printed` the same characters as they
    stand; `offsets` their original places. `breaks` are the indexes at which a paragraph begins.
    """

    key: str | None
    parent: str | None
    mark: str
    title: str
    words: str
    printed: str
    offsets: tuple[int, ...]
    breaks: tuple[int, ...]


@dataclass(frozen=True)
class Change:
    """A part in both editions, or in one. `moved` also holds for one that was edited as well."""

    state: State
    old: Part | None
    new: Part | None
    moved: bool = False

    @cached_property
    def difference(self) -> Difference:
        """Changed words as indexes of `printed`; nothing for a part that stands in one edition only."""
        if self.old is None or self.new is None or self.old.words == self.new.words:
            return Difference((), (), ())
        return difference(self.old.words, self.new.words)


@dataclass(frozen=True)
class Revision:
    """All parts in the order of the new text; a removed one follows what it followed in the old."""

    changes: tuple[Change, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Parts by state, zero included."""
        found = Counter(change.state for change in self.changes)
        states: tuple[State, ...] = ("edited", "added", "removed", "moved", "unchanged")
        return {state: found[state] for state in states}

    @cached_property
    def by_old(self) -> dict[str | None, Change]:
        """Changes of clauses by the key that they had in the earlier edition."""
        return {c.old.key: c for c in self.changes if c.old is not None and c.old.key is not None}

    def at(self, offset: int) -> Change | None:
        """What became of the part in which the character at an offset of the earlier text stands."""
        index = bisect_left(self._old_places, (offset, -1))
        place = self._old_places[index] if index < len(self._old_places) else None
        return None if place is None else self.changes[place[1]]

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where [start, end) of the earlier text stands in the new one; None unless its part kept its words."""
        change = self.at(start)
        if change is None or change.state not in ("unchanged", "moved"):
            return None
        old, new = change.old, change.new
        assert old is not None
        assert new is not None
        first, stop = bisect_left(old.offsets, start), bisect_left(old.offsets, end)
        return (new.offsets[first], new.offsets[stop - 1] + 1) if first < stop else None

    @cached_property
    def _old_places(self) -> list[tuple[int, int]]:
        return sorted(
            (offset, index)
            for index, change in enumerate(self.changes)
            if change.old is not None
            for offset in change.old.offsets
        )


def revision(
    old_text: str, old_sections: Sequence[Section], new_text: str, new_sections: Sequence[Section]
) -> Revision:
    """Changes between two editions, whose sections are given in the order of their texts.

    Layout, width of characters, line breaks and numbering do not count as changes. Parts are matched by their
    words and their place first, then by their words, by title and place, by key, and last by likeness among
    the children of one parent.
    """
    old, new = parts(old_text, old_sections), parts(new_text, new_sections)
    pairs = _Matching(old, new).pairs
    moved = _moved(old, new, pairs)
    changes = [_change(old, new, pairs.get(j), j, moved) for j in range(len(new))]
    return Revision(tuple(_with_removed(changes, old, pairs)))


def parts(text: str, sections: Sequence[Section]) -> list[Part]:
    """The text cut into parts, in its order: every character with words in it belongs to exactly one."""
    doc = normalise(text)
    starts = [doc.position(section.start) for section in sections]
    stops = [doc.position(section.end) for section in sections]
    owner: list[int] = [-1] * len(doc.text)
    # Parents come before their children, so the innermost clause has the last word.
    for index, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        owner[start:stop] = [index] * (stop - start)
    held: dict[int, list[int]] = defaultdict(list)
    outside: list[list[int]] = []
    for at, index in enumerate(owner):
        if index >= 0:
            held[index].append(at)
        elif doc.text[at] != "\n":
            if not outside or outside[-1][-1] != at - 1:
                outside.append([])
            outside[-1].append(at)
    placed = [
        (start, _clause(doc, section, held[index], start))
        for index, (section, start) in enumerate(zip(sections, starts, strict=True))
    ]
    placed += [(line[0], _part(doc, None, None, "", "", line)) for line in outside]
    return [part for _start, part in sorted(placed, key=lambda place: place[0])]


def _clause(doc: Normalised, section: Section, places: list[int], start: int) -> Part:
    behind = start + len(section.mark)
    while behind < len(doc.text) and doc.text[behind] in "，、：":
        behind += 1
    words = [at for at in places if at >= behind]
    return _part(doc, section.key, section.parent, section.mark, section.title, words)


def _part(
    doc: Normalised, key: str | None, parent: str | None, mark: str, title: str, places: list[int]
) -> Part:
    kept = [at for at in places if doc.text[at] != "\n"]
    breaks = tuple(
        index
        for index, (before, at) in enumerate(pairwise(kept), start=1)
        if at != before + 1 and "\n" in doc.text[before:at]
    )
    return Part(
        key=key,
        parent=parent,
        mark=mark,
        title=title,
        words="".join(doc.text[at] for at in kept),
        printed="".join(doc.original[doc.offsets[at]] for at in kept),
        offsets=tuple(doc.offsets[at] for at in kept),
        breaks=breaks,
    )


class _Matching:
    """Pairs of parts, new index to old index, found from the surest to the least sure."""

    def __init__(self, old: list[Part], new: list[Part]) -> None:
        self.old, self.new = old, new
        self.pairs: dict[int, int] = {}
        self._taken: set[int] = set()
        paths = {id(part): path for side in (old, new) for part, path in zip(side, _paths(side), strict=True)}
        steps: list[Callable[[Part], Hashable]] = [
            lambda part: (part.words, part.title, paths[id(part)]),
            lambda part: (part.words, part.title) if part.words else None,
            lambda part: (part.title, paths[id(part)]) if part.title else None,
            lambda part: part.key,
        ]
        for step in steps:
            self._pair_equal(step)
        self._pair_alike()

    def _take(self, new: int, old: int) -> None:
        self.pairs[new] = old
        self._taken.add(old)

    def _pair_equal(self, step: Callable[[Part], Hashable]) -> None:
        """Pair in order what has the same sign; None has none."""
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for i in reversed(range(len(self.old))):
            if i not in self._taken and (sign := step(self.old[i])) is not None:
                waiting[sign].append(i)
        for j, part in enumerate(self.new):
            if j not in self.pairs and (sign := step(part)) is not None and waiting[sign]:
                self._take(j, waiting[sign].pop())

    def _pair_alike(self) -> None:
        """Top down, so that the children of a pair found here are compared as well."""
        below_old, below_new = _children(self.old), _children(self.new)
        self._pair_children(below_old[None], below_new[None])
        for j, part in enumerate(self.new):
            if part.key is not None and j in self.pairs:
                self._pair_children(below_old[self.old[self.pairs[j]].key], below_new[part.key])

    def _pair_children(self, below_old: list[int], below_new: list[int]) -> None:
        old = [i for i in below_old if i not in self._taken]
        new = [j for j in below_new if j not in self.pairs]
        for j, i in _alike(self.old, old, self.new, new):
            self._take(j, i)


def _paths(side: list[Part]) -> list[tuple[str, ...]]:
    """Titles of the ancestors of each part, outermost first."""
    known: dict[str | None, tuple[str, ...]] = {None: ()}
    paths = []
    for part in side:
        paths.append(known[part.parent])
        if part.key is not None:
            known[part.key] = (*known[part.parent], part.title)
    return paths


def _children(side: list[Part]) -> dict[str | None, list[int]]:
    below: dict[str | None, list[int]] = defaultdict(list)
    for index, part in enumerate(side):
        below[part.parent].append(index)
    return below


def _alike(
    old: list[Part], waiting: list[int], new: list[Part], fresh: list[int]
) -> Iterable[tuple[int, int]]:
    """Pairs (new, old) of likeness of at least `ALIKE`, the most alike first, each part once.

    Each is compared with those about as far along among its siblings only, so that the work stays linear.
    """
    pairs_of = {("old", i): _pairs(old[i]) for i in waiting} | {("new", j): _pairs(new[j]) for j in fresh}
    found = []
    for place, j in enumerate(fresh):
        middle = place * len(waiting) // len(fresh)
        first = max(0, middle - _NEIGHBOURS)
        for distance, i in enumerate(waiting[first : middle + _NEIGHBOURS + 1], start=first - middle):
            if (new[j].key is None) == (old[i].key is None):
                likeness = _likeness(pairs_of["old", i], pairs_of["new", j])
                if likeness >= ALIKE:
                    found.append((-likeness, abs(distance), j, i))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for *_order, j, i in sorted(found):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield j, i


def _pairs(part: Part) -> Counter[str]:
    """Pairs of neighbouring characters with how often each occurs (二元字组)."""
    return Counter(a + b for a, b in pairwise(f"^{part.words}$"))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient of two multisets: twice what is common over the sum of both."""
    return 2 * (one & other).total() / (one.total() + other.total())


def _moved(old: list[Part], new: list[Part], pairs: dict[int, int]) -> set[int]:
    """New indexes of pairs that hang from another parent, or passed a sibling that stayed."""
    became = {
        old[i].key: new[j].key for j, i in pairs.items() if old[i].key is not None and new[j].key is not None
    }
    elsewhere = {
        j
        for j, i in pairs.items()
        if (None if old[i].parent is None else became.get(old[i].parent, "")) != new[j].parent
    }
    siblings: dict[str | None, list[int]] = defaultdict(list)
    for j in sorted(pairs):
        if j not in elsewhere:
            siblings[new[j].parent].append(j)
    return elsewhere | {
        j
        for group in siblings.values()
        for j, stayed in zip(group, _in_order([pairs[j] for j in group]), strict=True)
        if not stayed
    }


def _in_order(places: list[int]) -> list[bool]:
    """Which of `places` belong to a longest increasing run through them."""
    tails: list[int] = []
    lengths = []
    for place in places:
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        lengths.append(length)
    stayed = [False] * len(places)
    wanted, below = len(tails) - 1, max(places, default=0) + 1
    for index in range(len(places) - 1, -1, -1):
        if lengths[index] == wanted and places[index] < below:
            stayed[index], below, wanted = True, places[index], wanted - 1
    return stayed


def _change(old: list[Part], new: list[Part], match: int | None, index: int, moved: set[int]) -> Change:
    part = new[index]
    if match is None:
        return Change("added", None, part)
    before, elsewhere = old[match], index in moved
    if before.words != part.words:
        return Change("edited", before, part, elsewhere)
    return Change("moved" if elsewhere else "unchanged", before, part, elsewhere)


def _with_removed(changes: list[Change], old: list[Part], pairs: dict[int, int]) -> Iterable[Change]:
    kept = {i: j for j, i in pairs.items()}
    behind: dict[int, list[Change]] = defaultdict(list)
    last = -1
    for i, part in enumerate(old):
        if i in kept:
            last = kept[i]
        else:
            behind[last].append(Change("removed", part, None))
    yield from behind[-1]
    for j, change in enumerate(changes):
        yield change
        yield from behind[j]
