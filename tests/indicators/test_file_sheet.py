"""A sheet filled in and handed in at once: one transaction, one entry, few questions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.indicators.actions.file_sheet import file_sheet
from luoshi.indicators.models import Cell, Observation, Round, Sheet, SheetState
from luoshi.indicators.typed import Typed
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from reporting import Reporting

CODES = ("invest", "revenue", "output")
# Sheet looked for, made and locked; figures, locks; figures, sheet and cells written; head read, entry, head; the edition
# of the master data; and the frame of the transaction.
MOST = 14


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


def file(reporting: Reporting, june: Round, value: str, unit: str = "QH-T1", **more: object) -> Sheet:
    who = reporting.district.standing({"QH-T1": "t1_liaison", "QH-T2": "t2_liaison"}[unit])
    typed = [Typed(code, value, "已核对") for code in CODES]
    named = {"edition": 0} | more
    return file_sheet(who, june, reporting.district.unit(unit), typed, **named)  # type: ignore[arg-type]


def test_one_entry_vouches_for_draft_and_submission(reporting: Reporting, june: Round) -> None:
    sheet = file(reporting, june, "3")
    assert (sheet.state, sheet.edition, sheet.saved_by_id) == (SheetState.SUBMITTED, 1, sheet.submitted_by_id)
    assert (Cell.objects.count(), Observation.objects.count()) == (3, 3)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.detail) == ("indicators.submit_sheet", {"changed": 3, "superseded": 0})
    tables = sorted(table for table, _key, _digest in entry.rows)
    assert tables == [*["indicators.cell"] * 3, *["indicators.observation"] * 3, "indicators.sheet"]
    assert verify().holds


def test_what_cannot_be_submitted_leaves_no_draft(reporting: Reporting, june: Round) -> None:
    who, unit = reporting.district.standing("t1_liaison"), reporting.district.unit("QH-T1")
    with pytest.raises(Refused) as refused:
        file_sheet(who, june, unit, [Typed("invest", "3", "已核对")], edition=0)
    assert {problem.code for problem in refused.value.problems} == {"cell:revenue", "cell:output"}
    assert (Sheet.objects.count(), Cell.objects.count(), Observation.objects.count()) == (0, 0, 0)


def test_the_same_post_is_taken_once(reporting: Reporting, june: Round) -> None:
    for _again in range(2):
        assert file(reporting, june, "3", key="a" * 64).edition == 1
    assert Observation.objects.count() == 3
    assert Entry.objects.filter(verb="indicators.submit_sheet").count() == 1
    assert verify().holds


@pytest.mark.parametrize("unseen", [False, True])
def test_what_others_changed_is_handed_in_unseen_only_if_wanted(
    reporting: Reporting, june: Round, unseen: bool
) -> None:
    reporting.save(june, {"output": "7"}, notes={"output": "已核对"}, person="t1_deputy")
    who, unit = reporting.district.standing("t1_liaison"), reporting.district.unit("QH-T1")
    mine = [Typed(code, "3", "已核对") for code in ("invest", "revenue")]
    if unseen:
        assert file_sheet(who, june, unit, mine, edition=0, unseen=True).state == SheetState.SUBMITTED
        assert Observation.objects.get(indicator__code="output").value == 7
        return
    with pytest.raises(Refused) as refused:
        file_sheet(who, june, unit, mine, edition=0)
    assert [problem.code for problem in refused.value.problems] == ["conflict"]
    assert not Observation.objects.exists()


def test_it_asks_little_of_the_database(reporting: Reporting, june: Round) -> None:
    file(reporting, june, "3")
    district = reporting.district
    who, unit = district.standing("t2_liaison"), district.unit("QH-T2")
    typed = [Typed(code, "3", "已核对") for code in CODES]
    with CaptureQueriesContext(connection) as asked:
        file_sheet(who, june, unit, typed, edition=0)
    assert len(asked) <= MOST
    assert verify().holds
