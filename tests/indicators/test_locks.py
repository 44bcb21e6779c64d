"""A verified or locked figure is not edited in a draft until somebody who may has unlocked it, with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.indicators.actions.lock_cells import lock_cells
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.actions.unlock_cells import unlock_cells
from luoshi.indicators.models import Cell, Observation, Round, SheetState
from luoshi.indicators.queries import sheet_view
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from reporting import Reporting

VALUES = {"invest": "12.5", "revenue": "3456.7", "output": "20"}


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


def refused_cells(reporting: Reporting, june: Round, values: dict[str, str]) -> list[str]:
    with pytest.raises(Refused) as refused:
        reporting.save(june, values, notes=dict.fromkeys(values, "更正"))
    return [p.code for p in refused.value.problems]


def test_what_one_owner_has_verified_stays_while_the_rest_is_returned(
    reporting: Reporting, june: Round
) -> None:
    reporting.file(june, VALUES)
    reporting.verify_by("statistician", june)
    district = reporting.district
    return_sheet(district.standing("treasurer"), june, district.unit("QH-T1"), "口径不符")
    assert refused_cells(reporting, june, {"invest": "13", "revenue": "3400"}) == ["cell:invest"]
    assert Cell.objects.get(indicator__code="revenue").value == Decimal("3456.7")
    reporting.save(june, {"invest": "12.50", "revenue": "3400"}, notes={"revenue": "更正"})
    assert reporting.submit(june).state == SheetState.SUBMITTED
    assert Observation.objects.filter(indicator__code="invest").count() == 1
    assert verify().holds


@pytest.mark.parametrize("who", ["supervisor", "statistician"])
def test_an_unlocked_figure_is_corrected_and_locked_again_by_its_verdict(
    reporting: Reporting, june: Round, who: str
) -> None:
    reporting.file(june, VALUES)
    reporting.verify(june)
    district, unit = reporting.district, reporting.district.unit("QH-T1")
    unlock_cells(district.standing(who, hour=11), june, unit, ["invest"], "迁出企业应剔除")
    reopen_sheet(district.standing("t1_liaison", hour=12), june, unit, "更正")
    reporting.save(june, {"invest": "13"}, notes={"invest": "更正"})
    reporting.submit(june, hour=12)
    reporting.verify_by("statistician", june, hour=13)
    reopen_sheet(district.standing("t1_liaison", hour=14), june, unit, "再改")
    assert refused_cells(reporting, june, {"invest": "14"}) == ["cell:invest"]
    assert verify().holds


def test_an_empty_cell_is_locked_by_hand_and_not_submitted(reporting: Reporting, june: Round) -> None:
    reporting.save(june, VALUES, notes=dict.fromkeys(VALUES, "已核对"))
    district, unit = reporting.district, reporting.district.unit("QH-T1")
    lock_cells(district.standing("supervisor"), june, unit, ["output"], "季报另行布置")
    assert refused_cells(reporting, june, {"output": "21"}) == ["cell:output"]
    reporting.submit(june)
    assert not Observation.objects.filter(indicator__code="output").exists()
    view = sheet_view(district.standing("t1_liaison"), "monthly", "2015-06", "QH-T1")
    lock = next(line.lock for line in view.lines if line.indicator.code == "output")
    assert lock is not None
    assert (lock.by.code, lock.reason) == ("supervisor", "季报另行布置")
    assert verify().holds


@pytest.mark.parametrize("who", ["t1_liaison", "t1_head", "leader", "admin", "inspector", "treasurer"])
def test_others_neither_lock_nor_unlock(reporting: Reporting, june: Round, who: str) -> None:
    """The treasurer owns the revenue, not the investment."""
    reporting.file(june, VALUES)
    standing, unit = reporting.district.standing(who), reporting.district.unit("QH-T1")
    for act in (lock_cells, unlock_cells):
        with pytest.raises(Denied):
            act(standing, june, unit, ["invest"], "理由")


def test_a_lock_has_a_reason_a_figure_and_is_not_set_twice(reporting: Reporting, june: Round) -> None:
    office, unit = reporting.district.standing("supervisor"), reporting.district.unit("QH-T1")
    for codes, reason in ((["invest"], " "), ([], "封账"), (["nothing"], "封账")):
        with pytest.raises(Refused):
            lock_cells(office, june, unit, codes, reason)
    with pytest.raises(Refused):
        unlock_cells(office, june, unit, ["invest"], "封账")
    lock_cells(office, june, unit, ["invest"], "封账")
    with pytest.raises(Refused):
        lock_cells(office, june, unit, ["invest"], "封账")


def test_a_draft_from_before_the_lock_does_not_come_back(reporting: Reporting, june: Round) -> None:
    reporting.file(june, VALUES)
    district, unit = reporting.district, reporting.district.unit("QH-T1")
    return_sheet(district.standing("statistician", hour=10), june, unit, "口径不符")
    reporting.save(june, {"invest": "99"}, notes={"invest": "试填"})
    lock_cells(district.standing("supervisor", hour=11), june, unit, ["invest"], "核查")
    reporting.save(june, {"revenue": "3457"}, notes={"revenue": "更正"})
    reporting.submit(june, hour=12)
    reporting.verify(june, hour=13)
    unlock_cells(district.standing("supervisor", hour=14), june, unit, ["invest"], "允许更正")
    reopen_sheet(district.standing("t1_liaison", hour=15), june, unit, "更正")
    view = sheet_view(district.standing("t1_liaison", hour=15), "monthly", "2015-06", "QH-T1")
    assert [line.value for line in view.lines if line.indicator.code == "invest"] == [Decimal("12.5")]
    assert verify().holds
