"""Events in words, in the reader's language (加减分事项)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from luoshi.assessment.events import LEVELS
from luoshi.org.queries import tree
from luoshi.web.named import named

if TYPE_CHECKING:
    from luoshi.assessment.events import EventView
    from luoshi.org.tree import OrgTree


def state_of(view: EventView) -> tuple[str, str]:
    """Word and tone of what became of it."""
    return {
        "recorded": (_("waits for confirmation"), "waiting"),
        "confirmed": (pgettext("event", "counts"), "good"),
        "withdrawn": (_("withdrawn"), "neutral"),
    }[view.state]


def row_of(view: EventView, org: OrgTree) -> dict[str, Any]:
    """An event as the templates draw it."""
    word, tone = state_of(view)
    unit = view.event.unit_id
    # A unit that is no more is called as it was when it happened.
    node = org.nodes.get(unit) or tree(view.event.happened_on).nodes.get(unit)
    called = named(node) if node is not None else view.event.unit.code
    return {"view": view, "event": view.event, "unit": called, "word": word, "tone": tone}


def kept_row(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as a result keeps it."""
    return {
        **event,
        "day": date.fromisoformat(event["on"]),
        "level_name": dict(LEVELS)[event["level"]],
    }


def sentence(views: Sequence[EventView]) -> str:
    """What one should know first."""
    counts = sum(view.counts for view in views)
    waiting = sum(view.state == "recorded" for view in views)
    said = ngettext("%(n)d event counts.", "%(n)d events count.", counts) % {"n": counts}
    if waiting:
        said += " " + ngettext(
            "%(n)d waits for another person to confirm it.",
            "%(n)d wait for another person to confirm them.",
            waiting,
        ) % {"n": waiting}
    return said
