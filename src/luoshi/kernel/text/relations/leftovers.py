"""Claims left over that are computed from one number or from several: totals of runs, gaps to the pace, averages over
days, shares of parts side by side (零散关系). Only explained.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import Formula, total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, quotient, rest
from luoshi.kernel.text.relations.kinds import SHARE, chance_of, is_total_told
from luoshi.kernel.text.relations.pace import spellings
from luoshi.kernel.text.relations.several import means_of_several, over_both, rates_of_several
from luoshi.kernel.text.roles import Role

_BEFORE, _NEXT = 14, 3
_PAIR, _MOST_PARTS = 2, 10
_LOOSEST, _LIKELIEST = 0.08, 0.25
"""How wide the parts of a total may be against it, and the chance of an accident up to which a fit is believed."""
_LEAD = 16
_ALL = 100
_NEAR = 0.05
_BY_TIME = re.compile("[日月年](?:平?均)")
_TOTALLED = re.compile(r"(?:累计|合计|总计|共计|共|一共|总[共数量额]?)[^，。；、\d]{0,6}\Z")
_HOLIDAY = re.compile("假|节|展会|会期|活动期|赛期|为期|历时")
"""What lasts so many days: 中秋国庆假期8天."""
_OUTPUT = re.compile("生产总值|GDP")
_FAR = 40
_FROM_JANUARY = re.compile(r"(?:\d{4}-)?01\.\.(?:\d{4}-)?(0[2-9]|1[01])")
_CALENDARS = (2023, 2024)
_DAYS = {"日": (365, 366), "天": (365, 366), "月": (12,), "年": (5,)}


def leftovers(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """Claims of more or fewer than two numbers: a gap to the pace, a total of a run."""
    if claim.role == "pace_gap":
        yield from _gap(bulletin, claim)
    elif claim.is_level and not claim.aside:
        yield from _total_of_run(bulletin, claim)
    elif (
        claim.measure == "%"
        and claim.interval.middle != _ALL
        and claim.role in ("share", "rate", "completion")
    ):
        yield from _of_days(bulletin, claim)
        yield from _of_two_parts(bulletin, claim)
        yield from _over_two_parts(bulletin, claim)
        yield from rates_of_several(bulletin, claim)
    elif claim.role == "mean":
        yield from _over_time(bulletin, claim)
        yield from _over_population(bulletin, claim)
        yield from means_of_several(bulletin, claim)


def _gap(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """超序时进度2.3个百分点 as a sentence of its own: the nearest completion of the paragraph."""
    before = bulletin.facts[max(0, claim.index - _BEFORE) : claim.index]
    rates = [
        fact
        for fact in before
        if fact.role in ("completion", "rate", "other", "share")
        and fact.measure == "%"
        and fact.paragraph == claim.paragraph
    ]
    for rate in rates[::-1][:_PAIR]:
        for share in [*bulletin.paces(claim), *_month_before(claim)]:
            for elapsed in spellings(share):
                found = Candidate(
                    "pace", claim, (rate,), rest, Binding.WEAK, constants=(elapsed,), sketch="{0} - {1}"
                )
                if found.holds():
                    yield found


def _month_before(claim: Fact) -> list[Fraction]:
    """A bulletin of early July tells of the half-year."""
    month = claim.period.code[-2:] if claim.period and claim.period.kind == "month" else ""
    return [Fraction(100 * (int(month) - 1), 12)] if month.isdecimal() else []


def _total_of_run(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """两年累计717亿元, 共20项: the numbers of its measure next before it, two or more, nearest first."""
    behind = bulletin.doc.text[max(0, claim.start - _LEAD) : claim.start]
    if _TOTALLED.search(behind) is None:
        return
    before = bulletin.facts[max(0, claim.index - _BEFORE) : claim.index]
    run = [
        fact
        for fact in reversed(before)
        if fact.role in ("level", "target", "mean")
        and fact.measure == claim.measure
        and fact.paragraph == claim.paragraph
    ]
    sides = ([fact for fact in run if fact.aside], [fact for fact in run if not fact.aside], run)
    for side in sides:
        for size in range(_PAIR, min(len(side), _MOST_PARTS) + 1):
            parts = tuple(reversed(side[:size]))
            found = Candidate("sum", claim, parts, total, Binding.WEAK)
            slack = float(claim.interval.width + sum(part.interval.width for part in parts))
            if found.holds() and slack <= _LOOSEST * float(claim.interval.middle):
                yield found


def _of_days(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """优良天数331天，优良率90.7%: of the days of a year, or of the months told of (1—11月)."""
    for fact in bulletin.facts[max(0, claim.index - _NEXT) : claim.index]:
        if fact.measure == "天" and fact.is_level and fact.sentence == claim.sentence:
            for days in (*_DAYS["天"], *_elapsed(claim)):
                yield from _with_constant("share", claim, fact, Fraction(days, 100), f"{{0}} ÷ {days} × 100")


def _elapsed(claim: Fact) -> tuple[int, ...]:
    """The days of the months from January on that a claim speaks of, in a common year and in a leap year."""
    months = _FROM_JANUARY.fullmatch(claim.period.code) if claim.period else None
    last = int(months[1]) if months else 0
    return tuple(
        sum(monthrange(year, month)[1] for month in range(1, last + 1)) for year in _CALENDARS if last
    )


def _over_time(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """日均159户 of a year's total or of the days of a holiday, 年均437.2亿元 of that of a plan of five years."""
    found = _BY_TIME.search(claim.lead)
    if found is None:
        return
    for fact in reversed(bulletin.facts[max(0, claim.index - _NEXT - 1) : claim.index]):
        if fact.is_level and fact.measure == claim.measure and fact.sentence == claim.sentence:
            for span in _DAYS[found[0][0]]:
                yield from _with_constant("mean", claim, fact, Fraction(span), f"{{0}} ÷ {span}")
            for days in _holidays(bulletin, claim) if found[0].startswith("日") else ():
                over = Candidate("mean", claim, (fact, days), quotient, Binding.WEAK, sketch="{0} ÷ {1}")
                if over.holds():
                    yield over


