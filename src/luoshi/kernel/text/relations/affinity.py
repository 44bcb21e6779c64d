"""What ties two numbers of a text to one another: words in common, place, period and role (亲疏)."""

import re

from luoshi.kernel.text.facts import Fact, other_period
from luoshi.kernel.text.frames import Bulletin

_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
_EMPTY = frozenset(
    [
        "占比",
        "比重",
        "完成",
        "实现",
        "达到",
        "累计",
        "全年",
        "全市",
        "全县",
        "全区",
        "全镇",
        "同比",
        "增长",
        "下降",
        "其中",
        "上年",
        "去年",
        "同期",
        "总量",
        "总数",
        "比例",
        "分别",
        "平均",
        "人均",
        "户均",
        "每千",
        "每万",
        "每个",
        "今年",
        "我市",
        "我县",
        "我区",
        "相当",
        "当于",
    ]
)
"""Words that say how a number is told, not of what."""
_BEHIND = re.compile(r"[^，。；：、（）\n\d]{0,8}")
_OTHER_TIME = re.compile(r"[上去前]年|同期|上[月季周期]|(?:19|20)\d{2}年")
_PIECES = re.compile("[，。；\n（）、]")
_DATED = re.compile(r"(?:19|20)\d{2}年末?，?[^，。；：\d]*\Z")
_TIME_REACH, _DATE_REACH = 16, 40
_BASE_ROLES = {"growth": "previous", "completion": "target", "share": "whole"}
_MOST_COMMON, _MOST_SHARED = 3, 2


class Affinity:
    """How far numbers stand from one another; what is read of a number is kept."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin
        self._words: dict[Fact, frozenset[str]] = {}

    def cost(self, claim: Fact, fact: Fact, base: bool) -> float:
        """How far a number stands from a claim: in facts, sentences and paragraphs, less the words in common."""
        cost = 0.15 * abs(claim.index - fact.index)
        if fact.sentence != claim.sentence:
            cost += 1.0 if fact.paragraph == claim.paragraph else 2.0
        if fact.start > claim.start:
            cost += 0.5
        if other_period(claim, fact):
            cost += 1.0
        if base and fact.role == _BASE_ROLES.get(claim.role):
            cost -= 1.0
        common = len(self.words_of(claim) & self.words_of(fact))
        return cost - min(common, _MOST_COMMON)

    def apart(self, one: Fact, other: Fact) -> float:
        """Numbers of one sentence belong together, and so do those that share words."""
        common = len(self.words_of(one) & self.words_of(other))
        return (0.0 if one.sentence == other.sentence else 0.5) - 0.5 * min(common, _MOST_SHARED)

    def is_past(self, fact: Fact) -> bool:
        """Whether the words in front of a number name another time: 上年同期, 2019年."""
        words = self.bulletin.doc.text[max(0, fact.start - _TIME_REACH) : fact.start]
        return _OTHER_TIME.search(re.split("[，；。\n（）、]", words)[-1]) is not None

    def is_dated(self, fact: Fact) -> bool:
        """Whether a year opens the words in front of a number: 2020年，全县收入为."""
        return _DATED.search(self.bulletin.doc.text, max(0, fact.start - _DATE_REACH), fact.start) is not None

    def words_of(self, fact: Fact) -> frozenset[str]:
        """All two characters in a row of the words before a number and behind it."""
        if fact not in self._words:
            text = self.bulletin.doc.text
            behind = _BEHIND.match(text, fact.quantity.stop)
            words = _WORDS.findall(f"{fact.lead} {fact.name} {fact.stem} {behind[0] if behind else ''}")
            found = {word[place : place + 2] for word in words for place in range(len(word) - 1)}
            self._words[fact] = frozenset(found - _EMPTY)
        return self._words[fact]
