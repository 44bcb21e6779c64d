"""Who may do what: every address of the product as everybody, held against one table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from luoshi.ledger.models import Entry
from luoshi.ledger.verify import verify
from luoshi.org.models import Person, Role
from prepared import (  # noqa: F401
    CHECKED_TITLE,
    DRAFT_MATTER,
    DRAFT_VALUE,
    SUBMITTED_VALUE,
    TRIAL_NAME,
    Prepared,
    prepared_district,
)
from web.rights_subjects import asked, body, subject
from web.rights_table import ROWS, WHO, Row, routed
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db


def address(prepared: Prepared, row: Row) -> str:
    """Where the row's subject lives."""
    return reverse(row.name, args=subject(prepared, row.name, row.case))


def answer(response: HttpResponse, written: int) -> str:
    """The response in the words of the table."""
    if written:
        return "do"
    if response.status_code == 302:
        return "in" if response.headers["Location"].startswith(reverse("login")) else "to"
    return {200: "ok", 403: "no", 404: "--", 405: "get", 409: "??", 422: "??"}[response.status_code]


Browsers = dict[str, Client]


@pytest.fixture(scope="module")
def browsers(prepared: Prepared) -> Iterator[Browsers]:
    """Everybody's browser by column, signed in once; they share one handler, which is what takes time to start.

    The cast signs in because this is a demonstration. A bulletin is fetched, who may have it being the question,
    but not typeset.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("luoshi.briefing.queries.to_official", lambda *_parts: None)
        patch.setattr("luoshi.briefing.queries.render", lambda _document: b"")
        patch.setattr("luoshi.briefing.unit_report.charts.png", lambda _spec: b"")
        opened = {column: signed_in(person) if person else Client() for column, person in WHO.items()}
        for client in opened.values():
            client.handler = opened["visi"].handler
        yield opened


def ask(client: Client, row: Row, where: str, prepared: Prepared) -> str:
    """The answer to what the row sends; what it wrote, the session included, does not stay."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        before = Entry.objects.count()
        if row.method == "GET":
            response: Any = client.get(where, asked(prepared, row.name))
        else:
            response = client.post(where, body(prepared, row.name, row.case))
        found = answer(response, Entry.objects.count() - before)
        transaction.set_rollback(True)
    client.cookies = cookies
    return found


def test_the_table_names_every_address_and_no_other() -> None:
    assert {row.name for row in ROWS} == set(routed())


def test_the_table_has_a_column_for_every_role(prepared: Prepared) -> None:
    people = Person.objects.filter(code__in=[code for code in WHO.values() if code])
    assert {tenure.post.role for p in people for tenure in p.tenures.select_related("post")} == set(Role)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_rights(row: Row, prepared: Prepared, browsers: Browsers) -> None:
    """Everybody gets the answer that the table gives: ``do`` is on record, everything else left nothing behind."""
    where = address(prepared, row)
    assert {column: ask(client, row, where, prepared) for column, client in browsers.items()} == row.answers


def test_addresses_that_only_take_orders_cannot_be_opened(prepared: Prepared, browsers: Browsers) -> None:
    shown = {row.name for row in ROWS if row.method == "GET"}
    orders = {address(prepared, row) for row in ROWS if row.name not in shown}
    for column in ("lead", "supv", "assm", "stat", "prin", "admn"):
        assert {browsers[column].get(where).status_code for where in orders} <= {403, 404, 405}


# Words that stand on one page only, and who reads them there.
SECRETS = {
    "a draft of a sheet": (DRAFT_VALUE, "prin dpty liai"),
    "a submitted value": (SUBMITTED_VALUE, "lead supv assm stat"),
    "a scheme before it is published": (TRIAL_NAME, "lead supv assm"),
    "a matter before it is opened": (DRAFT_MATTER, "lead supv assm prin dpty liai"),
    "a draft of the plan, turned down": ("原则性要求", "lead supv assm"),
    "a decision that a new edition puts in question": ("review-", "lead supv assm"),
    "a draft of the plan, not decided yet": ('data-state="draft"', "lead supv assm"),
    "a bulletin that is being checked": (CHECKED_TITLE, "lead supv assm prin dpty liai"),
}


@pytest.fixture(scope="module")
def read(prepared: Prepared, browsers: Browsers) -> dict[str, str]:
    """Everything that everybody reads on the pages where a secret could stand, by column."""
    plan = [reverse(name, args=[prepared.document.pk]) for name in ("plan_document", "plan_coverage")]
    units = ("QH-T1", "QH-S1")
    pages = [
        *(reverse(name) for name in ("today", "district", "plan", "checks", "targets", "reports", "matters")),
        *(reverse(name) for name in ("assessment", "assessment_runs", "bulletins")),
        *plan,
        reverse("plan_changes", args=[prepared.edition.pk]),
        *(reverse("reports_sheet", args=["monthly", "2015-06", unit]) for unit in units),
        *(reverse("reports_lineage", args=[unit, "invest", "2015-06"]) for unit in units),
        reverse("reports_export_csv", args=["monthly", "2015-06"]),
        reverse("matters_item", args=[prepared.drafted.pk]),
    ]
    return {
        column: "".join(client.get(page).content.decode() for page in pages)
        for column, client in browsers.items()
    }


@pytest.mark.parametrize("secret", SECRETS)
def test_what_is_not_public_is_read_by_few(secret: str, read: dict[str, str]) -> None:
    words, readers = SECRETS[secret]
    assert {column for column, text in read.items() if words in text} == set(readers.split())


def test_the_ledger_still_holds(prepared: Prepared) -> None:
    assert verify().holds
