"""Who calls: the key that a program shows, whom it acts for, and whether its scope covers the operation."""

from __future__ import annotations

import time
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from luoshi.api.rate import rate
from luoshi.identity.actions.open_with_key import open_with_key
from luoshi.identity.keys import OpenKey, Scope
from luoshi.ledger.master import one_edition
from luoshi.ledger.refusal import require
from luoshi.org.queries import standing_of_key
from luoshi.web.request import Request, network_address


class Caller(Request):
    """A request of a program: the key it showed, and the standing of the person it acts for."""

    auth: OpenKey


class Key(HttpBearer):
    """``Authorization: Bearer luoshi_…``, for one scope, or for whichever it has (接口密钥).

    A session of a browser opens nothing here, so no page elsewhere can make a browser call an operation.
    """

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> OpenKey:
        """Open the key, count the request, and put the person's standing on it.

        Denied when the key has not the scope, or the person holds no post in its unit any more.
        """
        with one_edition():
            return self._opened(cast("Caller", request), token)

    def _opened(self, caller: Caller, token: str) -> OpenKey:
        at, today = caller.standing.at, caller.standing.today
        key = open_with_key(token, network_address(caller), timezone.now(), today)
        rate.take(key.id, time.monotonic(), settings.API_REQUESTS_A_MINUTE)
        require(
            self.scope is None or self.scope in key.scopes,
            _("This key is not for that: it lacks the scope “%s”.") % self.scope,
        )
        standing = standing_of_key(key, at)
        require(bool(standing.posts), _("The person of this key holds no post in its unit any more."))
        caller.standing = standing
        return key


READ, REPORT, EITHER = Key(Scope.READ), Key(Scope.REPORT), Key()
