"""What every answer to a program carries, and what is not read at all."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from luoshi.api.problems import TOO_LARGE, told
from luoshi.ledger.refusal import Problem
from luoshi.web.request import Request

AREA = "/api/"
LARGEST_BODY = 10 * 1024 * 1024
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class ApiFrame:
    """Around everything below ``/api/``: the caller's language, the server's time, no copies in caches.

    The caller's own time is asked for nowhere: when something became known is what this server's clock says.
    """

    def __init__(self, respond: Callable[[Request], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        if not request.path.startswith(AREA):
            return self.respond(request)
        spoken = translation.get_language_from_request(request)
        with translation.override(spoken):
            request.LANGUAGE_CODE = spoken
            response = _in_words(_unreadable(request) or self.respond(request))
        response.headers["Date"] = http_date(time.time())
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Content-Language"] = spoken
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response


def _in_words(response: HttpResponse) -> HttpResponse:
    """A wrong method, and a fault, which the log tells about, as JSON like everything else."""
    if response.status_code == 405:
        allowed = response.headers["Allow"]
        what = _("The address does not take this method.")
        problem = Problem("", what, _("Use one of these: %s.") % allowed, "method")
        return told(405, [problem], {"Allow": allowed})
    if response.status_code == 500:
        what = _("It is not your fault.")
        later = _("Send the same request again later; tell the administrator if it happens again.")
        return told(500, [Problem("", what, later, "fault")])
    return response


def _unreadable(request: Request) -> HttpResponse | None:
    """The refusal of what no operation can read; None for everything else."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LARGEST_BODY:
        return told(413, [TOO_LARGE])
    if request.content_type in _FORMS:
        mend = _("Send “Content-Type: application/json”.")
        return told(415, [Problem("Content-Type", _("A form was sent."), mend, "content_type")])
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        what, mend = _("The address contains the character NUL."), _("Leave it out.")
        return told(400, [Problem("", what, mend, "nul")])
    return None
