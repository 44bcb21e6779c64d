"""A panel on the towns and streets of the test district, with three classes of raters, and a survey."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cast import TODAY, District
from luoshi.assessment.actions.define_panel import NewClass, NewPanel, define_panel
from luoshi.assessment.actions.define_survey import NewSurvey, define_survey
from luoshi.assessment.actions.enter_survey import Counted, enter_survey
from luoshi.assessment.actions.seal_panel import seal_panel
from luoshi.assessment.actions.submit_ballot import submit_ballot
from luoshi.assessment.ballots import Filled, own_units
from luoshi.assessment.panel_models import Ballot, Panel, Survey
from luoshi.assessment.scale import Scale
from luoshi.org.models import Tenure

OPENS, CLOSES, AFTER = date(2015, 6, 22), date(2015, 7, 10), date(2015, 7, 13)
LEADERS = ("leader", "deputy_overseer", "admin")
DEPARTMENTS = ("assessor", "statistician", "finance_head", "treasurer")
GRASSROOTS = ("t1_head", "t2_head", "v1_head")
UNITS = ("QH-S1", "QH-S2", "QH-T1", "QH-T2", "QH-T3")
RANGE = Scale(Decimal(0), Decimal(100))
# What each rater gives, unit by unit in official order.
GIVEN = {
    "leader": (90, 80, 85, 70, 60),
    "deputy_overseer": (92, 82, 87, 72, 62),
    "admin": (94, 84, 89, 74, 64),
    "assessor": (80, 70, 75, 60, 50),
    "statistician": (84, 74, 79, 64, 54),
    "finance_head": (88, 78, 83, 68, 58),
    "treasurer": (60, 60, 60, 60, 60),
    "t1_head": (91, 81, 0, 71, 61),
    "t2_head": (93, 83, 88, 0, 63),
    "v1_head": (95, 85, 0, 75, 65),
}


class Panelling:
    """The district, and what can be done with a panel in it."""

    def __init__(self, district: District, day: date = TODAY) -> None:
        self.district = district
        self.day = day
        self.office = district.standing("assessor", day)

    def posts(self, *people: str) -> list[int]:
        """Keys of the first post of each of these people."""
        return [
            Tenure.objects.filter(person__code=code).order_by("pk").values_list("post_id", flat=True)[0]
            for code in people
        ]

    def new(self, **changes: object) -> NewPanel:
        """A sound panel, but for ``changes``."""
        sound: dict[str, object] = {
            "code": "conduct",
            "period": "2015-H1",
            "name": "上半年作风评议",
            "name_en": "Conduct in the first half-year",
            "groups": ("towns", "streets"),
            "questions": (("工作作风与实效", "Conduct and results"),),
            "scale": RANGE,
            "classes": (
                NewClass("领导", Decimal(40), self.posts(*LEADERS), "Leaders"),
                NewClass("部门", Decimal(30), self.posts(*DEPARTMENTS), "Departments"),
                NewClass("基层", Decimal(30), self.posts(*GRASSROOTS), "Grassroots"),
            ),
            "opens_on": OPENS,
            "closes_on": CLOSES,
            "trim": 25,
            "least": 5,
        }
        return NewPanel(**{**sound, **changes})  # type: ignore[arg-type]

    def define(self, **changes: object) -> Panel:
        return define_panel(self.office, self.new(**changes))

    def filled(self, person: str, panel: Panel, answers: dict[str, str] | None = None) -> Filled:
        """What this person gives, without the units it does not rate; ``answers`` in place of some."""
        own = own_units(self.district.standing(person), panel)
        given = {unit: str(n) for unit, n in zip(UNITS, GIVEN[person], strict=True) if unit not in own}
        return Filled({unit: (text,) for unit, text in {**given, **(answers or {})}.items()})

    def submit(self, person: str, panel: Panel, answers: dict[str, str] | None = None) -> Ballot:
        return submit_ballot(
            self.district.standing(person, self.day), panel, self.filled(person, panel, answers)
        )

    def sealed(self, *people: str) -> Panel:
        """A panel to which these people (all if none is named) gave their votes, sealed after its last day."""
        panel = self.define()
        for person in people or tuple(GIVEN):
            self.submit(person, panel)
        return seal_panel(self.district.standing("assessor", AFTER), panel)

    def survey(self, **changes: object) -> Survey:
        """A survey of the towns, of which at least thirty must answer."""
        sound: dict[str, object] = {
            "code": "service",
            "period": "2015-H1",
            "name": "群众满意度",
            "name_en": "Satisfaction",
            "groups": ("towns",),
        }
        return define_survey(self.office, NewSurvey(**{**sound, **changes}))  # type: ignore[arg-type]

    def entered(self, *found: Counted, survey: Survey | None = None) -> Survey:
        survey = survey or self.survey()
        enter_survey(self.office, survey, found or FOUND, "区情调查报告〔2015〕3号")
        return survey


FOUND = (
    Counted("QH-T1", 120, 100, 81, population=5000),
    Counted("QH-T2", 100, 20, 20),
)


@pytest.fixture(name="panelling")
def panelling_district(district: District) -> Panelling:
    return Panelling(district)
