"""The door before the framework (收件): a report is acknowledged once it is on record, together with all that came with it.

A program that says ``Prefer: respond-async`` (RFC 7240) is answered 202 with a receipt. Only what is plainly in order is
taken here: a key that opens, with its scope, permits and posts, a sound token, a body that can be read, a sheet that the
person may fill in. Everything else goes the ordinary way, which says what is wrong with it in the ordinary words.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from _thread import LockType
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest, get_path_info
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils import timezone, translation

from luoshi.api.exact import read_exactly
from luoshi.api.lending import Lending
from luoshi.api.operations.sheets import Receivable, receivable
from luoshi.api.problems import Crowded
from luoshi.api.rate import Exhausted, rate
from luoshi.api.service import api
from luoshi.api.writing import JSON, LONGEST_TOKEN, PRINTABLE, SHORTEST_TOKEN
from luoshi.identity.actions.receive_requests import receive_requests
from luoshi.identity.keys import OpenKey, Scope, guessed_name
from luoshi.identity.queries import closed_names, opened_key, waiting_requests
from luoshi.identity.receiving import Arrival, Receipt
from luoshi.indicators.queries import files_for, is_reported
from luoshi.ledger.master import from_master, one_edition
from luoshi.org.queries import standing_of_key
from luoshi.web.middleware import POLICY
from luoshi.web.request import address_in
from luoshi.workdays.clock import business_now

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# A sheet of a thousand cells with a note each is smaller; what is larger is answered on the spot.
LARGEST_RECEIVED = 1024 * 1024
RECEIPTS = "/api/v1/receipts/"
# Seconds after which it is worth asking what became of a report.
SOON = 1
# Seconds for which the number of those that wait is not counted again.
COUNTED_FOR = 0.5
# Seconds after the last group for which more are expected.
LULL = 0.02
_TOKEN = re.compile(PRINTABLE)
_log = logging.getLogger("luoshi.receiving")


def _shut() -> LockType:
    """A lock that whoever calls the request opens."""
    lock = Lock()
    lock.acquire()
    return lock


@dataclass
class Knock:
    """One request at the door, and once its group is through, what it gets: a receipt, or nothing.

    ``called`` opens when it is through, or is to write for all that wait.
    """

    key: str
    address: str
    token: str
    method: str
    path: str
    asked: Receivable
    body: bytes
    receipt: Receipt | None = None
    crowded: bool = False
    through: bool = False
    called: LockType = field(default_factory=_shut)


class Groups:
    """Requests that wait for the database go in together (组提交): one transaction for all that came meanwhile.

    Whoever comes first writes for all; those that come while it writes are the next group, and one of them is called
    to write for it. Nobody is told before the transaction that holds his report is durable. Each waits at a lock of its
    own: where all wait at one, those that are through stand in the way of the next group.
    """

    def __init__(self, connections: Lending) -> None:
        self._connections = connections
        self._waiting: list[Knock] = []
        self._list = Lock()
        self._is_led = False
        self._room, self._counted = 0, float("-inf")
        self._last = float("-inf")

    @property
    def is_busy(self) -> bool:
        """Whether more are at the door."""
        return self._is_led or time.monotonic() - self._last < LULL

    def count_anew(self) -> None:
        """Do not rely on an earlier count of those that wait."""
        self._counted = float("-inf")

    def join(self, knock: Knock) -> None:
        """Come back when ``knock`` is through."""
        with self._list:
            self._waiting.append(knock)
            leads, self._is_led = not self._is_led, True
        if not leads:
            knock.called.acquire()
        if not knock.through:
            self._lead()

    def _lead(self) -> None:
        """Write for all that wait, tell them, and call one of those that came meanwhile."""
        with self._list:
            group, self._waiting = self._waiting, []
        try:
            self.admit(group)
        finally:
            with self._list:
                following = self._waiting[:1]
                self._is_led = bool(following)
            for knock in group + following:
                knock.called.release()

    def admit(self, group: list[Knock]) -> None:
        """Let all of them in that are in order, or none where that fails."""
        try:
            with self._connections.lent():
                self._receive(group)
        except Exception:  # noqa: BLE001 - nothing was written, and each request goes the ordinary way
            _log.exception("a group was not received")
        finally:
            for knock in group:
                knock.through = True
            self._last = time.monotonic()

    def _receive(self, group: list[Knock]) -> None:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        with transaction.atomic(), one_edition():
            at, closed = business_now(), closed_names(timezone.now())
            today = timezone.localtime(at).date()
            self._count()
            let_in: list[Knock] = []
            arrivals: list[Arrival] = []
            for knock in group:
                key = (
                    None if (guessed_name(knock.key), knock.address) in closed else _opened(knock, at, today)
                )
                if key is None:
                    continue
                if len(let_in) >= self._room:
                    knock.crowded = True
                    continue
                number = secrets.token_hex(16)
                let_in.append(knock)
                arrivals.append(
                    Arrival(number, key.id, knock.token, knock.method, knock.path, knock.body, at)
                )
            receipts = receive_requests(arrivals)
        self._room -= len(receipts)
        for knock, receipt in zip(let_in, receipts, strict=True):
            knock.receipt = receipt

    def _count(self) -> None:
        now = time.monotonic()
        if now - self._counted > COUNTED_FOR:
            self._room, self._counted = settings.API_MOST_WAITING - waiting_requests(), now


def _opened(knock: Knock, at: datetime, today: date) -> OpenKey | None:
    """The key, where it may file this sheet at this moment; out of memory."""
    key = opened_key(knock.key, today)
    if key is None or Scope.REPORT not in key.scopes:
        return None
    form, period, unit = knock.asked.place
    # Which units they are changes with the day and with master data only.
    units = from_master(("api.files for", key.id, today), lambda: files_for(standing_of_key(key, at)))
    if unit not in units or not is_reported(form, period):
        return None
    try:
        rate.take(key.id, time.monotonic(), settings.API_REQUESTS_A_MINUTE)
    except Exhausted:
        return None
    return key


class Door:
    """The application as the server calls it: what is to be received is taken here, the rest is passed on.

    ``at_once`` of the rest at a time. The server has many more threads, so that many reports wait for one commit; pages
    that compute in all of them would only be in each other's way. With 0 nothing is bounded and every thread has its
    own connection.
    """

    def __init__(self, inner: Application, wake: Callable[[], None], at_once: int = 0) -> None:
        self.inner, self.wake, self.groups = inner, wake, Groups(Lending(min(at_once, 1)))
        self._rest = Lending(at_once)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        knock = knock_of(environ) if "HTTP_PREFER" in environ else None
        if knock is not None:
            self.groups.join(knock)
            if knock.crowded:
                return _replied(_refusal(environ, Crowded()), start_response)
            if knock.receipt is not None:
                self.wake()
                return _acknowledged(knock.receipt, start_response)
        with self._rest.lent():
            return self.inner(environ, start_response)


def knock_of(environ: Environ) -> Knock | None:
    """The request, where it asks to be received and can be read; whatever was read of it is put back."""
    length = environ.get("CONTENT_LENGTH") or ""
    scheme, _blank, key = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = environ.get("HTTP_IDEMPOTENCY_KEY", "")
    if (
        not _asks_to_be_received(environ["HTTP_PREFER"])
        or environ.get("QUERY_STRING")
        or environ.get("SCRIPT_NAME")
        or scheme.lower() != "bearer"
        or not SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN
        or not _TOKEN.match(token)
        or environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != JSON
        or not (length.isascii() and length.isdecimal() and int(length) <= LARGEST_RECEIVED)
        or not _is_ours(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))
    ):
        return None
    path, method = get_path_info(environ), environ["REQUEST_METHOD"]
    asked = receivable(method, path)
    if asked is None:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    try:
        asked.body.model_validate(read_exactly(body))
    except ValueError:
        return None
    return Knock(key, address_in(environ), token, method, path, asked, body)


@lru_cache(maxsize=256)
def _asks_to_be_received(prefer: str) -> bool:
    """Whether one of the preferences is ``respond-async``."""
    return any(
        re.split("[;=]", one, maxsplit=1)[0].strip().lower() == "respond-async" for one in prefer.split(",")
    )


@lru_cache(maxsize=256)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _acknowledged(receipt: Receipt, start_response: Callable[..., Any]) -> list[bytes]:
    """202 with the receipt."""
    said = {"receipt": receipt.number, "received_at": receipt.at.astimezone(UTC)}
    headers = {
        "Content-Type": JSON,
        "Location": f"{RECEIPTS}{receipt.number}",
        "Preference-Applied": "respond-async",
        "Retry-After": str(SOON),
    }
    if receipt.repeated:
        headers["Idempotency-Replayed"] = "true"
    return _said("202 Accepted", headers, _AS_JSON.encode(said).encode(), start_response)


def _refusal(environ: Environ, reason: Exception) -> HttpResponse:
    """The words for it in the caller's language."""
    request = WSGIRequest(environ)
    with translation.override(translation.get_language_from_request(request)):
        return api.on_exception(request, reason)


def _replied(response: HttpResponse, start_response: Callable[..., Any]) -> list[bytes]:
    status = f"{response.status_code} {response.reason_phrase}"
    return _said(status, response.headers, response.content, start_response)


def _said(
    status: str, headers: Mapping[str, str], content: bytes, start_response: Callable[..., Any]
) -> list[bytes]:
    every = {**_ALWAYS, **headers, "Content-Length": str(len(content))}
    if settings.SECURE_HSTS_SECONDS:
        every["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    start_response(status, [*every.items()])
    return [content]


_AS_JSON = DjangoJSONEncoder()
# As on every answer that goes through the framework.
_ALWAYS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Authorization",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
