"""Who was expected to report on a past day is what was on record then, whatever was recorded late (当时应报)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cast import FOUNDED, TODAY, District
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.completeness import completeness
from luoshi.indicators.expected import expected_reports, punctuality, rounds_within
from luoshi.indicators.facts import district_year
from luoshi.indicators.models import FormDuty
from luoshi.indicators.queries import filings, sheet_view
from luoshi.indicators.succession_plan import Decree
from luoshi.ledger.verify import verify
from luoshi.org.actions.establish import NewUnit
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period
from reporting import FILERS, Reporting

pytestmark = pytest.mark.django_db

NEW = NewUnit("QH-T9", "town", "双河镇", 39, "QH", name_en="Shuanghe Town", group="towns")
YEAR = Period(2015, 1, 12)
IN_MAY = date(2015, 5, 20)


@pytest.fixture(autouse=True)
def april(reporting: Reporting) -> None:
    """The round of April, which 石桥镇 filed late and 柳林镇 not at all."""
    round_ = reporting.open("2015-04", date(2015, 5, 1))
    reporting.file(round_, {"invest": "1", "revenue": "1"}, unit="QH-S1", day=date(2015, 5, 4))


def merge(district: District, recorded: date = TODAY) -> None:
    decree = Decree(date(2015, 4, 10), "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    merge_units(district.standing("admin", recorded), ["QH-T1", "QH-T2"], NEW, decree)


def owing(district: District, day: date) -> set[str]:
    reports = expected_reports(rounds_within(YEAR, day), None, day)
    codes = dict(FormDuty.objects.values_list("unit_id", "unit__code"))
    return {codes[report.unit_id] for report in reports}


def test_a_merger_recorded_late_changes_nobody_who_was_expected_before(district: District) -> None:
    merge(district)
    assert owing(district, IN_MAY) == set(FILERS)
    assert owing(district, TODAY) == {"QH-S1", "QH-T3", "QH-T9"}
    assert owing(district, date(2015, 7, 5)) == set(FILERS)


def test_completeness_of_a_past_day_stays_what_it_was(district: District) -> None:
    office = district.standing("supervisor")
    before = completeness(office, 2015, IN_MAY)
    owed = {f.unit.code: f.state for f in filings(office, IN_MAY)}
    merge(district)
    after = completeness(office, 2015, IN_MAY)
    assert after == before and (after.total.due, after.total.filed) == (4, 1)
    assert {f.unit.code: f.state for f in filings(office, IN_MAY)} == owed
    assert completeness(office, 2015, TODAY).total.due == 3


def test_punctuality_of_a_past_day_stays_what_it_was(district: District) -> None:
    units = sorted(FormDuty.objects.values_list("unit_id", flat=True))
    before = punctuality(rounds_within(YEAR, IN_MAY), units, IN_MAY)
    merge(district)
    assert punctuality(rounds_within(YEAR, IN_MAY), units, IN_MAY) == before
    assert {due for due, _kept in before.values()} == {1}


def test_the_figures_of_a_past_day_are_asked_of_who_was_asked_then(district: District) -> None:
    before = district_year(2015, end_of(IN_MAY))
    merge(district)
    after = district_year(2015, end_of(IN_MAY))
    assert after.unit_codes == before.unit_codes
    assert np.array_equal(after.expected, before.expected)
    assert "QH-T9" in district_year(2015, end_of(TODAY)).unit_codes


def test_a_form_drawn_up_late_was_expected_of_nobody_before(district: District) -> None:
    office = district.standing("supervisor")
    late = define_form(office, NewForm("late", "补报", (NewItem("invest"),), ("QH-T1",)), FOUNDED)
    round_ = open_round(office, late, "2015-04")
    assert expected_reports([round_], None, IN_MAY) == []
    assert len(expected_reports([round_], None, TODAY)) == 1


def test_the_sheet_of_a_past_day_is_there_as_long_as_it_was_owed(district: District) -> None:
    merge(district)
    office = district.standing("supervisor")
    then = sheet_view(office, "monthly", "2015-04", "QH-T1", IN_MAY)
    assert (then.unit.code, then.state, then.may_edit) == ("QH-T1", "", False)
    with pytest.raises(LookupError):
        sheet_view(office, "monthly", "2015-04", "QH-T1", TODAY)
    with pytest.raises(LookupError):
        sheet_view(office, "monthly", "2015-04", "QH-T9", IN_MAY)


def test_when_it_was_recorded_is_on_record(district: District) -> None:
    merge(district)
    times = {
        code: (recorded and recorded.date(), ended and ended.date())
        for code, recorded, ended in FormDuty.objects.values_list("unit__code", "recorded_at", "ended_at")
    }
    assert times["QH-T9"] == (TODAY, None) and times["QH-T1"] == (date(2015, 1, 5), TODAY)
    assert verify().holds, verify().findings


def test_a_duty_of_which_no_time_was_kept_was_always_known(district: District) -> None:
    FormDuty.objects.update(recorded_at=None)
    assert owing(district, IN_MAY) == set(FILERS)
