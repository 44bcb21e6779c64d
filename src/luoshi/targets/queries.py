"""All reads that leave the targets room."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from luoshi.kernel.cascade import Reconciliation, reconcile
from luoshi.kernel.light import Light
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.targets.models import Target, Yardsticks
from luoshi.targets.policies import visible_targets
from luoshi.targets.positions import Position, positions
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


def yardsticks() -> Yardsticks:
    """The thresholds in force; the defaults where none were set."""
    return Yardsticks.objects.first() or Yardsticks()


def in_force(standing: Standing, year: int, as_of: date) -> QuerySet[Target]:
    """Targets of ``year`` that were in force on ``as_of``, in official order."""
    known = end_of(as_of)
    return (
        Target.objects.filter(visible_targets(standing), period=str(year), recorded_at__lte=known)
        .filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=known))
        .select_related("indicator", "unit", "owner_post", "document", "clause")
        .order_by("indicator__order", "unit__order", "unit__code")
    )


@dataclass(frozen=True)
class Board:
    """Every target of a year as of a day, with its position and its place in the tree."""

    year: int
    month: int
    as_of: date
    tree: OrgTree
    rows: dict[int, Position]
    parts: dict[int | None, list[int]]

    @property
    def roots(self) -> list[Position]:
        """The district's own targets."""
        return [self.rows[key] for key in self.parts.get(None, ())]

    def parts_of(self, position: Position) -> list[Position]:
        return [self.rows[key] for key in self.parts.get(position.target.pk, ())]

    def node(self, position: Position) -> Node:
        return self.tree.nodes[position.target.unit_id]

    def reconciliation(self, position: Position, limit: Decimal) -> Reconciliation | None:
        """The parts held against the whole; None without parts or where a level is not known."""
        parts = self.parts_of(position)
        levels = {p.target.unit.code: p.target.level for p in parts}
        if not parts or position.target.level is None or None in levels.values():
            return None
        digits = position.target.indicator.decimals
        rounded = {u: round(level, digits) for u, level in levels.items() if level is not None}
        return reconcile(round(position.target.level, digits), rounded, limit)


def board(standing: Standing, period: Period, as_of: date) -> Board:
    """The board of the year of ``period``, judged at its last month or at ``as_of``, whichever is earlier."""
    last = last_complete_month(period, as_of)
    org = tree(as_of)
    targets = list(in_force(standing, period.year, as_of))
    rows = positions(targets, org, period.year, last, end_of(as_of), yardsticks()) if last else {}
    parts: dict[int | None, list[int]] = defaultdict(list)
    for target in targets:
        if target.pk in rows:
            parts[target.parent_id if target.parent_id in rows else None].append(target.pk)
    return Board(period.year, last, as_of, org, rows, dict(parts))


def last_complete_month(period: Period, as_of: date) -> int:
    """The last month of ``period`` that was over on ``as_of``; 0 before the first one ended."""
    over = [m for m in range(1, period.last_month + 1) if Period.month(period.year, m).end < as_of]
    return over[-1] if over else 0


@dataclass(frozen=True)
class Link:
    """One link of a delivery chain (传导链). ``stop`` names what is missing here, in a stable word; '' when it holds."""

    unit: Node
    position: Position
    depth: int
    stop: str


STOPS = ("no_base", "no_owner", "not_reported", "not_split")


def chain(found: Board, root: Position) -> list[Link]:
    """The chain under ``root`` in depth-first official order: where did it stop? (卡在哪一环)

    not_split      the unit manages units that file figures, but the target was not handed down
    no_owner       no post answers for it
    no_base        the base is not known, so no amount can be held against it
    not_reported   the unit owes a figure and none is verified
    """
    links: list[Link] = []

    def walk(position: Position, depth: int) -> None:
        parts = found.parts_of(position)
        links.append(Link(found.node(position), position, depth, _stop(position, bool(parts), depth)))
        for part in parts:
            walk(part, depth + 1)

    walk(root, 0)
    return links


def _stop(position: Position, split: bool, depth: int) -> str:
    if not split and position.due > 1:
        return "not_split"
    if not split and position.target.owner_post_id is None:
        return "no_owner"
    if position.light == Light.NOT_REPORTED:
        return "not_reported"
    if position.target.base is None and depth == 0:
        return "no_base"
    return ""


def light_counts(rows: list[Position]) -> dict[str, int]:
    """How many of ``rows`` carry each light, by its code; lights that nobody carries are left out."""
    counts = Counter(row.light.name.lower() for row in rows)
    return {light.name.lower(): counts[light.name.lower()] for light in Light if counts[light.name.lower()]}


@dataclass(frozen=True)
class Month:
    """One month of a target's year: the cumulative figure known then, and the year before."""

    month: int
    expected: float
    actual: float | None
    before: float | None
    completion: float | None


def series(standing: Standing, target: Target, as_of: date) -> list[Month]:
    """The months of the target's year that were over on ``as_of``, each judged as known on ``as_of``."""
    year = Period.parse(target.period).year
    org = tree(as_of)
    months = []
    for month in range(1, last_complete_month(Period(year, 1, 12), as_of) + 1):
        found = positions([target], org, year, month, end_of(as_of), yardsticks())[target.pk]
        if found.month == month and found.expected is not None:
            months.append(
                Month(month, found.expected, found.actual, found.base_same_period, found.completion)
            )
    return months


def source_sentence(target: Target) -> tuple[str, str, str]:
    """Text before, the target's number, and text after it, from the sentence it stands in; empty without a source."""
    document, start, end = target.document, target.span_start, target.span_end
    first, last = target.sentence_start, target.sentence_end
    if document is None or None in (start, end, first, last):
        return ("", "", "")
    return (document.text[first:start], document.text[start:end], document.text[end:last])


def base_phrase(target: Target) -> str:
    """The words of the document that state the base; '' when it does not."""
    if target.document is None or target.base_start is None or target.base_end is None:
        return ""
    text = target.document.text
    first = max(text.rfind(mark, 0, target.base_start) for mark in "。；\n") + 1
    last = min(
        (p for p in (text.find(mark, target.base_end) for mark in "。；\n") if p >= 0), default=len(text)
    )
    return text[first : last + 1].strip()
