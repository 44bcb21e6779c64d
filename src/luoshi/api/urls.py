"""Where programs call: /api/v1/…; everything else below /api/ is told as unknown."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from luoshi.api.service import api


@csrf_exempt
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """No operation lives here."""
    return api.on_exception(request, Http404(rest))


routes = [path("api/", include(([path("v1/", api.urls), path("<path:rest>", unknown)], "api")))]
