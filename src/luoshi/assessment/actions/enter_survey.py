"""Take over what a survey found (录入调查结果): aggregates of units, from a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.define_survey import LARGEST_SAMPLE
from luoshi.assessment.panel_models import Measured, Survey, SurveyReturn
from luoshi.assessment.policies import may_score
from luoshi.assessment.surveys import latest_returns, surveyed_units
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of

LONGEST_SOURCE = 200
# A mean and its deviation have as many decimals, and stay below the first number that the column cannot hold.
DECIMALS, TOO_LARGE = 4, 100_000


@dataclass(frozen=True)
class Counted:
    """What was found in a unit: satisfied answers, or mean and standard deviation. A population may be unknown."""

    unit: str
    sent: int | None
    answered: int | None
    satisfied: int | None = None
    mean: Decimal | None = None
    deviation: Decimal | None = None
    population: int | None = None

    @property
    def figures(self) -> tuple[int | Decimal | None, ...]:
        return self.population, self.sent, self.answered, self.satisfied, self.mean, self.deviation


@transaction.atomic
def enter_survey(
    standing: Standing, survey: Survey, found: Sequence[Counted], source: str
) -> list[SurveyReturn]:
    """Rows for the units whose figures are new or others than on record; the earlier ones stay and count no more.

    Refused with every figure that cannot be (code "unit-field"); without a document, or with one named at greater length than is kept (code "source").
    """
    require(may_score(standing))
    source = source.strip()
    problems = [*_source_problems(source), *figure_problems(survey, found)]
    if problems:
        raise Refused(problems)
    known = latest_returns(survey, end_of(standing.today))
    units = {unit.code: unit.id for unit in surveyed_units(survey)}
    rows = [
        SurveyReturn.objects.create(
            survey=survey,
            unit_id=units[one.unit],
            population=one.population,
            sent=one.sent or 0,
            answered=one.answered or 0,
            satisfied=one.satisfied,
            mean=one.mean,
            deviation=one.deviation,
            source=source,
            recorded_at=standing.at,
            recorded_by_id=standing.person_id,
        )
        for one in found
        if _figures(known.get(one.unit)) != one.figures
    ]
    if rows:
        record(
            standing.signature(),
            "assessment.enter_survey",
            chain=district_code(),
            subject=f"{survey} {survey.name}",
            rows=rows,
            detail={"source": source, "units": len(rows)},
        )
    return rows


def _figures(row: SurveyReturn | None) -> tuple[int | Decimal | None, ...] | None:
    if row is None:
        return None
    return row.population, row.sent, row.answered, row.satisfied, row.mean, row.deviation


def _source_problems(source: str) -> Iterator[Problem]:
    if not source:
        yield Problem(
            _("Source document"), _("No document is named."), _("Write its title and number."), "source"
        )
    yield from too_long(_("Source document"), source, LONGEST_SOURCE, "source")


def figure_problems(survey: Survey, found: Sequence[Counted]) -> list[Problem]:
    """Every figure that cannot be, with the code "unit-field"; [] where all can be entered."""
    return list(_problems(survey, found))


def _problems(survey: Survey, found: Sequence[Counted]) -> Iterator[Problem]:
    units = {unit.code: unit.name for unit in surveyed_units(survey)}
    for one in found:
        name = units.get(one.unit)
        if name is None:
            yield Problem(
                one.unit, _("The survey does not concern this unit."), _("Leave it out."), f"{one.unit}-sent"
            )
        else:
            yield from (
                Problem(name, what, _("Compare it with the document."), f"{one.unit}-{field}")
                for field, what in _misfits(survey, one)
            )


def _misfits(survey: Survey, one: Counted) -> Iterator[tuple[str, str]]:
    sent, answered = one.sent, one.answered
    if sent is None or not 0 <= sent <= LARGEST_SAMPLE:
        yield "sent", str(_("How many were asked is missing."))
    if answered is None or not 0 <= answered <= LARGEST_SAMPLE:
        yield "answered", str(_("How many answered is missing."))
    if sent is None or answered is None:
        return
    if answered > sent:
        yield "answered", str(_("More answered than were asked."))
    if one.population is not None and not sent <= one.population <= LARGEST_SAMPLE:
        yield "population", str(_("More were asked than there are."))
    if survey.measured == Measured.SHARE:
        if one.satisfied is None:
            yield "satisfied", str(_("How many are satisfied is missing."))
        elif not 0 <= one.satisfied <= answered:
            yield "satisfied", str(_("More are satisfied than answered."))
    elif answered and (one.mean is None or one.deviation is None):
        yield "mean", str(_("Mean and standard deviation are both needed."))
    elif one.deviation is not None and one.deviation < 0:
        yield "deviation", str(_("A standard deviation is not below zero."))
    yield from _oversize(one)


def _oversize(one: Counted) -> Iterator[tuple[str, str]]:
    """What the columns of a mean and its deviation do not hold."""
    for field, value in (("mean", one.mean), ("deviation", one.deviation)):
        if value is not None and (abs(value) >= TOO_LARGE or value != round(value, DECIMALS)):
            yield field, str(_("It is too large, or has more than %d decimals.") % DECIMALS)
