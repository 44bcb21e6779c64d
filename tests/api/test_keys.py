"""Keys: issued and revoked by the administrator, shown once, never more than the person, hard to guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from api.calling import Program, new_key, program
from cast import TODAY, District
from luoshi.identity.actions.open_with_key import open_with_key
from luoshi.identity.actions.sign_in import TRIES_PER_ADDRESS, TRIES_PER_NAME
from luoshi.identity.keys import digest_of, prefix_of
from luoshi.identity.models import Account, ApiKey, FailedSignIn, KeyUse
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.actions.end_tenure import end_tenure
from luoshi.org.actions.issue_key import NewKey, issue_key
from luoshi.org.actions.revoke_key import revoke_key
from luoshi.org.models import Tenure
from luoshi.org.queries import keys
from reporting import Reporting

pytestmark = pytest.mark.django_db
UNITS = "/api/v1/units"


def test_a_key_opens_and_its_secret_is_kept_nowhere(district: District) -> None:
    text = new_key(district, "t1_liaison")
    assert Program(text).get(UNITS).status_code == 200
    key = ApiKey.objects.get()
    secret = text.rsplit("_", 1)[-1]
    assert key.secret_hash == digest_of(text)
    dump = " ".join(str(row) for row in Entry.objects.values_list("subject", "detail", "rows", "reason"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_apikey")
        dump += str(cursor.fetchall())
    assert secret not in dump
    assert key.prefix in dump
    assert verify().holds


def test_the_last_day_of_use_is_known_and_touches_no_recorded_row(district: District) -> None:
    text = new_key(district, "t1_liaison")
    [before] = keys(district.standing("admin"))
    Program(text).get(UNITS)
    [after] = keys(district.standing("admin"))
    assert (before.last_on, after.last_on) == (None, KeyUse.objects.get().last_on)
    assert verify().holds


def test_a_use_that_was_rolled_back_is_put_on_record_by_the_next_one(district: District) -> None:
    text, clock = new_key(district, "t1_liaison"), datetime(2015, 7, 12, 9, tzinfo=UTC)
    with pytest.raises(RuntimeError), transaction.atomic():
        open_with_key(text, "10.0.0.1", clock, TODAY)
        raise RuntimeError
    assert not KeyUse.objects.exists()
    open_with_key(text, "10.0.0.1", clock, TODAY)
    assert KeyUse.objects.get().last_on == TODAY


@pytest.mark.parametrize("wrong", ["", "nonsense", "luoshi_0a1b2c3d_x", "luoshi__x", "luoshi_²_x", "\udcff"])
def test_a_wrong_key_opens_nothing(district: District, wrong: str) -> None:
    header = wrong.encode("utf-8", "surrogateescape").decode("latin-1")
    answer = Program(header).get(UNITS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["problems"][0]["mend"]


def test_without_a_key_nothing_opens_not_even_to_a_signed_in_browser(district: District) -> None:
    caller = Program("")
    caller.client.force_login(Account.objects.get(username="admin"))
    assert caller.get(UNITS).status_code == 401


def test_a_revoked_key_opens_nothing(district: District) -> None:
    text = new_key(district, "t1_liaison")
    revoke_key(district.standing("admin"), prefix_of(text), "程序停用")
    assert Program(text).get(UNITS).status_code == 401
    assert verify().holds
    with pytest.raises(Refused):
        revoke_key(district.standing("admin"), prefix_of(text), "再次")


def test_a_key_ends_on_its_day(district: District) -> None:
    until = TODAY + timedelta(days=1)
    text = new_key(district, "t1_liaison", until=until)
    now = datetime.now(UTC)
    assert open_with_key(text, "192.0.2.1", now, TODAY).unit_code == "QH-T1"
    with pytest.raises(Refused):
        open_with_key(text, "192.0.2.1", now, until)


def test_a_key_is_worth_no_more_than_the_posts_in_its_unit(district: District) -> None:
    text = new_key(district, "t1_liaison")
    admin = district.standing("admin")
    end_tenure(admin, Tenure.objects.get(person__code="t1_liaison"), TODAY, "调离")
    answer = Program(text).get(UNITS)
    assert answer.status_code == 403
    assert "holds no post" in answer.json()["problems"][0]["what"]


def test_a_closed_account_closes_its_keys(district: District) -> None:
    text = new_key(district, "t1_liaison")
    Account.objects.filter(username="t1_liaison").update(is_active=False)
    assert Program(text).get(UNITS).status_code == 401


def test_a_scope_only_takes_away(district: District, reporting: Reporting) -> None:
    reader = program(district, "t1_liaison", scopes=["read"])
    writer = program(district, "t1_liaison", scopes=["report"])
    body = {"edition": 0, "cells": []}
    sheet = "/api/v1/sheets/monthly/2015-06/QH-T1"
    assert (reader.get(sheet).status_code, reader.send("PUT", sheet, body).status_code) == (200, 403)
    assert (writer.get(sheet).status_code, writer.send("PUT", sheet, body).status_code) == (403, 200)


def test_the_ledger_says_that_a_program_acted(district: District, reporting: Reporting) -> None:
    caller = program(district, "t1_liaison")
    caller.send("PUT", "/api/v1/sheets/monthly/2015-06/QH-T1", {"edition": 0, "cells": []})
    entry = Entry.objects.latest("pk")
    assert entry.actor == "石兰"
    assert prefix_of(caller.key) in entry.post


def test_guessing_under_a_name_is_stopped_there_and_nowhere_else(district: District) -> None:
    text = new_key(district, "t1_liaison")
    wrong = f"luoshi_{prefix_of(text)}_guess"
    assert [Program(wrong).get(UNITS).status_code for _ in range(TRIES_PER_NAME)] == [401] * TRIES_PER_NAME
    locked = Program(text).get(UNITS)
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) == 900
    elsewhere = Program(text).client.get(
        UNITS, headers={"Authorization": f"Bearer {text}"}, REMOTE_ADDR="192.0.2.9"
    )
    assert elsewhere.status_code == 200


def test_guessing_many_names_is_stopped_and_right_keys_of_others_still_open(district: District) -> None:
    text = new_key(district, "t1_liaison")
    FailedSignIn.objects.bulk_create(
        FailedSignIn(username=f"key {n}", address="127.0.0.1", at=datetime.now(UTC))
        for n in range(TRIES_PER_ADDRESS)
    )
    assert Program("luoshi_00000000_guess").get(UNITS).status_code == 429
    assert FailedSignIn.objects.count() == TRIES_PER_ADDRESS
    assert Program(text).get(UNITS).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label": " "}, "label"),
        ({"person": "nobody"}, "person"),
        ({"unit": "QH-T2"}, "person"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("read", "all")}, "scopes"),
        ({"until": None}, "until"),
        ({"until": TODAY}, "until"),
        ({"until": date(2017, 1, 1)}, "until"),
    ],
)
def test_what_a_key_needs(district: District, change: dict[str, object], field: str) -> None:
    sound = {
        "label": "报表程序",
        "person": "t1_liaison",
        "unit": "QH-T1",
        "scopes": ("read",),
        "until": date(2015, 12, 31),
    }
    with pytest.raises(Refused) as refused:
        issue_key(district.standing("admin"), NewKey(**{**sound, **change}))  # type: ignore[arg-type]
    assert [p.code for p in refused.value.problems] == [field]
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("person", ["leader", "supervisor", "statistician", "t1_head"])
def test_only_the_administrator_sees_keys(district: District, person: str) -> None:
    with pytest.raises(Denied):
        keys(district.standing(person))
