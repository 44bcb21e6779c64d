"""A report that asks to be received: acknowledged when it is on record, filed after, and what became of it is told."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, close_old_connections, transaction
from django.http import JsonResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from pytest_django import Settings

from api.calling import SHEET, Program, program, sheet
from cast import TODAY, District
from luoshi.api.filing import Fault, Filer, file_next
from luoshi.api.receiving import Door, knock_of
from luoshi.identity.models import KeptAnswer, ReceivedRequest, RequestOutcome, WaitingRequest
from luoshi.indicators.models import Observation, Sheet
from luoshi.ledger.verify import verify
from luoshi.org.actions.end_tenure import end_tenure
from luoshi.org.actions.revoke_key import revoke_key
from luoshi.org.models import Tenure
from luoshi.workdays.actions.set_clock import set_clock
from reporting import Reporting
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db
TOKEN = "report-2015-06-a"


class Served:
    """The application as the server calls it, for one program."""

    def __init__(self, caller: Program) -> None:
        self.caller, self.woken = caller, 0
        self.door = Door(self._ordinary, self._wake)
        self.status, self.headers = 0, {}

    def _wake(self) -> None:
        self.woken += 1

    def _ordinary(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        return list(WSGIHandler()(environ, start_response))

    def send(self, body: Any, token: str = TOKEN, path: str = SHEET, method: str = "PUT", **more: str) -> Any:
        """The JSON of the answer; ``status`` and ``headers`` are kept."""

        def start(status: str, headers: list[tuple[str, str]], _trouble: Any = None) -> None:
            self.status, self.headers = int(status.split(maxsplit=1)[0]), dict(headers)

        environ = self.environ(body, token, path, method) | more
        return json.loads(b"".join(self.door(environ, start)))

    def environ(self, body: Any, token: str, path: str = SHEET, method: str = "PUT") -> dict[str, Any]:
        """The request as the server hands it over."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "10.0.0.1",
            "HTTP_HOST": "testserver",
            "HTTP_AUTHORIZATION": f"Bearer {self.caller.key}",
            "HTTP_PREFER": "respond-async",
            "HTTP_IDEMPOTENCY_KEY": token,
            "HTTP_ACCEPT_LANGUAGE": "en",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": io.BytesIO(sent),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
        }


