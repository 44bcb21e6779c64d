"""A page asks the database a few questions, as many as it needs and no more with every unit of the district."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import FOUNDED, District
from demonstration import Told, environment
from luoshi.indicators.models import FormDuty
from luoshi.org.actions.establish import NewUnit, establish
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

COSTS = Path(__file__).resolve().parents[1] / "page_costs.py"

# What the dearest role is asked once the master data is in memory, two of each for the frame: the session, and the
# edition of the master data.
MOST = {
    "today": 15,
    "district": 9,
    "plan": 3,
    "checks": 6,
    "targets": 10,
    "reports": 5,
    "matters": 5,
    "assessment": 12,
    "bulletins": 4,
    "ledger": 8,
    "settings": 10,
    "plan_document": 7,
    "checks_document": 11,
    "targets_item": 8,
    "targets_lineage": 9,
    "reports_lineage": 11,
    "reports_sheet": 10,
    "matters_item": 7,
    "assessment_live": 15,
    "assessment_run": 11,
    "assessment_trace": 5,
    "assessment_levers": 5,
    "assessment_comparison": 5,
    "assessment_shift": 11,
    "assessment_report": 13,
    "assessment_robustness": 6,
    "assessment_record": 4,
    "assessment_audit": 4,
    "bulletins_item": 3,
}
BAR = 15
BEFORE_ASSETS = 200_000


@pytest.fixture(scope="module")
def costs(told: Told) -> list[dict[str, object]]:
    command = [sys.executable, str(COSTS), "0"]
    ran = subprocess.run(command, env=environment(told.home), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def dearest(costs: list[dict[str, object]], what: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for cost in costs:
        page, amount = str(cost["page"]), int(str(cost[what]))
        found[page] = max(found.get(page, 0), amount)
    return found


def test_no_page_asks_more_than_it_needs(costs: list[dict[str, object]]) -> None:
    found = dearest(costs, "queries")
    assert found.keys() == MOST.keys()
    assert {page: count for page, count in found.items() if count > MOST[page]} == {}


def test_no_page_asks_more_than_the_bar() -> None:
    assert max(MOST.values()) <= BAR


def test_no_page_is_heavy(costs: list[dict[str, object]]) -> None:
    weights = dearest(costs, "bytes")
    assert {page: weight for page, weight in weights.items() if weight > BEFORE_ASSETS} == {}


ROOMS = (
    "today",
    "district",
    "checks",
    "targets",
    "reports",
    "matters",
    "assessment",
    "bulletins",
    "ledger",
    "settings",
)


def test_more_units_are_not_more_queries(district: District, reporting: Reporting) -> None:
    client = signed_in("supervisor")

    def counted() -> dict[str, int]:
        counts = {}
        for room in ROOMS:
            client.get(reverse(room))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(room)).status_code == 200
            counts[room] = len(asked)
        return counts

    reporting.open()
    before = counted()
    units = [NewUnit(f"QH-X{n}", "town", f"新镇{n}", 900 + n, "QH") for n in range(12)]
    for unit in establish(district.standing("admin"), units, date(2015, 5, 1)):
        FormDuty.objects.create(form=reporting.form, unit=unit, valid_from=FOUNDED)
    assert counted() == before
