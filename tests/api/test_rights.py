"""Who may call what: every operation as everybody's program, held against one table."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from api.calling import FULL, SHEET, Program, new_key, sheet
from api.test_openapi import operations
from cast import TODAY, moment
from luoshi.identity.actions.receive_requests import receive_requests
from luoshi.identity.keys import prefix_of
from luoshi.identity.models import ApiKey
from luoshi.identity.receiving import Arrival
from luoshi.ledger.models import Entry
from luoshi.ledger.verify import verify
from prepared import Prepared, prepared_district  # noqa: F401

pytestmark = pytest.mark.django_db

# Columns: whose program asks. 石桥镇 (T1) is the unit that is looked at; "rdsc" and "wrsc" are programs of its liaison
# with one scope only; "none" shows no key.
WHO: dict[str, tuple[str, tuple[str, ...]]] = {
    "none": ("", ()),
    "rdsc": ("t1_liaison", ("read",)),
    "wrsc": ("t1_liaison", ("report",)),
    "lead": ("leader", ("read", "report")),
    "supv": ("supervisor", ("read", "report")),
    "assm": ("assessor", ("read", "report")),
    "stat": ("statistician", ("read", "report")),
    "prin": ("t1_head", ("read", "report")),
    "dpty": ("t1_deputy", ("read", "report")),
    "liai": ("t1_liaison", ("read", "report")),
    "othr": ("t2_liaison", ("read", "report")),
    "vill": ("v1_head", ("read", "report")),
    "grid": ("v1_grid", ("read", "report")),
    "disc": ("inspector", ("read", "report")),
    "over": ("deputy_overseer", ("read", "report")),
    "admn": ("admin", ("read", "report")),
}

# Answers: ok = told, nothing written; do = done and on record; ky = a key is needed (401); no = refused (403);
# -- = does not exist for this person (404).
TABLE = """
                     none rdsc wrsc lead supv assm stat prin dpty liai othr vill grid disc over admn
health                 ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
list_units             ky   ok   no   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
list_indicators        ky   ok   no   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
list_forms             ky   ok   no   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
list_rounds            ky   ok   no   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
read_sheet             ky   ok   no   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
save_sheet             ky   no   do   no   no   no   no   do   do   do   no   no   no   no   no   no
submit_sheet           ky   no   do   no   no   no   no   do   do   do   no   no   no   no   no   no
list_receipts          ky   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
read_receipt           ky   ok   ok   --   --   --   --   ok   ok   ok   --   --   --   --   --   --
list_observations      ky   ok   no   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
list_targets           ky   ok   no   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
list_findings          ky   ok   no   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
read_finding           ky   ok   no   ok   ok   ok   ok   ok   ok   ok   --   --   --   --   --   --
explain_finding        ky   no   do   no   no   no   no   do   do   do   --   --   --   --   --   --
import_data_values     ky   no   no   no   no   no   do   no   no   no   no   no   no   no   no   no
export_data_values     ky   no   no   no   ok   no   ok   no   no   no   no   no   no   no   no   ok
export_metadata        ky   no   no   no   ok   no   ok   no   no   no   no   no   no   no   no   ok
"""
# A report of 石桥镇's liaison that waits to be filed.
RECEIPT = "0" * 32
# Read before a verdict: by the unit, the offices and the statistics owners.
UNVERIFIED = "rdsc lead supv assm stat prin dpty liai"


def rows() -> dict[str, dict[str, str]]:
    """The table, read: name of the operation -> answers by column."""
    read = (line.split() for line in TABLE.splitlines()[2:] if line.strip())
    return {words[0]: dict(zip(WHO, words[1:], strict=True)) for words in read}


ROWS = rows()


def call(program: Program, name: str, p: Prepared) -> Any:
    """What somebody who may would send."""
    finding = f"/api/v1/findings/{p.finding.pk}"
    full = sheet(p.june.sheets.get(unit__code="QH-T1").edition)
    past = [{"dataElement": "invest", "orgUnit": "QH-T1", "period": "201306", "value": "3"}]
    ways: dict[str, tuple[Any, ...]] = {
        "health": ("/api/v1/health",),
        "list_units": ("/api/v1/units",),
        "list_indicators": ("/api/v1/indicators",),
        "list_forms": ("/api/v1/forms",),
        "list_rounds": ("/api/v1/rounds",),
        "read_sheet": (SHEET,),
        "save_sheet": ("PUT", SHEET, full),
        "submit_sheet": ("POST", f"{SHEET}/submission", {"edition": full["edition"]}),
        "list_receipts": ("/api/v1/receipts",),
        "read_receipt": (f"/api/v1/receipts/{RECEIPT}",),
        "list_observations": ("/api/v1/observations",),
        "list_targets": ("/api/v1/targets",),
        "list_findings": ("/api/v1/findings?period=2015-05",),
        "read_finding": (finding,),
        "explain_finding": ("POST", f"{finding}/explanation", {"text": "新开工项目"}),
        "import_data_values": ("POST", "/api/v1/dataValueSets", {"idScheme": "code", "dataValues": past}),
        "export_data_values": ("/api/v1/dataValueSets?startDate=2015-01-01&endDate=2015-12-31",),
        "export_metadata": ("/api/v1/metadata",),
    }
    given = ways[name]
    return program.get(*given) if len(given) == 1 else program.send(*given)


@pytest.fixture(scope="module")
def programs(prepared: Prepared) -> dict[str, Program]:
    """Everybody's program by column; the cast has its accounts because this is a demonstration."""
    made = {
        column: Program(new_key(prepared.district, person, scopes=scopes) if person else "")
        for column, (person, scopes) in WHO.items()
    }
    sender = ApiKey.objects.get(prefix=prefix_of(made["liai"].key))
    receive_requests([Arrival(RECEIPT, sender.pk, "rights-1", "PUT", SHEET, b"{}", moment(TODAY))])
    return made


def ask(program: Program, name: str, p: Prepared) -> str:
    """The answer to the operation; what it wrote does not stay."""
    with transaction.atomic():
        if name == "submit_sheet":
            p.reporting.save(p.june, FULL, notes=dict.fromkeys(FULL, "已核对"))
        before = Entry.objects.count()
        status = call(program, name, p).status_code
        written = Entry.objects.count() - before
        transaction.set_rollback(True)
    if status == 200:
        return "do" if written else "ok"
    return {401: "ky", 403: "no", 404: "--"}.get(status, str(status))


def test_the_table_names_every_operation_and_no_other() -> None:
    assert set(ROWS) == {operation["operationId"] for _method, _path, operation in operations()}


@pytest.mark.parametrize("name", ROWS)
def test_rights(name: str, prepared: Prepared, programs: dict[str, Program]) -> None:
    assert {column: ask(caller, name, prepared) for column, caller in programs.items()} == ROWS[name]


def test_what_nobody_verified_is_read_by_few(prepared: Prepared, programs: dict[str, Program]) -> None:
    readers = set()
    for column, caller in programs.items():
        answer = caller.get("/api/v1/observations", which="latest", unit="QH-T1")
        if answer.status_code == 200:
            readers.add(column)
    assert readers == set(UNVERIFIED.split())


def test_the_ledger_still_holds(prepared: Prepared) -> None:
    assert verify().holds
