"""The way back from a form that was answered in place (退回的表单): many are sent to an address that takes only posts.

The page that tells what is wrong, or what a file would do, stands at that address. Whoever then changes the language,
chooses a day or opens the address again asks for a page that does not exist, and is led to the page on which the form
stood.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from luoshi.web.request import Request

_KEY = "refused_forms"
# Of so many forms the way back is known; of older ones it is forgotten.
KNOWN = 8
# A page that stands where it was posted to: a file looked at before it is taken, what others changed, a refusal.
STANDS = (200, 409, 422)


class WayBack:
    """Remembers in the session where a form stood that was answered in place."""

    def __init__(self, respond: Callable[[Request], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        response = self.respond(request)
        if request.method == "POST" and response.status_code in STANDS:
            _remember(request)
        elif request.method == "GET" and response.status_code in (404, 405):
            back = request.session.get(_KEY, {}).get(request.path)
            if back:
                return redirect(_on_day(back, request.day_kept))
        return response


def _remember(request: Request) -> None:
    stood = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(stood, {request.get_host()}):
        return
    known: dict[str, str] = request.session.get(_KEY, {})
    parts = urlsplit(stood)
    # Sent again from the page that told of the first refusal: the form stood where it stood.
    back = known.pop(parts.path, None) or parts._replace(scheme="", netloc="", fragment="").geturl()
    if urlsplit(back).path == request.path:
        return
    known.pop(request.path, None)
    request.session[_KEY] = dict([*known.items(), (request.path, back)][-KNOWN:])


def _on_day(address: str, day: str) -> str:
    if not day:
        return address
    return f"{urlsplit(address).path}?{urlencode({'as_of': day})}"
