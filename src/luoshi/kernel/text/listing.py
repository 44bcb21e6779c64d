"""Which clause a mark belongs to, by order and restart rather than by shape alone (归属)."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from luoshi.kernel.text.marks import ITEM_LEVEL, Mark

OddityCode = Literal["restart", "skip", "repeat", "disorder", "mistyped", "lone", "declared"]
_DEEPEST_LIST = 4
_KINDRED = {"shi", "yao"}
_COUNTED = {"di", "circled"}


@dataclass(frozen=True)
class Placed:
    """A mark with its parent's index (None at the top), its list and the number it takes there.

    ``expected`` is the number that would have been regular, where ``oddity`` tells that it is not.
    """

    mark: Mark
    parent: int | None
    series: int
    number: int
    oddity: OddityCode | None = None
    expected: int | None = None


@dataclass
class _Series:
    """A list that is still open."""

    key: int
    family: str
    opens_paragraph: bool
    parent: int | None
    last: int
    current: int
    closed: bool = field(default=False)


class _Placement:
    def __init__(self, text: str, marks: list[Mark]) -> None:
        self.text = text
        self.marks = marks
        self.placed: list[Placed] = []
        self.headings: list[int] = []
        self.counts: dict[tuple[int | None, int], tuple[int, int]] = {}
        self.running: dict[int, int] = {}
        self.lists: list[_Series] = []
        self.circled = 0
        self.series = 0

    def run(self) -> list[Placed]:
        for index, mark in enumerate(self.marks):
            if mark.level < ITEM_LEVEL:
                self._heading(mark)
            else:
                self._item(index, mark)
        return self.placed

    def _heading(self, mark: Mark) -> None:
        """A number that runs on from the last of its level, across parents, is as regular as a new start."""
        self.lists.clear()
        while self.headings and self.placed[self.headings[-1]].mark.level >= mark.level:
            self.headings.pop()
        parent = self.headings[-1] if self.headings else None
        last, series = self.counts.get((parent, mark.level), (0, self._new_series()))
        self.counts[parent, mark.level] = (mark.number, series)
        self.headings.append(len(self.placed))
        runs_on = mark.number == self.running.get(mark.level, 0) + 1
        self.running[mark.level] = mark.number
        oddity = None if runs_on else _oddity(mark, last)
        self.placed.append(Placed(mark, parent, series, mark.number, oddity, last + 1 if oddity else None))

    def _item(self, index: int, mark: Mark) -> None:
        """Puts an item into its list; ① to ⑥ at the start of lines may run on from heading to heading."""
        expecting = self._expecting(mark)
        if expecting is not None:
            del self.lists[expecting + 1 :]
            self._append(mark, mark.number or self.lists[-1].last + 1, None)
        elif mark.number == 1:
            self._open(index, mark)
        elif mark.number > 1 and not mark.weak and mark.family in _KINDRED:
            self._out_of_order(index, mark)
        elif mark.family == "circled" and mark.opens_paragraph and mark.number == self.circled + 1:
            self._open(index, mark)
        elif self._leaps(mark):
            self._out_of_order(index, mark)
        if mark.family == "circled" and mark.opens_paragraph:
            self.circled = mark.number

    def _leaps(self, mark: Mark) -> bool:
        """Whether the list that runs lacks one number before this mark: 第一, 第二, 第四; ① ② ④."""
        if not self.lists or mark.weak or mark.family not in _COUNTED:
            return False
        series = self.lists[-1]
        alike = (series.family, series.opens_paragraph) == (mark.family, mark.opens_paragraph)
        return alike and not series.closed and mark.number == series.last + 2

    def _append(self, mark: Mark, number: int, oddity: OddityCode | None) -> None:
        series = self.lists[-1]
        expected = series.last + 1 if oddity else None
        series.last, series.current = number, len(self.placed)
        series.closed = self.text.startswith("最后", mark.start)
        self.placed.append(Placed(mark, series.parent, series.key, number, oddity, expected))

    def _expecting(self, mark: Mark) -> int | None:
        """Index of the innermost open list for which this mark is the next one; the same style wins."""
        fits = [
            index
            for index, series in enumerate(self.lists)
            if not series.closed
            and (mark.number == series.last + 1 or (mark.number == 0 and mark.family == "xian"))
            and (series.family == mark.family or {series.family, mark.family} == _KINDRED)
        ]
        return max(
            fits,
            key=lambda index: (
                self.lists[index].family == mark.family,
                self.lists[index].opens_paragraph == mark.opens_paragraph,
                index,
            ),
            default=None,
        )

    def _open(self, index: int, mark: Mark) -> None:
        while self.lists and not self._nests(self.lists[-1], index, mark):
            self.lists.pop()
        if len(self.lists) >= _DEEPEST_LIST:
            del self.lists[_DEEPEST_LIST - 1 :]
        parent = self.lists[-1].current if self.lists else self.headings[-1] if self.headings else None
        self.lists.append(
            _Series(self._new_series(), mark.family, mark.opens_paragraph, parent, 0, len(self.placed))
        )
        self._append(mark, mark.number, None)

    def _out_of_order(self, index: int, mark: Mark) -> None:
        """一是, 三是: the list goes on with a gap; without a list it starts with one."""
        kin = [n for n, series in enumerate(self.lists) if series.family == mark.family and not series.closed]
        if not kin:
            self._open(index, mark)
            self.placed[-1] = replace(self.placed[-1], oddity="skip", expected=1)
            return
        del self.lists[kin[-1] + 1 :]
        self._append(mark, mark.number, _oddity(mark, self.lists[-1].last))

    def _nests(self, outer: _Series, index: int, mark: Mark) -> bool:
        if outer.family == mark.family and outer.opens_paragraph == mark.opens_paragraph:
            return False
        if self._same_paragraph(self.placed[outer.current].mark.start, mark.start):
            return outer.opens_paragraph or outer.family != mark.family
        return self._goes_on(outer, index)

    def _goes_on(self, outer: _Series, index: int) -> bool:
        """Whether the outer list has its next number further down, before a restart or a heading."""
        for mark in self.marks[index + 1 :]:
            if mark.level < ITEM_LEVEL:
                return False
            if mark.family == outer.family and mark.opens_paragraph == outer.opens_paragraph:
                return mark.number in (0, outer.last + 1)
        return False

    def _same_paragraph(self, first: int, second: int) -> bool:
        return self.text.find("\n", first, second) < 0

    def _new_series(self) -> int:
        self.series += 1
        return self.series


def _oddity(mark: Mark, last: int) -> OddityCode | None:
    if mark.number == last + 1:
        return None
    if mark.number == 1:
        return "restart"
    if mark.number == last:
        return "repeat"
    return "skip" if mark.number > last else "disorder"


def place_marks(text: str, marks: list[Mark]) -> list[Placed]:
    """Parent, list and oddity of each mark; marks that continue nothing are dropped."""
    return _Placement(text, marks).run()


def clause_ends(text: str, placed: list[Placed]) -> list[int]:
    """Normalised end of each clause's range.

    A heading reaches to the next heading of its level or above. An item reaches to the next item of its
    list; the last one ends with its sentence when the list runs through one sentence, else with its
    paragraph, and never before its own children.
    """
    ends = _heading_ends(text, placed)
    members: dict[int, list[int]] = {}
    for index, entry in enumerate(placed):
        members.setdefault(entry.series, []).append(index)
    following = {a: b for group in members.values() for a, b in pairwise(group)}
    for index in range(len(placed) - 1, -1, -1):
        if placed[index].mark.level < ITEM_LEVEL:
            continue
        if index in following:
            ends[index] = placed[following[index]].mark.start
        else:
            ends[index] = max(ends[index], _last_item_end(text, placed, members[placed[index].series]))
            parent = placed[index].parent
            if parent is not None and parent not in following and placed[parent].mark.level == ITEM_LEVEL:
                ends[parent] = max(ends[parent], ends[index])
    for index, entry in enumerate(placed):
        if entry.parent is not None:
            ends[index] = min(ends[index], ends[entry.parent])
    return [_trim(text, entry.mark.end, end) for entry, end in zip(placed, ends, strict=True)]


def _heading_ends(text: str, placed: list[Placed]) -> list[int]:
    ends = [0] * len(placed)
    next_start = [len(text)] * ITEM_LEVEL
    for index in range(len(placed) - 1, -1, -1):
        level = placed[index].mark.level
        if level < ITEM_LEVEL:
            ends[index] = min(next_start[: level + 1])
            next_start[level] = placed[index].mark.start
            next_start[level + 1 :] = [len(text)] * (ITEM_LEVEL - level - 1)
    return ends


def _last_item_end(text: str, placed: list[Placed], group: list[int]) -> int:
    last = placed[group[-1]].mark
    paragraph = text.find("\n", last.start)
    paragraph = len(text) if paragraph < 0 else paragraph
    joined = any(text[placed[index].mark.start - 1] in "；，、" for index in group[1:])
    stop = text.find("。", last.end, paragraph) if joined else -1
    return stop + 1 if stop >= 0 else paragraph


def _trim(text: str, least: int, end: int) -> int:
    while end > least and text[end - 1] == "\n":
        end -= 1
    return max(least, end)
