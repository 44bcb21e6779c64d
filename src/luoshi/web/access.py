"""Who may open a page at all. Every view names its audience; without one it cannot be routed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from luoshi.ledger.refusal import Denied
from luoshi.org.standing import Standing
from luoshi.web.request import Request

View = Callable[..., HttpResponse]

# Every routed view stands here; a test refuses addresses whose view does not.
AUDIENCE: dict[View, Callable[[Standing], bool] | None] = {}


def page(may_open: Callable[[Standing], bool] | None = None) -> Callable[[View], View]:
    """Mark a view as a page for signed-in people for whom ``may_open`` holds (everybody signed in when None).

    The finer question, which rows, is asked of the policies by the queries and actions that the view calls.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.standing.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if may_open is not None and not may_open(request.standing):
                raise Denied
            return view(request, *args, **kwargs)

        AUDIENCE[guarded] = may_open
        return guarded

    return mark


def public(view: View) -> View:
    """Mark a view as open to everybody, signed in or not."""
    AUDIENCE[view] = None
    return view
