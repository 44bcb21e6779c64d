"""What goes wrong is told as JSON: where, what and how to mend it, in the caller's language."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client

from api.calling import SHEET, Program, program, sheet
from cast import District
from luoshi.api.middleware import LARGEST_BODY
from reporting import Reporting

pytestmark = pytest.mark.django_db


def told(answer: Any) -> dict[str, Any]:
    """The body, which has the shape of all problems."""
    said: dict[str, Any] = answer.json()
    assert {"status", "title", "problems"} <= set(said)
    assert said["status"] == answer.status_code
    assert all(set(p) == {"where", "what", "mend", "code"} for p in said["problems"])
    return said


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Not found."), ("zh", "未找到。"), ("zh-CN,en;q=0.5", "未找到。"), ("fr", "未找到。")],
)
def test_in_the_callers_language(district: District, language: str, title: str) -> None:
    caller = program(district, "t1_liaison")
    caller.language = language
    answer = caller.get("/api/v1/findings/99")
    assert told(answer)["title"] == title
    assert answer.headers["Content-Language"] == ("en" if language == "en" else "zh-hans")


@pytest.mark.parametrize("path", ["/api/", "/api/v2/units", "/api/v1/nothing", "/api/v1/units/"])
def test_an_unknown_address(district: District, path: str) -> None:
    answer = Program("").get(path)
    assert answer.status_code == 404
    if path != "/api/":
        assert told(answer)
        assert told(Program("").send("POST", path, {}))


def test_a_method_that_the_address_does_not_take(district: District) -> None:
    answer = program(district, "t1_liaison").send("DELETE", "/api/v1/units", b"")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert told(answer)["problems"][0]["code"] == "method"


def test_a_fault_is_told_without_its_inside(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_day: object) -> None:
        raise KeyError("inside")

    monkeypatch.setattr("luoshi.api.operations.units.tree", broken)
    caller = program(district, "t1_liaison")
    caller.client.raise_request_exception = False
    answer = caller.get("/api/v1/units")
    assert answer.status_code == 500
    assert told(answer)["problems"][0]["code"] == "fault"
    assert "inside" not in answer.content.decode()


def test_a_form_is_not_read(district: District) -> None:
    answer = Client().post("/api/v1/dataValueSets", {"a": "b"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 415
    assert "application/json" in told(answer)["problems"][0]["mend"]


def test_too_large_a_body_is_refused_before_it_is_read(district: District) -> None:
    caller = program(district, "t1_liaison")
    answer = caller.client.generic(
        "PUT",
        SHEET,
        b"{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {caller.key}"},
        CONTENT_LENGTH=str(LARGEST_BODY + 1),
    )
    assert answer.status_code == 413
    assert told(answer)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a":' * 100_000, b'{"edition":NaN}', b'{"edition":1e5}'],
)
def test_a_body_that_is_no_sound_json(district: District, reporting: Reporting, body: bytes) -> None:
    answer = program(district, "t1_liaison").send("PUT", SHEET, body)
    assert answer.status_code in (400, 422)
    assert told(answer)["problems"][0]["what"]


def test_each_misfit_is_named_by_its_place(district: District, reporting: Reporting) -> None:
    body = {"edition": -1, "cells": [{"value": "1"}], "more": 1}
    places = {
        p["where"]: p["code"]
        for p in told(program(district, "t1_liaison").send("PUT", SHEET, body))["problems"]
    }
    assert places["edition"] == "greater_than_equal"
    assert places["cells.0.indicator"] == "missing"


@pytest.mark.parametrize("path", ["/api/v1/units?as_of=%00", "/api/v1/sheets/a%00b/c/d"])
def test_the_character_nul(district: District, path: str) -> None:
    assert told(program(district, "t1_liaison").get(path))["status"] == 400


def test_answers_carry_the_servers_time_and_stay_out_of_caches(district: District) -> None:
    answer = Program("").get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json()["business_date"] == "2015-07-06"
    assert parsedate_to_datetime(answer.headers["Date"])
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer.headers["Vary"]


def test_the_callers_clock_is_asked_nowhere(district: District, reporting: Reporting) -> None:
    caller = program(district, "t1_liaison")
    kept = caller.send("PUT", SHEET, sheet(), Date="Fri, 01 Jan 2100 00:00:00 GMT").json()
    assert kept["saved_at"].startswith("2015-07-06")
