"""One spelling for reading, with a way back to every original character (规范化).

The stored text is never changed: `Normalised.text` is a reading copy, and `offsets` names, for each of
its characters, the original character it came from.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from luoshi.kernel.text.marks import starts_with_mark
from luoshi.kernel.text.page_marks import page_lines
from luoshi.kernel.text.radicals import RADICALS

_SPACE = " \t\v\f\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad" + "".join(
    map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10)])
)
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0C}
_PUNCTUATION = {
    ",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？", "∶": "：", "︰": "：",
    "﹪": "%", "﹐": "，", "｡": "。", "–": "—", "―": "—", "∼": "~", "〜": "~", "‐": "-", "‑": "-", "−": "-",
}  # fmt: skip
_SAME = _WIDE | RADICALS
_SINGLE = re.compile("['‘＇]([^'‘’＇“”\"\n，。；：]{1,24})['’＇]")
_HAN = re.compile("[\u4e00-\u9fff]")
_QUOTES = {"「": "“", "」": "”", "『": "“", "』": "”", "〝": "“", "〞": "”", "〟": "”"}
_TERMINAL = "。！？"
_NEVER_FIRST = "，。；、：！？）》”,;:)!?%％"
_LEFT_OPEN = re.compile(r"(?:[，,]|[^\d一二三四五六七八九十]、)\Z|[，,]占[年全度]{0,2}(?:任务|目标|计划)?\Z")
"""Words that no line of its own ends with."""
_TORN = re.compile(r"\d(?:\.\d+)?[万亿]\Z")
_UNIT_FIRST = "元亩吨户人平"
"""What goes on with a number that a line end tore from its unit: 7943万 / 元."""
_CUT_NUMBER = re.compile(r"[\u4e00-\u9fff]\d+(?:[.．。]\d+)?\Z")
_MEASURE = (
    "(?:%|‰|个?百分点|[万亿千百]{0,2}(?:公里|千米|平方米|平方公里|公顷|千瓦时?|兆瓦|立方米|人次|车次|场次|元|亩|吨|户|人|个|家|项|件|条|座|处|所|"
    "名|套|台|辆|部|间|张|头|只|株|篇|期|次|场|批|种|类|对|栋|幢|岁|米|天|册|支|级|届|宗|箱|艘|盏))"
)
_MEASURE_FIRST = re.compile(rf"{_MEASURE}(?:以[上内下]|左右|之内|及以[上下])?[，,。；;、（(）)]")
"""A unit that opens a line and closes a clause, behind a line that ends with its number."""
_NUMBER_FIRST = re.compile(
    rf"\d[\d,]*(?:[.．]\d+)?{_MEASURE}(?:以[上内下]|左右|之内|及以[上下])?[，,。；;、（(]"
)
"""A number with its unit and a mark opens no paragraph of its own: 新建农田 / 4.2万亩，."""
_TITLE = re.compile(
    r"(?!根据|按照?|依据|为|现将)(?:[^，,。；;：:《》]|《[^《》]*》)*关于(?:[^，,。；;：:《》]|《[^《》]*》)*(?:通知|意见|方案|报告|通报|函|讲话|办法|决定|公告|请示|批复|要点|计划|规划|纪要)"
)
"""A title is whole on its line."""
_ADDED = re.compile(r"(?:附[件注表]?|备注|注)[\d一二三]?[：:]")
"""附：, 备注： open what is added behind the text."""
_LINE_END = re.compile("\r\n|[\n\r\v\f\u0085\u2028\u2029]")
_MARKDOWN = re.compile(r"(?m)^[ \u3000]*#{1,6}[ \t\u3000]+|\*\*")
_UNIT = r"(?=[%‰\u4e00-\u9fff]|\Z)"
_SPLIT_NUMBER = re.compile(
    rf"(?<![A-Za-z\d.])(?<![\d.] )(?!\A\d\. )(?=[\d. ]*\d \d)\d(?: \d| ?\. ?\d)+{_UNIT}"
    rf"|(?<=[\u4e00-\u9fff：，（])\d{{1,3}}(?: \d{{3}})+(?:\.\d+)?{_UNIT}"
    rf"|(?<=[\u4e00-\u9fff])\d{{1,3}} 0\d*{_UNIT}"
    r"|(?<=[\u4e00-\u9fff])\d+(?: \.|\. )\d+|(?<!\d)\d+ \.\d+|\A\d+\. \d+(?: \d)*\Z"
)
"""A number with spaces in it: every digit apart before a unit, thousands apart before a unit, a point apart."""
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_WIDE_COMMA = re.compile("[０-９]，[０-９]{3}(?![０-９])")
_UNWRAPPED_COLUMNS = 90
"""A heading seldom takes more columns; a longer line without a full stop was cut by its layout."""
_NARROWEST = 30
_CLOSED = re.compile(
    r"(?:[。；;][（(【〔\[][^（(【〔\[]*|(?:牵头|负责|配合|协助|单位|领导|责任人)[^，。；（(]{0,40})[）)】〕\]]\Z"
)
"""A bracket that tells who does it closes a paragraph, also without a stop."""
_INDENTS = ("\u3000\u3000", "    ")
_FEWEST_CUTS = 3
_DASH = re.compile("(?:[—–-]{1,2}|[●○■◆•])(?![—–-])[\u4e00-\u9fff“]")
_FEWEST_DASHED = 2


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
    for lines in _paragraphs(text):
        if kept:
            kept.append(("\n", lines[0][1] - 1))
        kept.extend(_line(lines, text))
    joined = "".join(char for char, _ in kept)
    return Normalised(text, joined, tuple(offset for _, offset in kept))


def _line(lines: list[tuple[str, int]], text: str) -> list[tuple[str, int]]:
    """Characters of one paragraph with their offsets, spaces resolved and punctuation unified."""
    spaced: list[tuple[str, int]] = []
    gap = ""
    since = 0
    for line, start in lines:
        if spaced:
            gap, since = gap + "\n", since if gap else start - 1
        for offset, sign in enumerate(_without_markdown(line), start):
            char = _SAME.get(sign, sign)
            if char in _SPACE:
                gap, since = gap + char, since if gap else offset
            elif char not in _INVISIBLE:
                if gap and spaced and _needs_space(spaced[-1][0], gap, char):
                    spaced.append(("\t" if "\t" in gap else " ", since))
                gap = ""
                spaced.append((char, offset))
    return _punctuate(_quoted(_whole_numbers(spaced)), text)


def _without_markdown(line: str) -> str:
    """Signs of a heading and of bold print as invisible ones, the length unchanged."""
    return _MARKDOWN.sub(lambda found: "\u200b" * len(found[0]), line)


def _whole_numbers(chars: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Without the spaces inside numbers that a layout spread out."""
    plain = "".join(char for char, _ in chars)
    inside = {at for found in _SPLIT_NUMBER.finditer(plain) for at in range(found.start(), found.end())}
    return [
        (" " if char == "\t" else char, offset)
        for at, (char, offset) in enumerate(chars)
        if char != " " or at not in inside
    ]


