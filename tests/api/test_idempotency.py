"""A request repeated under its token has one effect and one answer, whatever happened in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError

from api.calling import SHEET, program, sheet
from cast import District
from luoshi.identity.actions.forget_answers import KEPT_FOR
from luoshi.identity.models import KeptAnswer
from luoshi.indicators.models import Observation, Sheet
from luoshi.jobs.tick import tick
from luoshi.ledger.models import Entry
from luoshi.ledger.verify import verify
from reporting import Reporting

pytestmark = pytest.mark.django_db
TOKEN = "report-2015-06-a"


def test_the_same_request_again_gets_the_same_answer(district: District, reporting: Reporting) -> None:
    town = program(district, "t1_liaison")
    first = town.send("PUT", SHEET, sheet(submit=True), token=TOKEN)
    written = Entry.objects.count()
    again = town.send("PUT", SHEET, sheet(submit=True), token=TOKEN)
    assert (again.status_code, again.content) == (200, first.content)
    assert ("Idempotency-Replayed" in first, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert Entry.objects.count() == written
    assert Observation.objects.filter(unit__code="QH-T1").count() == 3
    assert verify().holds


def test_another_request_under_the_same_token_is_refused(district: District, reporting: Reporting) -> None:
    town = program(district, "t1_liaison")
    town.send("PUT", SHEET, sheet(), token=TOKEN)
    for path, body in ((SHEET, sheet(values={"invest": "1"})), (f"{SHEET}/submission", {"edition": 1})):
        answer = town.send("POST" if path.endswith("submission") else "PUT", path, body, token=TOKEN)
        assert answer.status_code == 422
        assert answer.json()["problems"][0]["code"] == "idempotency"
    assert Sheet.objects.get().edition == 1


def test_tokens_of_two_programs_do_not_meet(district: District, reporting: Reporting) -> None:
    body = sheet()
    assert program(district, "t1_liaison").send("PUT", SHEET, body, token=TOKEN).status_code == 200
    elsewhere = SHEET.replace("QH-T1", "QH-T2")
    answer = program(district, "t2_liaison").send("PUT", elsewhere, body, token=TOKEN)
    assert answer.status_code == 200
    assert "Idempotency-Replayed" not in answer


def test_a_refused_request_may_be_mended_and_sent_under_the_same_token(
    district: District, reporting: Reporting
) -> None:
    town = program(district, "t1_liaison")
    assert town.send("PUT", SHEET, sheet(values={"invest": "x"}), token=TOKEN).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert town.send("PUT", SHEET, sheet(), token=TOKEN).status_code == 200


@pytest.mark.parametrize("token", [None, "short", "with space-", "x" * 81])
def test_a_write_without_a_sound_token_is_refused(
    district: District, reporting: Reporting, token: str | None
) -> None:
    answer = program(district, "t1_liaison").send("PUT", SHEET, sheet(), token=token)
    assert answer.status_code == 422
    assert not Sheet.objects.exists()


def test_an_answer_lost_after_the_commit_is_given_again(
    district: District, reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server dies between the commit and the answer: the change is there once, and so is what to say of it."""
    town = program(district, "t1_liaison")

    def killed(_answer: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr("luoshi.api.writing.replied", killed)
        town.send("PUT", SHEET, sheet(submit=True), token=TOKEN)
    again = town.send("PUT", SHEET, sheet(submit=True), token=TOKEN)
    assert (again.status_code, again.json()["state"]) == (200, "submitted")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Observation.objects.filter(unit__code="QH-T1").count() == 3


def test_a_server_that_dies_before_the_commit_leaves_nothing(
    district: District, reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = program(district, "t1_liaison")

    def killed(*_given: object, **_named: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr("luoshi.indicators.actions.file_sheet.record", killed)
        town.send("PUT", SHEET, sheet(submit=True), token=TOKEN)
    assert (KeptAnswer.objects.count(), Sheet.objects.count()) == (0, 0)
    assert town.send("PUT", SHEET, sheet(submit=True), token=TOKEN).status_code == 200


def test_a_busy_database_asks_to_come_again(
    district: District, reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_given: object, **_named: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("luoshi.api.operations.sheets.save_cells", locked)
    answer = program(district, "t1_liaison").send("PUT", SHEET, sheet())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def test_receipts_are_put_away_after_thirty_days(district: District, reporting: Reporting) -> None:
    town = program(district, "t1_liaison")
    town.send("PUT", SHEET, sheet(), token=TOKEN)
    at = KeptAnswer.objects.get().at
    tick(at + KEPT_FOR)
    assert KeptAnswer.objects.count() == 1
    tick(at + KEPT_FOR + timedelta(seconds=1))
    assert KeptAnswer.objects.count() == 0
    assert verify().holds
