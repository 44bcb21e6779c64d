"""The cube of a year: what counts, as we knew it on a day, kept fresh by the ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.db import transaction

from cast import moment
from luoshi.indicators import journal
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.facts import Facts, district_history, district_year
from luoshi.indicators.models import Indicator, Observation
from luoshi.kernel.arrays import FloatArray
from luoshi.workdays.clock import end_of
from reporting import FILERS, Reporting

JULY = [date(2015, 7, day) for day in range(1, 13)]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    journal._kept.clear()


def cell(facts: Facts, unit: str, indicator: str, month: int = 6) -> float:
    place = facts.unit_codes.index(unit), facts.indicator_codes.index(indicator), month - 1
    return float(facts.values[place])


def known_on(day: date, *, verified_only: bool = True) -> Facts:
    return district_year(2015, end_of(day), verified_only=verified_only)


@pytest.fixture
def revised(reporting: Reporting) -> Reporting:
    """T1: 10 filed on 2 July, verified on the 3rd, corrected to 11 on the 5th, verified on the 8th."""
    june = reporting.open()
    values = {"invest": "10", "revenue": "500", "output": "30"}
    reporting.file(june, values, day=JULY[1])
    reporting.verify(june, day=JULY[2])
    liaison, unit = reporting.district.standing("t1_liaison", JULY[4]), reporting.district.unit("QH-T1")
    reporting.unlock(june, "invest", day=JULY[4])
    reopen_sheet(liaison, june, unit, "补报")
    reporting.file(june, {"invest": "11"}, day=JULY[4])
    reporting.verify_by("statistician", june, day=JULY[7])
    return reporting


@pytest.mark.parametrize(
    ("day", "verified", "any_version"),
    [
        (JULY[0], None, None),
        (JULY[1], None, 10),
        (JULY[2], 10, 10),
        (JULY[4], 10, 11),
        (JULY[6], 10, 11),
        (JULY[7], 11, 11),
    ],
)
def test_as_we_knew_it_on(
    revised: Reporting, day: date, verified: float | None, any_version: float | None
) -> None:
    for verified_only, expected in ((True, verified), (False, any_version)):
        found = cell(known_on(day, verified_only=verified_only), "QH-T1", "invest")
        assert np.isnan(found) if expected is None else found == pytest.approx(expected)


def test_units_stand_in_official_order_and_expectations_follow_the_form(reporting: Reporting) -> None:
    facts = known_on(JULY[5])
    assert facts.unit_codes == FILERS
    assert facts.indicator_codes == ("invest", "revenue", "output")
    assert facts.expected[:, 0].all()
    assert facts.expected[0, 2].tolist() == [m in (3, 6, 9, 12) for m in range(1, 13)]
    assert not facts.reported.any()
    assert np.isnan(facts.values).all()
    assert not facts.observation_id.any()


def test_every_value_finds_its_place_whatever_the_order_of_filing(reporting: Reporting) -> None:
    june = reporting.open()
    for place, unit in enumerate(reversed(FILERS), start=1):
        reporting.file(
            june, {"output": f"{place}", "revenue": f"{place}00", "invest": f"{place}.5"}, unit=unit
        )
    facts = known_on(JULY[5], verified_only=False)
    for place, unit in enumerate(reversed(FILERS), start=1):
        assert cell(facts, unit, "output") == pytest.approx(place)
        assert cell(facts, unit, "revenue") == pytest.approx(100 * place)
        assert cell(facts, unit, "invest") == pytest.approx(place + 0.5)
    assert facts.reported.sum() == 12
    assert facts.simulated.all()


def test_a_new_verdict_is_seen_without_reading_the_year_again(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    june = reporting.open()
    reporting.file(june, {"invest": "10", "revenue": "5", "output": "3"}, day=JULY[1])
    assert np.isnan(cell(known_on(JULY[5]), "QH-T1", "invest"))
    reporting.verify(june, day=JULY[2])
    reporting.file(june, {"invest": "7", "revenue": "8", "output": "9"}, unit="QH-S1", day=JULY[2])
    with monkeypatch.context() as patched:
        patched.setattr(journal, "_read_anew", lambda *_: pytest.fail("the year was read again"))
        kept = known_on(JULY[5])
    assert cell(kept, "QH-T1", "invest") == pytest.approx(10)
    journal._kept.clear()
    anew = known_on(JULY[5])
    for name in ("values", "observation_id", "reported"):
        assert np.array_equal(getattr(kept, name), getattr(anew, name), equal_nan=name == "values")


def test_what_was_rolled_back_is_forgotten(reporting: Reporting) -> None:
    june = reporting.open()
    empty = known_on(JULY[5], verified_only=False)
    with transaction.atomic():
        reporting.file(june, {"invest": "10", "revenue": "5", "output": "3"})
        assert cell(known_on(JULY[5], verified_only=False), "QH-T1", "invest") == pytest.approx(10)
        transaction.set_rollback(True)
    assert np.array_equal(known_on(JULY[5], verified_only=False).values, empty.values, equal_nan=True)


def test_the_year_before_stands_on_the_same_axes(reporting: Reporting) -> None:
    reporting.file(
        reporting.open("2014-06", date(2014, 7, 1)),
        {"invest": "8", "revenue": "4", "output": "2"},
        day=date(2014, 7, 2),
        unit="QH-T2",
    )
    reporting.file(reporting.open(), {"invest": "10", "revenue": "5", "output": "3"}, unit="QH-T2")
    now = known_on(JULY[5], verified_only=False)
    before = district_year(2014, moment(JULY[5]), verified_only=False, like=now)
    assert before.unit_codes == now.unit_codes
    assert cell(before, "QH-T2", "invest") == pytest.approx(8)
    assert np.isnan(cell(before, "QH-T1", "invest"))


def test_years_in_a_row_are_the_years_one_by_one_and_kept_fresh(reporting: Reporting) -> None:
    def in_a_row() -> FloatArray:
        return district_history(2012, 2014, moment(JULY[10]), known_on(JULY[10]))

    past = [
        PastFigure("QH-T1", period, Decimal(value))
        for period, value in (("2012-12", "3"), ("2013-06", "2"), ("2014-01", "1"), ("2011-12", "9"))
    ]
    owner, invest = reporting.district.standing("statistician", JULY[1]), Indicator.objects.get(code="invest")
    reporting.file(reporting.open(), {"invest": "10", "revenue": "5", "output": "3"})
    assert np.isnan(in_a_row()).all()
    import_history(owner, invest, past[:2], "统计年鉴")
    assert np.nansum(in_a_row()) == 5
    import_history(owner, invest, past[2:], "统计年鉴")
    now, row = known_on(JULY[10]), in_a_row()
    assert row.shape == (*now.values.shape[:2], 3, 12)
    for place, year in enumerate((2012, 2013, 2014)):
        alone = district_year(year, moment(JULY[10]), like=now).values
        assert np.array_equal(row[:, :, place], alone, equal_nan=True)
    assert np.isnan(district_history(2012, 2014, moment(JULY[0]), now)).all()


def test_values_are_the_exact_ones(revised: Reporting) -> None:
    facts = known_on(JULY[10])
    for u, i, m in zip(*np.nonzero(facts.observation_id), strict=True):
        observation = Observation.objects.get(pk=int(facts.observation_id[u, i, m]))
        assert observation.value is not None
        assert observation.value == Decimal(str(facts.values[u, i, m]))
        assert observation.unit.code == facts.unit_codes[u]
        assert observation.indicator.code == facts.indicator_codes[i]
