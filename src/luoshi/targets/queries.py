"""All reads that leave the targets room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.db.models import Q, QuerySet

from luoshi.documents.models import Carried, CarriedState, Draft
from luoshi.indicators.basis import Restatement, restatements
from luoshi.indicators.boundaries import View, between, tree_as_known
from luoshi.indicators.journal import while_ledger_rests
from luoshi.indicators.models import Nature
from luoshi.indicators.queries import Inheritance, inheritances
from luoshi.kernel.cascade import Reconciliation, reconcile
from luoshi.kernel.light import Light
from luoshi.kernel.rounding import half_up
from luoshi.ledger.refusal import require
from luoshi.org.queries import read_once
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.targets import forecasts
from luoshi.targets.comparable import Figures, amounts_refused, figures
from luoshi.targets.forecasts import Outlook
from luoshi.targets.judgements import Judgement, course_of, judgements
from luoshi.targets.level import additive
from luoshi.targets.models import PublishedRank, Target, Yardsticks
from luoshi.targets.policies import may_see_targets, visible_targets
from luoshi.targets.positions import Position, positions
from luoshi.targets.spans import Span, codes_covering
from luoshi.targets.vocabulary import PACED, TargetKind
from luoshi.targets.wholes import as_it_was, wholes
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

# The indicator and the unit that a target is for: what stays when one target supersedes another.
Place = tuple[int, int]


def yardsticks() -> Yardsticks:
    """The thresholds in force; the defaults where none were set."""
    return read_once("targets.yardsticks", lambda: Yardsticks.objects.first() or Yardsticks())


def in_force(standing: Standing, year: int, as_of: date) -> QuerySet[Target]:
    """Amounts of ``year`` that were in force on ``as_of``, in official order; what is judged otherwise: ``judged``."""
    known = end_of(as_of)
    return (
        Target.objects.filter(visible_targets(standing), period=str(year), recorded_at__lte=known)
        .filter(kind__in=PACED)
        .filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=known))
        .select_related("indicator", "unit", "owner_post", "document", "clause", "parent")
        .order_by("indicator__order", "unit__order", "unit__code")
    )


@dataclass(frozen=True)
class Board:
    """Every target of a year as of a day, with its position and its place in the tree.

    ``month`` is the last one over (0: none yet); ``is_past`` says that the day lies before today.
    """

    year: int
    month: int
    as_of: date
    is_past: bool
    tree: OrgTree
    rows: dict[int, Position]
    parts: dict[int | None, list[int]]
    places: dict[Place, int]
    view: View = View.TODAY

    @property
    def roots(self) -> list[Position]:
        """The district's own targets."""
        return [self.rows[key] for key in self.parts.get(None, ())]

    @property
    def judged_on(self) -> date | None:
        """The last day of the month judged; None before the first is over."""
        return Period.month(self.year, self.month).end if self.month else None

    @property
    def is_earlier(self) -> bool:
        """Whether a later month than the one judged was over: the board of a period that had ended before."""
        return 0 < self.month < last_complete_month(Period(self.year, 1, 12), self.as_of)

    def parts_of(self, position: Position) -> list[Position]:
        return [self.rows[key] for key in self.parts.get(position.target.pk, ())]

    def above(self, position: Position) -> Position | None:
        """The target that this one came down from; None for the district's own."""
        parent = position.target.parent
        return None if parent is None else self.in_place_of(parent)

    def in_place_of(self, target: Target) -> Position | None:
        """``target`` where it is on the board, else the one that took its place."""
        key = target.pk if target.pk in self.rows else self.places.get((target.indicator_id, target.unit_id))
        return None if key is None else self.rows[key]

    def node(self, position: Position) -> Node:
        return self.tree.nodes[position.target.unit_id]

    def reconciliation(self, position: Position, limit: Decimal) -> Reconciliation | None:
        """The parts held against the whole; None without parts, where a level is not known or parts do not add up."""
        parts = self.parts_of(position)
        digits = position.target.indicator.decimals
        whole = half_up(position.target.level, digits)
        levels = {p.target.unit.code: half_up(p.target.level, digits) for p in parts}
        known = {unit: level for unit, level in levels.items() if level is not None}
        if not parts or not additive(position.target) or whole is None or len(known) < len(levels):
            return None
        return reconcile(whole, known, limit)


