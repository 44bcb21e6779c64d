"""Pages of a unit that is gone: shown as of its last day (撤销单位)."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from luoshi.org.queries import dissolved, tree, unit_by_code
from luoshi.web.request import Request


def on_its_last_day(request: Request, unit_id: int) -> HttpResponse:
    """Lead on to the last day of a unit that is gone; 404 for one that no day has."""
    gone = dissolved({unit_id} - tree(request.as_of).nodes.keys(), request.as_of)
    if not gone:
        raise Http404
    last = gone[0][1] - timedelta(days=1)
    return redirect(f"{request.path}?as_of={last:%Y-%m-%d}")


def last_day_of(request: Request, code: str) -> HttpResponse:
    """The same of the unit with this code; 404 for a code that no unit had."""
    unit = unit_by_code(code)
    if unit is None:
        raise Http404
    return on_its_last_day(request, unit.pk)
