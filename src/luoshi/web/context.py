"""What the frame around every page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_date

from luoshi.exchange.policies import may_exchange
from luoshi.org.policies import may_change_organisation
from luoshi.org.queries import tree
from luoshi.web.named import named, unit_named
from luoshi.web.past import days_near, has_past, here_on
from luoshi.web.request import Request


@dataclass(frozen=True)
class Badge:
    """The viewer as the frame shows him."""

    name: str
    post_title: str
    is_authenticated: bool = True


def shell(request: Request) -> dict[str, Any]:
    """District, dates, viewer and marks for ``base.html``."""
    standing = getattr(request, "standing", None)
    if standing is None or not standing.is_authenticated:
        return {"is_demo": settings.DEMO, "viewer": None}
    root = tree(request.as_of).root
    match = request.resolver_match
    room = (match.url_name or "").split("_")[0] if match else ""
    return {
        "district": named(root),
        "simulated": bool(root and root.simulated),
        "as_of": request.as_of,
        "business_date": standing.today,
        "is_past": request.as_of < standing.today,
        "day_kept": parse_date(request.day_kept),
        "days_near": days_near(request) if has_past(request) else [],
        "asked_for": [(name, value) for name, value in request.GET.items() if name != "as_of"],
        "here_now": here_on(request, None),
        "viewer": Badge(named(standing), ", ".join(f"{unit_named(p)} {named(p)}" for p in standing.posts)),
        "is_demo": settings.DEMO,
        "nav_active": room,
        "may_exchange": room == "settings" and may_exchange(standing),
        "may_issue_keys": room == "settings" and may_change_organisation(standing),
    }
