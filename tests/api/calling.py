"""A program that calls the interface with a key of one of the test district's people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.test import Client

from cast import TODAY, District
from luoshi.org.actions.issue_key import NewKey, issue_key
from luoshi.org.models import Tenure

SHEET = "/api/v1/sheets/monthly/2015-06/QH-T1"
BOTH = ("read", "report")
_tokens = count(1)


@dataclass
class Program:
    """Calls with ``key``; each write under a token of its own unless one is given."""

    key: str
    language: str = "en"
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query, headers=self._headers())

    def send(self, method: str, path: str, body: Any, *, token: str | None = "", **more: str) -> Any:
        """``token`` None sends none; ``body`` bytes go as they are."""
        headers = self._headers() | more
        if token is not None:
            headers["Idempotency-Key"] = token or f"token-{next(_tokens):06d}"
        content = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return self.client.generic(method, path, content, content_type="application/json", headers=headers)

    def _headers(self) -> dict[str, str]:
        key = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return key | {"Accept-Language": self.language}


def new_key(
    district: District,
    person: str,
    unit: str = "",
    scopes: Sequence[str] = BOTH,
    until: date = TODAY + timedelta(days=90),
    since: date = TODAY,
) -> str:
    """The text of a key for the person, in the unit of the first post if none is named."""
    place = unit or Tenure.objects.filter(person__code=person).order_by("pk")[0].post.unit.code
    wanted = NewKey(f"{person} 的程序", person, place, scopes, until)
    return issue_key(district.standing("admin", since), wanted).text


def program(district: District, person: str, *, unit: str = "", scopes: Sequence[str] = BOTH) -> Program:
    """A program with a fresh key of the person."""
    return Program(new_key(district, person, unit, scopes))


def cells(values: dict[str, Any], note: str = "已核对") -> list[dict[str, Any]]:
    """Cells with a note on each, so that nothing is doubted."""
    return [{"indicator": code, "value": value, "note": note} for code, value in values.items()]


FULL = {"invest": "9.5", "revenue": "600", "output": "30"}


def sheet(edition: int = 0, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The body that keeps, or with ``submit`` hands in, a sheet."""
    return {"edition": edition, "cells": cells(FULL if values is None else values), **more}
