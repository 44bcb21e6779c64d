"""A total that is parted a second time: 按营造方式分 behind 山区、川区 that make it already (再次分组).

What is sorted by one mark (按…分) is counted once. A list so opened that comes near one number only of its measure, and
exceeds it or ends in 其他, is meant to be that number: where it is certain, as other parts make it, the list accuses.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from luoshi.kernel.text.facts import Fact, other_period
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.intervals import total
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.lists import ends_in_the_rest, is_close, may_overlap

_BY = re.compile("按[^，。；]{1,8}(?<!部)分")
_OF_ANOTHER_YEAR = re.compile("[去上前]年")
_FEWEST = 3


def regrouped_totals(bulletin: Bulletin, holding: Sequence[Candidate]) -> Iterator[Slot]:
    """Lists behind 按…分 beside the total that they are to make; `holding` are the sums that hold."""
    certain = {one.claim for one in holding if one.type == "sum"}
    levels = bulletin.levels()
    for (_, opened), found in groupby(levels, key=lambda fact: (fact.sentence, fact.opened)):
        parts = tuple(found)
        if opened < 0 or len(parts) < _FEWEST or not _BY.match(bulletin.doc.text, opened):
            continue
        if not _is_bare(parts) or may_overlap(parts):
            continue
        near = [whole for whole in levels if _is_meant(whole, parts)]
        sums = [Candidate("sum", whole, parts, total, Binding.STRONG) for whole in near]
        if len(sums) == 1 and near[0] in certain and (ends_in_the_rest(parts) or _exceeds(sums[0])):
            yield Slot(sums)


def _is_bare(parts: Sequence[Fact]) -> bool:
    """Whether the parts are of one measure and named, with no other number between them."""
    alike = all(part.measure == parts[0].measure and part.names for part in parts)
    return alike and all(after.index == before.index + 1 for before, after in pairwise(parts))


def _is_meant(whole: Fact, parts: Sequence[Fact]) -> bool:
    """Whether a total stands before the parts, at most a paragraph away, in their measure and period, and near their sum."""
    first = parts[0]
    return (
        whole.start < first.start
        and first.paragraph - whole.paragraph <= 1
        and whole.measure == first.measure
        and not other_period(first, whole)
        and not _OF_ANOTHER_YEAR.search(whole.lead)
        and is_close(whole, parts)
    )


def _exceeds(candidate: Candidate) -> bool:
    result = candidate.result
    return result is not None and result.low > candidate.claim.interval.high
