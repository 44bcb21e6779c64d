"""What the text around a table says of its rows: 较上年同期增收313万元, 尚有71处未整改 (表外文字). Only explained."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.grids import Cell, Grid
from luoshi.kernel.text.intervals import exact
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot, rest
from luoshi.kernel.text.relations.tables import cell_facts

_TOTAL = re.compile(r"合计|总计|共计|全[省市区县]")
_LEFT = re.compile(r"尚|剩|仍|还|未|差|余")
_FARTHEST = 40
_REACH = 4


def prose_of_tables(bulletin: Bulletin) -> Iterator[Slot]:
    """Differences of two columns, and gaps to the pace, of the row that a sentence names, else of the total."""
    for grid in bulletin.grids:
        facts = cell_facts(bulletin, grid)
        behind = [fact for fact in bulletin.facts if fact.start >= grid.end][:_FARTHEST]
        for claim in behind:
            row = _row_of(bulletin, grid, claim)
            if row is None or claim.aside:
                continue
            numbers = [facts[cell] for cell in row if cell in facts]
            if claim.role == "increment" or (claim.is_level and _LEFT.search(claim.lead)):
                yield from _differences(claim, numbers)
            elif claim.role == "pace_gap" and not _has_rate(bulletin, claim):
                yield from _gaps(bulletin, claim, numbers)


def _row_of(bulletin: Bulletin, grid: Grid, claim: Fact) -> tuple[Cell, ...] | None:
    """The row named last in front of a claim in its sentence, else the total."""
    words = bulletin.doc.text[bulletin.sentences[claim.sentence].start : claim.start]
    named = [row for row in grid.rows if len(row[0].text) > 1 and row[0].text in words]
    if named:
        return max(named, key=lambda row: words.rindex(row[0].text))
    totals = [row for row in grid.rows if _TOTAL.match(row[0].text)]
    return totals[0] if len(totals) == 1 else None


def _differences(claim: Fact, numbers: list[Fact]) -> Iterator[Slot]:
    """A claim, read in the unit of the table, as the difference of exactly two columns."""
    plain = replace(claim, sign=1, interval=exact(claim.quantity.value))
    candidates = [
        Candidate("difference", plain, (max(pair, key=_size), min(pair, key=_size)), rest, Binding.WEAK)
        for pair in combinations([fact for fact in numbers if fact.measure != "%"], 2)
    ]
    fitting = [candidate for candidate in candidates if candidate.holds()]
    if len(fitting) == 1:
        yield Slot(fitting)


def _size(fact: Fact) -> Fraction:
    return fact.interval.middle


def _has_rate(bulletin: Bulletin, claim: Fact) -> bool:
    near = bulletin.facts[max(0, claim.index - _REACH) : claim.index]
    return any(fact.measure == "%" and fact.sentence == claim.sentence for fact in near)


def _gaps(bulletin: Bulletin, claim: Fact, numbers: list[Fact]) -> Iterator[Slot]:
    candidates = [
        Candidate("pace", claim, (rate,), rest, Binding.WEAK, constants=(exact(share),), sketch="{0} - {1}")
        for rate in numbers
        if rate.measure == "%"
        for share in bulletin.paces(claim) or sorted(bulletin.elapsed)
    ]
    if candidates:
        yield Slot(candidates)
