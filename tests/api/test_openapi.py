"""The description in the repository is that of the service, and complete."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from luoshi.api.service import api
from luoshi.api.snapshot import FILE, described

WRITING = {"put", "post", "patch", "delete"}
OPEN = {"health"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation."""
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_description_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == described(), "run: python -m luoshi.api.snapshot"


@pytest.mark.django_db
def test_the_service_hands_its_description_out() -> None:
    served = Client().get("/api/v1/openapi.json").json()
    assert served["paths"].keys() == json.loads(described())["paths"].keys()


def test_every_operation_but_the_health_needs_a_key() -> None:
    unlocked = {op["operationId"] for _method, _path, op in operations() if not op.get("security")}
    assert unlocked == OPEN


def test_every_operation_says_what_it_does_and_how_it_fails() -> None:
    for _method, _path, operation in operations():
        name = operation["operationId"]
        assert operation["description"], name
        assert name in OPEN or {"401", "403", "422", "429"} <= {str(s) for s in operation["responses"]}, name


def test_every_write_takes_an_idempotency_key() -> None:
    for method, _path, operation in operations():
        if method in WRITING:
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert "Idempotency-Key" in names, operation["operationId"]
