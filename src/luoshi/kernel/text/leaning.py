"""Which way a paper leans whose title does not say it: ahead, or back on what was done (文种倾向)."""

import re
from datetime import date

from luoshi.kernel.text.normalise import Normalised
from luoshi.kernel.text.sentences import split_sentences
from luoshi.kernel.text.stance import IMPERATIVE, Stance, stance_of
from luoshi.kernel.text.target_numbers import PIECE
from luoshi.kernel.text.verbs import verb_at

_BOUND = re.compile(
    r"\d(?:[万亿]|个?百分点|[^\d，。；]{1,5})?(?:以上|以内|以下|左右)|不低于|不少于|不超过|≥|≤"
)
_ADDRESSED = re.compile(
    r"请(?:各|你|认真|遵照|按|于|抓紧|尽快)|希望|特制定|特提出|如下(?:安排|通知|承诺|要求|分工)|下达如下|分工如下|遵照执行|让我们|行动起来"
)
"""What is said to those who shall act."""
_MARK = re.compile(
    r"\A(?:[一二三四五六七八九十]{1,3}[、是要]|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[.．、）]|[①-⑳]|[—●·-]+)"
)
_GROWN = re.compile(r"\d[^，。；\d]{1,6}，(?:同比|比上年)?(?:增长|下降|增加|减少|上升)\d")
_WEIGHT, _TWICE = 3, 2
"""Words of the past stand in every review that a plan opens with, and weigh less."""


def leans_ahead(doc: Normalised, year: int | None, issued: date | None) -> bool:
    """Whether more speaks for orders and aims than for facts: 要, deadlines, bounds, verbs without a subject, words to those
    addressed, against 去年, 了, 累计 and their kin beside numbers. Numbers that nothing is said of are aims where they
    outweigh what is told as past and none stands beside its growth (86亿元，增长6%).
    """
    ahead = back = bare = 0
    for sentence in split_sentences(doc):
        words = doc.text[sentence.start : sentence.end]
        ahead += _ADDRESSED.search(words) is not None
        stance: Stance = "open"
        for piece in PIECE.findall(words):
            stance = stance_of(piece, stance, year, issued=issued)
            if any(char.isdigit() for char in piece):
                back += stance == "past"
                bare += stance == "open"
                ahead += stance in ("aim", "wish") or (stance == "open" and _orders(piece))
    if ahead == 0:
        return bare > back * _TWICE and _GROWN.search(doc.text) is None
    return ahead * _WEIGHT >= back


def _orders(piece: str) -> bool:
    """Whether a piece sets a bound or opens with a verb."""
    bare = _MARK.sub("", piece)
    return _BOUND.search(bare) is not None or IMPERATIVE.match(bare) is not None or verb_at(bare) > 0
