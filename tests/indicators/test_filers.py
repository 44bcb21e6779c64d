"""Which units file a form from a day on: what was expected before stays expected."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cast import TODAY
from luoshi.indicators.actions.change_filers import NewFilers, change_filers
from luoshi.indicators.facts import district_year
from luoshi.indicators.models import FormDuty
from luoshi.indicators.queries import expected_reports, filers_on
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.workdays.clock import end_of
from reporting import FILERS, Reporting

SINCE = date(2015, 7, 20)


def change(
    reporting: Reporting, who: str, *units: str, since: date | None = SINCE, reason: str = "布置"
) -> None:
    change_filers(reporting.district.standing(who), reporting.form, NewFilers(units, since, reason))


def test_units_begin_and_end_to_file_on_a_day(reporting: Reporting) -> None:
    june = reporting.open()
    change(reporting, "supervisor", "QH-S1", "QH-T1", "QH-T2", "QH-S2")
    july = reporting.open("2015-07", date(2015, 8, 3))
    day = date(2015, 8, 10)
    owing = {
        round_.period: sorted(e.unit_id for e in expected_reports([round_], None, day))
        for round_ in (june, july)
    }
    ids = {code: reporting.district.unit(code).pk for code in (*FILERS, "QH-S2")}
    assert owing["2015-06"] == sorted(ids[code] for code in FILERS)
    assert owing["2015-07"] == sorted(ids[code] for code in ("QH-S1", "QH-T1", "QH-T2", "QH-S2"))
    assert sorted(filers_on(reporting.form, date(2015, 7, 19))) == sorted(FILERS)
    assert "QH-T3" not in filers_on(reporting.form, SINCE)
    assert verify().holds


def test_before_it_was_recorded_nobody_knew_of_it(reporting: Reporting) -> None:
    then = end_of(date(2015, 7, 5))
    before = district_year(2015, then)
    change(reporting, "supervisor", "QH-S1", "QH-T1", "QH-T2", "QH-S2")
    after = district_year(2015, then)
    assert after.unit_codes == before.unit_codes
    assert np.array_equal(after.expected, before.expected)
    times = {
        code: (recorded and recorded.date(), ended and ended.date())
        for code, recorded, ended in FormDuty.objects.values_list("unit__code", "recorded_at", "ended_at")
    }
    assert times["QH-S2"] == (TODAY, None) and times["QH-T3"] == (date(2015, 1, 5), TODAY)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((*FILERS, "QH-S2"), (*FILERS, "QH-S2")),
        ((*FILERS, "QH-S2"), ("QH-S1", "QH-T1", "QH-T2", "QH-S2")),
        (FILERS[:3], FILERS),
        (FILERS[:3], (*FILERS, "QH-S2")),
    ],
)
def test_a_change_is_not_slipped_in_before_one_that_is_recorded(
    reporting: Reporting, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    change(reporting, "supervisor", *first)
    with pytest.raises(Refused) as refused:
        change(reporting, "supervisor", *second, since=date(2015, 7, 10))
    assert [problem.code for problem in refused.value.problems] == ["since"]
    assert sorted(filers_on(reporting.form, SINCE)) == sorted(first)


def test_others_do_not_change_who_files(reporting: Reporting) -> None:
    with pytest.raises(Denied):
        change(reporting, "t1_liaison", "QH-T1")


@pytest.mark.parametrize(
    ("units", "since", "reason", "field"),
    [
        (("QH-T1",), date(2015, 1, 5), "布置", "since"),
        (("QH-T1",), None, "布置", "since"),
        (("QH-T1",), SINCE, "  ", "reason"),
        (("QH-T1",), SINCE, "长" * 301, "reason"),
        (("QH-T1", "NOWHERE"), SINCE, "布置", "units"),
        (("QH-T1", "QH-STAT"), SINCE, "布置", "units"),
        (FILERS, SINCE, "布置", "units"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    reporting: Reporting, units: tuple[str, ...], since: date | None, reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        change(reporting, "supervisor", *units, since=since, reason=reason)
    assert field in {problem.code for problem in refused.value.problems}
    assert sorted(filers_on(reporting.form, SINCE)) == sorted(FILERS)