def board(standing: Standing, period: Period, as_of: date, view: View = View.TODAY) -> Board:
    """The board of the year of ``period``, judged at its last month or at ``as_of``, whichever is earlier.

    In the boundaries of ``as_of``, or with every figure as it was reported.

    Before the first month of the year is over nothing is asked for yet, so every target is not applicable. A
    part hangs from whatever is in force at the place it came down from; a unit that no longer stands carries
    nothing.
    """
    last = last_complete_month(period, as_of)
    org = tree_as_known(as_of)
    targets = [t for t in in_force(standing, period.year, as_of) if t.unit_id in org.nodes]
    known = figures(period.year, end_of(as_of), view)
    rows = _judged(targets, org, known, last, as_of)
    places = {(t.indicator_id, t.unit_id): t.pk for t in targets}
    found = Board(period.year, last, as_of, as_of < standing.today, org, rows, {}, places, view)
    for position in rows.values():
        above = found.above(position)
        if above is not None or position.target.parent_id is None:
            key = None if above is None else above.target.pk
            found.parts.setdefault(key, []).append(position.target.pk)
    return found


def _judged(
    targets: list[Target], org: OrgTree, known: Figures, month: int, as_of: date
) -> dict[int, Position]:
    """Positions by the figures ``known``: as reported, a figure stands in the boundaries of its month; else of ``as_of``."""
    year = known.now.year
    until = Period.month(year, month).end if known.view == View.THEN and month else as_of
    refused = amounts_refused(targets, org, known, until)
    rows = positions(targets, org, known, month, yardsticks(), refused)
    ground = as_it_was(known, month, as_of)
    return rows if ground is None else rows | wholes(rows, known, ground, month, yardsticks())


def changes_within(found: Board, position: Position | None = None) -> list[Inheritance]:
    """Changes of boundaries, recorded and in force on the board's day, since the year before began.

    Of one position only those by which its figures gain or lose something: what units of a whole hand each other
    does not touch the whole.
    """
    known = figures(found.year, end_of(found.as_of), found.view)
    first = Period.month(found.year - 1, 1).end
    if not between(known.lines, first, found.as_of):
        return []
    said = while_ledger_rests(
        ("inheritances", first, found.as_of),
        lambda: inheritances(end_of(found.as_of), found.as_of, after=first),
    )
    lines = [i for i in said if not i.kept]
    if position is None:
        return lines
    unit = position.target.unit_id
    own = {unit} if position.files_itself else {n.id for n in found.tree.below(unit)} | {unit}
    dissolved = {i.row.predecessor_id for i in lines} - found.tree.nodes.keys()
    whole = found.tree.root is not None and unit == found.tree.root.id
    if not whole and not position.files_itself:
        dissolved &= {n.id for n in tree_as_known(first, known.now.known_at).below(unit)}
    inside = own if position.files_itself else own | dissolved
    return [
        i
        for i in lines
        if i.row.indicator_id in (None, position.target.indicator_id)
        and (i.row.predecessor_id in inside) != (i.row.successor_id in inside)
    ]


def restated_bases(found: Board, target: Target) -> list[tuple[str, Restatement]]:
    """Every restatement of a base of ``target`` known on the board's day, by period and the order recorded."""
    known = restatements(found.year - 1, end_of(found.as_of))
    return [
        (period, said)
        for (unit, indicator, period), rows in sorted(known.items())
        for said in rows
        if (unit, indicator) == (target.unit_id, target.indicator_id)
    ]


def known_before(found: Board, day: date) -> dict[int, Position]:
    """The same targets in the same tree, by key, as the figures known on an earlier ``day`` had them.

    Where boundaries changed since, or a change was recorded since, in the tree of that day and without the targets
    of units that the change touches: their figures are of other units.
    """
    last = last_complete_month(Period(found.year, 1, 12), day)
    known = figures(found.year, end_of(day), found.view)
    now = figures(found.year, end_of(found.as_of), found.view).lines
    new = {
        unit
        for line in now
        if line.on <= found.as_of and (line.on > day or line.recorded_at > known.now.known_at)
        for unit in (line.predecessor, line.successor)
    }
    org = tree_as_known(day) if new else found.tree
    targets = [
        position.target
        for position in found.rows.values()
        if position.target.unit_id in org.nodes and position.target.unit_id not in new
    ]
    return _judged(targets, org, known, last, day)


