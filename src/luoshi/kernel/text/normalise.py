"""One spelling for reading, with a way back to every original character (规范化).

The stored text is never changed: `Normalised.text` is a reading copy, and `offsets` names, for each of
its characters, the original character it came from.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from luoshi.kernel.text.marks import starts_with_mark

_SPACE = " \t\v\f\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0C}
_PUNCTUATION = {
    ",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？", "∶": "：", "︰": "：",
    "﹪": "%", "﹐": "，", "｡": "。", "–": "—", "―": "—", "∼": "~", "〜": "~", "‐": "-", "‑": "-", "−": "-",
}  # fmt: skip
_TERMINAL = "。！？"
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_WIDE_COMMA = re.compile("[０-９]，[０-９]{3}(?![０-９])")
_UNWRAPPED_COLUMNS = 90
"""A heading seldom takes more columns; a longer line without a full stop was cut by its layout."""
_NARROWEST = 30
_FEWEST_CUTS = 3


@dataclass(frozen=True)
class Normalised:
    """A reading copy of a text. `offsets[i]` is the original index of `text[i]`."""

    original: str
    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original `[start, end)` of the normalised `[start, end)`; an empty span stays empty."""
        if start >= end:
            point = self.offsets[start] if start < len(self.offsets) else len(self.original)
            return point, point
        return self.offsets[start], self.offsets[end - 1] + 1

    def printed(self, start: int, end: int) -> str:
        """The characters as printed, without the layout (spaces, line breaks) that reading skips."""
        return "".join(self.original[offset] for offset in self.offsets[start:end])

    def position(self, original: int) -> int:
        """Normalised index of the first kept character at or after an original offset."""
        return bisect_left(self.offsets, original)


@lru_cache(maxsize=8)
def normalise(text: str) -> Normalised:
    """Unify width and punctuation, drop spaces inside Chinese text, join lines cut by a layout.

    Punctuation becomes full-width Chinese, digits, letters and % become ASCII, a thousands comma stays an
    ASCII comma. A line feed in the result is always a paragraph break.
    """
    kept: list[tuple[str, int]] = []
    for line, start in _paragraphs(text):
        if kept:
            kept.append(("\n", start - 1))
        kept.extend(_line(line, start, text))
    joined = "".join(char for char, _ in kept)
    return Normalised(text, joined, tuple(offset for _, offset in kept))


def _line(pieces: str, start: int, text: str) -> list[tuple[str, int]]:
    """Characters of one paragraph with their offsets, spaces resolved and punctuation unified."""
    chars = [
        (_WIDE.get(char, char), start + index) for index, char in enumerate(pieces) if char not in _INVISIBLE
    ]
    spaced: list[tuple[str, int]] = []
    gap: list[tuple[str, int]] = []
    for char, offset in chars:
        if char in _SPACE or char == "\n":
            gap.append((char, offset))
            continue
        if gap and spaced and _needs_space(spaced[-1][0], "".join(skipped for skipped, _ in gap), char):
            spaced.append((" ", gap[0][1]))
        gap = []
        spaced.append((char, offset))
    return _punctuate(spaced, text)


def _needs_space(left: str, gap: str, right: str) -> bool:
    """A space parts two words or numbers of ASCII; a line end inside a number parts nothing."""
    if "\n" in gap and left.isdecimal() and right.isdecimal():
        return False
    return left.isascii() and right.isascii() and (left.isalnum() or left == ".") and right.isalnum()


def _punctuate(chars: list[tuple[str, int]], text: str) -> list[tuple[str, int]]:
    """A comma between digits separates thousands only if it is as wide as the digits around it."""
    plain = "".join(
        "," if char == "，" and _WIDE_COMMA.match(text, max(0, offset - 1)) else char
        for char, offset in chars
    )
    thousands = {index for found in _THOUSANDS.finditer(plain) for index in range(found.start(), found.end())}
    unified: list[tuple[str, int]] = []
    for index, (char, offset) in enumerate(chars):
        if char == "." and index and _is_han(plain[index - 1]):
            unified.append(("。", offset))
        elif index in thousands:
            unified.append((plain[index], offset))
        else:
            unified.append((_PUNCTUATION.get(char, char), offset))
    return unified


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _paragraphs(text: str) -> list[tuple[str, int]]:
    """Non-empty paragraphs with their original start, lines cut by a layout joined again."""
    lines = _lines(text)
    layout = _layout([line for line, _ in lines])
    paragraphs: list[tuple[str, int]] = []
    for index, (line, start) in enumerate(lines):
        if not line.strip():
            continue
        if paragraphs and index and _continues(lines[index - 1][0], line, layout):
            first = paragraphs[-1][1]
            paragraphs[-1] = (text[first : start + len(line)], first)
        else:
            paragraphs.append((line, start))
    return paragraphs


def _lines(text: str) -> list[tuple[str, int]]:
    lines: list[tuple[str, int]] = []
    start = 0
    for line in text.split("\n"):
        lines.append((line, start))
        start += len(line) + 1
    return lines


@dataclass(frozen=True)
class _Layout:
    """The margin at which lines were cut, in `measure` (columns, or characters); None when none was found."""

    measure: Callable[[str], int]
    margin: int | None

    def fills(self, line: str) -> bool:
        """Whether a line runs up to the margin; without one, whether it is longer than any heading."""
        if self.margin is None:
            return _columns(line) >= _UNWRAPPED_COLUMNS and line[-1] not in "；："
        return self.measure(line) >= self.margin


def _layout(lines: list[str]) -> _Layout:
    """A layout leaves most open lines within a character and a mark of one width."""
    open_lines = [line for line in map(_bare, lines) if _is_cut(line)]
    best = _Layout(_columns, None)
    most = max(_FEWEST_CUTS, (len(open_lines) + 1) // 2) - 1
    for measure, ragged in ((_columns, 3), (len, 2)):
        widths = Counter(map(measure, open_lines))
        for width in widths:
            near = sum(widths[width - less] for less in range(ragged + 1))
            if near > most:
                best, most = _Layout(measure, width - ragged), near
    return best


def _is_cut(line: str) -> bool:
    """A line long enough to be prose that stops in mid-sentence; a lone heading is none."""
    if _columns(line) < _NARROWEST or line[-1] in _TERMINAL:
        return False
    return not starts_with_mark(line) or "。" in line


def _columns(line: str) -> int:
    """Columns on paper: a Chinese character takes two."""
    return sum(2 if char > "\u2e7f" else 1 for char in line)


def _bare(line: str) -> str:
    return "".join(char for char in line if char not in _SPACE and char not in _INVISIBLE)


def _continues(previous: str, line: str, layout: _Layout) -> bool:
    """Whether `line` goes on with the sentence that `previous` left open at the right margin."""
    before = _bare(previous)
    indented = line.startswith(("\u3000\u3000", "    "))
    if indented or not _is_cut(before) or not layout.fills(before):
        return False
    return not starts_with_mark(_bare(line))
