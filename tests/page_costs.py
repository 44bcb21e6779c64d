"""What every main page costs every main role of the demonstration: queries, bytes, milliseconds.

Run as a command against the demonstration in LUOSHI_HOME: prints one JSON row a page and role. The argument is
how often each page is asked for after a first time that is not counted; without one each is opened and no more.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client


@dataclass(frozen=True)
class PageCost:
    """One page as one role sees it; ``queries`` of one request, ``seconds`` and ``cpu`` of each."""

    page: str
    role: str
    queries: int
    bytes: int
    seconds: list[float]
    cpu: list[float]


def walk(times: int) -> Iterator[PageCost]:
    """What every page that opens costs, role by role; Django must have been set up."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for page, role, client, address in opened():
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        queries = len(asked)
        seconds, cpu = [], []
        for _ in range(times):
            begun, spent = time.perf_counter(), time.process_time()
            client.get(address)
            seconds.append(time.perf_counter() - begun)
            cpu.append(time.process_time() - spent)
        yield PageCost(page, role, queries, len(answer.content), seconds, cpu)


def opened() -> Iterator[tuple[str, str, Client, str]]:
    """Page, role, the browser of somebody in that role, and the address, of every page that has just opened."""
    from django.test import Client

    from luoshi.org.queries import cast
    from luoshi.workdays.clock import business_now

    first_of = {}
    for member in cast(business_now().date()):
        first_of.setdefault(str(member.role), member.person.account)
    pages = dict(_pages())
    for role, account in first_of.items():
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(account)
        for page, address in pages.items():
            answer = client.get(address)
            if answer.status_code in {403, 404}:
                continue
            assert answer.status_code == 200, (role, address, answer.status_code)
            yield page, role, client, address


def _pages() -> Iterator[tuple[str, str]]:
    """Name and address of every main page, with what the demonstration has to show on it."""
    from django.urls import reverse

    from luoshi.assessment.models import Run
    from luoshi.briefing.models import Bulletin
    from luoshi.documents.models import Document
    from luoshi.indicators.models import Sheet
    from luoshi.matters.models import Matter
    from luoshi.targets.models import Target

    for room in (
        "today",
        "district",
        "plan",
        "checks",
        "targets",
        "reports",
        "matters",
        "assessment",
        "bulletins",
    ):
        yield room, reverse(room)
    yield "ledger", reverse("ledger")
    yield "settings", reverse("settings")
    run = Run.objects.latest("pk")
    sheet = Sheet.objects.select_related("round__form", "unit").latest("pk")
    target = Target.objects.filter(parent=None).earliest("pk")
    yield "plan_document", reverse("plan_document", args=[Document.objects.earliest("pk").pk])
    yield "checks_document", reverse("checks_document", args=[Document.objects.latest("pk").pk])
    yield "targets_item", reverse("targets_item", args=[target.pk])
    yield "targets_lineage", reverse("targets_lineage", args=[target.pk])
    cell = [sheet.unit.code, target.indicator.code, sheet.round.period]
    yield "reports_lineage", reverse("reports_lineage", args=cell)
    yield (
        "reports_sheet",
        reverse("reports_sheet", args=[sheet.round.form.code, sheet.round.period, sheet.unit.code]),
    )
    yield "matters_item", reverse("matters_item", args=[Matter.objects.earliest("pk").pk])
    yield "assessment_live", reverse("assessment_live") + f"?scheme={run.scheme_id}&period={run.period}"
    yield "assessment_run", reverse("assessment_run", args=[run.pk])
    for view in ("trace", "levers", "comparison", "shift", "report"):
        yield f"assessment_{view}", reverse(f"assessment_{view}", args=[run.pk, sheet.unit.code])
    yield "assessment_robustness", reverse("assessment_robustness", args=[run.pk])
    yield "assessment_record", reverse("assessment_record")
    yield "assessment_audit", reverse("assessment_audit", args=[run.scheme_id])
    yield "bulletins_item", reverse("bulletins_item", args=[Bulletin.objects.latest("pk").pk])


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.config.settings"
    import django

    django.setup()
    if len(sys.argv) > 1:
        for cost in walk(int(sys.argv[1])):
            sys.stdout.write(json.dumps(asdict(cost)) + "\n")
    else:
        for name, of, *_how in opened():
            sys.stdout.write(json.dumps({"page": name, "role": of}) + "\n")
