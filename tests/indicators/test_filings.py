"""How far each unit was with its reports, as known on a day."""

from __future__ import annotations

from datetime import date

from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.queries import filings
from reporting import Reporting

VALUES = {"invest": "7", "revenue": "500", "output": "3"}


def test_a_past_day_shows_the_state_of_that_day(reporting: Reporting) -> None:
    """Filed on the 1st, sent back on the 2nd, filed again on the 3rd, verified on the 4th, corrected since."""
    july = [date(2015, 7, day) for day in range(1, 7)]
    round_, district = reporting.open(day=july[0]), reporting.district
    town = district.unit("QH-T1")
    reporting.file(round_, VALUES, day=july[0])
    return_sheet(district.standing("statistician", july[1], 10), round_, town, "单位有误", ["invest"])
    reporting.file(round_, VALUES | {"invest": "8"}, day=july[2])
    reporting.verify(round_, day=july[3])
    reopen_sheet(district.standing("t1_liaison", july[4], 11), round_, town, "漏报")

    def state(seen_from: date, day: date) -> str:
        found = filings(district.standing("supervisor", seen_from, 18), day)
        return next(f.state for f in found if f.unit.code == "QH-T1" and f.round.pk == round_.pk)

    assert [state(july[5], day) for day in july[:4]] == ["submitted", "returned", "submitted", "verified"]
    assert state(july[4], july[4]) == "corrected"
    # Seen from later, what had been stated and verified still stood.
    assert state(july[5], july[4]) == "verified"
