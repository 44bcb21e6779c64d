"""A result opened for questions (打开的计分结果): its rules, its figures, and what they give once more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import isnan
from typing import Any

from django.db.models import Q

from luoshi.assessment import calculation
from luoshi.assessment.comparison import Comparison, compare
from luoshi.assessment.inputs import Inputs, from_json
from luoshi.assessment.league import League, Line, Table, kept_league
from luoshi.assessment.models import Run, Scheme
from luoshi.assessment.policies import sees_trials, visible_runs
from luoshi.assessment.queries import published_before, ranks_of, seen_on
from luoshi.assessment.scheme_text import Entry, SchemeText, read_scheme
from luoshi.assessment.scoring import Account, account
from luoshi.assessment.trace import Trace, trace_of
from luoshi.kernel.outcome import Adjustment, Condition, Grade, Jump, Veto
from luoshi.kernel.stages import Among
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Asked:
    """An adjustment or a jump that has conditions: each with what was found (NaN where not known) and whether it holds."""

    entry: Entry[Adjustment] | Entry[Jump]
    conditions: tuple[tuple[Condition, float, bool], ...]

    @property
    def holds(self) -> bool:
        """Whether all conditions hold."""
        return all(holds for _condition, _found, holds in self.conditions)


@dataclass(frozen=True)
class Decided:
    """What is decided of a unit beside its score (结果认定).

    ``fired`` are the vetoes that take effect, ``unknown`` those without a figure, which do not. ``exclusion`` is why it
    is scored and not ranked, '' where it is; ``screened_out`` says that too few figures are known for a total.
    ``grade_before`` is the grade before any jump; ``conditional`` are the adjustments that have conditions.
    """

    screened_out: bool
    exclusion: str
    fired: tuple[Entry[Veto], ...]
    unknown: tuple[Entry[Veto], ...]
    grade: Entry[Grade] | None
    grade_before: Entry[Grade] | None = None
    jumps: tuple[Asked, ...] = ()
    conditional: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Opened:
    """One result, kept or not. ``figures`` and ``result`` are what is kept, ``account`` is calculated from it."""

    scheme: SchemeText
    league: League
    inputs: Inputs
    account: Account
    figures: Mapping[str, Any]
    result: Mapping[str, Any]

    @cached_property
    def codes(self) -> dict[str, int]:
        """Place of every assessed unit among the inputs, by its code."""
        return {assessed.code: row for row, assessed in enumerate(self.inputs.units)}

    def row(self, unit: str) -> int:
        """Place of a unit among the inputs; KeyError when it was not assessed."""
        return self.codes[unit]

    def table(self, unit: str) -> Table:
        """The peer group that a unit stands in; KeyError when it was not assessed."""
        group = self.league.line(unit).unit.group
        return next(table for table in self.league.tables if table.group.code == group)

    @property
    def among_all(self) -> bool:
        """Whether all assessed units are ranked together, across the peer groups."""
        return self.scheme.rules.rank_among is Among.ALL

    def race(self, unit: str) -> tuple[Line, ...]:
        """Those a unit is ranked with, itself among them, the best first; KeyError when it was not assessed."""
        if not self.among_all:
            return self.table(unit).lines
        return tuple(sorted(self.league.lines, key=lambda line: (line.rank is None, line.rank or 0)))

    def trace(self, unit: str) -> Trace:
        """Why the unit has its score; KeyError when it was not assessed."""
        return trace_of(self.scheme, self.league.line(unit), self.race(unit), self.figures, self.result)

    def decided(self, unit: str) -> Decided:
        """Vetoes, grade and exclusion of a unit; KeyError when it was not assessed."""
        row, rules, account = self.row(unit), self.scheme.rules, self.account
        vetoes = list(
            zip(
                self.scheme.vetoes,
                account.vetoed[row].tolist(),
                account.veto_figure[row].tolist(),
                strict=True,
            )
        )
        grade, before = int(account.grade[row]), int(account.grade_before[row])
        return Decided(
            screened_out=bool(account.screened_out[row]),
            exclusion=next((e.reason for e in rules.exclusions if e.unit == unit), ""),
            fired=tuple(veto for veto, fires, _figure in vetoes if fires),
            unknown=tuple(veto for veto, _fires, figure in vetoes if isnan(figure)),
            grade=self.scheme.grades[grade] if grade >= 0 else None,
            grade_before=self.scheme.grades[before] if before >= 0 else None,
            jumps=tuple(self._asked(row, one) for one in self.scheme.jumps),
            conditional=tuple(self._asked(row, one) for one in self.scheme.adjustments if one.rule.when),
        )

    def _asked(self, row: int, entry: Entry[Adjustment] | Entry[Jump]) -> Asked:
        places = self.scheme.rules.conditions_of[entry.code]
        found, held = self.account.condition[row, places].tolist(), self.account.held[row, places].tolist()
        return Asked(entry, tuple(zip(entry.rule.when, found, held, strict=True)))

    def compare(self, unit: str, other: str) -> Comparison:
        """One unit less another, item by item; KeyError when one of them was not assessed."""
        lines = self.league.line(unit), self.league.line(other)
        return compare(*lines, self.scheme.rules.digits)

    def peers(self, unit: str) -> tuple[Line, ...]:
        """The other units of its group, the best first."""
        return tuple(line for line in self.table(unit).lines if line.unit.code != unit)


def _opened(scheme: SchemeText, inputs: str, result: str, before: Mapping[str, int]) -> Opened:
    figures, found = json.loads(inputs), json.loads(result)
    read = from_json(figures)
    return Opened(
        scheme=scheme,
        league=kept_league(scheme, figures, found, before),
        inputs=read,
        account=account(scheme.rules, read),
        figures=figures,
        result=found,
    )


def open_run(standing: Standing, run: Run) -> Opened:
    """``run`` with its figures; denied when it may not be seen."""
    require(Run.objects.filter(visible_runs(standing), pk=run.pk).exists())
    before = published_before(run)
    return _opened(read_scheme(run.scheme.source), run.inputs, run.result, ranks_of(before))


def open_live(standing: Standing, scheme: Scheme, period: Period, as_of: date) -> Opened:
    """The result of a day that nobody keeps; for those who see trials."""
    require(sees_trials(standing))
    text = read_scheme(scheme.source)
    made = calculation.calculate(standing, text, period, as_of)
    return _opened(text, made.inputs, made.result, {})


def earlier_runs(
    standing: Standing, code: str, before: date, as_of: date, run: Run | None = None
) -> list[Run]:
    """Results that one can be compared with: those that look at an earlier day, or at ``before`` and were made before ``run``.

    As they could be seen on ``as_of``: of the scheme with this code first, published ones first, the latest first;
    without their figures.
    """
    earlier = Q(as_of__lt=before) | (Q(as_of=before, pk__lt=run.pk) if run else Q(as_of=before))
    seen = Run.objects.filter(earlier, seen_on(standing, as_of))
    known = end_of(as_of)
    found = seen.select_related("scheme").defer("inputs", "result", "scheme__source")
    return sorted(
        found,
        key=lambda r: (
            r.scheme.code == code,
            r.published_at is not None and r.published_at <= known,
            r.as_of,
            r.pk,
        ),
        reverse=True,
    )
