"""Changes in percentage points between two printed percentages (百分点之差)."""

import re
from collections.abc import Iterator, Sequence

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest

_REACH = 4
_PAIR = 2
_COMPARED = re.compile(r"(?P<way>高|低|快|慢|超)(?:于|出|过)[^，。；]{0,16}\Z")
_BEHIND = re.compile(r"）?(?:的[\u4e00-\u9fff]{2,6})?(?P<way>高|低|快|慢)?出?(?:了)?")
_THAN = re.compile(r"[比较][^，。；]{2,16}(?P<way>高|低|快|慢)出?\Z")
_BELOW = ("低", "慢")
_PLACE = re.compile(
    r"(?:全[省市县区旗州镇乡]|面上|总体)(?:平均)?(?:水平|进度)?[^，。；]{0,4}\Z|平均(?:水平|进度)?\Z"
)
_LESS = re.compile(r"(?:\A|[^最])[低慢少]了?\Z")
_FASTER = re.compile(
    r"(?P<one>[\u4e00-\u9fff]{2})[\u4e00-\u9fff]{0,8}(?:增速|增幅|增长)(?P<way>快|高|慢|低)[于出](?P<other>[\u4e00-\u9fff]{2})[\u4e00-\u9fff]{0,8}\Z"
)
_FAR, _FAR_GROWTH = 60, 12
_VALUES = ("share", "rate", "completion", "other", "growth")


def shifts(bulletin: Bulletin) -> Iterator[Slot]:
    """占比3.2%，比上年的2.6%提高0.6个百分点; 由56.1%提高到58.9%，提高2.8个百分点."""
    for claim in bulletin.facts:
        if claim.role != "points" or claim.aside or claim in bulletin.scattered:
            continue
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
            if fact.sentence == claim.sentence and fact.measure == "%"
        ]
        plain = [fact for fact in near if not fact.aside or fact.role == "previous"]
        behind = _aside_behind(bulletin, claim)
        to_another = _gap(bulletin, claim, near)
        set_aside = to_another is not None and near[-1].aside and near[-1].role != "previous"
        candidate = to_another if set_aside else None
        candidate = candidate or _shift(claim, plain + behind) or _shift_afar(bulletin, claim, behind)
        candidate = candidate or to_another or _gap_to_all(bulletin, claim, near)
        candidate = candidate or _gap_of_growths(bulletin, claim) or _gap_to_the_next(bulletin, claim)
        if candidate is not None:
            yield Slot([candidate])


def _aside_behind(bulletin: Bulletin, claim: Fact) -> list[Fact]:
    """The value before in brackets directly behind: 提高6.5个百分点（上年为55.4%）."""
    behind = bulletin.facts[claim.index + 1 : claim.index + 2]
    return [fact for fact in behind if fact.aside and fact.role == "previous" and fact.measure == "%"]


def _shift_afar(bulletin: Bulletin, claim: Fact, behind: list[Fact]) -> Candidate | None:
    """The only percentage of an earlier sentence of the paragraph that the value before and the change make. Only explains."""
    if not behind:
        return None
    values = [
        Candidate("share_shift", claim, (fact, behind[0]), rest, Binding.WEAK)
        for fact in bulletin.facts[max(0, claim.index - _REACH * _PAIR) : claim.index]
        if fact.role in _VALUES and fact.measure == "%" and fact.paragraph == claim.paragraph
    ]
    fitting = [candidate for candidate in values if candidate.holds()]
    return fitting[0] if len(fitting) == 1 else None


def _gap(bulletin: Bulletin, claim: Fact, near: Sequence[Fact]) -> Candidate | None:
    """整改率91.3%，高于全市平均水平（88.6%）2.7个百分点: the yardstick directly in front of the gap."""
    if len(near) < _PAIR or near[-1].index != claim.index - 1:
        return None
    yardstick = near[-1]
    values = [fact for fact in near[:-1] if not fact.aside and fact.role != "previous"]
    behind = _BEHIND.fullmatch(bulletin.doc.text, yardstick.quantity.stop, claim.start)
    ahead = _COMPARED.search(yardstick.lead)
    if behind is None or not values or values[-1].role not in _VALUES:
        return None
    value = values[-1]
    way = behind["way"] or (ahead["way"] if ahead else "")
    if not way:
        return None
    operands = (yardstick, value) if way in _BELOW else (value, yardstick)
    return Candidate("difference", claim, operands, rest, Binding.STRONG)


