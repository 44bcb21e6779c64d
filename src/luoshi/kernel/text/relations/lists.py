"""How sure it is that a printed list names every part of its total (列举是否完整)."""

import re
from collections.abc import Sequence
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.intervals import scale
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.relations.candidate import Binding

_DECLARED = re.compile(
    r"(?P<count>[两二三四五六七八九十]{1,2})(?:大|个|条|类|家|镇|乡|县|区|市|项|种|支|方面)"
)
_TOTAL_MARK = re.compile(r"[共总]|累计|合计")
_REST = re.compile(r"其[他它余]")
_CLASSES = "类级型性"
_LEAST, _MOST = Fraction(3, 4), Fraction(5, 4)
_LEAST_LISTED, _MOST_LISTED = Fraction(9, 10), Fraction(11, 10)
_LONG_PRINT = 1000
"""A total of four digits: that one slip mends its parts is then hardly an accident."""


def binding_of_list(whole: Fact, parts: Sequence[Fact]) -> tuple[Binding, bool]:
    """Binding of a total and all numbers of its list, and whether only a slip of the pen is told.

    An error only where the words say that the list is complete: 四大片区 with four parts, 其他, or one kind
    of classes (产业类、民生类) behind 共. Other lists may leave parts out.
    """
    if any(part.quantity.magnitude >= whole.quantity.magnitude for part in parts) or not covers(whole, parts):
        return Binding.WEAK, False
    inside = all(part.sentence == whole.sentence for part in parts)
    opened = parts[0].opened > whole.start
    if inside and declared_count(whole) == len(parts):
        return Binding.STRONG, False
    if inside and opened and _close(whole, parts):
        if _TOTAL_MARK.search(whole.lead) and (_of_one_kind(parts) or _REST.search(parts[-1].lead)):
            return Binding.STRONG, False
        if _joined(parts) and len(parts) > 2:
            return Binding.MEDIUM, False
    marked = inside and _TOTAL_MARK.search(whole.lead) is not None
    long_print = whole.quantity.magnitude / scale(whole.quantity) * 10**whole.quantity.decimals >= _LONG_PRINT
    return (Binding.MEDIUM, True) if marked or (opened and long_print) else (Binding.WEAK, False)


def covers(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether parts make about their whole, so that they can be meant to be all of it."""
    return _LEAST * whole.quantity.magnitude <= _sum(parts) <= _MOST * whole.quantity.magnitude


def declared_count(whole: Fact) -> int | None:
    """How many parts the words of a total announce: 4 of 四大片区共完成投资."""
    found = _DECLARED.search(whole.lead)
    return chinese_count(found["count"].replace("两", "二")) if found else None


def _close(whole: Fact, parts: Sequence[Fact]) -> bool:
    return _LEAST_LISTED * whole.quantity.magnitude <= _sum(parts) <= _MOST_LISTED * whole.quantity.magnitude


def _sum(parts: Sequence[Fact]) -> Fraction:
    return sum((part.quantity.magnitude for part in parts), Fraction(0))


def _of_one_kind(parts: Sequence[Fact]) -> bool:
    return _joined(parts) and any(all(mark in part.lead for part in parts) for mark in _CLASSES)


def _joined(parts: Sequence[Fact]) -> bool:
    """Whether only 、 parts the names of a list."""
    return all(part.lead.startswith(("、", "和", "及")) for part in parts[1:])
