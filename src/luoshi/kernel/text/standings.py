"""Ranks to reach and zeros to keep (位次, 零增长)."""

import re
from collections.abc import Iterator
from fractions import Fraction

from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.phrase import Op, Phrase, TargetKind, subject_of

_RANK = re.compile(
    r"(?:进入|跻身|挺进|位居|位列|排名|稳居|保持在?|列|居|进位?)(?P<scope>全国|全省|全市|全区|全县)?(?P<what>[^，。；\d]{0,8}?)"
    r"(?P<way>前|第)(?P<number>\d{1,3}|[一二三四五六七八九十])(?P<unit>位|名|强)?(?=[，。；、！\n的]|\Z|以内|行列)"
)
_ZERO = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,12}?)?(?:保持|实现|达到|为|控制在)?(?P<zero>零)(?P<of>增长|发生|事故|死亡|上访|新增|非访|伤亡)"
)


def find_standings(text: str, start: int, end: int) -> Iterator[tuple[Quantity, Phrase]]:
    """Ranks (进入全省前三名, op <= for 前) and zeros (零事故) of one piece, each with the number it is
    printed as.
    """
    for match in _RANK.finditer(text, start, end):
        name = subject_of(text[start : match.start()])
        op: Op = "<=" if match["way"] == "前" else "="
        yield _place(match, "number", chinese_count(match["number"]), "位"), _phrase(name, "rank", op)
    for match in _ZERO.finditer(text, start, end):
        name = subject_of(match["what"] or "")
        if match["of"] not in ("增长", "发生", "新增"):
            name += match["of"]
        yield _place(match, "zero", 0, ""), _phrase(name, "keep", "=")


def _place(match: re.Match[str], group: str, number: int, unit: str) -> Quantity:
    value = Fraction(number)
    return Quantity(match.start(group), match.end(group), match.end(), str(number), value, unit, value)


def _phrase(indicator: str, kind: TargetKind, op: Op) -> Phrase:
    return Phrase(
        indicator, kind, op, falls=False, parallel=False, completes=False, percent=False, ambition=None
    )
