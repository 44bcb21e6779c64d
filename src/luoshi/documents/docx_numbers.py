"""Automatic list numbers of a .docx (自动编号): Word stores the rule, not the number, so it is counted here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from luoshi.documents.docx_package import W

_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def chinese(number: int) -> str:
    """一, 十, 十一, 二十三, 一百零五; from a thousand on in digits."""
    if number >= 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        written += "零"
    return written + (_DIGITS[ones] if ones or not number else "")


def roman(number: int) -> str:
    """I, IV, IX …; from four thousand on in digits."""
    if number >= 4000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written


def letter(number: int) -> str:
    """A … Z, AA, BB …, as Word counts; from 781 on in digits, as Word does."""
    if number > 780:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "chineseLegalSimplified": chinese,
    "ideographDigital": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "decimalEnclosedCircle": lambda n: _CIRCLED[n - 1] if 0 < n <= len(_CIRCLED) else str(n),
    "decimalEnclosedCircleChinese": lambda n: _CIRCLED[n - 1] if 0 < n <= len(_CIRCLED) else str(n),
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": letter,
    "lowerLetter": lambda n: letter(n).lower(),
    "bullet": lambda n: "",
    "none": lambda n: "",
}


@dataclass(frozen=True)
class _Level:
    start: int
    format: str
    text: str

    def written(self, number: int) -> str:
        return _FORMATS.get(self.format, str)(number)


class Numbering:
    """Counts the numbered paragraphs of one document in reading order."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        """``styles`` and ``numbering`` are the root elements of those parts, None where there is none."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._styles: dict[str, Any] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if styles is not None:
            self._styles = {s.get(f"{W}styleId"): s for s in styles.findall(f"{W}style")}
        if numbering is not None:
            self._read(numbering)

    def _read(self, root: Any) -> None:
        abstract = {
            a.get(f"{W}abstractNumId"): {
                _number(level.get(f"{W}ilvl"), 0): _level(level) for level in a.findall(f"{W}lvl")
            }
            for a in root.findall(f"{W}abstractNum")
        }
        for num in root.findall(f"{W}num"):
            key, base = num.get(f"{W}numId"), _value(num, "abstractNumId") or ""
            levels = dict(abstract.get(base, {}))
            restarts = num.findall(f"{W}lvlOverride")
            for override in restarts:
                depth = _number(override.get(f"{W}ilvl"), 0)
                own, start = override.find(f"{W}lvl"), _value(override, "startOverride")
                level = _level(own) if own is not None else levels.get(depth, _Level(1, "decimal", ""))
                if start is not None:
                    level = _Level(_number(start, 1), level.format, level.text)
                levels[depth] = level
            self._levels[key] = levels
            # Lists of one abstract definition count on together unless one of them restarts.
            self._lists[key] = f"{base}/{key}" if restarts else base

    def label(self, paragraph: Any) -> str:
        """The number that Word would print before ``paragraph`` (w:p), empty when it has none."""
        found = self._numbered(paragraph)
        if found is None:
            return ""
        key, depth = found
        levels = self._levels.get(key, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(self._lists[key], {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        text = levels[depth].text
        for place in sorted(levels):
            if place <= depth:
                number = counts.get(place, levels[place].start)
                text = text.replace(f"%{place + 1}", levels[place].written(number))
        return "" if levels[depth].format == "bullet" else text

    def _numbered(self, paragraph: Any) -> tuple[str, int] | None:
        """(list, depth) from the paragraph itself, else from its style and the styles that one is based on."""
        properties = paragraph.find(f"{W}pPr")
        own = None if properties is None else properties.find(f"{W}numPr")
        depth = _value(own, "ilvl")
        key = _value(own, "numId")
        style = None if properties is None else _value(properties, "pStyle")
        seen: set[str] = set()
        while key is None and style is not None and style in self._styles and style not in seen:
            seen.add(style)
            inherited = self._styles[style].find(f"{W}pPr/{W}numPr")
            key = _value(inherited, "numId")
            depth = depth or _value(inherited, "ilvl")
            style = _value(self._styles[style], "basedOn")
        return None if key in (None, "0") else (str(key), _number(depth, 0))


def _number(written: str | None, otherwise: int) -> int:
    """A number as Word writes it, at most nine digits; ``otherwise`` for none or nonsense."""
    return int(written) if written and re.fullmatch(r"[0-9]{1,9}", written) else otherwise


def _value(parent: Any, tag: str) -> str | None:
    child = None if parent is None else parent.find(f"{W}{tag}")
    return None if child is None else child.get(f"{W}val")


def _level(level: Any) -> _Level:
    return _Level(
        start=_number(_value(level, "start"), 1),
        format=_value(level, "numFmt") or "decimal",
        text=_value(level, "lvlText") or "",
    )
