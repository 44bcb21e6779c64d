"""Finds every mark of a text, before anybody knows what it belongs to (找序号)."""

import re

from luoshi.kernel.text.marks import (
    CIRCLED,
    HEADINGS,
    INLINE_HEADING,
    ITEM,
    ITEM_FAMILIES,
    ITEM_LEVEL,
    ONLY_AS_NEXT,
    Mark,
    chinese_count,
)

_SEQUEL_REACH = 8000
_SECOND = {2: re.compile("（二）"), 3: re.compile(r"(?<=[。；：，])2[.、](?!\d)"), 4: re.compile("（2）")}
_STRONG = ("shi", "yao")


def scan_marks(text: str) -> list[Mark]:
    """Heading and item marks of a normalised text in order; marks that only look like one are left out."""
    headings = _headings(text)
    taken = {mark.start for mark in headings}
    items = [mark for mark in _items(text) if mark.start not in taken]
    merged = sorted(headings + items, key=lambda mark: mark.start)
    return [mark for mark, sequel in zip(merged, _has_sequel(merged, text), strict=True) if sequel]


def _headings(text: str) -> list[Mark]:
    found: list[Mark] = []
    last = [0, 0, 0, 0, 0]
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        opening = _opening(text, start, last)
        if opening is not None:
            found.append(opening)
            _count(last, opening)
        for match in INLINE_HEADING.finditer(text, opening.end if opening else start, end):
            inline = _inline(text, match, opening, last, end)
            if inline is not None:
                found.append(inline)
                _count(last, inline)
        start = end + 1
    return found


def _count(last: list[int], mark: Mark) -> None:
    last[mark.level] = mark.number
    for deeper in range(mark.level + 1, 5):
        last[deeper] = 0


def _opening(text: str, start: int, last: list[int]) -> Mark | None:
    """The heading mark a paragraph opens with; a mistyped 三， or （三 counts only as the next number.

    三、 that goes on behind （二） and not behind its own level is a （三） without brackets.
    """
    for level, mistyped, pattern in HEADINGS:
        match = pattern.match(text, start)
        if match is None:
            continue
        number = chinese_count(match[1] or match[match.lastindex or 1])
        if not mistyped and level == 1 and _goes_on(number, last[2]) and not _goes_on(number, last[1]):
            return Mark(2, "h2", number, start, match.end(), True, mistyped=True)
        if pattern not in ONLY_AS_NEXT or _goes_on(number, last[level]):
            return Mark(level, f"h{level}", number, start, match.end(), True, mistyped=mistyped)
    return None


def _goes_on(number: int, last: int) -> bool:
    return number == last + 1 > 1


def _inline(
    text: str, match: re.Match[str], opening: Mark | None, last: list[int], paragraph_end: int
) -> Mark | None:
    """A heading mark inside a paragraph: behind its parent's title, or the next number of a running list."""
    level = 2 if match[1] else 3 if match[2] else 4
    number = chinese_count(match[1] or match[2] or match[3])
    before = text[match.start() - 1] if match.start() else "\n"
    behind_title = (
        opening is not None
        and opening.level < level
        and number == 1
        and not re.search("[。！？；]", text[opening.end : match.start()])
        and before not in "见按照据和及至、第“《"
        and level == 2
    )
    if not behind_title:
        if before not in "。；：！？":
            return None
        if number == 1:
            if not _second_follows(text, level, match.end(), paragraph_end):
                return None
        elif number != last[level] + 1 or not last[level]:
            return None
    return Mark(level, f"h{level}", number, match.start(), match.end(), False)


def _second_follows(text: str, level: int, start: int, paragraph_end: int) -> bool:
    reach = start + _SEQUEL_REACH if level == 2 else paragraph_end
    return _SECOND[level].search(text, start, reach) is not None


def _items(text: str) -> list[Mark]:
    found: list[Mark] = []
    for match in ITEM.finditer(text):
        family = next(name for name in ITEM_FAMILIES if match[name])
        opens = match.start() == 0 or text[match.start() - 1] == "\n"
        found.append(
            Mark(
                ITEM_LEVEL,
                family,
                _item_number(family, match[family]),
                match.start(),
                match.end(),
                opens,
                weak=match["weak"] is not None,
            )
        )
    return found


def _item_number(family: str, printed: str) -> int:
    """Number of an item; 0 for 其次, 再次 and 最后, which only say "next"."""
    if family == "xian":
        return 1 if printed == "首先" else 0
    return CIRCLED.index(printed) + 1 if family == "circled" else chinese_count(printed)


def _has_sequel(marks: list[Mark], text: str) -> list[bool]:
    """Keeps a first item only if its list goes on; 一是 and 一要 at a sentence start need no second.

    Walks backwards, remembering where the next second item of each family stands.
    """
    keep = [True] * len(marks)
    second: dict[str, int] = {}
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        if mark.level < ITEM_LEVEL:
            second.clear()
            continue
        if mark.number in (0, 2):
            second[mark.family] = mark.start
        elif mark.number == 1 and (mark.weak or mark.family not in _STRONG):
            follows = second.pop(mark.family, None)
            same_paragraph = follows is not None and "\n" not in text[mark.start : follows]
            keep[index] = same_paragraph if mark.weak else follows is not None
    return keep
