"""The assessed district, and kinds of events that it counts."""

import pytest

from assessing import assessed_district  # noqa: F401
from cast import District
from luoshi.assessment.actions.define_event_kind import define_event_kind
from reporting import reporting_district  # noqa: F401


@pytest.fixture
def kinds(district: District) -> District:
    office = district.standing("assessor")
    for code, name, name_en in (
        ("praise", "通报表扬", "Commendation"),
        ("prize", "奖励", "Award"),
        ("blame", "通报批评", "Criticism"),
    ):
        define_event_kind(office, code, name, name_en)
    return district
