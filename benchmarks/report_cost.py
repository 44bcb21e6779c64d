"""Claim: a signed report of a program costs the server at most 24 statements and 20 ms of CPU.

Sixty units with twelve figures each, in this process and so without a network: what the server itself spends.
A report as a page is opening the sheet and handing it in; as a request it is one PUT with ``submit``. Each program
has read its sheet before, as it must to know the edition. Beside it what a request costs that does nothing.
``--queries`` prints the statements of one report, ``--profile`` where the time goes.
"""

import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable
from datetime import date
from html import unescape
from statistics import median

from rush_district import ASKED, HIDDEN, PERIOD, TODAY, at, found

from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip

UNITS, INDICATORS = 60, 12
MOST_QUERIES, MOST_CPU = 24, 0.020
SHEET = f"/reports/monthly/{PERIOD}/"


def by_page(unit: str, client: Client, value: str) -> None:
    """Open the sheet and hand it in."""
    text = client.get(f"{SHEET}{unit}/").content.decode()
    form = text[text.index('name="edition"') - 300 :]
    sent = {name: unescape(held) for name, held in HIDDEN.findall(form[: form.index("</form>")])}
    for code in ASKED.findall(text):
        sent |= {f"v-{code}": value, f"n-{code}": "已核对"}
    answer = client.post(f"{SHEET}{unit}/", {**sent, "do": "submit"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/reports/", answer.content.decode()


def by_request(unit: str, client: Client, value: str) -> None:
    """One request of a program: cells and submission."""
    cells = [{"indicator": f"i{n:02d}", "value": value, "note": "checked"} for n in range(INDICATORS)]
    answer = client.put(
        f"/api/v1/sheets/monthly/{PERIOD}/{unit}",
        json.dumps({"edition": 0, "submit": True, "cells": cells}),
        content_type="application/json",
        headers={"Idempotency-Key": f"first-{unit}"},
    )
    assert answer.status_code == 200, answer.content.decode()


def nothing(_unit: str, client: Client, _value: str) -> None:
    """What every request of a program passes."""
    assert client.get("/api/v1/health").status_code == 200


def browsers(units: list[str]) -> dict[str, Client]:
    """Each unit's liaison, signed in."""
    from luoshi.identity.models import Account

    clients = {}
    for unit in units:
        clients[unit] = Client(HTTP_HOST="127.0.0.1")
        clients[unit].force_login(Account.objects.get(username=f"liaison-{unit.lower()}"))
    return clients


def programs(units: list[str]) -> dict[str, Client]:
    """A program of each unit, with the key of its liaison."""
    from luoshi.org.actions.issue_key import NewKey, issue_key
    from luoshi.org.queries import standing_of_code

    admin = standing_of_code("admin", at(TODAY))
    clients = {}
    for unit in units:
        wanted = NewKey("rush", f"liaison-{unit.lower()}", unit, ("read", "report"), date(2015, 12, 31))
        text = issue_key(admin, wanted).text
        clients[unit] = Client(HTTP_HOST="127.0.0.1", headers={"Authorization": f"Bearer {text}"})
    return clients


def told(
    name: str, file: Callable[[str, Client, str], None], clients: dict[str, Client], profile: bool
) -> tuple[int, float]:
    """Queries of a report, and median CPU seconds, each unit filing once."""
    first, *rest = clients
    # One application answers all, as in the server; each test client would load its own.
    for client in clients.values():
        client.handler = clients[first].handler
    file(first, clients[first], "100.25")
    with CaptureQueriesContext(connection) as asked:
        file(rest[0], clients[rest[0]], "100.25")
    queries = len(asked)
    if "--queries" in sys.argv:
        for number, query in enumerate(asked, start=1):
            print(f"{number:3d} {query['sql'][:220]}")
    spent, waited = [], []
    watch = cProfile.Profile()
    for number, unit in enumerate(rest[1:]):
        cpu, wall = time.process_time(), time.perf_counter()
        if profile:
            watch.enable()
        file(unit, clients[unit], f"{number}.5")
        watch.disable()
        spent.append(time.process_time() - cpu)
        waited.append(time.perf_counter() - wall)
    cpu = median(spent)
    print(f"{name:12} {queries:3d} queries, {1000 * cpu:6.1f} ms CPU, {1000 * median(waited):6.1f} ms")
    if profile:
        pstats.Stats(watch).sort_stats("cumulative").print_stats(70)
        pstats.Stats(watch).sort_stats("tottime").print_stats(25)
    return queries, cpu


def main() -> None:
    from luoshi.ledger.verify import verify

    units = found(UNITS, INDICATORS)
    half, profile = UNITS // 2, "--profile" in sys.argv
    pages, requests = browsers(units[:half]), programs(units[half:])
    told("nothing", nothing, requests, profile)
    told("as a page", by_page, pages, profile)
    for unit, client in requests.items():
        assert client.get(f"/api/v1/sheets/monthly/{PERIOD}/{unit}").json()["edition"] == 0
    queries, cpu = told("as a request", by_request, requests, profile)
    assert verify().holds
    reached = queries <= MOST_QUERIES and cpu <= MOST_CPU
    print(
        f"a request at most {MOST_QUERIES} queries, {1000 * MOST_CPU:.0f} ms: {'reached' if reached else 'NOT reached'}"
    )


if __name__ == "__main__":
    main()
