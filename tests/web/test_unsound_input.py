"""What no page can take is answered by a page in the reader's language, never by a fault."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from cast import District
from luoshi.web.forms import number_typed, row_key
from luoshi.web.middleware import LARGEST_BODY
from web.signed_in import signed_in

EXOTIC = ("²", "٣", "９", "9" * 5000, "-1", "1e3", "0x1", "")


@pytest.mark.parametrize("address", ["/matters/?words=%00", "/settings/?q=a%00b", "/reports/x/%00/y/"])
def test_the_character_nul_in_an_address_is_refused(district: District, address: str) -> None:
    answer = signed_in("supervisor").get(address)
    assert answer.status_code == 400
    assert "未作任何更改" in answer.content.decode()


def test_the_character_nul_in_a_form_is_refused(district: District) -> None:
    answer = signed_in("supervisor").post(reverse("set_language"), {"language": "en", "x": "a\0b"})
    assert answer.status_code == 400


def test_a_form_in_another_encoding_is_refused(district: District) -> None:
    kind = "application/x-www-form-urlencoded; charset=utf-16"
    answer = Client().post(reverse("login"), "username=a", content_type=kind)
    assert answer.status_code == 400


def test_a_form_cut_short_is_refused(district: District) -> None:
    answer = Client().post(reverse("login"), b"--", content_type="multipart/form-data")
    assert answer.status_code == 400


def test_bytes_that_are_no_text_do_not_stop_the_page(district: District) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = Client().post(reverse("login"), b"username=%ff%fe&password=%ed%a0%80", content_type=kind)
    assert answer.status_code == 422


def test_too_large_a_body_is_refused_before_it_is_read(district: District) -> None:
    answer = Client().post(reverse("login"), {"username": "x"}, CONTENT_LENGTH=str(LARGEST_BODY + 1))
    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()


def test_too_long_a_text_is_refused(district: District) -> None:
    answer = Client().post(reverse("login"), {"username": "x" * (11 * 2**20)}, CONTENT_TYPE="x")
    assert answer.status_code in (413, 422)
    kind = "application/x-www-form-urlencoded"
    answer = Client().post(reverse("login"), "username=" + "x" * (11 * 2**20), content_type=kind)
    assert answer.status_code == 413


@pytest.mark.parametrize("text", EXOTIC)
def test_only_plain_digits_are_the_key_of_a_row(text: str) -> None:
    assert row_key(text) is None


@pytest.mark.parametrize(
    "text", ["1e-99999999", "1e3", "1_000", "nan", "inf", "1" * 15, "9" * 5000, "", "1.2.3"]
)
def test_a_number_is_typed_in_digits(text: str) -> None:
    assert number_typed(text) is None


def test_a_number_may_carry_separators_and_a_sign() -> None:
    assert [number_typed(text) for text in (" 1,234.50 ", "-3", "+.5", "１２")] == [
        Decimal("1234.50"),
        Decimal(-3),
        Decimal("0.5"),
        Decimal(12),
    ]


def test_plain_digits_are_the_key_of_a_row() -> None:
    assert row_key("17") == 17


@pytest.mark.parametrize("text", EXOTIC[:4])
def test_an_exotic_number_in_an_address_finds_nothing(district: District, text: str) -> None:
    office = signed_in("supervisor")
    assert office.get(reverse("matters"), {"lead": text}).status_code == 200
    assert office.get(reverse("assessment_live"), {"scheme": text}).status_code in (200, 422)
    assert office.post(reverse("today_read"), {"notice": text}).status_code == 302


@pytest.mark.parametrize("day", ["0001-01-01", "1900-02-29", "9999-12-31", "yesterday"])
@pytest.mark.parametrize("name", ["today", "district", "targets", "reports", "matters", "ledger", "settings"])
def test_any_day_may_be_asked_for(district: District, name: str, day: str) -> None:
    asked = {"as_of": day, "since": day, "until": day}
    assert signed_in("leader").get(reverse(name), asked).status_code == 200


def test_a_form_without_its_token_is_refused_in_the_readers_language(district: District) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("set_language"), {"language": "en"})
    assert answer.status_code == 403
    assert "表单已失效" in answer.content.decode()


def test_pages_of_a_signed_in_person_stay_out_of_caches(district: District) -> None:
    assert signed_in("leader").get(reverse("ledger")).headers["Cache-Control"] == "private, no-store"
