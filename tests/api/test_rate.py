"""Each key may ask so often a minute; after that it is told when to come back."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from api.calling import program
from cast import District
from luoshi.api.rate import Exhausted, Rate


def test_permits_come_back_evenly() -> None:
    rate = Rate()
    for _ in range(6):
        rate.take(1, 100.0, 6)
    with pytest.raises(Exhausted) as told:
        rate.take(1, 100.0, 6)
    assert told.value.wait == 10
    with pytest.raises(Exhausted):
        rate.take(1, 109.0, 6)
    rate.take(1, 110.0, 6)


def test_keys_do_not_take_from_each_other() -> None:
    rate = Rate()
    rate.take(1, 0.0, 1)
    rate.take(2, 0.0, 1)


@pytest.mark.django_db
def test_too_many_requests_are_told_when_to_come_back(district: District, settings: Settings) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    caller, other = program(district, "t1_liaison"), program(district, "t2_liaison")
    assert [caller.get("/api/v1/units").status_code for _ in range(3)] == [200, 200, 429]
    answer = caller.get("/api/v1/units")
    assert 1 <= int(answer.headers["Retry-After"]) <= 30
    assert answer.json()["problems"][0]["code"] == "rate"
    assert other.get("/api/v1/units").status_code == 200
