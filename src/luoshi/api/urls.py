"""Where programs call: /api/v1/…; everything else below /api/ is told as unknown."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from luoshi.api.service import api
from luoshi.web.access import public


@public
@csrf_exempt
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """No operation lives here."""
    return api.on_exception(request, Http404(rest))


routes = [path("api/v1/", api.urls), path("api/<path:rest>", unknown, name="api_unknown")]