def outlooks(found: Board, rows: Iterable[Position]) -> dict[int, Outlook]:
    """Will the year be met? The outlook of each of ``rows`` of the board, by the key of its target, as of its day."""
    known_at = end_of(found.as_of)
    among = list(rows)
    refused = {row.target.pk: row.amount_refusal for row in among if row.amount_refusal}
    known = figures(found.year, known_at, found.view)
    ground = as_it_was(known, found.month, found.as_of)
    here = [row.target for row in among if ground is None or not ground.judges(row)]
    said = forecasts.outlooks(here, found.tree, known, found.month, known_at, refused)
    if ground is not None:
        then = [row.target for row in among if ground.judges(row)]
        said |= forecasts.outlooks(then, ground.tree, ground.told, found.month, known_at, refused)
    return said


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


def chain(found: Board, root: Position) -> list[Link]:
    """The chain under ``root`` in depth-first official order: where did it stop? (卡在哪一环)

    not_split      the unit files nothing itself and manages units that do, but the target was not handed down
    no_owner       it was not handed down any further, and no post answers for it
    not_reported   figures are owed and none is verified
    no_base        the base of the topmost target is not known, so no amount can be held against it
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
    if not split and position.members and not position.files_itself:
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


def series(standing: Standing, target: Target, as_of: date, view: View = View.TODAY) -> list[Position]:
    """``target`` at the end of each month of its year that was over on ``as_of`` and in which it was asked for.

    Every month is judged by what was known on ``as_of``, revisions of earlier months included. Denied to
    whoever may see no targets.
    """
    require(may_see_targets(standing))
    year = Period.parse(target.period).year
    org, known = tree_as_known(as_of), figures(year, end_of(as_of), view)
    last = last_complete_month(Period(year, 1, 12), as_of)
    months = [_judged([target], org, known, month, as_of)[target.pk] for month in range(1, last + 1)]
    return [found for month, found in enumerate(months, start=1) if found.month == month]


def target_by_key(standing: Standing, key: int) -> Target | None:
    """A target in force or superseded; None when there is none that this person may see."""
    return Target.objects.filter(visible_targets(standing), pk=key).first()


def set_on(standing: Standing, drafts: Iterable[Draft]) -> dict[int, Target]:
    """Targets in force that were set on ``drafts``, by the key of the draft: one query."""
    places = {(d.document_id, d.start, d.end): d.pk for d in drafts}
    found = Target.objects.filter(
        visible_targets(standing),
        document__in={document for document, _start, _end in places},
        superseded_at__isnull=True,
        parent__isnull=True,
        span_start__isnull=False,
        span_end__isnull=False,
    ).select_related("indicator", "unit")
    by_place = {(t.document_id, t.span_start, t.span_end): t for t in found}
    return {key: by_place[place] for place, key in places.items() if place in by_place}


def replaced_by(standing: Standing, draft: Draft) -> Target | None:
    """The target in force that ``draft`` of a new edition puts in question; None when it does not."""
    carried: Carried | None = getattr(draft, "carried", None)
    if carried is None or carried.state != CarriedState.OPEN:
        return None
    return set_on(standing, [carried.origin]).get(carried.origin_id)


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


def judged(standing: Standing, year: int, as_of: date) -> list[Judgement]:
    """Targets with a day in ``year`` that the board does not hold: limits, zero, ranks, other spans than the year.

    As they were in force and known on ``as_of``, in official order.
    """
    return list(_judgements(_off_board(standing, as_of, _of_year(year)), year, as_of).values())


def judged_and_to_come(standing: Standing, year: int, as_of: date) -> tuple[list[Judgement], list[Target]]:
    """Those of ``year`` as :func:`judged`, and, by period, what was set for later years and not handed down; one query."""
    later = Q(period__gt=str(year), parent__isnull=True) & ~Q(period__in=codes_covering(year))
    found = _off_board(standing, as_of, _of_year(year) | later)
    now = [t for t in found if Span.parse(t.period).covers(year)]
    coming = sorted((t for t in found if not Span.parse(t.period).covers(year)), key=lambda t: t.period)
    return list(_judgements(now, year, as_of).values()), coming


def _of_year(year: int) -> Q:
    return Q(period__in=codes_covering(year)) & ~Q(period=str(year), kind__in=PACED)


def _off_board(standing: Standing, as_of: date, wanted: Q) -> list[Target]:
    """The targets ``wanted`` as they were in force and known on ``as_of``, in official order."""
    known = end_of(as_of)
    return list(
        Target.objects.filter(visible_targets(standing))
        .filter(wanted)
        .filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=known), recorded_at__lte=known)
        .select_related("indicator", "unit", "owner_post", "approved_by", "document")
        .order_by("indicator__order", "unit__order", "unit__code")
    )


def on_board(target: Target) -> bool:
    """Whether the board of its year holds ``target``: an amount or a growth of one whole year."""
    return target.kind in PACED and target.period.isdigit()


def in_force_at(target: Target, as_of: date) -> Target | None:
    """What stood at the place of ``target`` on ``as_of``: itself, or what had superseded it; None where nothing did."""
    known = end_of(as_of)
    kinds = PACED if target.kind in PACED else (target.kind,)
    return (
        Target.objects.filter(
            indicator=target.indicator_id,
            unit=target.unit_id,
            period=target.period,
            kind__in=kinds,
            recorded_at__lte=known,
        )
        .filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=known))
        .first()
    )


def ranks_of(target: Target, as_of: date) -> list[PublishedRank]:
    """The ranks recorded by ``as_of`` of the target's indicator and unit, latest first, corrected ones included."""
    return list(
        PublishedRank.objects.filter(
            indicator=target.indicator_id, unit=target.unit_id, recorded_at__lte=end_of(as_of)
        ).order_by("-published_on", "-pk")
    )


