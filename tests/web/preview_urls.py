"""Names of the addresses that the shell links to."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from luoshi.web.navigation import ROOMS


def nothing(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path(f"{room.key}.html", nothing, name=room.key) for room in ROOMS] + [
    path("login.html", nothing, name="login"),
    path("logout", nothing, name="logout"),
    path("language", nothing, name="set_language"),
    path("step-into/<str:code>", nothing, name="demo_sign_in"),
]
