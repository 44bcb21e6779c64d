"""Proportions printed without a unit: 性别比105.04, 生师比15.26：1 (比例)."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import percentage
from luoshi.kernel.text.numbers import Quantity
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, quotient

_SEXES = re.compile(r"性别比[^。；\n]{0,30}?(?P<value>\d{2,3}\.\d{1,2})(?![\d%.])")
_HEADS = re.compile(
    r"(?P<one>[生师医护床])(?P<other>[生师医护床])比[^，。；\d]{0,4}(?P<left>\d{1,3}(?:\.\d{1,3})?)：(?P<right>\d{1,3}(?:\.\d{1,3})?)"
)
_INCOMES = re.compile(
    r"城乡[\u4e00-\u9fff]{0,10}?收入(?:之?比(?:值|例)?|倍差)(?:（[^（）]{0,12}）)?(?:为|是|降[至到为]|缩小[至到为]|：)?(?P<value>\d\.\d{1,2})(?![\d%])"
)
_INCOMES_CHANGED = re.compile(
    r"城乡[\u4e00-\u9fff]{0,10}?收入(?:之?比(?:值|例)?|倍差)[由从][^，。；\d]{0,6}(?P<before>\d\.\d{1,2})(?:：1)?[^，。；\d]{0,2}(?:缩小|下降|降低|降|扩大|上升)[到至为](?P<value>\d\.\d{1,2})(?![\d%])"
)
_IN_TURN = re.compile("城[镇市].*[农乡].*分别")
_BOTH = 2
_TOWN, _LAND = re.compile("城[镇市].*收入"), re.compile("[农乡].*收入")
_CALLED = {"生": "学生|在校生", "师": "教师", "医": "医师|医生", "护": "护士", "床": "床位"}
_MAN, _WOMAN = re.compile("男"), re.compile("女")
_TO_ONE = re.compile(
    r"比(?:例|值)?(?:约?为|达到?|是|约)?(?:(?P<many>\d{1,3}(?:\.\d{1,2})?)：1(?![\d.：])|1：(?P<few>\d{1,3}\.\d{1,2})(?![\d.：]))"
)
_TWO_SHARES = re.compile(
    r"(?:比例|比|结构)(?:约?为|达到?|是|约)?(?P<left>\d{1,2}\.\d{1,2})：(?P<right>\d{1,2}\.\d{1,2})(?![\d.：])"
)
_REACH = 16
_BEHIND, _NEAREST = 2, 6
_ALL, _LONG = 100, 99


def proportions(bulletin: Bulletin) -> Iterator[Slot]:
    """Men to a hundred women, pupils to a teacher; only explained, as pupils can be weighted."""
    for match in _SEXES.finditer(bulletin.doc.text):
        claim = _claim(bulletin, match, "value")
        men, women = _last(bulletin, claim, _MAN), _last(bulletin, claim, _WOMAN)
        if men is not None and women is not None:
            yield Slot(
                [
                    Candidate(
                        "ratio", claim, (men, women), percentage, Binding.MEDIUM, sketch="{0} ÷ {1} × 100"
                    )
                ]
            )
    yield from _of_incomes(bulletin)
    yield from _of_incomes_then_and_now(bulletin)
    yield from _of_any_two(bulletin)
    yield from _of_two_shares(bulletin)
    for match in _HEADS.finditer(bulletin.doc.text):
        names = [re.compile(_CALLED[match[group]]) for group in ("one", "other")]
        if match["left"] == "1":
            names.reverse()
        claim = _claim(bulletin, match, "right" if match["left"] == "1" else "left")
        many, few = (_last(bulletin, claim, name) for name in names)
        if many is not None and few is not None and "1" in (match["left"], match["right"]):
            yield Slot([Candidate("ratio", claim, (many, few), quotient, Binding.WEAK, sketch="{0} ÷ {1}")])


def _of_any_two(bulletin: Bulletin) -> Iterator[Slot]:
    """车桩比8.3：1, 参保人数之比约为1：4.78: the nearest two numbers of the paragraph that fit. Only explains."""
    for match in _TO_ONE.finditer(bulletin.doc.text):
        claim = _claim(bulletin, match, "many" if match["many"] else "few")
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index + _BEHIND]
            if fact.role in ("level", "mean", "target")
            and fact.paragraph == claim.paragraph
            and fact.measure != "%"
        ][-_NEAREST:]
        pairs = sorted(permutations(near, _BOTH), key=lambda pair: -min(fact.index for fact in pair))
        candidates = [
            Candidate("ratio", claim, pair, quotient, Binding.WEAK, sketch="{0} ÷ {1}") for pair in pairs
        ]
        fitting = [candidate for candidate in candidates if candidate.holds()]
        if len(fitting) == 1 or (fitting and claim.quantity.value * 10**claim.quantity.decimals > _LONG):
            yield Slot(fitting[:1])


def _of_two_shares(bulletin: Bulletin) -> Iterator[Slot]:
    """粮食作物2518.6万亩，经济作物674.9万亩，粮经比例为78.9：21.1: two numbers directly before it, one by one. Only explains."""
    for match in _TWO_SHARES.finditer(bulletin.doc.text):
        if Fraction(match["left"]) + Fraction(match["right"]) != _ALL:
            continue
        first, second = (_claim(bulletin, match, group) for group in ("left", "right"))
        parts = bulletin.facts[max(0, first.index - _BOTH) : first.index]
        if (
            len(parts) < _BOTH
            or parts[0].measure != parts[1].measure
            or not all(part.is_level for part in parts)
        ):
            continue
        for claim, place in ((first, 0), (second, 1)):
            formula, sketch = _OF_BOTH[place]
            candidate = Candidate("structure", claim, tuple(parts), formula, Binding.WEAK, sketch=sketch)
            if candidate.holds() and parts[1].sentence == claim.sentence:
                yield Slot([candidate])


def _first_of_both(values: Sequence[Fraction]) -> Fraction:
    return values[0] * 100 / (values[0] + values[1])


def _second_of_both(values: Sequence[Fraction]) -> Fraction:
    return values[1] * 100 / (values[0] + values[1])


_OF_BOTH = (
    (_first_of_both, "{0} ÷ ({0} + {1}) × 100"),
    (_second_of_both, "{1} ÷ ({0} + {1}) × 100"),
)


def _of_incomes(bulletin: Bulletin) -> Iterator[Slot]:
    """城乡居民收入比1.81：1 of the only two incomes of the paragraph with these names."""
    for match in _INCOMES.finditer(bulletin.doc.text):
        claim = _claim(bulletin, match, "value")
        near = [
            fact
            for fact in bulletin.facts[max(0, claim.index - _REACH) : claim.index]
            if fact.role in ("mean", "level") and fact.measure == "元" and fact.paragraph == claim.paragraph
        ]
        town = [fact for fact in near if _TOWN.search(fact.name)]
        land = [fact for fact in near if _LAND.search(fact.name) and fact not in town]
        if len(near) == _BOTH and near[1].listed and _IN_TURN.search(near[0].lead):
            town, land = near[:1], near[1:]
        if len(town) == len(land) == 1:
            operands = (town[0], land[0])
            yield Slot([Candidate("ratio", claim, operands, quotient, Binding.STRONG, sketch="{0} ÷ {1}")])


def _of_incomes_then_and_now(bulletin: Bulletin) -> Iterator[Slot]:
    """城乡居民收入比由上年的1.98缩小到1.95 of the last incomes with these names, and of those of the year before behind them."""
    for match in _INCOMES_CHANGED.finditer(bulletin.doc.text):
        now, then = _claim(bulletin, match, "value"), _claim(bulletin, match, "before")
        incomes = [
            fact
            for fact in bulletin.facts[max(0, now.index - _REACH) : now.index]
            if fact.role in ("mean", "level") and fact.measure == "元"
        ]
        land = [fact for fact in incomes if _LAND.search(fact.name)][-1:]
        town = [fact for fact in incomes if _TOWN.search(fact.name) and fact not in land][-1:]
        behind = [
            fact for income in (*town, *land) for fact in bulletin.facts[income.index + 1 : income.index + 2]
        ]
        if town and land:
            yield _ratio(now, (town[0], land[0]))
        if len(behind) == _BOTH and all(fact.role == "previous" and fact.measure == "元" for fact in behind):
            yield _ratio(then, (behind[0], behind[1]))


def _ratio(claim: Fact, operands: tuple[Fact, Fact]) -> Slot:
    return Slot(
        [Candidate("ratio", claim, operands, quotient, Binding.WEAK, swap_only=True, sketch="{0} ÷ {1}")]
    )


def _claim(bulletin: Bulletin, match: re.Match[str], group: str) -> Fact:
    value = Fraction(match[group])
    return bulletin.bare_fact(
        Quantity(match.start(group), match.end(group), match.end(group), match[group], value, "", value),
        "times",
    )


def _last(bulletin: Bulletin, claim: Fact, name: re.Pattern[str]) -> Fact | None:
    """The last level of a name shortly before a claim."""
    before = bulletin.facts[max(0, claim.index - _REACH) : claim.index]
    return next((fact for fact in reversed(before) if fact.is_level and name.search(fact.name)), None)