def _holidays(bulletin: Bulletin, claim: Fact) -> Iterator[Fact]:
    """The days of the holiday that the text opens with."""
    for fact in bulletin.facts[: min(_NEXT, claim.index)]:
        if fact.measure == "天" and _HOLIDAY.search(fact.lead) and not fact.aside:
            yield fact


def _over_population(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """人均地区生产总值: over the mean of the people at both ends of the year, from the last and how they changed."""
    if _OUTPUT.search(claim.lead) is None:
        return
    near = bulletin.facts[max(0, claim.index - _FAR) : claim.index + _FAR]
    outputs = [fact for fact in near if fact.is_level and fact.measure == "元" and _OUTPUT.search(fact.name)]
    for people, change in pairwise(near):
        told = people.is_level and people.sentence == change.sentence
        if not told or not people.measure == change.measure == "人" or change.role not in _OF_THE_YEAR:
            continue
        formula, sketch = _OF_THE_YEAR[change.role]
        for output in outputs[:1]:
            found = Candidate("mean", claim, (output, people, change), formula, Binding.WEAK, sketch=sketch)
            if found.holds():
                yield found


def _per_mean_head(values: Sequence[Fraction]) -> Fraction:
    return values[0] * 2 / (values[1] + values[2])


def _per_head(values: Sequence[Fraction]) -> Fraction:
    return values[0] / (values[1] - values[2] / 2)


_OF_THE_YEAR: dict[Role, tuple[Formula, str]] = {
    "increment": (_per_head, "{0} ÷ ({1} - {2} ÷ 2)"),
    "previous": (_per_mean_head, "{0} ÷ (({1} + {2}) ÷ 2)"),
}


def _with_constant(kind: str, claim: Fact, fact: Fact, by: Fraction, sketch: str) -> Iterator[Candidate]:
    found = Candidate(kind, claim, (fact,), lambda values: values[0] / by, Binding.WEAK, sketch=sketch)
    if found.holds():
        yield found


def _of_two_parts(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """Ⅱ类5个、Ⅲ类3个 of 9个，优良比例88.9%: two or three numbers side by side, over one before or behind them."""
    levels = [
        fact
        for fact in bulletin.facts[max(0, claim.index - _BEFORE) : claim.index + _PAIR]
        if is_total_told(fact) and fact.paragraph == claim.paragraph
    ]
    tried = 0
    for size, place in product((_PAIR, _PAIR + 1), range(len(levels))):
        parts = levels[place : place + size]
        if (
            len(parts) < size
            or len({fact.measure for fact in parts}) > 1
            or parts[0].sentence != parts[-1].sentence
        ):
            continue
        for whole in levels:
            if whole in parts or whole.measure != parts[0].measure:
                continue
            tried += 1
            if not _is_near(claim, parts, whole):
                continue
            found = Candidate("share", claim, (*parts, whole), _share_of_parts, Binding.WEAK)
            if found.holds() and tried * chance_of(found, SHARE) <= _LIKELIEST:
                yield found


def _over_two_parts(bulletin: Bulletin, claim: Fact) -> Iterator[Candidate]:
    """排查一般隐患23715项、重大隐患318项，已整改23428项，整改率97.5%: over two numbers that 、 joins in front of the part."""
    before = bulletin.facts[max(0, claim.index - _NEXT - 1) : claim.index]
    for one, other, part in zip(before, before[1:], before[2:], strict=False):
        joined = other.lead.startswith(("、", "和")) and {one.sentence, part.sentence} == {claim.sentence}
        levels = all(fact.is_level and fact.measure == part.measure for fact in (one, other, part))
        if joined and levels and part.index == claim.index - 1:
            found = Candidate("completion", claim, (part, one, other), over_both, Binding.WEAK)
            if found.holds():
                yield found


def _is_near(claim: Fact, parts: Sequence[Fact], whole: Fact) -> bool:
    """Whether parts are about as many percent of a whole as printed, which spares the exact trial of most."""
    below = float(whole.interval.middle)
    wanted, width = float(claim.interval.middle), float(claim.interval.width)
    part = sum(float(fact.interval.middle) for fact in parts)
    return below != 0 and abs(part * _ALL / below - wanted) <= _NEAR * abs(wanted) + width


def _share_of_parts(values: Sequence[Fraction]) -> Fraction:
    return sum(values[:-1], Fraction(0)) * 100 / values[-1]
