"""Everything a unit is told about its result (考核反馈): place, strengths, items, losses, what would move it, change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from luoshi.assessment.inputs import Group
from luoshi.assessment.league import Beside, Line, Part
from luoshi.assessment.levers import Levers, levers
from luoshi.assessment.models import Run
from luoshi.assessment.opened import Decided, Opened, earlier_runs, open_run
from luoshi.assessment.robustness import Robustness
from luoshi.assessment.scheme_text import SchemeText
from luoshi.assessment.shift import Shift, shift
from luoshi.assessment.standings import run_robustness
from luoshi.assessment.trace import Step
from luoshi.kernel.strengths import NO_ITEM, profile
from luoshi.org.standing import Standing

NAMED = 3


@dataclass(frozen=True)
class Marked:
    """One item beside the group: ``mean`` is the mean item score of those it applies to, None where there is none."""

    step: Step
    mean: float | None


@dataclass(frozen=True)
class UnitReport:
    """One unit's result. ``strong`` and ``weak`` are the items in which it stands above and below its peers' middle.

    ``firm`` says how firm its rank is, and that of all others. ``shift`` is what became of it since ``since``, the published result before; None where there is none or it was
    not assessed in it.
    """

    run: Run
    line: Line
    of: int
    among_all: bool
    group: Group
    items: tuple[Marked, ...]
    beside: tuple[Beside, ...]
    decided: Decided
    strong: tuple[Part, ...]
    weak: tuple[Part, ...]
    levers: Levers
    firm: Robustness
    scheme: SchemeText
    shift: Shift | None
    since: Run | None
    digits: int
    simulated: bool


def unit_report(standing: Standing, run: Run, unit: str, as_of: date) -> UnitReport:
    """The report of a run for one unit; denied where it may not be seen, KeyError when it was not assessed."""
    opened = open_run(standing, run)
    row, line = opened.row(unit), opened.league.line(unit)
    strong, weak = _profile(opened, row)
    earlier = earlier_runs(standing, run.scheme.code, run.as_of, as_of, run)
    since = next((r for r in earlier if r.state == "published"), None)
    then = open_run(standing, since) if since is not None else None
    known = then is not None and unit in then.codes
    return UnitReport(
        run=run,
        line=line,
        of=int(opened.account.of[row]),
        among_all=opened.among_all,
        group=opened.table(unit).group,
        items=tuple(_marked(opened, step, row) for step in opened.trace(unit).steps),
        beside=line.beside,
        decided=opened.decided(unit),
        strong=tuple(line.parts[place] for place in strong),
        weak=tuple(line.parts[place] for place in weak),
        levers=levers(opened, unit),
        firm=run_robustness(run),
        scheme=opened.scheme,
        shift=shift(then, opened, unit) if then is not None and known else None,
        since=since if known else None,
        digits=opened.scheme.rules.digits,
        simulated=line.unit.simulated,
    )


def _profile(opened: Opened, row: int) -> tuple[list[int], list[int]]:
    codes = [g.code for g in opened.inputs.groups]
    group = np.array([codes.index(u.group) for u in opened.inputs.units])
    found = profile(opened.account.score, group, opened.account.weight, NAMED)
    strong, weak = (places[row].tolist() for places in (found.strong, found.weak))
    return [n for n in strong if n != NO_ITEM], [n for n in weak if n != NO_ITEM]


def _marked(opened: Opened, step: Step, row: int) -> Marked:
    leaf = [item.code for item in opened.scheme.items].index(step.part.node.code)
    group = opened.inputs.units[row].group
    scores = [
        float(opened.account.score[n, leaf])
        for n, unit in enumerate(opened.inputs.units)
        if unit.group == group and opened.account.applies[n, leaf]
    ]
    known = [score for score in scores if not np.isnan(score)]
    return Marked(step, sum(known) / len(known) if known else None)
