"""The ledger page: who sees which chain, what is found by filter, and what a check says."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import TODAY, District, moment
from luoshi.ledger.models import Entry, Verification
from luoshi.ledger.queries import PAGE
from luoshi.ledger.seal import seal
from luoshi.org.actions.rename import rename
from luoshi.org.models import UnitName
from web.signed_in import signed_in


def chains_seen(person: str, **asked: str) -> set[str]:
    page = signed_in(person).get(reverse("ledger"), asked)
    assert page.status_code == 200
    return {row["entry"].chain.key for row in page.context["rows"]}


@pytest.mark.parametrize(
    "person", ["leader", "supervisor", "assessor", "inspector", "deputy_overseer", "admin"]
)
def test_offices_and_overseers_see_every_chain(district: District, person: str) -> None:
    assert {"QH", "QH-T1", "QH-T2"} <= chains_seen(person)


@pytest.mark.parametrize(
    ("person", "unit"), [("t1_liaison", "QH-T1"), ("v1_head", "QH-T1-V1"), ("treasurer", "QH-FIN")]
)
def test_a_units_people_see_their_own_chain_only(district: District, person: str, unit: str) -> None:
    assert chains_seen(person) == {unit}
    assert chains_seen(person, chain="QH-T2") == set()
    other = Entry.objects.filter(chain__key="QH-T2").latest("pk")
    assert signed_in(person).get(reverse("ledger_entry", args=[other.pk])).status_code == 404
    assert signed_in(person).post(reverse("ledger_check")).status_code == 403


def test_filters_narrow_by_unit_act_and_day(district: District) -> None:
    rename(district.standing("admin"), district.unit("QH-T3"), "沙河新镇", TODAY, "民政批复")
    assert chains_seen("leader", chain="QH-T3") == {"QH-T3"}
    assert chains_seen("leader", verb="org.rename") == {"QH-T3"}
    assert chains_seen("leader", since=TODAY.isoformat()) == {"QH-T3"}
    assert chains_seen("leader", until="2014-12-31", verb="org.rename") == set()
    assert chains_seen("leader", as_of="2014-12-31", verb="org.rename") == set()
    assert "QH-T1" in chains_seen("leader", since="no day", page="99")


def test_long_records_have_pages(district: District) -> None:
    admin, town = district.standing("admin"), district.unit("QH-T3")
    for n in range(PAGE):
        rename(admin, town, f"沙河{n}镇", TODAY.replace(year=2016 + n), "试")
    client = signed_in("leader")
    with CaptureQueriesContext(connection) as queries:
        first = client.get(reverse("ledger"))
    assert len(first.context["rows"]) == PAGE
    assert len(queries) <= 15
    second = signed_in("leader").get(reverse("ledger"), {"page": "2", "chain": "QH-T3"})
    assert {row["entry"].chain.key for row in second.context["rows"]} == {"QH-T3"}


def test_an_entry_opens_with_its_rows_and_its_hash(district: District) -> None:
    made = Entry.objects.filter(verb="org.appoint", chain__key="QH-T1").latest("pk")
    page = signed_in("inspector").get(reverse("ledger_entry", args=[made.pk])).content.decode()
    assert made.hash in page
    assert made.previous in page
    assert "org.tenure" in page


def test_a_check_says_that_all_holds_or_what_does_not(district: District) -> None:
    seal(moment(TODAY))
    client = signed_in("inspector")
    assert client.get(reverse("ledger")).context["last"] is None
    assert client.post(reverse("ledger_check")).status_code == 302
    held = client.get(reverse("ledger"))
    assert held.context["last"].findings == []
    assert held.context["seals"][0].root in held.content.decode()
    UnitName.objects.filter(name="石桥镇").update(name="改名镇")
    client.post(reverse("ledger_check"))
    page = signed_in("leader").get(reverse("ledger"))
    assert [problem.code for problem in page.context["findings"]] == ["row_changed"]
    assert "改名镇" in page.content.decode()
    assert Verification.objects.count() == 2
