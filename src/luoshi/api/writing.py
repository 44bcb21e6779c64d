"""How an operation writes: once, however often the request comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpResponse
from ninja import Header, Schema

from luoshi.api.access import Caller
from luoshi.identity import receiving
from luoshi.identity.actions.answer_once import Answer, answer_once

JSON = "application/json"
SHORTEST_TOKEN, LONGEST_TOKEN = 8, 80
PRINTABLE = r"^[!-~]+$"
Token = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=SHORTEST_TOKEN,
        max_length=LONGEST_TOKEN,
        pattern=PRINTABLE,
        description="New for each new request, the same to repeat one; kept for 30 days.",
    ),
]


def once(request: Caller, token: str, act: Callable[[], Schema]) -> HttpResponse:
    """Run ``act`` and answer with what it returns; a repeated request gets the same answer and has no effect."""

    def answer() -> Answer:
        return Answer(200, act().model_dump_json())

    return replied(answer_once(request.auth.id, token, fingerprint(request), request.standing.at, answer))


def fingerprint(request: Caller) -> str:
    """SHA-256 of what is asked: method, address and body."""
    return receiving.fingerprint(request.method or "", request.get_full_path(), request.body)


def replied(answer: Answer) -> HttpResponse:
    """The answer as a response, marked where it is a repetition."""
    headers = {"Idempotency-Replayed": "true"} if answer.repeated else {}
    return HttpResponse(answer.body, status=answer.status, content_type=JSON, headers=headers)
