"""The whole that a share left unexplained is meant to be of (所占的总量).

The patterns for shares only explain where their words leave the whole open, so that a wrong digit makes them silent. Once
all other relations are known, the whole is certain enough to accuse where one total only bears the name that the share
gives it, where the nearest other share of the paragraph that holds has one, or where there is no other total.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import percentage
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.shares import joined_names, numerators_of, share_of, speaks_of, wholes_of

_PAIR = 2
_OF_OTHERS = re.compile("满意|合格|回访")
_OF_ANOTHER_TIME = re.compile("[去上前]年|同期|目标|力争|全国|全省")
_NAMED = re.compile("(?P<name>[\u4e00-\u9fff]{2,8}?)(?:的?(?:比例|比重|占比))[为达到是]*")
"""A share called by its part: 优良天数283天, 优良天数比例84.7%."""
_HALVES = re.compile("(?P<one>[\u4e00-\u9fff])[\u4e00-\u9fff](?P<other>[\u4e00-\u9fff])[\u4e00-\u9fff]")
_BARE = re.compile("占比?[为达到是]*")


def shares_of_the_meant(
    bulletin: Bulletin, holding: Sequence[Candidate], explained: Collection[Fact]
) -> Iterator[Slot]:
    """Shares that are not among `explained`, of the whole that their words or their siblings mean; `holding` are those that hold."""
    siblings = [found for found in holding if found.type == "share" and len(found.operands) == _PAIR]
    for claim in bulletin.facts:
        if claim.role != "share" or claim.aside or claim in explained:
            continue
        parts, sure = next(numerators_of(bulletin, claim), ((), False))
        if not parts:
            continue
        made = sum((part.quantity.magnitude for part in parts), Fraction(0))
        wholes = [
            whole
            for whole in wholes_of(bulletin, claim, parts[0])
            if not parts[0].index <= whole.index < claim.index and whole.quantity.magnitude > made
        ]
        whole = _meant(bulletin, claim, parts, wholes, siblings)
        if whole is not None:
            binding = Binding.STRONG if sure else Binding.MEDIUM
            yield Slot([Candidate("share", claim, (*parts, whole), share_of(len(parts)), binding)])


def rates_of_the_meant(
    bulletin: Bulletin, holding: Sequence[Candidate], explained: Collection[Fact]
) -> Iterator[Slot]:
    """已拨付6254万元，拨付率93.0%；已支出5851万元，支出率17.0%: the whole of the rate before, directly in front of the part.

    Told only where a slip of the pen mends it; what pleases or passes (满意, 合格) is counted among others.
    """
    siblings = {
        found.claim.index: found.operands[1]
        for found in holding
        if found.type == "completion" and len(found.operands) == _PAIR and found.claim.role == "rate"
    }
    for claim in bulletin.facts[_PAIR:]:
        stem = claim.stem[-_PAIR:]
        if claim.role not in ("rate", "completion") or claim.aside or claim in explained or not stem:
            continue
        part, whole = bulletin.facts[claim.index - 1], siblings.get(claim.index - _PAIR)
        told = part.is_level and stem in part.lead and _OF_OTHERS.search(stem) is None
        beside = whole is not None and whole.sentence == part.sentence == claim.sentence
        if told and beside and whole is not None and whole.measure == part.measure:
            yield Slot(
                [Candidate("completion", claim, (part, whole), percentage, Binding.MEDIUM, slip_only=True)]
            )


def rates_in_short(
    bulletin: Bulletin, holding: Sequence[Candidate], explained: Collection[Fact]
) -> Iterator[Slot]:
    """办理82.46万件，其中网上办理64.91万件、窗口办理17.55万件，网办率: a part called in short, of the whole it makes with others.

    The rate stands directly behind the parts; behind 可网办事项1856项 it would be of those.
    """
    sums = [found for found in holding if found.type == "sum"]
    for claim in bulletin.facts:
        if claim.role != "rate" or claim.aside or claim in explained or len(claim.stem) != _PAIR:
            continue
        meant = [
            (part, found.claim)
            for found in sums
            if bulletin.facts[claim.index - 1] in found.operands and not claim.parted
            for part in found.operands
            if part.sentence == claim.sentence == found.claim.sentence
            and found.claim.start < part.start < claim.start
            and _is_in_short(claim.stem, part.name)
        ]
        if len(meant) == 1:
            yield Slot([Candidate("completion", claim, meant[0], percentage, Binding.STRONG)])


def _is_in_short(short: str, name: str) -> bool:
    """Whether two characters are the first of each half of a name: 网办 of 网上办理."""
    halves = _HALVES.match(name)
    return halves is not None and halves["one"] + halves["other"] == short


def _meant(
    bulletin: Bulletin,
    claim: Fact,
    parts: Sequence[Fact],
    wholes: Sequence[Fact],
    siblings: Sequence[Candidate],
) -> Fact | None:
    if claim.stem:
        named = [
            whole
            for whole in wholes
            if speaks_of(claim, whole, exactly=whole.opened >= 0) and not _has_own_share(bulletin, whole)
        ]
        return named[0] if len(named) == 1 else None
    beside = [
        found
        for found in siblings
        if found.claim.paragraph == claim.paragraph
        and (found.operands[1] in wholes or _is_told_inside(found, claim, parts))
        and not set(found.operands) & set(parts)
    ]
    if not beside:
        beside = _siblings_behind(claim, parts, siblings)
    if beside:
        return min(beside, key=lambda found: abs(found.claim.index - claim.index)).operands[1]
    alone = (
        len(wholes) == 1
        and wholes[0].paragraph == claim.paragraph
        and not _has_own_share(bulletin, wholes[0])
    )
    dated = bulletin.doc.text[bulletin.clause_start(claim) : claim.start].rpartition("，")[2]
    called = None if _OF_ANOTHER_TIME.search(dated) else _NAMED.fullmatch(claim.lead)
    bare = _BARE.fullmatch(claim.lead) or (
        called is not None and len(parts) == 1 and parts[0].lead.endswith(called["name"])
    )
    joined = len(parts) == _PAIR and joined_names(claim) is not None
    return wholes[0] if alone and (bare or joined) else None


def _is_told_inside(found: Candidate, claim: Fact, parts: Sequence[Fact]) -> bool:
    """Whether another share of the sentence names the whole with its amount: 优秀18个，占参评单位90个的20.0%，良好46个，占51.1%."""
    whole = found.operands[1]
    part = parts[0]
    fits = whole.measure == part.measure and whole.quantity.magnitude > part.quantity.magnitude
    return whole.role == "whole" and fits and whole.sentence == claim.sentence and part.opened < 0


def _siblings_behind(claim: Fact, parts: Sequence[Fact], siblings: Sequence[Candidate]) -> list[Candidate]:
    """The other bare shares of the sentence, two or more, that all fit one total: 占18.35%；…占59.65%；…，常住人口99.18万人."""
    here = [
        found
        for found in siblings
        if found.claim.sentence == claim.sentence
        and not found.claim.stem
        and not set(found.operands) & set(parts)
    ]
    wholes = {found.operands[1] for found in here}
    larger = all(whole.quantity.magnitude > parts[0].quantity.magnitude for whole in wholes)
    return here if len(here) >= _PAIR and len(wholes) == 1 and larger else []


def _has_own_share(bulletin: Bulletin, level: Fact) -> bool:
    """Whether a level is a part itself, with its share directly behind it."""
    behind = bulletin.facts[level.index + 1 : level.index + 2]
    return any(fact.role == "share" and fact.sentence == level.sentence for fact in behind)
