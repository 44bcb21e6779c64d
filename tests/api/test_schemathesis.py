"""Whatever a program sends that fits the description, or just does not, is answered and never ends in a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from api.calling import Program, new_key
from luoshi.api.rate import rate
from luoshi.api.service import api
from luoshi.ledger.verify import verify
from prepared import Prepared, prepared_district  # noqa: F401

pytestmark = pytest.mark.django_db
EXAMPLES = 12
SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
OPERATIONS = {
    f"{found.ok().method.upper()} {found.ok().path}": found.ok() for found in SCHEMA.get_all_operations()
}
# An operation that takes nothing cannot be called wrongly.
CASES = [
    pytest.param(name, mode, id=f"{name} {mode}")
    for name, found in OPERATIONS.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or found.definition.raw.get("parameters")
]
# A statistics owner may import; the town's liaison may file and explain.
PEOPLE = ("t1_liaison", "statistician")


@pytest.fixture(scope="module")
def programs(prepared: Prepared) -> list[Program]:
    """A town's program and a statistics owner's."""
    return [Program(new_key(prepared.district, person)) for person in PEOPLE]


def sent(case: Any, program: Program) -> int:
    """The status that the generated case is answered with; what it wrote does not stay."""
    headers = {name: str(value) for name, value in (case.headers or {}).items()}
    headers |= {"Authorization": f"Bearer {program.key}"}
    body = b""
    if isinstance(case.body, bytes):
        body = case.body
    elif not isinstance(case.body, NotSet):
        body = json.dumps(case.body, default=str).encode("utf-8", "surrogatepass")
    with transaction.atomic():
        answer = program.client.generic(
            case.method.upper(),
            case.formatted_path,
            body,
            content_type="application/json",
            headers=headers,
            query_params=case.query or None,
        )
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_no_fault(name: str, mode: GenerationMode, programs: list[Program]) -> None:

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def whatever_comes(case: Any) -> None:
        for program in programs:
            rate.forget()
            assert sent(case, program) < 500

    whatever_comes()


def test_the_ledger_still_holds(programs: list[Program]) -> None:
    assert verify().holds
