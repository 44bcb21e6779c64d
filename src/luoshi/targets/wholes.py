"""A unit that stands for others, as it was: what its parts hand each other is no change of the whole (内部调整不改口径)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from luoshi.indicators.basis import basis_of
from luoshi.indicators.boundaries import View, between, lines_of, tree_as_known
from luoshi.org.tree import OrgTree
from luoshi.targets.comparable import Figures, amounts_refused, figures
from luoshi.targets.models import Target, Yardsticks
from luoshi.targets.positions import Position, positions
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class AsItWas:
    """The ground on which wholes are judged at the end of a month: the units they had then.

    ``told`` are the figures in the boundaries of that day, for wholes that are on both sides of a growth the same.
    """

    tree: OrgTree
    told: Figures

    def judges(self, row: Position) -> bool:
        """Whether the unit stands for others and was there."""
        return not row.files_itself and row.target.unit_id in self.tree.nodes


def as_it_was(known: Figures, month: int, day: date) -> AsItWas | None:
    """The ground for the figures ``known`` as reported; None where no change of boundaries lies before ``day``.

    Nor is there one in today's boundaries (``View.TODAY``), or before the first month is over.
    """
    year, known_at = known.now.year, known.now.known_at
    if known.view != View.THEN or not month or not between(known.lines, Period.month(year - 1, 1).end, day):
        return None
    end = Period.month(year, month).end
    return AsItWas(tree_as_known(end, known_at), figures(year, known_at, boundaries=end))


def wholes(
    judged: Mapping[int, Position], known: Figures, ground: AsItWas, month: int, rules: Yardsticks
) -> dict[int, Position]:
    """The positions among ``judged`` of units that stand for others, by the units they had at the month's end.

    A growth stands where the whole covers what it covered a year before; elsewhere it is refused as for any unit.
    """
    end = Period.month(known.now.year, month).end
    targets = [row.target for row in judged.values() if ground.judges(row)]
    refused = amounts_refused(targets, ground.tree, known, end)
    found = positions(targets, ground.tree, known, month, rules, refused)
    alike = [
        row.target for row in found.values() if same_ground(row.target, row.month or month, known, ground)
    ]
    compared = positions(alike, ground.tree, ground.told, month, rules, refused)
    return found | {key: replace(row, carried=False) for key, row in compared.items()}


def same_ground(target: Target, month: int, known: Figures, ground: AsItWas) -> bool:
    """Whether the unit of ``target`` covers on the ground's day what it covered at the end of ``month`` a year before."""
    year, until = known.now.year, ground.tree.day
    since = Period.month(year - 1, month).end
    lines = lines_of(between(known.lines, since, until), target.indicator_id)
    touched = {unit for line in lines for unit in (line.predecessor, line.successor)}
    before = tree_as_known(since, known.now.known_at)
    then, now = (
        {target.unit_id, *(n.id for n in org.below(target.unit_id))} & touched & org.nodes.keys()
        for org in (before, ground.tree)
    )
    covered = basis_of(now, target.indicator_id, lines, since, until, before.nodes).boundaries
    return covered == {(unit, Fraction(1)) for unit in then}
