"""The shapes that open a clause: 一、 （一） 1. （1） ① and the lists 一是, 一要, 第一, 首先 (层次序号)."""

import re
from dataclasses import dataclass

CHINESE_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
                  "八": 8, "九": 9}  # fmt: skip
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_N = "[一二三四五六七八九十]{1,3}"
_BOUNDARY = r"(?:(?<=[\n。；：！？”）])|\A)"
_WEAK = r"(?<=[，、])"

HEADINGS: tuple[tuple[int, bool, re.Pattern[str]], ...] = (
    (1, False, re.compile(rf"({_N})、")),
    (2, False, re.compile(rf"（({_N})）")),
    (2, False, re.compile("([㈠-㈩])")),
    (4, False, re.compile("([⑴-⒇])")),
    (3, False, re.compile(r"([1-9]\d?)[.、](?!\d(?!\d?月))")),
    (4, False, re.compile(r"（([1-9]\d?)）")),
    (2, True, re.compile(rf"（?({_N})）|（({_N})、")),
    (4, True, re.compile(r"([1-9]\d?)）")),
    (1, True, re.compile(rf"({_N})[，.：](?!\d)")),
    (2, True, re.compile(rf"（({_N})(?=[^一二三四五六七八九十）个项条])")),
)
"""(level, mistyped, pattern) in the order in which they are tried at the start of a paragraph."""

ONLY_AS_NEXT = tuple(pattern for _, _, pattern in HEADINGS[-2:])
"""Mistyped marks that are too common as plain words to open a list."""

INLINE_HEADING = re.compile(rf"（({_N})）|(?<=[。；：])([1-9]\d?)[.、](?![\d\s])|（([1-9]\d?)）")

_ITEM = (
    rf"(?P<shi>{_N})是(?!否)"
    rf"|(?P<yao>{_N})要(?![素求点道害闻员件职地塞])"
    rf"|第(?P<di>{_N})(?=[，：]|、(?!第?[一二三四五六七八九十])|是|要)"
    rf"|其(?P<qi>{_N})(?=[，、：]|是)"
    r"|(?P<xian>首先|其次|再次|最后)(?!进)"
    rf"|(?P<circled>[{CIRCLED}])"
)
ITEM = re.compile(rf"(?:{_BOUNDARY}|(?P<weak>{_WEAK}))(?:{_ITEM})")
ITEM_LEVEL = 5
ITEM_FAMILIES = ("shi", "yao", "di", "qi", "xian", "circled")

_LINE_START = re.compile(
    rf"(?:{_N})、|[（(]?(?:{_N})[）)]|\d{{1,2}}[.、．](?!\d(?!\d?月))|[（(]?\d{{1,2}}[）)]|[{CIRCLED}]"
    rf"|(?:{_N})[是要]|第(?:{_N})[，,、：:]|首先|其次|最后"
)


@dataclass(frozen=True)
class Mark:
    """One printed mark. `level` 1-4 for headings, 5 for list items; positions are in the normalised text."""

    level: int
    family: str
    number: int
    start: int
    end: int
    opens_paragraph: bool
    mistyped: bool = False
    weak: bool = False


def starts_with_mark(line: str) -> bool:
    """Whether a line (spaces removed, either width of punctuation) opens with a clause mark."""
    return _LINE_START.match(line) is not None


def chinese_count(text: str) -> int:
    """Value of a mark's numeral up to 99: 十二 is 12, 二十 is 20, 12 is 12."""
    if text.isdecimal():
        return int(text)
    for first, last in ("㈠㈩", "⑴⒇"):
        if first <= text <= last:
            return ord(text) - ord(first) + 1
    if "十" not in text:
        return CHINESE_DIGITS.get(text[-1], 0)
    tens, _, ones = text.partition("十")
    return (CHINESE_DIGITS.get(tens, 1) if tens else 1) * 10 + (CHINESE_DIGITS.get(ones, 0) if ones else 0)
