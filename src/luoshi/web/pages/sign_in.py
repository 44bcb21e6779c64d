"""Signing in and out, the language of the pages, and the open door of a demonstration."""

from __future__ import annotations

from dataclasses import dataclass, field

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from luoshi.identity.actions.sign_in import sign_in as check_password
from luoshi.ledger.refusal import Refused
from luoshi.org.queries import cast, cast_account
from luoshi.web.access import public
from luoshi.web.named import named
from luoshi.web.request import Request, network_address

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(label=_("User name"), max_length=60)
    password = forms.CharField(label=_("Password"), max_length=1000, strip=False)


@dataclass(frozen=True)
class DemoPerson:
    """One of the cast, in words of the reader's language."""

    code: str
    name: str
    post_title: str


@dataclass(frozen=True)
class DemoGroup:
    """People of the cast in posts of one kind."""

    role: str
    people: list[DemoPerson] = field(default_factory=list)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Sign in by user name and password; in a demonstration also choose one of the cast."""
    if request.standing.is_authenticated and not settings.DEMO:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                account = check_password(
                    form.cleaned_data["username"],
                    form.cleaned_data["password"],
                    network_address(request),
                    timezone.now(),
                )
            except Refused as refusal:
                for problem in refusal.problems:
                    form.add_error(None, str(problem))
                status = 429 if refusal.problems[0].code == "locked" else 422
            else:
                login(request, account, backend=BACKEND)
                return redirect(_safe_next(request))
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "demo_people": _demo_people(request) if settings.DEMO else [],
    }
    return render(request, "login.html", context, status=status)


@public
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@public
@require_POST
def demo_sign_in(request: Request, code: str) -> HttpResponse:
    """Step into the posts of one of the invented cast; there is no such door outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    account = cast_account(code, request.standing.today)
    if account is None:
        raise Http404
    logout(request)
    login(request, account, backend=BACKEND)
    return redirect(_safe_next(request))


def _safe_next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return str(settings.LOGIN_REDIRECT_URL)


def _demo_people(request: Request) -> list[DemoGroup]:
    groups: dict[str, DemoGroup] = {}
    for member in cast(request.standing.today):
        group = groups.setdefault(member.role, DemoGroup(str(member.role.label)))
        post = f"{named(member.unit)} {named(member.post)}"
        group.people.append(DemoPerson(member.person.code, named(member.person), post))
    return list(groups.values())


routes = [
    path("sign-in/", sign_in, name="login"),
    path("sign-out/", sign_out, name="logout"),
    path("sign-in/demo/<slug:code>/", demo_sign_in, name="demo_sign_in"),
    path("language/", public(set_language), name="set_language"),
]