def judgement_of(target: Target, as_of: date) -> Judgement | None:
    """One target that the board does not hold, as known on ``as_of``; None before it was set, or its unit stood."""
    if target.recorded_at > end_of(as_of):
        return None
    year = min(max(as_of.year, Span.parse(target.period).first.year), Span.parse(target.period).last_year)
    return _judgements([target], year, as_of).get(target.pk)


@dataclass(frozen=True)
class Told:
    """What one month said of the indicator of a target, in its unit; None where a member has no verified figure."""

    month: Period
    value: Decimal | None


def months_behind(found: Judgement, as_of: date) -> list[Told]:
    """The figures that ``found`` rests on, oldest first: the months of its span up to the last that is known.

    Of an indicator that is told since January, or at a moment, only the last known month of an earlier year counts.
    """
    if found.month is None or found.year is None:
        return []
    course = course_of(
        found.target, found.span, tree_as_known(as_of), _until(found.year, as_of), end_of(as_of)
    )
    if course is None:
        return []
    first = found.span.first.first_month if found.span.years == 1 else 1
    flow = found.target.indicator.nature == Nature.FLOW
    told = []
    for year, months in enumerate(course.years[: course.index + 1], start=found.span.first.year):
        last = course.month if year == found.year else len(months)
        own = [
            Told(
                Period.month(year, m),
                None if np.isnan(months[m - 1]) else Decimal(repr(float(months[m - 1]))),
            )
            for m in range(first, last + 1)
        ]
        known = [one for one in own if one.value is not None]
        told += own if flow or year == found.year else known[-1:]
    return told


def _until(year: int, as_of: date) -> tuple[int, int]:
    over = last_complete_month(Period(year, 1, 12), as_of)
    return (year, over) if over else (year - 1, 12)


def _judgements(targets: list[Target], year: int, as_of: date) -> dict[int, Judgement]:
    if not targets:
        return {}
    org = tree_as_known(as_of)
    standing_units = [t for t in targets if t.unit_id in org.nodes]
    ranks = {
        (r.indicator_id, r.unit_id, r.period): r
        for r in PublishedRank.objects.filter(
            indicator__in={t.indicator_id for t in standing_units if t.kind == TargetKind.RANK},
            recorded_at__lte=end_of(as_of),
        ).order_by("recorded_at", "pk")
    }
    return judgements(standing_units, org, ranks, _until(year, as_of), end_of(as_of), yardsticks())
