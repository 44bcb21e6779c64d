"""What a write reads of master data is as it stands once the write has its lock, not as it stood before the wait."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.indicators.actions.file_sheet import file_sheet
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.models import Sheet
from luoshi.indicators.typed import Typed
from luoshi.ledger.refusal import Denied
from reporting import Reporting

TYPED = [Typed("invest", "12", "已核对"), Typed("revenue", "500", "已核对"), Typed("output", "30", "已核对")]


def save(reporting: Reporting, who: str, edition: int) -> None:
    district = reporting.district
    save_cells(
        district.standing(who), reporting.form.rounds.get(), district.unit("QH-T1"), TYPED, edition=edition
    )


def file(reporting: Reporting, who: str, edition: int) -> None:
    district = reporting.district
    file_sheet(
        district.standing(who), reporting.form.rounds.get(), district.unit("QH-T1"), TYPED, edition=edition
    )


def submit(reporting: Reporting, who: str, edition: int) -> None:
    district = reporting.district
    submit_sheet(district.standing(who), reporting.form.rounds.get(), district.unit("QH-T1"), edition=edition)


@pytest.mark.parametrize(
    ("write", "begun"), [(save, False), (save, True), (file, False), (file, True), (submit, True)]
)
def test_the_edition_is_asked_for_behind_the_lock(
    reporting: Reporting, write: Callable[[Reporting, str, int], None], begun: bool
) -> None:
    reporting.open()
    if begun:
        save(reporting, "t1_liaison", 0)
    edition = 1 if begun else 0
    with CaptureQueriesContext(connection) as asked:
        write(reporting, "t1_liaison", edition)
    said = [query["sql"] for query in asked]
    locks = [n for n, sql in enumerate(said) if sql.startswith("SELECT") and 'FROM "indicators_sheet"' in sql]
    editions = [n for n, sql in enumerate(said) if "SELECT edition FROM ledger_masteredition" in sql]
    # The standing was asked for by the test itself, before the action began.
    begins = next(n for n, sql in enumerate(said) if "SAVEPOINT" in sql)
    assert min(n for n in editions if n > begins) > max(n for n in locks[: 1 if begun else 2])


@pytest.mark.parametrize("write", [save, file, submit])
def test_who_may_not_write_leaves_no_sheet_behind(
    reporting: Reporting, write: Callable[[Reporting, str, int], None]
) -> None:
    reporting.open()
    with pytest.raises(Denied):
        write(reporting, "t2_liaison", 0)
    assert not Sheet.objects.exists()
