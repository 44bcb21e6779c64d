"""Signing in: by password with a lock against guessing, and by one click in a demonstration only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cast import TODAY, District
from luoshi.identity.actions.sign_in import TRIES_PER_ADDRESS, TRIES_PER_NAME, sign_in
from luoshi.identity.models import Account, FailedSignIn
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.actions.open_account import open_account

PASSWORD = "长河落日圆-1959-river"
MORNING = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


@pytest.fixture
def clerk(district: District) -> Account:
    """A real official with a password, no member of the cast."""
    admin = district.standing("admin")
    new = Appointment("QH-T2", "deputy", "副镇长", "Deputy Mayor", "t2_deputy", "柳青")
    appoint(admin, [new], TODAY)
    return open_account(admin, "t2_deputy", "liuqing", PASSWORD)


def attempt(client: Client, password: str, **more: str) -> int:
    return client.post(reverse("login"), {"username": "liuqing", "password": password, **more}).status_code


def test_the_right_password_opens_and_the_session_key_is_new(client: Client, clerk: Account) -> None:
    client.get(reverse("login"))
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    answer = client.post(reverse("login"), {"username": "liuqing", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("today")
    assert client.session.session_key != before
    assert verify().holds, "signing in is no act of office"


def test_a_wrong_password_says_so_and_names_neither_part(client: Client, clerk: Account) -> None:
    known = client.post(reverse("login"), {"username": "liuqing", "password": "wrong"})
    unknown = client.post(reverse("login"), {"username": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    told = [str(answer.context["form"].non_field_errors()) for answer in (known, unknown)]
    assert told[0] == told[1] != ""


def test_after_five_failures_the_right_password_is_refused_for_a_quarter_of_an_hour(
    client: Client, clerk: Account
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        assert [attempt(client, "wrong") for _try in range(TRIES_PER_NAME)] == [422] * TRIES_PER_NAME
        assert attempt(client, PASSWORD) == 429
        clock.shift(timedelta(minutes=14))
        assert attempt(client, PASSWORD) == 429
        clock.shift(timedelta(minutes=1))
        assert attempt(client, PASSWORD) == 302
        assert not FailedSignIn.objects.exists()


def test_success_forgets_the_failures_of_that_name(client: Client, clerk: Account) -> None:
    for _try in range(TRIES_PER_NAME - 1):
        attempt(client, "wrong")
    assert attempt(client, PASSWORD) == 302
    assert attempt(Client(), "wrong") == 422


def test_one_address_cannot_try_many_names(clerk: Account) -> None:
    for n in range(TRIES_PER_ADDRESS):
        with pytest.raises(Refused):
            sign_in(f"name{n}", "wrong", "10.0.0.1", MORNING)
    with pytest.raises(Refused) as refusal:
        sign_in("liuqing", PASSWORD, "10.0.0.1", MORNING)
    assert refusal.value.problems[0].code == "locked"
    assert sign_in("liuqing", PASSWORD, "10.0.0.2", MORNING) == clerk


def test_a_closed_account_does_not_open(client: Client, clerk: Account) -> None:
    Account.objects.filter(pk=clerk.pk).update(is_active=False)
    assert attempt(client, PASSWORD) == 422


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [("/ledger/", "/ledger/"), ("https://evil.example/", None), ("//evil.example/x", None)],
)
def test_the_way_on_stays_in_the_house(
    client: Client, clerk: Account, wanted: str, leads_to: str | None
) -> None:
    answer = client.post(reverse("login"), {"username": "liuqing", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == (leads_to or reverse("today"))


def test_one_click_steps_into_a_post_of_the_cast(
    client: Client, district: District, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    page = client.get(reverse("login"))
    people = {p.code: p for group in page.context["demo_people"] for p in group.people}
    assert people["t1_liaison"].post_title == "石桥镇 联络员"
    assert client.post(reverse("demo_sign_in", args=["t1_liaison"])).status_code == 302
    first = client.session.session_key
    assert client.session["_auth_user_id"] == str(Account.objects.get(username="t1_liaison").pk)
    client.post(reverse("demo_sign_in", args=["leader"]))
    assert client.session.session_key != first
    assert client.session["_auth_user_id"] == str(Account.objects.get(username="leader").pk)
    assert client.get(reverse("demo_sign_in", args=["leader"])).status_code == 405


def test_real_accounts_have_no_open_door(client: Client, clerk: Account, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    assert client.post(reverse("demo_sign_in", args=["t2_deputy"])).status_code == 404
    settings.DEMO = False  # type: ignore[attr-defined]
    assert client.post(reverse("demo_sign_in", args=["leader"])).status_code == 404
    assert client.get(reverse("login")).context["demo_people"] == []


def test_signing_out_ends_the_session(client: Client, clerk: Account) -> None:
    attempt(client, PASSWORD)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).headers["Location"] == reverse("login")
    assert "_auth_user_id" not in client.session


def test_the_language_of_the_pages_is_a_choice(client: Client, district: District) -> None:
    assert "登录" in client.get(reverse("login")).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": reverse("login")})
    assert "Sign in" in client.get(reverse("login")).content.decode()


def test_an_account_needs_a_person_in_post_and_a_strong_password(district: District) -> None:
    admin = district.standing("admin")
    with pytest.raises(Refused, match="nobody"):
        open_account(admin, "nobody", "x", PASSWORD)
    appoint(admin, [Appointment("QH-T2", "deputy", "副镇长", "", "t2_deputy", "柳青")], TODAY)
    with pytest.raises(Refused):
        open_account(admin, "t2_deputy", "liuqing", "short")
    with pytest.raises(Denied):
        open_account(district.standing("leader"), "t2_deputy", "liuqing", PASSWORD)
    open_account(admin, "t2_deputy", "liuqing", PASSWORD)
    with pytest.raises(Refused):
        open_account(admin, "t2_deputy", "other", PASSWORD)
    assert verify().holds
