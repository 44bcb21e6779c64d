"""What a view is given: a request that knows who asks, at which business moment, and up to which day."""

from __future__ import annotations

from datetime import date

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
