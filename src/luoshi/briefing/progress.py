"""What a bulletin is written from (通报素材): positions, filings, overdue matters and ranks, as known on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from luoshi.assessment.models import Run
from luoshi.briefing.league import League, leagues
from luoshi.indicators.queries import Filing, Returned, filings, returned
from luoshi.kernel.light import Light
from luoshi.matters.queries import Closure, closure
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.targets.history import Change, changes_of_year, late_change, place_of
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, board
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Progress:
    """The district in ``period`` as known at the end of ``as_of``.

    ``district``: positions of the district's own targets; ``units``: of what the units carry of them, in the
    order of the targets. ``late_changes`` moved what one of them asks for after the middle of the year. ``filings`` and ``returned`` are those of the period, ``closures`` (by unit key) the
    year's matters due by ``as_of``. ``leagues`` is empty without a published run.
    """

    period: Period
    as_of: date
    board: Board
    root: Node
    district: tuple[Position, ...]
    units: tuple[Position, ...]
    filings: tuple[Filing, ...]
    returned: tuple[Returned, ...]
    closures: dict[int, Closure]
    late_changes: tuple[Change, ...]
    leagues: tuple[League, ...]
    scheme: str
    simulated: bool

    @property
    def month(self) -> int:
        """The month judged: the last one that was over."""
        return self.board.month

    @property
    def whole(self) -> str:
        """How the whole district is called in running text: 全区, 全县."""
        last = self.root.name.partition("（")[0][-1:]
        return f"全{last}" if last in "区县市旗州省" else self.root.name

    def unanswered(self) -> list[tuple[Node, int]]:
        """Units with matters whose term is over without an answer, in official order, and how many."""
        nodes = self.board.tree.nodes
        found = [(nodes[unit], of.overdue) for unit, of in self.closures.items() if of.overdue]
        return sorted(found, key=lambda pair: (pair[0].order, pair[0].code))

    def unit_name(self, position: Position) -> str:
        return self.board.node(position).name

    def carriers(self) -> list[Node]:
        """The units that carry targets, in official order."""
        nodes = {p.target.unit_id: self.board.node(p) for p in self.units}
        return sorted(nodes.values(), key=lambda n: (n.order, n.code))


def gather(standing: Standing, period: Period, as_of: date, run: Run | None) -> Progress:
    """Read everything once. The board must have a district at its root (LookupError otherwise)."""
    found = board(standing, period, as_of)
    root = found.tree.root
    if root is None:
        raise LookupError("there is no district yet")
    district = tuple(p for p in found.roots if p.target.unit_id == root.id)
    units = tuple(
        [p for root_target in district for p in found.parts_of(root_target)]
        + [p for p in found.roots if p.target.unit_id != root.id]
    )
    months = {Period.month(period.year, m).code for m in range(period.first_month, period.last_month + 1)}
    return Progress(
        period=period,
        as_of=as_of,
        board=found,
        root=root,
        district=district,
        units=units,
        filings=tuple(f for f in filings(standing, as_of) if f.round.period in months),
        returned=tuple(r for r in returned(standing, period.year, as_of) if r.period in months),
        closures=closure([node.id for node in found.tree.below(root.id)], as_of),
        late_changes=_late_changes(standing, period.year, as_of, [*district, *units]),
        leagues=leagues(run, found.tree) if run else (),
        scheme=run.scheme.title if run else "",
        simulated=root.simulated
        or any(p.simulated for p in (*district, *units))
        or any(found.node(p).simulated for p in units)
        or (run is not None and run.simulated),
    )


def _late_changes(
    standing: Standing, year: int, as_of: date, among: Iterable[Position]
) -> tuple[Change, ...]:
    moved = changes_of_year(standing, year, as_of)
    found = (late_change(moved.get(place_of(position.target), [])) for position in among)
    return tuple(change for change in found if change is not None)


def lights(positions: Iterable[Position]) -> Counter[Light]:
    """How many positions carry each light."""
    return Counter(position.light for position in positions)
