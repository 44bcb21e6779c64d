"""Draft, submitted, returned, submitted again, verified, corrected: nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from cast import TODAY
from luoshi.indicators.actions.extend_round import extend_round
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.actions.verify_sheet import verify_sheet
from luoshi.indicators.models import Observation, Round, Sheet, SheetState, Verdict
from luoshi.indicators.typed import Typed
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Role
from luoshi.org.standing import Held
from reporting import Reporting

LEADING = Held(0, 0, "QH", "青河区", Role.DEPUTY, "副区长")
VALUES = {"invest": "12.5", "revenue": "3,456.70", "output": "20"}


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


def test_a_draft_is_kept_exactly_and_no_observation_is_made(reporting: Reporting, june: Round) -> None:
    sheet = reporting.save(june, VALUES)
    assert sheet.state == SheetState.DRAFT
    assert dict(sheet.cells.values_list("indicator__code", "value")) == {
        "invest": Decimal("12.5"),
        "revenue": Decimal("3456.7"),
        "output": Decimal(20),
    }
    assert not Observation.objects.exists()
    assert verify().holds


def test_submitting_makes_one_observation_a_value(reporting: Reporting, june: Round) -> None:
    sheet = reporting.file(june, VALUES)
    assert sheet.state == SheetState.SUBMITTED
    assert sheet.first_submitted_at == reporting.district.standing("t1_liaison").at
    made = Observation.objects.filter(sheet=sheet)
    assert {(o.indicator.code, o.value, o.reported_by and o.reported_by.code) for o in made} == {
        ("invest", Decimal("12.5"), "t1_liaison"),
        ("revenue", Decimal("3456.7"), "t1_liaison"),
        ("output", Decimal(20), "t1_liaison"),
    }
    assert all(o.simulated for o in made), "invented people type invented figures"
    assert verify().holds


def test_a_sheet_is_verified_when_every_data_owner_has_verified(reporting: Reporting, june: Round) -> None:
    reporting.file(june, VALUES)
    unit = reporting.district.unit("QH-T1")
    partly = verify_sheet(reporting.district.standing("statistician"), june, unit)
    assert partly.state == SheetState.SUBMITTED
    assert verify_sheet(reporting.district.standing("treasurer"), june, unit).state == SheetState.VERIFIED
    assert Verdict.objects.count() == 3
    assert verify().holds


def test_a_returned_sheet_is_corrected_and_only_the_correction_is_new(
    reporting: Reporting, june: Round
) -> None:
    reporting.file(june, VALUES)
    unit = reporting.district.unit("QH-T1")
    statistician = reporting.district.standing("statistician")
    sheet = return_sheet(statistician, june, unit, "投资数与上月不符", ["invest"])
    assert (sheet.state, sheet.returned_reason) == (SheetState.RETURNED, "投资数与上月不符")
    reporting.save(june, {"invest": "11.8"}, notes={"invest": "更正"})
    reporting.submit(june)
    versions = list(Observation.objects.filter(indicator__code="invest").order_by("pk"))
    assert [v.value for v in versions] == [Decimal("12.5"), Decimal("11.8")]
    assert versions[1].supersedes == versions[0]
    assert Observation.objects.count() == 4
    assert reporting.verify(june).state == SheetState.VERIFIED
    assert verify().holds


def test_a_verified_sheet_is_reopened_with_a_reason_and_the_old_value_stays(
    reporting: Reporting, june: Round
) -> None:
    reporting.file(june, VALUES)
    reporting.verify(june)
    liaison, unit = reporting.district.standing("t1_liaison"), reporting.district.unit("QH-T1")
    with pytest.raises(Refused):
        reopen_sheet(liaison, june, unit, " ")
    reporting.unlock(june, "invest")
    reopen_sheet(liaison, june, unit, "漏报一个项目")
    reporting.save(june, {"invest": "13"}, notes={"invest": "补报"})
    assert reporting.submit(june).state == SheetState.SUBMITTED
    assert list(
        Observation.objects.filter(indicator__code="invest").order_by("pk").values_list("value", flat=True)
    ) == [Decimal("12.5"), Decimal(13)]
    verify_sheet(reporting.district.standing("statistician"), june, unit)
    assert Sheet.objects.get(round=june, unit=unit).state == SheetState.VERIFIED
    assert verify().holds


def test_reopening_without_a_change_leaves_the_sheet_verified(reporting: Reporting, june: Round) -> None:
    reporting.file(june, VALUES)
    reporting.verify(june)
    unit = reporting.district.unit("QH-T1")
    reopen_sheet(reporting.district.standing("t1_liaison"), june, unit, "核对")
    assert reporting.submit(june).state == SheetState.VERIFIED
    assert Observation.objects.count() == 3


def test_a_missing_value_needs_a_reason(reporting: Reporting, june: Round) -> None:
    reporting.save(june, VALUES | {"output": ""}, notes={"invest": "x", "revenue": "x"})
    with pytest.raises(Refused) as refused:
        reporting.submit(june)
    assert [p.code for p in refused.value.problems] == ["cell:output"]
    reporting.save(june, {"output": ""}, notes={"output": "季报未出"})
    assert reporting.submit(june).state == SheetState.SUBMITTED
    assert not Observation.objects.filter(indicator__code="output").exists()


def test_a_submitted_sheet_cannot_be_changed_on_the_quiet(reporting: Reporting, june: Round) -> None:
    reporting.file(june, VALUES)
    with pytest.raises(Refused):
        reporting.save(june, {"invest": "99"})


@pytest.mark.parametrize("person", ["t1_liaison", "supervisor", "admin", "leader"])
def test_only_the_data_owner_verifies(reporting: Reporting, june: Round, person: str) -> None:
    reporting.file(june, VALUES)
    with pytest.raises(Denied):
        verify_sheet(reporting.district.standing(person), june, reporting.district.unit("QH-T1"))
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("table", ["indicators_observation", "indicators_verdict"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_a_value(
    reporting: Reporting, june: Round, table: str, statement: str
) -> None:
    reporting.file(june, VALUES)
    reporting.verify(june)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(("day", "period"), [(date(2015, 6, 30), "2015-06"), (date(2015, 8, 31), "2015-06")])
def test_a_period_not_open_takes_nothing(reporting: Reporting, day: date, period: str) -> None:
    june = reporting.open(period)
    with pytest.raises(Refused):
        reporting.save(june, VALUES, day=day)
    assert not Sheet.objects.exists()


def test_a_unit_without_duty_is_told_so(reporting: Reporting, june: Round) -> None:
    with pytest.raises(Refused):
        reporting.save(june, VALUES, unit="QH-S2", person="s2_liaison")


def test_the_due_date_is_the_fifth_working_day(reporting: Reporting, june: Round) -> None:
    assert (june.opens_on, june.due_on) == (date(2015, 7, 1), date(2015, 7, 7))
    assert june.due_on > TODAY


def test_a_closed_period_is_extended_with_a_reason(reporting: Reporting, june: Round) -> None:
    after = date(2015, 8, 31)
    office = reporting.district.standing("supervisor", after)
    with pytest.raises(Refused):
        extend_round(office, june, date(2015, 9, 4), "")
    with pytest.raises(Refused):
        extend_round(office, june, date(2015, 8, 30), "汛期")
    with pytest.raises(Refused):
        extend_round(office, june, date(9999, 12, 31), "汛期")
    with pytest.raises(Denied):
        extend_round(reporting.district.standing("t1_liaison", after), june, date(2015, 9, 4), "汛期")
    reopened = extend_round(office, june, date(2015, 9, 4), "汛期通信中断")
    assert reporting.file(reopened, VALUES, day=after).state == SheetState.SUBMITTED
    assert verify().holds


def test_the_reporter_never_verifies(reporting: Reporting, june: Round) -> None:
    """Somebody who has moved from the town to the bureau since does not judge what he reported himself."""
    reporting.file(june, VALUES)
    district = reporting.district
    moved = replace(district.standing("statistician"), person_id=district.person("t1_liaison").pk)
    with pytest.raises(Refused):
        verify_sheet(moved, june, district.unit("QH-T1"))
    both = replace(
        district.standing("statistician"),
        posts=district.standing("statistician").posts + district.standing("t1_deputy").posts,
    )
    with pytest.raises(Denied):
        verify_sheet(both, june, district.unit("QH-T1"))
    assert not Verdict.objects.exists()


def test_who_filled_in_a_draft_from_a_post_above_never_verifies_it(reporting: Reporting, june: Round) -> None:
    district = reporting.district
    both = replace(
        district.standing("statistician"),
        posts=(*district.standing("statistician").posts, replace(LEADING, unit_id=district.unit("QH").pk)),
    )
    notes = dict.fromkeys(VALUES, "已核对")
    typed = [Typed(code, text, notes[code]) for code, text in VALUES.items()]
    save_cells(both, june, district.unit("QH-T1"), typed, edition=0)
    reporting.submit(june)
    with pytest.raises(Denied):
        verify_sheet(both, june, district.unit("QH-T1"))
    assert not Verdict.objects.exists()
