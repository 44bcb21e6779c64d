"""A merger recorded late does not take units out of a result of a day on which nobody knew of it."""

from __future__ import annotations

from datetime import date

import pytest

from assessing import HALF, SCHEME, Assessment
from cast import TODAY
from luoshi.assessment.facts import gather
from luoshi.assessment.scheme_text import read_scheme
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.succession_plan import Decree
from luoshi.org.actions.establish import NewUnit

pytestmark = pytest.mark.django_db

THEN, ON = date(2015, 6, 12), date(2015, 6, 8)
NEW = NewUnit("QH-T9", "town", "双河镇", 39, "QH", name_en="Shuanghe Town", group="towns")


def test_a_result_has_the_units_that_were_known(assessment: Assessment) -> None:
    office, text = assessment.district.standing("assessor"), read_scheme(SCHEME)
    before = gather(office, text, HALF, THEN)
    decree = Decree(ON, "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    merge_units(assessment.district.standing("admin"), ["QH-T1", "QH-T2"], NEW, decree)
    after = gather(office, text, HALF, THEN)
    assert after.units == before.units
    assert after.actual.tobytes() == before.actual.tobytes()
    today = gather(office, text, HALF, TODAY)
    units = [unit.code for unit in today.units]
    assert "QH-T9" in units and "QH-T1" not in units
