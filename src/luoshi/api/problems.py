"""Refusals as JSON: where, what, and how to mend it, in the caller's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from luoshi.api.rate import Exhausted
from luoshi.identity.actions.open_with_key import LOCKED, UNKNOWN
from luoshi.identity.actions.sign_in import WINDOW
from luoshi.indicators.desk import CONFLICT
from luoshi.ledger.refusal import Denied, Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

_STATUS = {CONFLICT: 409, LOCKED: 429, UNKNOWN: 401}
# Seconds after which a request that found the database busy is worth another try.
SOON = 1
# The same where a queue has to become shorter.
LATER = 5
TITLES: dict[int, Words] = {
    400: _("The request cannot be read."),
    401: _("A key is needed."),
    403: _("Not allowed."),
    404: _("Not found."),
    405: _("This operation does not exist."),
    409: _("Somebody else has saved since."),
    413: _("The request is too large."),
    415: _("This kind of content is not read."),
    422: _("The request cannot be taken."),
    429: _("Too many requests."),
    500: _("Something went wrong here."),
    503: _("The database is busy."),
}
# What pydantic finds -> in words.
_FOUND: dict[str, tuple[Words, Words]] = {
    "missing": (_("It is missing."), _("Send it.")),
    "extra_forbidden": (_("Nobody knows this name."), _("Leave it out, or correct it.")),
}
_UNFIT = (_("This value cannot be taken."), _("Look it up in the description of the operation."))


class ProblemOut(Schema):
    """One thing that is wrong: where, what, how to mend it; ``code`` is the same in every language."""

    where: str
    what: str
    mend: str
    code: str


class Problems(Schema):
    """Why nothing was done."""

    status: int
    title: str
    problems: list[ProblemOut]


READS = dict.fromkeys((400, 401, 403, 422, 429), Problems)
FINDS = {**READS, 404: Problems}
WRITES = {**FINDS, 413: Problems, 415: Problems, 503: Problems}


def told(
    status: int,
    problems: Iterable[Problem] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The problems as an answer; ``more`` stands beside them."""
    said = {
        "status": status,
        "title": str(TITLES[status]),
        "problems": [
            {"where": str(p.where), "what": str(p.what), "mend": str(p.mend), "code": p.code}
            for p in problems
        ],
        **more,
    }
    return JsonResponse(
        said, status=status, headers=dict(headers or {}), json_dumps_params={"ensure_ascii": False}
    )


def status_of(refusal: Refused) -> int:
    """409 for a conflict with another person, 429 for a guesser, 401 for a wrong key, else 422."""
    kinds = [problem.code.partition(":")[0] for problem in refusal.problems]
    return next((_STATUS[kind] for kind in kinds if kind in _STATUS), 422)


class Conflicting(Refused):
    """Somebody else has saved since; ``more`` holds both values of each cell."""

    def __init__(self, problems: Iterable[Problem], more: Mapping[str, Any]) -> None:
        super().__init__(problems)
        self.more = more


class Crowded(Exception):
    """So many received reports wait to be filed that no more are received; nothing was written."""


def handle_problems(api: NinjaAPI) -> None:
    """Answer what operations raise; anything else is a fault and goes the way of all faults."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refused: _refused,
        Denied: _denied,
        Exhausted: _exhausted,
        Http404: _nothing,
        RequestDataTooBig: _too_big,
        OperationalError: _busy,
        Crowded: _crowded,
        AuthenticationError: _no_key,
        HttpError: _unreadable,
        ValidationError: _misfit,
    }
    for raised, answer in answers.items():
        api.add_exception_handler(raised, answer)


def _refused(_request: HttpRequest, refusal: Refused) -> HttpResponse:
    status = status_of(refusal)
    headers = {429: {"Retry-After": str(int(WINDOW.total_seconds()))}, 401: _CHALLENGE}.get(status)
    more = refusal.more if isinstance(refusal, Conflicting) else {}
    return told(status, refusal.problems, headers, **more)


def _denied(_request: HttpRequest, denied: Denied) -> HttpResponse:
    mend = _("Ask the administrator for a key of somebody who may.")
    return told(403, [Problem("", denied.what, mend, "denied")])


def _exhausted(_request: HttpRequest, exhausted: Exhausted) -> HttpResponse:
    what = _("This key asks too often.")
    mend = _("Wait %d seconds, then ask again.") % exhausted.wait
    return told(429, [Problem("", what, mend, "rate")], {"Retry-After": str(exhausted.wait)})


def _nothing(_request: HttpRequest, _error: Exception) -> HttpResponse:
    what = _("There is nothing here, or it is not for you to see.")
    return told(404, [Problem("", what, _("Check the codes in the address."), "unknown")])


def _too_big(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return told(413, [TOO_LARGE])


TOO_LARGE = Problem("", _("More than 10 MB was sent."), _("Split it by year or by unit."), "large")


def _busy(_request: HttpRequest, _error: Exception) -> HttpResponse:
    what, mend = _("Nothing was written."), _("Send the same request again, with the same Idempotency-Key.")
    return told(503, [Problem("", what, mend, "busy")], {"Retry-After": str(SOON)})


def _crowded(_request: HttpRequest, _error: Exception) -> HttpResponse:
    what = _("Too many reports wait to be filed; this one was not received.")
    mend = _("Send the same request again in %d seconds, with the same Idempotency-Key.") % LATER
    return told(503, [Problem("", what, mend, "crowded")], {"Retry-After": str(LATER)})


_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="luoshi"'}


def _no_key(_request: HttpRequest, _error: Exception) -> HttpResponse:
    mend = _("Send “Authorization: Bearer” and the key that the administrator issued.")
    return told(401, [Problem("Authorization", _("No key was sent."), mend, "no_key")], _CHALLENGE)


def _unreadable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    what, mend = _("It is no sound JSON."), _("Send JSON in UTF-8, numbers without NaN or infinity.")
    return told(error.status_code, [Problem("", what, mend, "json")])


def _misfit(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = []
    for found in error.errors:
        what, mend = _FOUND.get(found["type"], _UNFIT)
        problems.append(Problem(_place(found["loc"]), what, mend, found["type"]))
    return told(422, problems)


def _place(found: Sequence[str | int]) -> str:
    """The place as the caller knows it: without the kind of parameter and the name of our argument."""
    inner = found[2:] if found[1:2] and found[1] in ("body", "asked", "paging") else ()
    return ".".join(map(str, inner or found[1:] or found))
