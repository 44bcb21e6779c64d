"""The script that lets a sheet be opened without a connection, at the root so that it may answer for every page."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from luoshi.web.access import public
from luoshi.web.request import Request

_SCRIPT = Path(__file__).resolve().parent.parent / "static" / "web" / "worker.js"


@public
@require_safe
def worker(_request: Request) -> HttpResponse:
    """The script; asked for anew by the browser, so that a new version takes over at once."""
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(_SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


routes = [path("worker.js", worker, name="worker")]
