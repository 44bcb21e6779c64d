"""The Reports pages, with an empty page at every other address of the navigation that is not routed yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from luoshi.web.navigation import ROOMS
from luoshi.web.pages import report_sheet, reports


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


routed = [*reports.routes, *report_sheet.routes]
others = [room.key for room in ROOMS if room.key != "reports"] + [
    "login",
    "logout",
    "set_language",
    "demo_login",
]
urlpatterns = [*routed, *(path(f"{name}/", empty, name=name) for name in others)]
