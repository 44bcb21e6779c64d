"""Take over figures of years that were closed before the product came (导入历史数据)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.definitions import made_codes
from luoshi.indicators.models import LONGEST_NOTE, Decision, Indicator, Observation, Origin, Verdict
from luoshi.indicators.numerals import kept_exactly
from luoshi.indicators.policies import acting_person, owns_data
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class PastFigure:
    """A closed figure: unit code, period and value in the indicator's unit."""

    unit: str
    period: str
    value: Decimal


@transaction.atomic
def import_history(
    standing: Standing, indicator: Indicator, figures: Sequence[PastFigure], source: str
) -> list[Observation]:
    """Record ``figures`` as the data owner's own closed record, verified by the data owner; all or none.

    Nobody reported them here, so there is no reporter to keep apart from the verifier. Refused without a
    source or with one that is too long, for an indicator that is derived or computed, for an unknown unit or period, a period that is not over, a
    figure named twice, and where one is known already: closed years are revised by
    reports, not by a second import.
    """
    units = {u.code: u for u in Unit.objects.filter(code__in={f.unit for f in figures})}
    org = tree(standing.today)
    require(all(owns_data(standing, indicator, u.pk, org) for u in units.values()))
    problems = _problems(indicator, figures, units, source, standing.today)
    if problems:
        raise Refused(problems)
    person = acting_person(standing)
    # In bulk: history is long, and a query a figure would take minutes.
    made = Observation.objects.bulk_create(
        Observation(
            unit=units[f.unit],
            indicator=indicator,
            period=f.period,
            value=f.value,
            recorded_at=standing.at,
            origin=Origin.IMPORT,
            simulated=units[f.unit].simulated,
            note=source.strip(),
        )
        for f in figures
    )
    verdicts = Verdict.objects.bulk_create(
        Verdict(
            observation=observation, decision=Decision.VERIFIED, reason=source, at=standing.at, by_id=person
        )
        for observation in made
    )
    for code, unit in units.items():
        own = {o.pk for o in made if o.unit_id == unit.pk}
        record(
            standing.signature(),
            "indicators.import_history",
            chain=code,
            subject=indicator.name,
            rows=[
                *(o for o in made if o.pk in own),
                *(v for v in verdicts if v.observation_id in own),
            ],
            reason=source,
        )
    return made


def _problems(
    indicator: Indicator, figures: Sequence[PastFigure], units: dict[str, Unit], source: str, today: date
) -> list[Problem]:
    problems = too_long(_("Source"), source, LONGEST_NOTE, "source")
    if not source.strip():
        problems.append(
            Problem(named(indicator), _("The source is missing."), _("Name where the figures come from."))
        )
    if indicator.code in made_codes():
        problems.append(
            Problem(
                named(indicator),
                _("It is derived or computed from records: nobody reports it."),
                _("Import the figures that it is made of."),
            )
        )
    known = set(
        Observation.objects.filter(indicator=indicator, unit__code__in=units).values_list(
            "unit__code", "period"
        )
    )
    told: set[tuple[str, str]] = set()
    for line, figure in enumerate(figures, start=1):
        where = _("Line %(line)d (%(name)s)") % {"line": line, "name": f"{figure.unit} {figure.period}"}
        if figure.unit not in units:
            problems.append(Problem(where, _("No such unit."), _("Use the code of a unit of the district.")))
        try:
            open_until = Period.parse(figure.period).end
        except ValueError:
            problems.append(Problem(where, _("No such period."), _("Write 2014-12 for December 2014.")))
        else:
            if open_until >= today:
                problems.append(
                    Problem(
                        where,
                        _("This period is not over; history is what is closed."),
                        _("Have it reported on a form once it is."),
                    )
                )
        if (figure.unit, figure.period) in told:
            problems.append(Problem(where, _("The figure is named twice."), _("Name each figure once.")))
        told.add((figure.unit, figure.period))
        if not kept_exactly(figure.value):
            problems.append(
                Problem(
                    where,
                    _("“%s” has too many digits to be kept exactly.") % figure.value,
                    _("Leave out decimals; nothing is rounded silently."),
                )
            )
        if (figure.unit, figure.period) in known:
            problems.append(Problem(where, _("A figure is known already."), _("Revise it by a report.")))
    return problems