def _quoted(chars: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Straight, corner and single quotation marks as “ and ”, by turns where the mark does not say which.

    Single ones inside double ones stay, and so does an apostrophe.
    """
    unified: list[tuple[str, int]] = []
    single = _single("".join(char for char, _ in chars))
    is_open = False
    for index, (char, offset) in enumerate(chars):
        sign = _QUOTES.get(char, char)
        if index in single and is_open == (single[index] == "”"):
            sign = single[index]
        if sign == '"' or (char == "“" and is_open):
            sign = "”" if is_open else "“"
        if sign in "“”":
            is_open = sign == "“"
        unified.append((sign, offset))
    return unified


def _single(plain: str) -> dict[int, str]:
    """Where single quotation marks stand around Chinese words, with the double one each is read as."""
    found: dict[int, str] = {}
    for quoted in _SINGLE.finditer(plain):
        if _HAN.search(quoted[1]):
            found |= {quoted.start(): "“", quoted.end() - 1: "”"}
    return found


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


def _paragraphs(text: str) -> list[list[tuple[str, int]]]:
    """Paragraphs as their lines with original starts: cut by a layout, or one; what the pages added left out."""
    lines = _lines(text)
    feeds = {index for index, (_, start) in enumerate(lines) if text[start - 1 : start] == "\f"}
    added = page_lines([line for line, _ in lines], feeds)
    kept = [index for index in range(len(lines)) if index not in added]
    layout = _layout([lines[index][0] for index in kept])
    widest = max((_columns(_bare(lines[index][0])) for index in kept), default=0)
    dashed = sum(_DASH.match(_bare(lines[index][0])) is not None for index in kept)
    layout = replace(layout, dashed=dashed >= _FEWEST_DASHED)
    everywhere = _is_indented_throughout([lines[index][0] for index in kept], layout)
    paragraphs: list[list[tuple[str, int]]] = []
    before = -1
    for index in kept:
        line, start = lines[index]
        if _bare(line):
            turned = index > before + 1
            if paragraphs and (
                _continues(lines[before][0], line.lstrip() if everywhere else line, layout, turned)
                or _hangs(paragraphs[-1][0][0], lines[before][0], line, widest)
            ):
                paragraphs[-1].append((line, start))
            else:
                paragraphs.append([(line, start)])
        before = index
    return paragraphs


def _lines(text: str) -> list[tuple[str, int]]:
    """Lines with their original starts."""
    lines: list[tuple[str, int]] = []
    start = 0
    for end in _LINE_END.finditer(text):
        lines.append((text[start : end.start()], start))
        start = end.end()
    lines.append((text[start:], start))
    return lines


@dataclass(frozen=True)
class _Layout:
    """The margin at which lines were cut, in `measure` (columns, or characters); None when none was found."""

    measure: Callable[[str], int]
    margin: int | None
    dashed: bool = False
    """Whether lines that open with a dash or a dot (——, ●) are the lines of a list."""

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


def _is_indented_throughout(lines: list[str], layout: _Layout) -> bool:
    """Whether every line is indented, so that an indent opens no paragraph: most lines cut at the margin go on with one."""
    cut = [
        after.startswith(_INDENTS)
        for line, after in pairwise(lines)
        if _is_cut(_bare(line)) and layout.fills(_bare(line)) and not starts_with_mark(_bare(after))
    ]
    return sum(cut) >= _FEWEST_CUTS and 2 * sum(cut) > len(cut)


def _is_cut(line: str) -> bool:
    """A line long enough to be prose that stops in mid-sentence; a lone heading is none."""
    if _columns(line) < _NARROWEST or line[-1] in _TERMINAL or _CLOSED.search(line):
        return False
    return not starts_with_mark(line) or "。" in line


def _columns(line: str) -> int:
    """Columns on paper: a Chinese character takes two."""
    return sum(2 if char > "\u2e7f" else 1 for char in line)


def _bare(line: str) -> str:
    return "".join(char for char in line if char not in _SPACE and char not in _INVISIBLE)


def _continues(previous: str, line: str, layout: _Layout, turned: bool) -> bool:
    """Whether `line` goes on with the sentence that `previous` left open at the right margin or where a page ended.

    A line that begins with a mark that closes or parts always does, and one without indent behind a comma or a bare 占任务. `turned` says that a page ended between them.
    """
    before, bare = _bare(previous), _bare(line)
    if _TITLE.fullmatch(before) or _ADDED.match(bare):
        return False
    if _is_torn(unicodedata.normalize("NFKC", before), unicodedata.normalize("NFKC", bare)):
        return True
    if before and (bare[0] in _NEVER_FIRST or (_TORN.search(before) and bare[0] in _UNIT_FIRST)):
        return True
    if _LEFT_OPEN.search(before) and not line.startswith(_INDENTS) and not starts_with_mark(bare):
        return True
    if line.startswith(_INDENTS) or not _is_cut(before) or not (turned or layout.fills(before)):
        return False
    return not (starts_with_mark(bare) or (layout.dashed and _DASH.match(bare)))


def _is_torn(before: str, bare: str) -> bool:
    """Whether a line end parts a number from its unit, or from the words that it counts."""
    if _CUT_NUMBER.search(before) and _MEASURE_FIRST.match(bare):
        return True
    return before[-1:].isalpha() and not before.isascii() and _NUMBER_FIRST.match(bare) is not None


def _hangs(first: str, previous: str, line: str, widest: int) -> bool:
    """Whether a line without indent goes on with the open sentence of an indented paragraph.

    The line before it must be nearly as wide as the widest of the text: where lines were never cut, none is.
    """
    before, bare = _bare(previous), _bare(line)
    opens = line.startswith(_INDENTS) or starts_with_mark(bare) or _DASH.match(bare)
    if opens or not before or not first.startswith(_INDENTS):
        return False
    return before[-1] not in _TERMINAL and _columns(before) >= max(_NARROWEST, widest * 0.6)
