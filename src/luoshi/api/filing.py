"""What was received is filed (办件): by the same operation as a request on the spot, one after the other, until none waits."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError as Misfit
from pydantic import ValidationError

from luoshi.api.access import Caller
from luoshi.api.exact import read_exactly
from luoshi.api.operations.sheets import receivable
from luoshi.api.service import api
from luoshi.identity.actions.open_with_key import no_such_key
from luoshi.identity.actions.settle_request import settle_request
from luoshi.identity.key_use import remember_use
from luoshi.identity.keys import Scope
from luoshi.identity.queries import is_sealed, key_in_force, longest_waiting, waiting_requests
from luoshi.ledger.master import one_edition
from luoshi.ledger.record import Signature
from luoshi.ledger.refusal import Denied, Problem, Refused, require
from luoshi.org.queries import standing_of_key
from luoshi.workdays.clock import business_now

if TYPE_CHECKING:
    from datetime import datetime

    from luoshi.identity.models import ReceivedRequest
    from luoshi.org.standing import Standing

REFUSALS = (Refused, Denied, Http404, Misfit)
FORGED = "forged"
# Seconds: how often one looks for what another process received, and after which a fault is tried again.
LOOK, AGAIN = 1.0, 60.0
# Seconds for which filing gives way to those at the door, and after which it looks whether they are through; between
# two reports other writers have their turn.
GIVEN_WAY, GLANCE, BREATH = 1.0, 0.02, 0.001
_log = logging.getLogger("luoshi.filing")


class Fault(Exception):
    """A request could not be settled for a reason that is none of its own; ``row`` is its key. It waits on."""

    def __init__(self, row: int) -> None:
        self.row = row
        super().__init__(f"received request {row}")


def file_next(besides: Collection[int] = ()) -> int | None:
    """File what has waited longest, those ``besides`` left out; the status it would have been answered with on the spot.

    Report, outcome and entries are one transaction; so are a refusal and its entry. None when nothing waits, or another
    process has the turn. :class:`Fault` for anything that is no refusal.
    """
    with transaction.atomic():
        request = longest_waiting(besides)
        if request is None:
            return None
        try:
            status = _settled(request)
        except DatabaseError:
            raise
        except Exception as error:
            raise Fault(request.pk) from error
    remember_use(request.key_id, timezone.localtime(request.at).date())
    return status


def _settled(request: ReceivedRequest) -> int:
    with one_edition():
        now = business_now()
        by = Signature(now, "接口 interface", f"key {request.key.prefix}")
        try:
            with transaction.atomic():
                standing, answer = _filed(request, now)
        except REFUSALS as refusal:
            status, told = _refused(refusal)
        else:
            by, status, told = replace(standing.signature(), at=now), 200, {"": answer}
        settle_request(by, request, status, told)
    return status


def _filed(request: ReceivedRequest, now: datetime) -> tuple[Standing, str]:
    """Whom it was filed for, and the answer. What the key and the person may is asked as of ``now``; the report counts
    from when it was received."""
    asked = receivable(request.method, request.path)
    if asked is None or not is_sealed(request):
        what, mend = (
            _("It did not come in through the interface."),
            _("Send it again with a new Idempotency-Key."),
        )
        raise Refused(Problem("", what, mend, FORGED))
    key = key_in_force(request.key_id, timezone.localtime(now).date())
    if key is None:
        raise no_such_key()
    standing = standing_of_key(key, now)
    require(Scope.REPORT in key.scopes and bool(standing.posts))
    caller = Caller()
    caller.method, caller.path, caller._body = request.method, request.path, bytes(request.body)
    caller.auth, caller.standing = key, replace(standing, at=request.at)
    try:
        body = asked.body.model_validate(read_exactly(caller.body))
    except ValidationError as error:
        raise Misfit([{**one, "loc": ("body", "body", *one["loc"])} for one in error.errors()]) from error
    answer = asked.act(caller, *asked.place, body, request.token)
    return caller.standing, answer.content.decode()


def _refused(refusal: Exception) -> tuple[int, dict[str, str]]:
    """Status and words of a refusal, in every language: who reads them is not known yet."""
    told, status = {}, 0
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            answer = api.on_exception(Caller(), refusal)
        status, told[language] = answer.status_code, answer.content.decode()
    return status, told


class Filer:
    """The thread of a process that files. ``is_busy`` says whether more reports are at the door: these go first."""

    def __init__(self) -> None:
        self._woken = Event()
        self._aside: dict[int, float] = {}
        self._in_trouble = False

    def start(self, is_busy: Callable[[], bool]) -> None:
        """Go on with whatever waits, now and from now on."""
        Thread(target=self._run, args=[is_busy], name="filing", daemon=True).start()

    def wake(self) -> None:
        """Something was received."""
        self._woken.set()

    def _run(self, is_busy: Callable[[], bool]) -> None:
        while True:
            self._woken.clear()
            try:
                self.file_all(is_busy)
                self._in_trouble = False
            except Fault as fault:
                _log.exception("filing failed and is tried again later")
                self._aside[fault.row] = time.monotonic() + AGAIN
                continue
            except Exception:  # noqa: BLE001 - logged, and the thread has to live on
                # A database that is away comes back; told once until then.
                if not self._in_trouble:
                    _log.exception("nothing can be filed at present")
                self._in_trouble = True
                time.sleep(LOOK)
            finally:
                connection.close_if_unusable_or_obsolete()
            self._woken.wait(LOOK)

    def file_all(self, is_busy: Callable[[], bool]) -> None:
        """Until nothing waits, or another process has the turn."""
        waiting = waiting_requests() > 0
        while waiting:
            now = time.monotonic()
            self._aside = {row: until for row, until in self._aside.items() if until > now}
            while is_busy() and time.monotonic() < now + GIVEN_WAY:
                time.sleep(GLANCE)
            waiting = file_next(self._aside.keys()) is not None
            time.sleep(BREATH)
