"""Lines that belong to the page and not to the text: page numbers, running headers and footers (页码、页眉、页脚)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set

LONGEST_HEADER = 60
_REACH = 6
"""How many lines from the end of a page its header or footer may stand, empty ones counted."""
_DASH = "[-‐‑–—―－─·•~]"
_NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,5})"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}{{1,3}}\d{{1,4}}{_DASH}{{1,3}}"
    rf"|第{_NUMBER}页[，,、/／|（(]?(?:[共总]{_NUMBER}页)?[）)]?"
    rf"|[共总]{_NUMBER}页[，,、/／|]?第{_NUMBER}页"
    r"|\d{1,4}[/／]\d{1,4}页"
    r"|page\d{1,4}(?:of\d{1,4})?",
    re.IGNORECASE,
)
_PAGE_NUMBER_AT_EDGE = re.compile(rf"{_DASH}{{0,3}}\d{{1,4}}{_DASH}{{0,3}}|\d{{1,4}}[/／]\d{{1,4}}")
_SPACES = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
_DIGITS = re.compile(r"[0-9０-９]+")


def is_page_number(line: str, at_edge: bool = False) -> bool:
    """Whether a line is a page number: — 3 —, 第 3 页 共 8 页, Page 3 of 8; at the edge of a page also a bare 3 or 3/8."""
    bare = _SPACES.sub("", line)
    if _PAGE_NUMBER.fullmatch(bare):
        return True
    return at_edge and _PAGE_NUMBER_AT_EDGE.fullmatch(bare) is not None


def running(edges: Iterable[str]) -> frozenset[str]:
    """What recurs among the lines at the edges of pages, as :func:`shape` has it.

    A line that recurs word for word is a header or footer; one that differs in its digits, such as the page number
    in it, from the third time on.
    """
    edges = [line for line in edges if _may_be_header(line.strip())]
    same, alike = Counter(map(_bare, edges)), Counter(map(shape, edges))
    return frozenset(shape(line) for line in edges if same[_bare(line)] > 1 or alike[shape(line)] > 2)


def _may_be_header(words: str) -> bool:
    return 0 < len(words) <= LONGEST_HEADER and "\t" not in words and words[-1] not in "，、；：。！？"


def shape(line: str) -> str:
    """A line without its spaces, every number written #."""
    return _DIGITS.sub("#", _bare(line))


def _bare(line: str) -> str:
    return _SPACES.sub("", line)


def page_lines(lines: Sequence[str], feeds: Set[int]) -> frozenset[int]:
    """Indices of the lines of a plain text that its pages added, the empty ones about them included.

    ``feeds`` are the lines before which a form feed stands. A page ends there, and at a page number between dashes or
    in words; a bare number is one only at a form feed. The lines next to these are headers and footers where they
    recur.
    """
    numbers = {index for index, line in enumerate(lines) if is_page_number(line)}
    if not numbers and not feeds:
        return frozenset()
    for feed in feeds:
        for index in (_next(lines, feed - 1, 1), _next(lines, feed, -1)):
            if index is not None and is_page_number(lines[index], at_edge=True):
                numbers.add(index)
    beside = {_next(lines, index, step, numbers) for index in numbers for step in (-1, 1)}
    beside |= {_next(lines, feed - 1, 1, numbers) for feed in feeds}
    beside |= {_next(lines, feed, -1, numbers) for feed in feeds}
    places = sorted(index for index in beside if index is not None)
    recurring = running(lines[index] for index in places)
    found = numbers | {index for index in places if shape(lines[index]) in recurring}
    return frozenset(found | _empty_beside(lines, found | feeds))


def _next(lines: Sequence[str], index: int, step: int, skipped: Iterable[int] = ()) -> int | None:
    """The nearest line with words behind (``step`` 1) or before (-1) one; None where none is within reach."""
    for near in range(index + step, index + step * (_REACH + 1), step):
        if 0 <= near < len(lines) and lines[near].strip() and near not in skipped:
            return near
    return None


def _empty_beside(lines: Sequence[str], found: set[int]) -> set[int]:
    empty: set[int] = set()
    for index in found:
        for step in (-1, 1):
            near = index + step
            while 0 <= near < len(lines) and near not in found and not lines[near].strip():
                empty.add(near)
                near += step
    return empty | {index for index in found if not lines[index].strip()}
