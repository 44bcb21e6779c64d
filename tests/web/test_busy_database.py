"""Writers take turns; who gets none in time is told that nothing was written and when to come again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from cast import District
from luoshi.config.sqlite import base
from luoshi.config.sqlite.base import DatabaseWrapper
from luoshi.web.middleware import Refusals
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

PLACE = "/reports/monthly/2015-06/QH-T1/"


def test_a_page_that_found_no_turn_is_told_to_come_again(
    district: District, reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporting.open()

    def busy(*_given: object, **_named: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("luoshi.web.pages.report_sheet.file_sheet", busy)
    answer = signed_in("t1_liaison").post(PLACE, {"v-invest": "1", "edition": "0", "do": "submit"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "什么都没有写入" in answer.content.decode()


def test_other_faults_stay_faults(rf: RequestFactory) -> None:
    assert Refusals(lambda _request: None).process_exception(rf.get("/"), ValueError()) is None  # type: ignore[arg-type, return-value]


@pytest.fixture
def connect(tmp_path: Path, db: None) -> Callable[[], DatabaseWrapper]:
    """Another connection to the same file, as another thread of the server has one."""
    settings = {
        "NAME": str(tmp_path / "turns.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
        "TIME_ZONE": None,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": None},
    }
    return lambda: DatabaseWrapper(settings, "turns")


def begin(connection: DatabaseWrapper) -> None:
    connection.connect()
    connection._start_transaction_under_autocommit()


def test_the_next_writer_begins_when_the_first_has_committed(connect: Callable[[], DatabaseWrapper]) -> None:
    first, order = connect(), []
    begin(first)

    def second() -> None:
        connection = connect()
        begin(connection)
        order.append("second began")
        connection.rollback()
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(0.05)
    order.append("first committed")
    first.commit()
    thread.join(5)
    first.close()
    assert order == ["first committed", "second began"]


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_a_turn_ends_however_the_write_ends(connect: Callable[[], DatabaseWrapper], end: str) -> None:
    for _again in range(2):
        connection = connect()
        begin(connection)
        getattr(connection, end)()
        connection.close()


def test_patience_ends(connect: Callable[[], DatabaseWrapper], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PATIENCE", 0.01)
    first, second = connect(), connect()
    begin(first)
    with pytest.raises(OperationalError, match="no turn"):
        begin(second)
    first.rollback()
    begin(second)
    second.rollback()
    for connection in (first, second):
        connection.close()