def _gap_to_all(bulletin: Bulletin, claim: Fact, near: Sequence[Fact]) -> Candidate | None:
    """84.5%，低于全县平均水平10.2个百分点: the first percentage of its kind in an earlier sentence, the whole place's.
    Only explains.
    """
    compared = _COMPARED.search(claim.lead)
    if compared is None or not _PLACE.search(claim.lead) or not near or near[-1].index < claim.index - _PAIR:
        return None
    value = near[-1]
    alike = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _FAR) : value.index]
        if fact.role == value.role and fact.measure == "%" and not fact.aside and fact.stem == value.stem
    ]
    for fact in alike[:1]:
        operands = (fact, value) if compared["way"] in _BELOW else (value, fact)
        if fact.sentence < claim.sentence and value.role in _VALUES:
            return Candidate("difference", claim, operands, rest, Binding.WEAK)
    return None


def _gap_of_growths(bulletin: Bulletin, claim: Fact) -> Candidate | None:
    """农村居民收入增速快于城镇1.4个百分点: the last growths of the two that it names. Only explains."""
    compared = _FASTER.search(claim.lead)
    if compared is None:
        return None
    growths = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _FAR_GROWTH) : claim.index]
        if fact.role == "growth" and fact.measure == "%" and not fact.comparable and fact.versus != "annual"
    ]
    one, other = (
        [fact for fact in growths if compared[name] in bulletin.frame_of[fact].name][-1:]
        for name in ("one", "other")
    )
    if not one or not other or one == other:
        return None
    operands = (*other, *one) if compared["way"] in _BELOW else (*one, *other)
    return Candidate("difference", claim, operands, rest, Binding.WEAK)


def _gap_to_the_next(bulletin: Bulletin, claim: Fact) -> Candidate | None:
    """仍高于全市平均1.6个百分点，全市增速为5.5%: what its words compare with stands directly behind. Only explains."""
    compared = _COMPARED.search(claim.lead) or _THAN.search(claim.lead)
    behind = bulletin.facts[claim.index + 1 : claim.index + 2]
    if compared is None or not behind or behind[0].sentence != claim.sentence or behind[0].measure != "%":
        return None
    yardstick, words = behind[0], claim.lead[compared.start() :]
    if not any(words[place : place + _PAIR] in yardstick.lead for place in range(1, len(words) - 1)):
        return None
    for value in reversed(bulletin.facts[max(0, claim.index - _REACH) : claim.index]):
        pair = (yardstick, value) if compared["way"] in _BELOW else (value, yardstick)
        candidate = Candidate("difference", claim, pair, rest, Binding.WEAK)
        if value.sentence == claim.sentence and value.role in _VALUES and candidate.holds():
            return candidate
    return None


def _shift(claim: Fact, near: Sequence[Fact]) -> Candidate | None:
    pair = _pair(near)
    if pair is None:
        return None
    if claim.sign > 0 and _LESS.search(claim.lead):
        pair = pair[::-1]
    return Candidate("share_shift", claim, pair, rest, _binding(claim, near))


def _pair(near: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """The value now and the one it changed from: printed beside it, or the first of two (分别为41.3%和43.6%)."""
    previous = [fact for fact in near if fact.role == "previous"]
    values = [fact for fact in near if fact.role in _VALUES]
    if not previous and len(values) >= _PAIR and values[-1].listed:
        return values[-1], values[-2]
    if len(previous) != 1 or not values:
        return None
    return values[-1], previous[0]


def _binding(claim: Fact, near: Sequence[Fact]) -> Binding:
    if all(fact.role != "previous" for fact in near):
        return Binding.WEAK
    beside = abs(near[-1].index - claim.index) == 1 and len(near) == _PAIR
    return Binding.STRONG if beside else Binding.MEDIUM
