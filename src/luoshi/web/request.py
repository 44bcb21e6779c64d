"""What a view is given: a request that knows who asks, at which business moment, and up to which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from luoshi.org.standing import Standing


class Request(HttpRequest):
    """A request after :class:`luoshi.web.middleware.Viewer`."""

    standing: Standing
    as_of: date
    # The past day that addresses keep, as written in them; '' for today.
    day_kept: str
    htmx: HtmxDetails


def network_address(request: HttpRequest) -> str:
    """The network address that a request comes from: behind the proxy the one that the proxy itself has seen.

    All would else share the proxy's address, and whoever guesses would lock everybody out.
    """
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """The same, out of what the server hands over of a request."""
    seen = environ.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS else ""
    address: str = seen.rpartition(",")[2].strip() or environ.get("REMOTE_ADDR", "")
    return address[:45]
