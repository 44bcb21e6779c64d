"""What is read through the interface: the same figures as on the pages, in bounded parts, as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.calling import Program, program
from luoshi.ledger.verify import verify
from prepared import DRAFT_VALUE, SUBMITTED_VALUE, Prepared, prepared_district  # noqa: F401

pytestmark = pytest.mark.django_db


def walk(caller: Program, limit: int, **query: Any) -> Iterator[dict[str, Any]]:
    """All figures, a page after the other."""
    after = ""
    while True:
        page = caller.get("/api/v1/observations", limit=limit, after=after, **query).json()
        assert len(page["items"]) <= limit
        yield from page["items"]
        if page["next"] is None:
            return
        after = page["next"]


def test_the_units_are_a_tree(prepared: Prepared) -> None:
    listed = program(prepared.district, "t1_liaison").get("/api/v1/units").json()
    above = {unit["code"]: unit["parent"] for unit in listed["items"]}
    assert listed["total"] == len(above)
    assert (above["QH"], above["QH-T1"], above["QH-T1-V1"]) == (None, "QH", "QH-T1")


def test_a_list_comes_in_parts(prepared: Prepared) -> None:
    caller = program(prepared.district, "t1_liaison")
    whole = caller.get("/api/v1/units").json()["items"]
    parts = [caller.get("/api/v1/units", limit=5, offset=at).json()["items"] for at in (0, 5, 10, 15)]
    assert [*chain.from_iterable(parts)] == whole
    assert caller.get("/api/v1/units", limit=501).status_code == 422


def test_indicators_and_forms(prepared: Prepared) -> None:
    caller = program(prepared.district, "t1_liaison")
    rows = {row["code"]: row for row in caller.get("/api/v1/indicators").json()["items"]}
    assert rows["invest"]["data_owner"] == "QH-STAT"
    assert (rows["invest"]["plausible_high"], rows["revenue"]["plausible_high"]) == ("100", None)
    [form] = caller.get("/api/v1/forms").json()["items"]
    assert form["indicators"] == ["invest", "revenue", "output"]


def test_rounds_tell_of_the_own_unit_to_its_people_and_of_all_to_the_office(prepared: Prepared) -> None:
    def units(person: str) -> set[str]:
        listed = program(prepared.district, person).get("/api/v1/rounds", period="2015-06").json()
        [june] = listed["items"]
        return {filing["unit"] for filing in june["filings"]}

    assert units("t1_liaison") == {"QH-T1"}
    assert units("supervisor") == {"QH-S1", "QH-T1", "QH-T2", "QH-T3"}


def test_verified_figures_are_for_everybody_and_others_for_few(prepared: Prepared) -> None:
    other = program(prepared.district, "t2_liaison")
    verified = list(walk(other, 100))
    assert verified
    assert all(row["verified"] for row in verified)
    assert SUBMITTED_VALUE not in str(list(walk(other, 100, which="latest")))
    office = str(list(walk(program(prepared.district, "supervisor"), 100, which="latest")))
    assert SUBMITTED_VALUE in office
    assert DRAFT_VALUE not in office
    assert other.get("/api/v1/observations", which="latest", unit="QH-S1").status_code == 403


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_walking_in_small_parts_meets_every_figure_once(prepared: Prepared, limit: int) -> None:
    caller = program(prepared.district, "supervisor")
    whole = list(walk(caller, 500, which="latest"))
    assert list(walk(caller, limit, which="latest")) == whole
    places = [(row["unit"], row["period"], row["indicator"]) for row in whole]
    assert places == sorted(set(places))


def test_figures_are_found_by_code_and_as_of_a_day(prepared: Prepared) -> None:
    caller = program(prepared.district, "t1_liaison")
    asked = {"unit": "QH-T1", "indicator": "invest", "period": "2015-05"}
    [row] = caller.get("/api/v1/observations", **asked).json()["items"]
    assert (row["unit"], row["period"], row["origin"]) == ("QH-T1", "2015-05", "report")
    before = caller.get("/api/v1/observations", **asked, as_of="2015-05-01").json()
    assert before == {"items": [], "next": None}


@pytest.mark.parametrize("day", ["2015-07-07", "1949-09-30", "0001-01-01", "9999-12-31"])
def test_a_day_of_which_nothing_is_known_is_refused(prepared: Prepared, day: str) -> None:
    caller = program(prepared.district, "t1_liaison")
    for path in ("units", "rounds", "observations", "targets"):
        answer = caller.get(f"/api/v1/{path}", as_of=day)
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "as_of")


def test_targets_with_their_pace(prepared: Prepared) -> None:
    caller = program(prepared.district, "t1_liaison")
    rows = caller.get("/api/v1/targets", year=2015).json()["items"]
    part = next(row for row in rows if row["id"] == prepared.part.pk)
    assert (part["unit"], part["indicator"], part["kind"]) == ("QH-T1", "invest", prepared.part.kind)
    assert part["pace"]["light"] in {"on_pace", "slightly_behind", "behind", "not_reported", "not_applicable"}
    one = caller.get("/api/v1/targets", year=2015, unit="QH-T1", indicator="invest").json()["items"]
    assert one == [part]


def test_a_finding_is_read_and_explained_once(prepared: Prepared) -> None:
    caller = program(prepared.district, "t1_liaison")
    rows = caller.get("/api/v1/findings", period="2015-05").json()["items"]
    assert [(row["unit"], row["state"], row["may_explain"]) for row in rows] == [("QH-T1", "reporter", True)]
    where = f"/api/v1/findings/{rows[0]['id']}"
    token = "explain-0001"
    for _ in range(2):
        answer = caller.send("POST", f"{where}/explanation", {"text": "新开工项目"}, token=token)
        assert answer.status_code == 200
    told = caller.get(where).json()
    assert told["state"] == "owner"
    assert [event["kind"] for event in told["events"]] == ["seen", "explained"]
    assert program(prepared.district, "t2_liaison").get(where).status_code == 404
    assert verify().holds


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("units", 4),
        ("indicators", 5),
        ("forms", 7),
        ("rounds", 5),
        ("sheets/monthly/2015-06/QH-T1", 10),
        ("observations", 5),
        ("targets", 8),
        ("findings?period=2015-05", 7),
    ],
)
def test_an_operation_asks_few_queries(prepared: Prepared, path: str, most: int) -> None:
    caller = program(prepared.district, "t1_liaison")
    # What was written before is read once, whoever asks first.
    caller.get(f"/api/v1/{path}")
    with CaptureQueriesContext(connection) as asked:
        assert caller.get(f"/api/v1/{path}").status_code == 200
    assert len(asked) <= most, [q["sql"][:90] for q in asked]
