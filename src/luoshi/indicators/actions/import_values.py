"""Take over the figures of another system, and its corrections of them (导入外部数据)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.figures import Cell, LastWord, last_words
from luoshi.indicators.models import Decision, Indicator, Observation, Origin, Verdict
from luoshi.indicators.numerals import kept_exactly
from luoshi.indicators.policies import acting_person, owns_data
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period

_WRITTEN_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class ForeignFigure:
    """A figure by the codes of unit, indicator and period; ``value`` None withdraws what was imported before."""

    unit: str
    indicator: str
    period: str
    value: Decimal | None
    note: str = ""

    @property
    def cell(self) -> Cell:
        return self.unit, self.indicator, self.period


@transaction.atomic
def import_values(
    standing: Standing, figures: Sequence[ForeignFigure], source: str
) -> dict[Cell, Observation]:
    """Record ``figures`` as imported and verified by their data owner, each superseding its last import; all or none.

    Nobody reported them here, so there is no reporter to keep apart from the verifier. Denied unless the person
    is the data owner of every indicator. Refused without a source, for unknown codes, a cell named twice, a value
    that cannot be kept digit for digit, and where a figure was reported or stated here: that is revised by a
    report, never by an import.
    """
    units = {u.code: u for u in Unit.objects.filter(code__in={f.unit for f in figures})}
    measured = {
        i.code: i
        for i in Indicator.objects.select_related("data_owner").filter(
            code__in={f.indicator for f in figures}
        )
    }
    org = tree(standing.today)
    pairs = {(f.unit, f.indicator) for f in figures if f.unit in units and f.indicator in measured}
    require(all(owns_data(standing, measured[i], units[u].pk, org) for u, i in pairs))
    person = acting_person(standing)
    known = last_words(units, measured)
    problems = _problems(figures, set(units), set(measured), known, source)
    if problems:
        raise Refused(problems)
    made = Observation.objects.bulk_create(
        [
            Observation(
                unit=units[f.unit],
                indicator=measured[f.indicator],
                period=f.period,
                value=f.value,
                recorded_at=standing.at,
                origin=Origin.IMPORT,
                simulated=units[f.unit].simulated,
                supersedes_id=known[f.cell].observation if f.cell in known else None,
                note=f.note,
            )
            for f in figures
        ],
        batch_size=_WRITTEN_AT_ONCE,
    )
    verdicts = Verdict.objects.bulk_create(
        [
            Verdict(
                observation=observation,
                decision=Decision.VERIFIED,
                reason=source,
                at=standing.at,
                by_id=person,
            )
            for observation in made
        ],
        batch_size=_WRITTEN_AT_ONCE,
    )
    _vouch(standing, made, verdicts, source)
    return {f.cell: observation for f, observation in zip(figures, made, strict=True)}


def _vouch(standing: Standing, made: Sequence[Observation], verdicts: Sequence[Verdict], source: str) -> None:
    """One entry a unit, in its own chain."""
    of_unit: dict[str, list[Observation | Verdict]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    for observation, verdict in zip(made, verdicts, strict=True):
        of_unit[observation.unit.code] += [observation, verdict]
        names[observation.unit.code].add(observation.indicator.name)
    for code, rows in of_unit.items():
        told = sorted(names[code])
        record(
            standing.signature(),
            "indicators.import_values",
            chain=code,
            subject="、".join(told[:3]) + ("…" if len(told) > 3 else ""),
            rows=rows,
            reason=source,
            detail={"values": len(rows) // 2},
        )


def _problems(
    figures: Sequence[ForeignFigure],
    units: Collection[str],
    indicators: Collection[str],
    known: dict[Cell, LastWord],
    source: str,
) -> list[Problem]:
    problems = []
    if not source.strip():
        problems.append(
            Problem("", _("The source is missing."), _("Name where the figures come from."), "source")
        )
    seen: set[Cell] = set()
    for figure in figures:
        where = " ".join(figure.cell)
        if figure.unit not in units:
            problems.append(Problem(where, _("No such unit."), _("Use the code of a unit of the district.")))
        if figure.indicator not in indicators:
            problems.append(
                Problem(where, _("No indicator has this code."), _("Define the indicator first."))
            )
        if not _is_period(figure.period):
            problems.append(Problem(where, _("No such period."), _("Write 2014-12 for December 2014.")))
        if figure.value is not None and not kept_exactly(figure.value):
            problems.append(
                Problem(
                    where,
                    _("“%s” has too many digits to be kept exactly.") % figure.value,
                    _("Leave out decimals; nothing is rounded silently."),
                )
            )
        if figure.cell in seen:
            problems.append(Problem(where, _("The figure is named twice."), _("Name each figure once.")))
        if figure.cell in known and known[figure.cell].origin != Origin.IMPORT:
            problems.append(Problem(where, _("A figure was reported here."), _("Revise it by a report.")))
        seen.add(figure.cell)
    return problems


def _is_period(code: str) -> bool:
    try:
        Period.parse(code)
    except ValueError:
        return False
    return True
