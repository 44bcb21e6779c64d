"""Shares of a total (占比)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula
from luoshi.kernel.text.marks import chinese_count
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.roles import without_sum_words

_TOGETHER = re.compile(
    r"(?P<count>\d{1,2}|[两二三四五六七八九十])?(?:者|项|类|个国家|市|地|家|大类|种)?(?:合计|共计|总计|共)占"
)
_TOP = re.compile(r"[居列排]?前[两二三四五六七八九十\d]{1,2}[位名类项]?")
_SCOPE = re.compile(r"\A(?:同期)?[全我本][省市区县旗镇乡州]")
_NEAR = 12
_FAR = 40
_MOST_TOGETHER = 8
_SIBLINGS = 2


def shares(bulletin: Bulletin) -> list[Slot]:
    """占比7.3%, 占一般公共预算收入的62.5%, 3者合计占85.1%."""
    slots = []
    for claim in bulletin.facts:
        if claim.role == "share" and not claim.aside:
            slot = Slot(list(_candidates(bulletin, claim)))
            slot.candidates.sort(key=_preference)
            if slot.candidates:
                slots.append(slot)
    return _with_siblings(slots)


def _preference(candidate: Candidate) -> tuple[int, Fraction]:
    """The surest binding first; among those that the words name, the largest total."""
    named = candidate.binding > Binding.WEAK
    return -candidate.binding, -candidate.operands[-1].quantity.magnitude if named else Fraction(0)


def _with_siblings(slots: list[Slot]) -> list[Slot]:
    """A total on which several bare shares of a paragraph are computed binds the others too."""
    voted: Counter[Fact] = Counter()
    for slot in slots:
        fits = [candidate for candidate in slot.candidates if candidate.holds()]
        if fits and fits[0].claim.quantity.decimals:
            voted[fits[0].operands[-1]] += 1
    return [Slot([_bound_by(candidate, voted) for candidate in slot.candidates]) for slot in slots]


def _bound_by(candidate: Candidate, voted: Counter[Fact]) -> Candidate:
    whole = candidate.operands[-1]
    near = whole.paragraph == candidate.claim.paragraph
    if near and not candidate.claim.stem and voted[whole] >= _SIBLINGS and len(candidate.operands) == 2:
        return replace(candidate, binding=Binding.STRONG)
    return candidate


def _candidates(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    for numerators, sure in _numerators(bulletin, claim):
        smallest = sum((fact.quantity.magnitude for fact in numerators), Fraction(0))
        wholes = list(_wholes(bulletin, claim, numerators[0]))
        blocked = _behind_another(numerators[0], wholes)
        for whole in wholes:
            if whole in numerators or whole.quantity.magnitude < smallest:
                continue
            binding, named = _binding(claim, numerators[0], whole, sure and whole not in blocked)
            yield Candidate(
                "share", claim, (*numerators, whole), _share_of(len(numerators)), binding, named=named
            )


def _numerators(bulletin: Bulletin, claim: Fact) -> Iterator[tuple[tuple[Fact, ...], bool]]:
    """What the share is of: the frame's level, the level its words name, or the run that 合计 adds up."""
    together = _TOGETHER.search(claim.lead) or _TOGETHER.search(_printed_before(bulletin, claim))
    if together:
        yield from _runs(bulletin, claim, together["count"])
        return
    level = bulletin.frame_of[claim].level
    if level is not None and level.start < claim.start:
        listed = _TOP.search(bulletin.doc.text, bulletin.sentences[claim.sentence].start, level.start)
        yield (level,), listed is None
        if listed:
            yield from _runs(bulletin, claim, None)
        return
    if claim.name:
        near = bulletin.facts[max(0, claim.index - _FAR) : claim.index]
        levels = [fact for fact in reversed(near) if fact.is_level and fact.paragraph == claim.paragraph]
        named = [fact for fact in levels if _speak_alike(fact.name, claim.name)]
        for fact in named or [fact for fact in levels if fact.name[:1] == claim.name[:1]]:
            yield (fact,), fact.name.endswith(claim.name)


def _printed_before(bulletin: Bulletin, claim: Fact) -> str:
    return bulletin.doc.text[max(0, claim.start - 10) : claim.start]


def _runs(bulletin: Bulletin, claim: Fact, printed: str | None) -> Iterator[tuple[tuple[Fact, ...], bool]]:
    """The last N numbers of one measure; without a printed N, every run of the sentence."""
    before: list[Fact] = []
    for fact in reversed(bulletin.facts[max(0, claim.index - 2 * _NEAR) : claim.index]):
        if not fact.is_level or fact.paragraph != claim.paragraph:
            continue
        if before and fact.measure != before[0].measure:
            break
        before.insert(0, fact)
    if printed:
        count = chinese_count(printed.replace("两", "二"))
        if 2 <= count <= len(before):
            yield tuple(before[-count:]), True
        return
    for count in range(2, min(len(before), _MOST_TOGETHER) + 1):
        yield tuple(before[-count:]), False


def _wholes(bulletin: Bulletin, claim: Fact, part: Fact) -> Iterator[Fact]:
    """Totals of the part's measure: the first of the text, then those before it in its paragraph."""
    near = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _FAR) : claim.index]
        if fact.is_level and not fact.aside and fact.paragraph == claim.paragraph
    ]
    opening = [fact for fact in bulletin.opening_levels if fact.index < claim.index]
    for fact in dict.fromkeys((*opening, *near)):
        if fact.measure == part.measure:
            yield fact


def _binding(claim: Fact, part: Fact, whole: Fact, sure: bool) -> tuple[Binding, bool]:
    """Strong when the words name the whole, or open its list; a bare 占比 elsewhere is only explained."""
    if not claim.stem:
        strong = sure and _opened_by(part, whole)
        return (Binding.STRONG if strong else Binding.WEAK), False
    scope = _SCOPE.match(claim.stem)
    stem = _SCOPE.sub("", claim.stem)
    name = without_sum_words(whole.name or whole.noun)
    if not _speak_alike(name, stem):
        return Binding.WEAK, False
    if not sure:
        return Binding.WEAK, True
    here = (scope is None or name.startswith(scope[0])) and whole.paragraph == claim.paragraph
    same = len(stem) > 2 and name.endswith(stem) and here
    return (Binding.STRONG if same else Binding.MEDIUM), True


def _behind_another(part: Fact, wholes: list[Fact]) -> set[Fact]:
    """Totals that do not stand directly before the 其中 of a part: a nearer one is meant."""
    before = [whole for whole in wholes if whole.start < part.opened]
    return set(before[:-1])


def _opened_by(part: Fact, whole: Fact) -> bool:
    """Whether a part stands in the list that its whole opens: 30项中, or 其中 directly behind the whole."""
    if whole.sentence == part.sentence and whole.sets_scope:
        return True
    return part.opened > whole.start and whole.sentence >= part.sentence - 1


def _speak_alike(name: str, words: str) -> bool:
    """Whether one name ends in the other, or both share their first two characters."""
    if len(name) < 2 or len(words) < 2:
        return False
    return name.endswith(words) or words.endswith(name) or name.startswith(words[:2])


def _share_of(parts: int) -> Formula:
    def share(values: Sequence[Fraction]) -> Fraction:
        return sum(values[:parts], Fraction(0)) * 100 / values[parts]

    return share
