"""Ranks to reach and zeros to keep (位次, 零增长)."""

import re
from collections.abc import Iterator
from fractions import Fraction

from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.naming import indicator_of
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.phrase import Op, Phrase, TargetKind, subject_of, without_reach

_SCOPE = r"(?:全国|全省|全市|全区|全县|同类[^，。；]{0,4}|[省市区县]里)"
_RANK = re.compile(
    r"(?:(?:进入|跻身|挺进|位居|位列|排名(?!进|保持|稳|升|力争|上升|挺|跻|居|位)|排位|稳居|稳定在|保持在?|(?<!力)争进|进军|冲刺|列入?|居|进位?|达到)+"
    + _SCOPE
    + "?|"
    + _SCOPE
    + ")"
    r"(?P<what>[^，。；\d]{0,6}?)(?P<way>前|第)(?P<number>\d{1,3}|[一二三四五六七八九十]{1,2})(?P<unit>位|名|强)?"
    r"(?=[，。；、！\n（]|\Z|以内|之内|行列|的(?:目标|位次|行列|水平))"
)
_PLACE_WORDS = re.compile(r"(?:我[省市区县]|位[列居]|排名|列|居).*")
_ZERO = re.compile(
    r"(?P<what>[\u4e00-\u9fffA-Za-zⅠ-Ⅻ“”、]{2,20}?)?(?:保持|实现|达到|控制在|力争|确保)?"
    r"“?(?P<zero>(?<!清)零)”?(?P<of>增长|发生|事故|死亡|上访|新增|非访|伤亡|投诉|火灾|返贫|感染|欠薪|案件|舆情)"
)
_NONE = re.compile(
    r"(?P<what>[\u4e00-\u9fffA-Za-zⅠ-Ⅻ“”、]{2,20}?)(?:\d{1,2}月(?:底|末|\d{1,2}日)?前)?(?:动态|全部|继续|持续|保持|实现)*(?:降?为|归|动态清|保持|下降到|降到|控制为)(?P<zero>零|0)(?P<unit>[起件户例人宗]|%)?(?=[，。；、！\n的]|\Z)"
)
_NEVER = re.compile(
    r"(?P<zero>不发生|不出现)(?:一起)?(?P<what>[\u4e00-\u9fff\d]{1,22}?(?:事故|案件|上访|火灾|伤亡|事件|舆情))(?=[，。；、！\n（]|\Z|和)"
)
_BOTTOM = re.compile("底线|红线|系统性")
_RHETORIC = re.compile(r"底线|红线|现象|问题|偏差|系统性")


def find_standings(text: str, start: int, end: int) -> Iterator[tuple[Quantity, Phrase]]:
    """Ranks (进入全省前三名, op <= for 前) and zeros (零事故, 事故为零, 不发生事故) of one piece, in order.

    Each comes with the number it is printed as.
    """
    found = [*_ranks(text, start, end), *_zeros(text, start, end)]
    yield from sorted(found, key=lambda entry: entry[0].start)


def _ranks(text: str, start: int, end: int) -> Iterator[tuple[Quantity, Phrase]]:
    for match in _RANK.finditer(text, start, end):
        name = indicator_of(without_reach(text[start : match.start()])) or _PLACE_WORDS.sub("", match["what"])
        op: Op = "<=" if match["way"] == "前" else "="
        place = _place(match, "number", chinese_count(match["number"]), match["unit"] or "位")
        yield place, _phrase(name, "rank", op)


def _zeros(text: str, start: int, end: int) -> Iterator[tuple[Quantity, Phrase]]:
    for match in _ZERO.finditer(text, start, end):
        name = subject_of(match["what"] or "")
        if match["of"] not in ("增长", "发生", "新增"):
            name += match["of"]
        yield _place(match, "zero", 0, ""), _phrase(name, "keep", "=")
    for pattern in (_NONE, _NEVER):
        for match in pattern.finditer(text, start, end):
            if not (_RHETORIC if pattern is _NEVER else _BOTTOM).search(text, match.start(), end):
                unit = match.groupdict().get("unit") or ""
                yield _place(match, "zero", 0, unit), _phrase(subject_of(match["what"]), "keep", "=")


def _place(match: re.Match[str], group: str, number: int, unit: str) -> Quantity:
    value = Fraction(number)
    return Quantity(match.start(group), match.end(group), match.end(), str(number), value, unit, value)


def _phrase(indicator: str, kind: TargetKind, op: Op) -> Phrase:
    return Phrase(
        indicator, kind, op, falls=False, parallel=False, completes=False, percent=False, ambition=None
    )