@pytest.fixture
def town(district: District, reporting: Reporting) -> Iterator[Served]:
    """The program of a town's liaison; a request does not close the connection of the test, as with the test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Served(program(district, "t1_liaison"))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_a_report_is_received_then_filed(town: Served) -> None:
    said = town.send(sheet(submit=True))
    assert (town.status, town.headers["Preference-Applied"]) == (202, "respond-async")
    assert town.headers["Location"] == f"/api/v1/receipts/{said['receipt']}"
    assert not Sheet.objects.exists()
    assert verify().holds
    waiting = town.caller.get(town.headers["Location"])
    assert (waiting.json()["state"], waiting.json()["answer"], waiting.headers["Retry-After"]) == (
        "waiting",
        None,
        "1",
    )
    assert (file_next(), file_next()) == (200, None)
    told = town.caller.get(town.headers["Location"]).json()
    assert (told["state"], told["status"], told["answer"]["state"]) == ("filed", 200, "submitted")
    assert told["received_at"] == said["received_at"]
    assert Observation.objects.filter(unit__code="QH-T1").count() == 3
    assert verify().holds


def test_every_answer_carries_what_the_framework_would_put_on_it(town: Served) -> None:
    town.send(sheet(submit=True))
    received = set(town.headers)
    town.send(sheet(submit=True), token="another-token", HTTP_PREFER="")
    assert town.status == 200
    ordinary = set(town.headers) - {"Date", "Content-Language", "Idempotency-Replayed"}
    assert ordinary <= received


def test_the_same_token_answers_the_same_receipt(town: Served) -> None:
    first = town.send(sheet(submit=True))
    assert "Idempotency-Replayed" not in town.headers
    for _time in range(2):
        assert town.send(sheet(submit=True)) == first
        assert (town.status, town.headers["Idempotency-Replayed"]) == (202, "true")
        file_next()
    assert ReceivedRequest.objects.count() == RequestOutcome.objects.count() == 1
    assert Observation.objects.filter(unit__code="QH-T1").count() == 3


@pytest.mark.parametrize("later", [True, False])
@pytest.mark.parametrize("prefer", ["respond-async", "wait=5"])
def test_another_request_under_the_token_is_refused(town: Served, later: bool, prefer: str) -> None:
    town.send(sheet(submit=True))
    if later:
        file_next()
    said = town.send(sheet(values={"invest": "1"}), HTTP_PREFER=prefer)
    assert (town.status, said["problems"][0]["code"]) == (422, "idempotency")
    assert ReceivedRequest.objects.count() == 1
    assert Sheet.objects.count() == int(later)


def test_a_token_that_was_answered_on_the_spot_is_answered_so_again(town: Served) -> None:
    town.send(sheet(submit=True), HTTP_PREFER="return=minimal")
    assert town.status == 200
    said = town.send(sheet(submit=True))
    assert (town.status, said["state"], town.headers["Idempotency-Replayed"]) == (200, "submitted", "true")
    assert not ReceivedRequest.objects.exists()


def test_the_same_report_on_the_spot_and_received_is_filed_once(town: Served) -> None:
    """A program that lost patience sends it again without the preference."""
    town.send(sheet(submit=True))
    where = town.headers["Location"]
    on_the_spot = town.send(sheet(submit=True), HTTP_PREFER="wait=1")
    assert town.status == 200
    assert file_next() == 200
    assert town.caller.get(where).json()["answer"] == on_the_spot
    assert Sheet.objects.get().edition == 1
    assert verify().holds


def test_a_refusal_is_told_in_the_readers_language_and_stays_on_record(town: Served) -> None:
    town.send(sheet(values={"invest": "9.5"}, submit=True))
    where = town.headers["Location"]
    assert file_next() == 422
    assert not Sheet.objects.exists()
    told = town.caller.get(where).json()
    assert (told["state"], told["status"]) == ("refused", 422)
    problems = {problem["code"]: problem for problem in told["answer"]["problems"]}
    assert problems.keys() == {"cell:revenue", "cell:output"}
    assert problems["cell:output"]["mend"] == "Fill it in, or say in the note why."
    chinese = Program(town.caller.key, "zh-hans").get(where).json()
    assert chinese["answer"]["problems"][0]["mend"] == "请填写，或在说明中写明原因。"
    assert town.send(sheet(values={"invest": "9.5"}, submit=True))["receipt"] == told["receipt"]
    assert file_next() is None
    assert verify().holds


def test_a_conflict_is_told_with_both_values(town: Served) -> None:
    town.caller.send("PUT", SHEET, sheet(values={"invest": "8.8"}))
    town.send(sheet(values={"invest": "9.5"}))
    assert file_next() == 409
    answer = town.caller.get(town.headers["Location"]).json()["answer"]
    assert (answer["edition"], answer["cells"][0]["yours"], answer["cells"][0]["stored"]) == (1, "9.5", "8.8")


def test_reports_are_filed_in_the_order_they_came(town: Served) -> None:
    town.send(sheet(values={"invest": "1"}), token="first-of-two")
    town.send(sheet(edition=1, values={"invest": "2"}), token="second-of-two")
    town.send({"edition": 2}, token="third-of-two", path=f"{SHEET}/submission", method="POST")
    assert (file_next(), file_next(), file_next()) == (200, 200, 422)
    assert Sheet.objects.get().edition == 2


def test_a_key_revoked_meanwhile_files_nothing(district: District, town: Served) -> None:
    town.send(sheet(submit=True))
    prefix = town.caller.key.split("_")[1]
    revoke_key(district.standing("admin"), prefix, "遗失")
    assert file_next() == 401
    assert not Sheet.objects.exists()
    row = ReceivedRequest.objects.get()
    assert "unknown_key" in row.outcome.told["en"]
    assert verify().holds


def test_a_person_who_left_meanwhile_files_nothing(district: District, town: Served) -> None:
    town.send(sheet(submit=True))
    tenure = Tenure.objects.get(person__code="t1_liaison")
    end_tenure(district.standing("admin"), tenure, TODAY, "调离")
    assert file_next() == 403
    assert not Sheet.objects.exists()


def test_what_is_not_in_order_is_refused_as_ever_and_not_received(district: District, town: Served) -> None:
    full = sheet(submit=True)
    reader = program(district, "t1_liaison", scopes=("read",)).key
    stranger = program(district, "t2_liaison").key
    refused = [
        town.send(full, HTTP_AUTHORIZATION="Bearer luoshi_00000000_wrong")["problems"][0]["code"],
        town.send(full, HTTP_AUTHORIZATION="")["problems"][0]["code"],
        town.send(full, HTTP_AUTHORIZATION=f"Bearer {reader}")["problems"][0]["code"],
        town.send(full, HTTP_AUTHORIZATION=f"Bearer {stranger}")["problems"][0]["code"],
        town.send(full, path=SHEET.replace("T1", "T9"))["problems"][0]["code"],
        town.send(b'{"edition": NaN}')["title"],
        town.send({"edition": 0})["problems"][0]["code"],
        town.send(full, token="short")["problems"][0]["where"],
        town.send(full, CONTENT_LENGTH=str(11 * 1024 * 1024))["problems"][0]["code"],
        town.send(full, CONTENT_TYPE="multipart/form-data; boundary=x")["problems"][0]["code"],
    ]
    assert refused == [
        "unknown_key",
        "no_key",
        "denied",
        "denied",
        "unknown",
        "The request cannot be read.",
        "missing",
        "Idempotency-Key",
        "large",
        "content_type",
    ]
    assert not ReceivedRequest.objects.exists()


def test_whoever_guessed_too_often_is_not_let_in_with_the_right_key_either(town: Served) -> None:
    right = town.caller.key
    wrong = right[:-4] + "AAAA"
    for _try in range(5):
        town.send(sheet(), HTTP_AUTHORIZATION=f"Bearer {wrong}")
    town.send(sheet())
    assert (town.status, ReceivedRequest.objects.count()) == (429, 0)
    town.send(sheet(), REMOTE_ADDR="10.0.0.2")
    assert town.status == 202


def test_a_key_that_asks_too_often_waits(town: Served, settings: Settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    statuses = []
    for number in range(3):
        town.send(sheet(), token=f"quickly-{number}")
        statuses.append(town.status)
    assert statuses == [202, 202, 429]


def test_when_too_many_wait_nothing_is_received_and_one_is_told_when_to_come_again(
    town: Served, settings: Settings
) -> None:
    settings.API_MOST_WAITING = 2
    for number in range(2):
        town.send(sheet(), token=f"waiting-{number}")
    said = town.send(sheet(), token="one-too-many")
    assert (town.status, said["problems"][0]["code"]) == (503, "crowded")
    assert int(town.headers["Retry-After"]) > 0
    assert ReceivedRequest.objects.count() == 2
    file_next()
    town.door.groups.count_anew()
    town.send(sheet(), token="one-too-many")
    assert town.status == 202


def test_a_row_put_in_by_hand_is_not_filed(town: Served) -> None:
    town.send(sheet(submit=True))
    came = ReceivedRequest.objects.get()
    forged = ReceivedRequest.objects.create(
        number="0" * 32,
        key=came.key,
        token="by-hand-1",
        method="PUT",
        path=SHEET,
        body=came.body,
        request_hash=came.request_hash,
        at=came.at,
        seal=came.seal,
    )
    WaitingRequest.objects.create(request=forged)
    assert (file_next(), file_next()) == (200, 422)
    assert "forged" in RequestOutcome.objects.get(request=forged).told["en"]


def test_a_waiting_report_cannot_be_made_away_with(town: Served) -> None:
    town.send(sheet(submit=True))
    WaitingRequest.objects.all().delete()
    assert [finding.kind for finding in verify().findings] == ["row_added"]
    with pytest.raises(DatabaseError), transaction.atomic():
        ReceivedRequest.objects.all().delete()


def test_a_fault_while_filing_loses_nothing_and_stops_nobody(
    town: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.send(sheet(submit=True), token="with-a-fault")
    town.send(sheet(submit=True), token="without-one")

    def broken(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as breaking, pytest.raises(Fault) as fault:
        breaking.setattr("luoshi.indicators.actions.file_sheet.record", broken)
        file_next()
    assert (Sheet.objects.count(), KeptAnswer.objects.count(), WaitingRequest.objects.count()) == (0, 0, 2)
    assert file_next([fault.value.row]) == 200
    assert WaitingRequest.objects.get().request.token == "with-a-fault"


def test_a_report_counts_from_when_it_was_received(town: Served, district: District) -> None:
    """Received before the closing day is over, filed after it."""
    town.send(sheet(submit=True))
    came = ReceivedRequest.objects.get()
    set_clock(district.standing("admin").signature(), TODAY + timedelta(days=60), chain="QH")
    assert file_next() == 200
    assert Sheet.objects.get().first_submitted_at == came.at


def test_what_others_sent_is_not_shown(district: District, town: Served) -> None:
    town.send(sheet())
    where = town.headers["Location"]
    assert program(district, "t2_liaison").get(where).status_code == 404
    assert program(district, "admin").get(where).status_code == 404
    assert program(district, "t1_head").get(where).status_code == 200
    assert program(district, "t1_head").get("/api/v1/receipts", state="waiting").json()["total"] == 1
    assert program(district, "t1_head").get("/api/v1/receipts", state="refused").json()["total"] == 0
    assert program(district, "t2_head").get("/api/v1/receipts").json()["items"] == []


def test_people_see_on_their_page_what_waits_and_what_was_refused(district: District, town: Served) -> None:
    def board(person: str) -> str:
        return signed_in(person).get(reverse("reports")).content.decode()

    heading = "程序报送未入账"
    town.send(sheet(values={"invest": "9.5"}, submit=True), token="refused-one")
    assert heading in board("t1_head")
    assert "等待入账" in board("t1_liaison")
    file_next()
    assert "请填写，或在说明中写明原因。" in board("t1_liaison")
    assert heading not in board("t2_liaison")
    assert heading not in board("supervisor")
    town.send(sheet(submit=True), token="mended-one")
    file_next()
    assert heading not in board("t1_liaison")


def test_filing_goes_on_with_what_waited_when_the_server_starts(town: Served) -> None:
    """As the thread does it, until nothing waits."""
    for number in range(3):
        town.send(sheet(edition=number, values={"invest": str(number)}), token=f"before-the-crash-{number}")
    Filer().file_all(lambda: False)
    assert not WaitingRequest.objects.exists()
    assert [o.status for o in RequestOutcome.objects.order_by("pk")] == [200, 200, 200]
    assert Sheet.objects.get().edition == 3


def test_all_that_come_together_go_in_by_one_transaction(
    town: Served, django_assert_num_queries: Any
) -> None:
    """While one writes, the others gather; the next writes for all of them."""
    town.send(sheet(), token="warm-up-1")
    knocks = [knock_of(town.environ(sheet(), f"together-{number}")) for number in range(8)]
    town.door.groups.count_anew()
    with django_assert_num_queries(9):
        town.door.groups.admit(knocks)
    assert all(knock.receipt for knock in knocks)
    assert ReceivedRequest.objects.count() == WaitingRequest.objects.count() == 9


def test_what_was_sealed_before_is_sealed_still(town: Served) -> None:
    """The seal is the one that Django's ``salted_hmac`` makes, so what an older server received is filed."""
    town.send(sheet())
    row = ReceivedRequest.objects.get()
    moment = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    words = "\n".join((row.number, str(row.key_id), row.token, row.request_hash, moment))
    assert row.seal == salted_hmac("luoshi.received", words, algorithm="sha256").hexdigest()
    assert file_next() == 200


def test_the_answer_is_written_as_the_framework_would(town: Served) -> None:
    said = town.send(sheet())
    expected = JsonResponse({"receipt": said["receipt"], "received_at": ReceivedRequest.objects.get().at})
    assert json.loads(expected.content) == said
    assert {name: town.headers[name] for name in expected.headers} == dict(expected.headers)


def test_a_post_that_ends_counts_in_the_next_group(district: District, town: Served) -> None:
    """Which units a key files for is kept in memory, under the edition only."""
    town.send(sheet(), token="while-in-post")
    assert town.status == 202
    tenure = Tenure.objects.get(person__account__username="t1_liaison", valid_to=None)
    end_tenure(district.standing("admin"), tenure, TODAY)
    town.send(sheet(edition=1), token="after-the-post")
    assert town.status == 403
    assert ReceivedRequest.objects.count() == 1
