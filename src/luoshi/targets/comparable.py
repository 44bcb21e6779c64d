"""The figures of two years made comparable: same boundaries, same rules, or a reason why not (可比口径)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import NamedTuple

import numpy as np
from django.utils import timezone

from luoshi.indicators.basis import (
    AS_PUBLISHED,
    DECEMBER,
    Cell,
    Counting,
    Refusal,
    Restatement,
    basis_of,
    by_series,
    changed_since,
    restatements,
)
from luoshi.indicators.boundaries import Line, View, between, successions
from luoshi.indicators.definitions import definitions
from luoshi.indicators.derived import formulas, parents
from luoshi.indicators.facts import Facts, district_year
from luoshi.indicators.journal import while_ledger_rests
from luoshi.indicators.register import register
from luoshi.kernel.arrays import BoolArray, FloatArray, IntArray
from luoshi.kernel.boundaries import Basis
from luoshi.kernel.validation.expression import Function, references, uses
from luoshi.org.queries import days_of_moves, read_once, tree
from luoshi.org.tree import OrgTree
from luoshi.targets.models import Target
from luoshi.targets.vocabulary import PACED, BaseState, TargetKind
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Base:
    """The year before as this year is compared with it. U units, I indicators, 12 months.

    values    float64[U, I, 12]: restated where a restated base counts; NaN where missing or not comparable
    restated  bool[U, I, 12]: a restated base stands in the cell
    carried   bool[U, I, 12]: the figure of either year was carried into other boundaries
    refusal   int64[U, I, 12]: why the cell is not comparable, a ``Refusal``
    """

    values: FloatArray
    restated: BoolArray
    carried: BoolArray
    refusal: IntArray


@dataclass(frozen=True)
class Figures:
    """The verified figures of a year and of the year before, cell for cell, and what may be compared.

    ``restated`` are the restatements of the year before, ``lines`` the successions known.
    """

    now: Facts
    before: Facts
    base: Base
    view: View
    lines: tuple[Line, ...]
    restated: Mapping[Cell, list[Restatement]]


def figures(
    year: int, known_at: datetime, view: View = View.TODAY, boundaries: date | None = None
) -> Figures:
    """What was verified of ``year`` and the year before, as known at ``known_at``.

    In the ``boundaries`` of a day, that of ``known_at`` where none is given, or each year as it was reported.
    """
    day = boundaries or timezone.localtime(known_at).date()
    asked = None if view == View.THEN else day
    return read_once(("targets.figures", year, known_at, asked), lambda: _read_figures(year, known_at, asked))


def _read_figures(year: int, known_at: datetime, boundaries: date | None) -> Figures:
    now = district_year(year, known_at, boundaries=boundaries)
    view = View.TODAY if boundaries else View.THEN
    before = district_year(year - 1, known_at, like=now)
    lines, restated = successions(known_at), restatements(year - 1, known_at)
    return Figures(now, before, _base(now, before, lines, restated), view, lines, restated)


def _base(
    now: Facts, before: Facts, lines: Sequence[Line], restated: Mapping[Cell, list[Restatement]]
) -> Base:
    values, refusal = before.values.copy(), np.zeros(before.values.shape, np.int64)
    stands = np.zeros(before.values.shape, bool)
    refusal[before.basis == Basis.PART_MISSING] = Refusal.PART_MISSING
    refusal[before.basis == Basis.NOT_ADDITIVE] = Refusal.NOT_ADDITIVE
    row = {unit: place for place, unit in enumerate(before.unit_ids)}
    column = {indicator: place for place, indicator in enumerate(before.indicator_ids)}
    for (unit, indicator), months in by_series(restated).items():
        if unit in row and indicator in column:
            cell = row[unit], column[indicator]
            refusal[cell] = Refusal.RULES
            for month, said in months.items():
                moved = changed_since(lines, unit, said, now.boundaries)
                values[(*cell, month - 1)] = said.value
                stands[(*cell, month - 1)] = not moved
                refusal[(*cell, month - 1)] = Refusal.BOUNDARIES if moved else Refusal.NONE
    if restated:
        _refuse_made_of(refusal, before, restated)
    _refuse_other_meaning(refusal, stands, before)
    if now.boundaries is None:
        for month in range(1, DECEMBER + 1):
            _refuse_across(refusal, month, now.year, lines, row, column)
    values[refusal != Refusal.NONE] = np.nan
    carried = (before.basis == Basis.RESTATED) | (now.basis == Basis.RESTATED)
    return Base(values, stands, carried, refusal)


def _refuse_other_meaning(refusal: IntArray, stands: BoolArray, before: Facts) -> None:
    """Figures on two sides of a change of the definition do not mean the same, unless the base was restated."""
    known = definitions(before.known_at)
    for column, key in enumerate(before.indicator_ids):
        for month in range(1, DECEMBER + 1) if known.breaks(key) else ():
            then, later = (
                known.in_force(key, date(year, month, 1)) for year in (before.year, before.year + 1)
            )
            if then is None or later is None or then.version == later.version:
                continue
            other = Refusal.DEFINITION if then.price_basis == later.price_basis else Refusal.PRICES
            cells = refusal[:, column, month - 1]
            np.maximum(cells, np.where(stands[:, column, month - 1], Refusal.NONE, other), out=cells)


def _refuse_made_of(refusal: IntArray, before: Facts, restated: Mapping[Cell, list[Restatement]]) -> None:
    """A derived figure was made of what was published: where a figure it needs is restated, it is of other rules."""
    row = {unit: place for place, unit in enumerate(before.unit_ids)}
    codes = dict(zip(before.indicator_ids, before.indicator_codes, strict=True))
    own = {(row[u], codes[i]) for u, i in by_series(restated) if u in row and i in codes}
    touched = set(own)
    found = formulas(definitions(before.known_at), register().indicators)
    above = _above(before) if found.of_children else {}
    for formula in found.ordered:
        needed = references(formula.node)
        column = before.indicator_codes.index(formula.code)
        rows = {unit for unit, code in touched if code in needed}
        if uses(formula.node, Function.CHILDREN):
            rows |= {above[unit] for unit in rows if unit in above}
        for unit in sorted(unit for unit in rows if (unit, formula.code) not in own):
            refusal[unit, column] = Refusal.RULES
        touched |= {(unit, formula.code) for unit in rows}


def _above(before: Facts) -> dict[int, int]:
    """The row of the unit directly above, for each row that has one among ``before``."""
    rows = parents(before.unit_ids, tree(date(before.year, DECEMBER, 31)))
    return {row: above for row, above in enumerate(rows.tolist()) if above >= 0}


def _refuse_across(
    refusal: IntArray,
    month: int,
    year: int,
    lines: Sequence[Line],
    row: Mapping[int, int],
    column: Mapping[int, int],
) -> None:
    """As reported, a month whose boundaries changed within the year is not compared with the year before."""
    end = Period.month(year, month).end
    for line in between(lines, Period.month(year - 1, month).end, end):
        columns = list(column.values()) if line.indicator is None else [column[line.indicator]]
        for unit in {line.predecessor, line.successor} & row.keys():
            refusal[row[unit], columns, month - 1] = Refusal.BOUNDARIES


class Told(NamedTuple):
    """What U units are compared with in I indicators, see ``facts.Reach``."""

    base: FloatArray
    restated: BoolArray
    refusal: IntArray


def told_of_wholes(
    told: Told, units: Sequence[int], known: Figures, month: IntArray, complete: BoolArray
) -> Told:
    """``told`` with the restated bases of units that stand for others, whose base is not in the cube.

    Such a base is that of the whole: with figures of some members only it is not compared with.
    """
    for (unit, indicator), months in by_series(known.restated).items():
        if unit not in units or indicator not in known.now.indicator_ids or _files(known, unit, indicator):
            continue
        cell = units.index(unit), known.now.indicator_ids.index(indicator)
        said = months.get(int(month[cell]))
        stands = said is not None and bool(complete[cell])
        told.base[cell] = float(said.value) if said is not None and stands else np.nan
        told.restated[cell] = stands
        told.refusal[cell] = Refusal.NONE if stands else Refusal.RULES
    return told


def whole_restated(known: Figures, unit: int, indicator: int) -> FloatArray | None:
    """The restated months, float64[12], of a unit that stands for others; NaN elsewhere, None where none is restated."""
    months = {} if _files(known, unit, indicator) else by_series(known.restated).get((unit, indicator), {})
    values = np.full(DECEMBER, np.nan)
    for month, said in months.items():
        values[month - 1] = float(said.value)
    return values if months else None


def amounts_refused(
    targets: Sequence[Target], org: OrgTree, known: Figures, until: date
) -> dict[int, Refusal]:
    """Targets (by key) whose amount was set on another basis than that of the figures, and why.

    ``until`` is the day in whose boundaries the figures are told. An amount set before a change of boundaries
    that touches its unit is not divided by, be it that the change was recorded only later; nor is one set on a base
    that was restated since.
    """
    refused: dict[int, Refusal] = {}
    series = by_series(known.restated)
    written = _amounts_written(targets) if known.lines else {}
    moments = {target.pk: written.get(target.pk, target.recorded_at) for target in targets}
    days = {pk: _told_in(at, known.lines, until) for pk, at in moments.items()}
    first = min(days.values(), default=until)
    lines = between(known.lines, first, until)
    top = None if org.root is None else org.root.id
    # A unit that files itself, and the district as a whole, are what they are whoever comes under whom.
    by_place = any(
        target.unit_id != top and not _files(known, target.unit_id, target.indicator_id) for target in targets
    )
    moves = while_ledger_rests("moves", days_of_moves) if by_place else []
    changed = {*(day for day in moves if first < day <= until), *(line.on for line in lines)}
    for target in targets:
        since, place = days[target.pk], (target.unit_id, target.indicator_id)
        labels = {said.basis for said in series.get(place, {}).values()}
        if not labels and not any(since < day <= until for day in changed):
            continue
        then = while_ledger_rests(("tree", since), partial(tree, since)) if changed else org
        of_figures = Counting(rules="、".join(sorted(labels)))
        own_rules = target.kind != TargetKind.GROWTH or target.base_state == BaseState.RESTATED
        of_amount = of_figures if own_rules else AS_PUBLISHED
        at = moments[target.pk]
        set_on = min(timezone.localtime(at).date(), until)
        amount, figure = (
            basis_of(
                _members(target.unit_id, place_in, target.indicator_id, known),
                target.indicator_id,
                said,
                since,
                told_in,
                then.nodes,
                counting=counting,
            )
            for place_in, said, told_in, counting in (
                (then, [line for line in lines if line.recorded_at <= at], set_on, of_amount),
                (org, lines, until, of_figures),
            )
        )
        why = amount.against(figure)
        if why != Refusal.NONE:
            refused[target.pk] = why
    return refused


def _told_in(at: datetime, lines: Sequence[Line], until: date) -> date:
    """The last day whose boundaries whoever wrote an amount ``at`` a moment knew: before changes recorded later."""
    day = min(timezone.localtime(at).date(), until)
    late = [line.on for line in lines if line.on <= day and line.recorded_at > at]
    return min(late) - timedelta(days=1) if late else day


Replaced = dict[tuple[int, int, str], dict[datetime, Target]]


def _amounts_written(targets: Sequence[Target]) -> dict[int, datetime]:
    """When the amount of each target (by key) was written: another curve or document keeps what was set before."""
    replaced = while_ledger_rests("targets replaced", _read_replaced)
    found: dict[int, datetime] = {}
    for target in targets:
        first, earlier = target, replaced.get((target.unit_id, target.indicator_id, target.period), {})
        while (before := earlier.get(first.recorded_at)) and _amount(before) == _amount(target):
            first = before
        found[target.pk] = first.recorded_at
    return found


def _amount(target: Target) -> tuple[str, Decimal, Decimal | None, Decimal | None]:
    return target.kind, target.value, target.level, target.base


def _read_replaced() -> Replaced:
    """By place, and the moment at which another took it: the targets that are no more in force."""
    found: Replaced = {}
    for row in Target.objects.filter(kind__in=PACED, superseded_at__isnull=False).order_by("pk"):
        if row.superseded_at is not None and row.superseded_at > row.recorded_at:
            found.setdefault((row.unit_id, row.indicator_id, row.period), {})[row.superseded_at] = row
    return found


def _files(known: Figures, unit: int, indicator: int) -> bool:
    """Whether a form asks the unit for the indicator this year, or it has a figure of its own."""
    facts = known.now
    if unit not in facts.unit_ids or indicator not in facts.indicator_ids:
        return False
    own = facts.unit_ids.index(unit), facts.indicator_ids.index(indicator)
    return bool((facts.expected[own] | facts.reported[own]).any())


def _members(unit: int, org: OrgTree, indicator: int, known: Figures) -> set[int]:
    """The reporting units that stand for ``unit`` in this tree."""
    if _files(known, unit, indicator):
        return {unit}
    return {node.id for node in org.below(unit)} & set(known.now.unit_ids)
