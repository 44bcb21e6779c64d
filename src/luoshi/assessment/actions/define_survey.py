"""Set up a satisfaction survey (设立满意度调查): which units, what is counted, how many answers make a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.define_panel import code_problems, group_problems, period_problems
from luoshi.assessment.panel_models import Measured, Survey
from luoshi.assessment.policies import may_score
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

LEAST = 30
LARGEST_SAMPLE = 2_000_000_000
LONGEST_NAME, LONGEST_ENGLISH = 80, 120


@dataclass(frozen=True)
class NewSurvey:
    """``measured`` is share or mean; ``least`` answers make a figure."""

    code: str
    period: str
    name: str
    groups: Sequence[str]
    measured: str = Measured.SHARE
    least: int = LEAST
    name_en: str = ""


@transaction.atomic
def define_survey(standing: Standing, new: NewSurvey) -> Survey:
    """A survey without results. Refused with everything that is wrong, each beside its field."""
    require(may_score(standing))
    problems = list(_problems(standing, new))
    if problems:
        raise Refused(problems)
    units = [n for n in tree(standing.today).nodes.values() if n.group in new.groups]
    survey = Survey.objects.create(
        code=new.code,
        period=new.period,
        name=new.name.strip(),
        name_en=new.name_en.strip(),
        groups=list(new.groups),
        measured=new.measured,
        least=new.least,
        simulated=any(unit.simulated for unit in units),
        defined_at=standing.at,
        defined_by_id=standing.person_id,
    )
    record(
        standing.signature(),
        "assessment.define_survey",
        chain=district_code(),
        subject=f"{survey} {survey.name}",
        rows=[survey],
    )
    return survey


def _problems(standing: Standing, new: NewSurvey) -> Iterator[Problem]:
    yield from code_problems(new.code)
    if not new.name.strip():
        yield Problem(_("Name"), _("The survey has no name."), _("Write what the units will read."), "name")
    yield from too_long(_("Name"), new.name, LONGEST_NAME, "name")
    yield from too_long(_("Name in English"), new.name_en, LONGEST_ENGLISH, "name_en")
    period = yield from period_problems(new.period)
    if period is not None and Survey.objects.filter(code=new.code, period=new.period).exists():
        yield Problem(
            _("Code"),
            _("There is a survey of this code for the period."),
            _("Choose another code or period."),
            "code",
        )
    yield from group_problems(new.groups, standing.today)
    if new.measured not in Measured.values:
        yield Problem(_("What is counted"), _("Nothing was chosen."), _("Choose one."), "measured")
    if not 1 <= new.least <= LARGEST_SAMPLE:
        yield Problem(
            _("Fewest answers"), _("A figure needs answers."), _("Write a whole number, such as 30."), "least"
        )
