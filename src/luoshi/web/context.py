"""What the frame around every page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from luoshi.org.queries import tree
from luoshi.web.naming import named, titled
from luoshi.web.request import Request


@dataclass(frozen=True)
class Viewer:
    """Who looks at the page, in words of the reader's language."""

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
    return {
        "district": named(root) if root else "",
        "simulated": bool(root and root.simulated),
        "as_of": request.as_of,
        "business_date": standing.today,
        "viewer": Viewer(named(standing), " · ".join(titled(post) for post in standing.posts)),
        "is_demo": settings.DEMO,
        "nav_active": (match.url_name or "").split("_")[0] if match else "",
    }
