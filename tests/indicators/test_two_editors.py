"""Two people at one sheet: other cells merge, the same cell is asked about, the same post counts once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.models import Cell, Observation, Round, Sheet, SheetState
from luoshi.indicators.typed import Typed
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from reporting import Reporting


@pytest.fixture
def june(reporting: Reporting) -> Round:
    return reporting.open()


def save(
    reporting: Reporting, june: Round, who: str, typed: list[Typed], edition: int, key: str = ""
) -> Sheet:
    unit = reporting.district.unit("QH-T1")
    return save_cells(reporting.district.standing(who), june, unit, typed, edition=edition, key=key)


def values() -> dict[str, Decimal | None]:
    return dict(Cell.objects.values_list("indicator__code", "value"))


def test_changes_of_different_cells_merge(reporting: Reporting, june: Round) -> None:
    shown = [Typed("invest", "1"), Typed("revenue", "2")]
    save(reporting, june, "t1_liaison", shown, 0)
    mine = [Typed("invest", "1", base=("1", "")), Typed("revenue", "5", base=("2", ""))]
    theirs = [Typed("invest", "9", base=("1", "")), Typed("revenue", "2", base=("2", ""))]
    save(reporting, june, "t1_deputy", theirs, 1)
    assert save(reporting, june, "t1_liaison", mine, 1).edition == 3
    assert values() == {"invest": 9, "revenue": 5}
    assert verify().holds


@pytest.mark.parametrize("base", [("1", ""), None])
def test_the_second_in_the_same_cell_is_told_both_values_and_who(
    reporting: Reporting, june: Round, base: tuple[str, str] | None
) -> None:
    save(reporting, june, "t1_liaison", [Typed("invest", "1"), Typed("revenue", "2")], 0)
    save(reporting, june, "t1_deputy", [Typed("invest", "9")], 1)
    with pytest.raises(Refused) as refused:
        save(reporting, june, "t1_liaison", [Typed("revenue", "7"), Typed("invest", "8", base=base)], 1)
    [problem] = refused.value.problems
    assert problem.code == "conflict:invest"
    for word in ("9.00", "8", reporting.district.person("t1_deputy").name):
        assert word in str(problem)
    assert values() == {"invest": 9, "revenue": 2}


def test_the_same_value_typed_twice_is_no_conflict(reporting: Reporting, june: Round) -> None:
    save(reporting, june, "t1_liaison", [Typed("invest", "1")], 0)
    assert save(reporting, june, "t1_deputy", [Typed("invest", "1.00")], 0).edition == 1


def test_a_post_sent_twice_is_taken_once(reporting: Reporting, june: Round) -> None:
    codes = ("invest", "revenue", "output")
    typed = [Typed(code, "3", "已核对") for code in codes]
    unit, liaison = reporting.district.unit("QH-T1"), reporting.district.standing("t1_liaison")
    for _again in range(2):
        saved = save(reporting, june, "t1_liaison", typed, 0, key="a" * 64)
        done = submit_sheet(liaison, june, unit, edition=saved.edition, key="b" * 64)
        assert done.state == SheetState.SUBMITTED
    assert Observation.objects.count() == 3
    assert Entry.objects.filter(verb="indicators.save_cells").count() == 1
    assert Entry.objects.filter(verb="indicators.submit_sheet").count() == 1
    assert verify().holds


def test_another_post_under_another_key_is_refused(reporting: Reporting, june: Round) -> None:
    reporting.file(june, {"invest": "3", "revenue": "3", "output": "3"})
    with pytest.raises(Refused):
        save(reporting, june, "t1_liaison", [Typed("invest", "4")], 2, key="c" * 64)
