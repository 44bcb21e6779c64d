"""Vague words for shares: 近六成, 超七成, 过半 (概数)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Interval, percentage
from luoshi.kernel.text.marks import CHINESE_DIGITS
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot

_WORD = re.compile(
    r"(?P<near>近|接近|约)?(?P<over>超过?|逾)?(?P<tenths>[一二三四五六七八九])成(?P<half>半)?(?P<above>以上|多)?(?![为立果都就员效绩熟长本功])"
    r"|(?P<most>过半(?!数?年)|超半数|半数以上|超过一半|一半以上)|(?P<almost>近半(?!年|个))"
)
_REACH = 4


def vague_shares(bulletin: Bulletin) -> Iterator[Slot]:
    """A vague share of the only two counts or amounts of one measure before it in its sentence."""
    for match in _WORD.finditer(bulletin.doc.text):
        claim = _claim(bulletin, match)
        if claim is None:
            continue
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
            if fact.is_level and fact.sentence == claim.sentence and not fact.aside
        ]
        if len(near) != 2 or near[0].measure != near[1].measure:
            continue
        whole, part = sorted(near, key=lambda fact: -fact.quantity.magnitude)
        if whole.quantity.magnitude > part.quantity.magnitude:
            yield Slot(
                [Candidate("vague_share", claim, (part, whole), percentage, Binding.MEDIUM, sketch=_SKETCH)]
            )


_SKETCH = "{0} ÷ {1} × 100"


def _claim(bulletin: Bulletin, match: re.Match[str]) -> Fact | None:
    """The word as a fact whose interval is what it can be said of; None for a bare 六成."""
    bounds = _bounds(match)
    if bounds is None or not bulletin.sentences:
        return None
    middle = bounds.middle
    quantity = Quantity(match.start(), match.end(), match.end(), match[0], middle, "%", middle, digits=False)
    return replace(bulletin.bare_fact(quantity, "share"), interval=bounds)


def _bounds(match: re.Match[str]) -> Interval | None:
    """近六成 is from 55 up to 60, 超六成 from 60 up to 70, 过半 from 50 up to 100."""
    if match["most"]:
        return Interval(Fraction(50), Fraction(100))
    if match["almost"]:
        return Interval(Fraction(45), Fraction(50))
    share = Fraction(CHINESE_DIGITS[match["tenths"]] * 10 + (5 if match["half"] else 0))
    if match["near"]:
        return Interval(share - 5, share + (5 if match["near"] == "约" else 0))
    if match["over"] or match["above"]:
        return Interval(share, share + 10)
    return None
