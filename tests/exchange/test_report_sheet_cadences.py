"""The Excel template of every cadence comes back, and a locked figure in it is refused by its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from exchange.test_report_sheet import rebuilt
from luoshi.exchange.report_sheet_xlsx import read, template
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.lock_cells import lock_cells
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.models import Cell
from luoshi.indicators.queries import sheet_view
from luoshi.ledger.refusal import Refused
from reporting import Reporting

LAST = {
    "daily": "20150705",
    "weekly": "2015-W27",
    "ten_day": "2015-06C",
    "monthly": "2015-06",
    "quarterly": "2015-Q2",
    "half_yearly": "2015-H1",
    "yearly": "2014",
}


@pytest.mark.parametrize(("cadence", "period"), LAST.items())
def test_a_template_of_each_cadence_comes_back(reporting: Reporting, cadence: str, period: str) -> None:
    office, liaison = reporting.district.standing("supervisor"), reporting.district.standing("t1_liaison")
    new = NewForm("other", "快报", (NewItem("invest"),), ("QH-T1",), due_working_days=1, cadence=cadence)
    opened = open_round(office, define_form(office, new, date(2014, 1, 1)), period, closes_on=office.today)
    view = sheet_view(liaison, "other", period, "QH-T1")
    filled = rebuilt(template(view), lambda sheet: sheet.write(5, 3, "７.5"))
    save_cells(liaison, opened, view.unit, read(filled, view).typed, edition=view.edition)
    assert Cell.objects.get().value == Decimal("7.5")


def test_a_locked_figure_comes_back_unchanged_or_is_refused(reporting: Reporting) -> None:
    june, district = reporting.open(), reporting.district
    reporting.save(june, {"invest": "12.5"})
    lock_cells(district.standing("supervisor"), june, district.unit("QH-T1"), ["invest"], "封账")
    liaison = district.standing("t1_liaison")
    view = sheet_view(liaison, "monthly", "2015-06", "QH-T1")
    untouched = read(rebuilt(template(view), lambda sheet: sheet.write(6, 3, 3)), view)
    save_cells(liaison, june, view.unit, untouched.typed, edition=view.edition)
    changed = read(rebuilt(template(view), lambda sheet: sheet.write(5, 3, 13)), view)
    with pytest.raises(Refused) as refused:
        save_cells(liaison, june, view.unit, changed.typed, edition=view.edition + 1)
    assert [(str(p.where), p.code) for p in refused.value.problems] == [("D6", "cell:invest")]
