"""What every request passes: strict content policy, the viewer with the business moment, refusals told plainly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.master import one_edition
from luoshi.ledger.refusal import Denied, Problem, Refused
from luoshi.org.queries import one_reading, standing_of_account
from luoshi.web.forms import day_asked
from luoshi.web.request import Request
from luoshi.workdays.clock import business_now

READING = ("GET", "HEAD")
# Seconds after which a request that found the database busy is worth another try.
SOON = 1
# The largest document that is read, and the form around it.
LARGEST_BODY = 25 * 1024 * 1024

Respond = Callable[[Request], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


class ContentSecurityPolicy:
    """Nothing is loaded from elsewhere and nothing inline is run."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        response = self.respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class Language:
    """Chinese unless the reader has switched: what a browser happens to announce does not decide (默认中文)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        spoken = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(spoken):
            request.LANGUAGE_CODE = spoken
            response = self.respond(request)
        response.headers.setdefault("Content-Language", spoken)
        return response


class SoundInput:
    """Refuses, as a page and before anything reads it, what no page can take: a body too large or cut short, text
    that is not UTF-8, and the character NUL, which no database keeps as text.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        try:
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
                return render(request, "413.html", status=413)
            sent = [request.path, *_texts(request.GET), *_texts(request.POST)]
        except RequestDataTooBig:
            return render(request, "413.html", status=413)
        except (BadRequest, SuspiciousOperation, MultiPartParserError, ValueError):
            return render(request, "400.html", status=400)
        if any("\0" in text for text in sent):
            return render(request, "400.html", status=400)
        return self.respond(request)


def _texts(sent: QueryDict) -> Iterator[str]:
    for name, values in sent.lists():
        yield name
        yield from values


class Viewer:
    """Puts ``request.standing`` (who, in which posts, when) and ``request.as_of`` (up to which day) on every request.

    ``as_of`` comes from the address, ``?as_of=2015-05-31``, and is never later than the business date.
    What a signed-in person was shown stays out of the caches of a shared computer.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        if request.method in READING:
            # Who is looking is part of the same moment as what there is to see.
            with one_reading():
                self._recognise(request)
                response = self.respond(request)
        else:
            with one_edition():
                self._recognise(request)
            response = self.respond(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _recognise(self, request: Request) -> None:
        account = request.user if request.user.is_authenticated else None
        request.standing = standing_of_account(account, business_now())
        today = request.standing.today
        request.as_of = _as_of(request, today)
        request.day_kept = request.as_of.isoformat() if request.as_of < today else ""


def _as_of(request: Request, today: date) -> date:
    return min(day_asked(request.GET.get("as_of", "")) or today, today)


class Refusals:
    """Turns a refusal of an action into a page: Denied into 403, Refused into the messages it carries, and a database
    that had no turn for the write in time into 503, when to come again.

    A page that can show the problems beside their fields catches :class:`Refused` itself.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        if isinstance(error, Denied):
            return render(request, "403.html", {"what": error.what}, status=403)
        if isinstance(error, Refused):
            back = request.headers.get("Referer", "")
            if request.method == "POST" and url_has_allowed_host_and_scheme(back, {request.get_host()}):
                for problem in error.problems:
                    messages.error(request, str(problem))
                return redirect(back)
            return render(request, "refused.html", {"problems": error.problems}, status=422)
        if isinstance(error, OperationalError):
            return _busy(request)
        return None


def _busy(request: Request) -> HttpResponse:
    mend = _("Nothing was written. Send the page again in a moment.")
    problem = Problem("", _("The database is busy."), mend)
    answer = render(request, "refused.html", {"problems": [problem]}, status=503)
    answer.headers["Retry-After"] = str(SOON)
    return answer
